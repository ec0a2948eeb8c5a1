import Foundation
import Hummingbird
import Logging
import SyncClient
import Testing

/// What a child says of an answer that is none.
@Suite struct WrongAnswerTests {
    /// An answer that is no parent's, or was one when it left.
    struct Case: Sendable {
        let status: Int
        let type: String
        let body: String
        let error: SyncClientError
    }

    static let cases: [Case] = [
        Case(status: 200, type: "", body: "\u{1}flipped", error: .damagedOnTheWay),
        Case(status: 200, type: "", body: "", error: .damagedOnTheWay),
        Case(status: 400, type: "", body: "malformed", error: .damagedOnTheWay),
        Case(status: 200, type: "text/html", body: "登录", error: .wrongAnswer(status: 200)),
        Case(status: 200, type: "", body: "\n <html>", error: .wrongAnswer(status: 200)),
        Case(status: 400, type: "", body: "<p>malformed", error: .wrongAnswer(status: 400)),
        Case(status: 404, type: "", body: "malformed", error: .wrongAnswer(status: 404)),
        Case(status: 403, type: "text/html", body: "<p>拒绝", error: .wrongAnswer(status: 403)),
        Case(status: 500, type: "", body: "oops", error: .wrongAnswer(status: 500)),
    ]

    /// What a parent says that cannot do it: nobody is to look for a fault of the line.
    static let troubles: [Case] = [
        Case(status: 500, type: "", body: "failed", error: .parentFailed),
        Case(status: 413, type: "", body: "too-large", error: .parentFailed),
        Case(status: 503, type: "", body: "full", error: .parentFull),
        Case(status: 503, type: "", body: "busy", error: .busy),
        Case(status: 400, type: "", body: "version 2-3", error: .otherVersion),
        Case(status: 404, type: "", body: "unknown-invitation", error: .invitationUnknown),
    ]

    @Test("bytes that do not open were damaged on the way; a page means a network to sign in to")
    func sorted() async throws {
        let county = try PeerTestNode.root(seed: 900)
        let hall = try PeerTestNode(seed: 901)
        let code = try county.invite("330110101", name: "某镇")
        try await county.serving { url in
            _ = try await hall.client.join(parentURL: url, code: code)
            _ = try await hall.client.sync()
        }
        for each in WrongAnswerTests.cases + WrongAnswerTests.troubles {
            try await WrongAnswerTests.answering(each) { url in
                _ = try hall.client.setAddress(url)
                await #expect(throws: each.error, "\(each)") { try await hall.client.sync() }
            }
        }
        #expect(WrongAnswerTests.cases.allSatisfy { $0.error.sentence.contains("网络") })
        #expect(WrongAnswerTests.troubles.allSatisfy { !$0.error.sentence.contains("网络") })
        #expect(SyncClientError.damagedOnTheWay.sentence.contains("损坏"))
        #expect(SyncClientError.damagedOnTheWay.exitStatus == 75)
    }

    /// Serves the same answer to everything for as long as the body runs.
    private static func answering(
        _ answer: Case,
        _ body: @escaping @Sendable (_ url: String) async throws -> Void
    ) async throws {
        let router = Router()
        router.post("/v1/exchange") { _, _ in
            Response(
                status: .init(code: answer.status),
                headers: answer.type.isEmpty ? [:] : [.contentType: answer.type],
                body: .init(byteBuffer: ByteBuffer(string: answer.body))
            )
        }
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let (ports, continuation) = AsyncStream.makeStream(of: Int.self)
        let application = Application(
            router: router,
            configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { continuation.yield($0.localAddress?.port ?? 0) },
            logger: logger
        )
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await application.run() }
            var iterator = ports.makeAsyncIterator()
            let port = await iterator.next() ?? 0
            try await body("http://127.0.0.1:\(port)")
            group.cancelAll()
        }
    }
}
