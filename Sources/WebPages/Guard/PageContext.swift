package import Hummingbird
internal import Logging
internal import NIOCore

/// What one request carries through the checks to its page.
package struct PageContext: RequestContext {
    /// What the router itself needs.
    package var coreContext: CoreRequestContextStorage
    /// The port that the connection came in by; nil where there is no socket.
    let localPort: Int?
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
    }

    /// Makes a context without a socket.
    init(localPort: Int?, logger: Logger) {
        coreContext = CoreRequestContextStorage(source: NoSocket(logger: logger))
        self.localPort = localPort
    }

    private struct NoSocket: RequestContextSource {
        let logger: Logger
    }
}
