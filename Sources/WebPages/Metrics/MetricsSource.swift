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
