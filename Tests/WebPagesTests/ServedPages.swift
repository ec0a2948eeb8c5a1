import Hummingbird
import Logging

@testable import WebPages

/// Serves pages on a real port of this machine.
struct ServedPages {
    private let pages: PagesUnderTest
    private let cookie: String?

    /// With a cookie every request is that of the person whose session it names.
    init(_ pages: PagesUnderTest, cookie: String? = nil) {
        self.pages = pages
        self.cookie = cookie
    }

    /// Serves until `body`, which is given the port, returns.
    func during<Value: Sendable>(
        _ body: @escaping @Sendable (Int) async throws -> Value
    ) async throws -> Value {
        let (ports, port) = AsyncStream.makeStream(of: Int.self)
        let app = Application(
            responder: SignedIn(inner: WebPages.responder(for: pages.node), cookie: cookie),
            configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { channel in port.yield(channel.localAddress?.port ?? 0) },
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        return try await withThrowingTaskGroup(of: Value?.self) { group in
            group.addTask {
                try await app.run()
                return nil
            }
            group.addTask {
                for await port in ports { return try await body(port) }
                return nil
            }
            defer { group.cancelAll() }
            for try await value in group {
                if let value { return value }
            }
            throw CancellationError()
        }
    }

    private struct SignedIn<Inner: HTTPResponder>: HTTPResponder
    where Inner.Context == PageContext {
        let inner: Inner
        let cookie: String?

        func respond(to request: Request, context: PageContext) async throws -> Response {
            var head = request.head
            if let cookie { head.headerFields[.cookie] = cookie }
            return try await inner.respond(
                to: Request(head: head, body: request.body),
                context: context
            )
        }
    }
}
