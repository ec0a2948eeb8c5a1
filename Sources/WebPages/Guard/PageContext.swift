package import Hummingbird
internal import Logging
internal import NIOCore

/// What one request carries through the checks to its page.
package struct PageContext: RequestContext {
    /// What the router itself needs.
    package var coreContext: CoreRequestContextStorage
    /// The port that the connection came in by; nil where there is no socket.
    let localPort: Int?
    /// Whether the connection comes from this machine itself.
    let isLocal: Bool
    /// Who is signed in, nil if nobody is.
    var visitor: Visitor?
    /// The size of text that this browser wants.
    var textSize = TextSize.standard
    /// The form that was sent, once its token has been checked.
    var form = SentForm()

    /// Made by the server for each request.
    package init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        localPort = source.channel.localAddress?.port
        isLocal = PageContext.isLoopback(source.channel.remoteAddress?.ipAddress)
    }

    /// Makes a context without a socket.
    init(localPort: Int?, isLocal: Bool = true, logger: Logger) {
        coreContext = CoreRequestContextStorage(source: NoSocket(logger: logger))
        self.localPort = localPort
        self.isLocal = isLocal
    }

    /// Whether an address is one of 127.0.0.0/8, written as IPv4 or within IPv6, or `::1`.
    static func isLoopback(_ address: String?) -> Bool {
        guard let address = address?.lowercased() else { return false }
        if address == "::1" { return true }
        let mapped = "::ffff:"
        let plain = address.hasPrefix(mapped) ? address.dropFirst(mapped.count) : address[...]
        return plain.hasPrefix("127.") && !plain.contains(":")
    }

    private struct NoSocket: RequestContextSource {
        let logger: Logger
    }
}
