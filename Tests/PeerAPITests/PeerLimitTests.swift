import CurlTransport
import HTTPTypes
import Testing

@testable import PeerAPI

/// What a parent says to those whom it does not answer, and what it lets wait.
@Suite struct PeerLimitTests {
    @Test("every refusal has the status and the word that the specification gives it")
    func words() {
        let table: [(PeerRefusal, Int, String)] = [
            (.malformed, 400, "malformed"), (.unsupportedVersion, 400, "version 1-1"),
            (.notAdmitted, 403, "not-admitted"), (.unknownInvitation, 404, "unknown-invitation"),
            (.invitationSpent, 410, "invitation-spent"), (.tooLarge, 413, "too-large"),
            (.busy, 503, "busy"), (.full, 503, "full"), (.failed, 500, "failed"),
        ]
        for (refusal, status, word) in table {
            #expect(refusal.status.code == status && refusal.word == word)
        }
    }

    @Test("bodies beyond what may wait at a parent are told that it is busy")
    func busy() async throws {
        let desk = ExchangeDesk()
        try await desk.admit(byteCount: 33_554_432) { () async throws -> Void in
            await #expect(throws: PeerRefusal.busy) {
                try await desk.admit(byteCount: 1) {}
            }
        }
        try await desk.admit(byteCount: 1) {}
        try await admit(1_024, at: desk) {
            await #expect(throws: PeerRefusal.busy) {
                try await desk.admit(byteCount: 0) {}
            }
        }
    }

    /// Lets so many exchanges wait while the body runs.
    private func admit(
        _ count: Int,
        at desk: ExchangeDesk,
        _ body: () async throws -> Void
    ) async throws {
        guard count > 0 else { return try await body() }
        try await desk.admit(byteCount: 0) { try await admit(count - 1, at: desk, body) }
    }

    @Test("requests that wait share a turn, and each gets the answer that is its own")
    func together() async throws {
        let county = try PeerTestNode.root(seed: 160)
        let node = PeerNode(
            store: county.store,
            secrets: county.secrets,
            clock: PeerTestNode.clock,
            random: county.random
        )
        let desk = ExchangeDesk()
        let count = 3 * ExchangeDesk.togetherCountMax
        let refusals = await withTaskGroup(of: PeerRefusal?.self) { group in
            for number in 0..<count {
                let request = [UInt8](repeating: UInt8(number), count: number * 9)
                group.addTask {
                    do {
                        _ = try await desk.exchange(request, at: node)
                        return nil
                    } catch {
                        return PeerRefusal(error)
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(refusals.count == count)
        #expect(refusals.allSatisfy { $0 != nil && $0 != .failed })
    }

    @Test("a body and an idle connection have the stated times")
    func times() {
        #expect(PeerRoutes.bodySecondsMax == 300)
        #expect(PeerServer.idleSeconds == 60)
    }

    @Test(
        "a joining message longer than any is refused by its stated length",
        arguments: [("/v1/join", 16_384), ("/v1/attachments", 65_536 + 81)]
    )
    func stated(path: String, byteCountMax: Int) async throws {
        let county = try PeerTestNode.root(seed: 150)
        try await county.serving { url in
            for (byteCount, status) in [(byteCountMax, 400), (byteCountMax + 1, 413)] {
                let bytes = [UInt8](repeating: 7, count: byteCount)
                let exchange = HTTPExchange(.post, url: url + path, body: bytes)
                let answer = try await CurlTransport().send(exchange)
                #expect(answer.status == status)
            }
        }
    }
}
