package import Hummingbird
internal import Logging
package import NIOCore

/// A request's surroundings: the connection is needed to end it on one who never ends his body.
package struct PeerContext: RequestContext {
    /// What Hummingbird keeps.
    package var coreContext: CoreRequestContextStorage
    /// The connection.
    package let channel: any Channel

    /// Takes up a connection.
    package init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
    }
}
