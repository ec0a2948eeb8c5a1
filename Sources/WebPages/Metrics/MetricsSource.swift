internal import Hummingbird
internal import NIOCore

/// Figures of the node for a program that watches it: whoever assembles the node gives them.
package struct MetricsSource: Sendable {
    /// The figures in Prometheus' text format; blocking.
    let text: @Sendable () throws -> String

    /// Describes where the figures come from.
    package init(text: @escaping @Sendable () throws -> String) { self.text = text }
}

/// Answers `/metrics`.
enum MetricsAnswer {
    /// What proxies add to a request that they pass on.
    private static let forwardingFields = [
        "forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip",
    ]

    /// Whether a proxy passes the request on for somebody who may be elsewhere.
    static func isForwarded(_ request: Request) -> Bool {
        forwardingFields.contains { name in
            HTTPFields.Element.Name(name).map { request.headers[$0] != nil } ?? false
        }
    }

    static func response(_ source: MetricsSource) async throws -> Response {
        let text = try await BlockingCall.run { try source.text() }
        return Response(
            status: .ok,
            headers: [
                .contentType: "text/plain; version=0.0.4; charset=utf-8",
                .cacheControl: "no-store",
            ],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text))
        )
    }
}
