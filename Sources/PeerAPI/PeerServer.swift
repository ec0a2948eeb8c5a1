package import Hummingbird
internal import HummingbirdCore
package import Logging
internal import NIOCore

/// The peers' port as a service: bounded in connections, headers and idle time.
package enum PeerServer {
    /// The most connections at one time; more wait at the system's door.
    package static let connectionCountMax = 512
    /// An idle connection is closed after so many seconds.
    package static let idleSeconds: Int64 = 60
    /// The longest header block, in bytes: protects against one that never ends.
    package static let headerByteCountMax = 8_192

    /// Makes the service; `onRunning` is told the port once it accepts, which a port of 0 picks.
    package static func application(
        routes: PeerRoutes,
        host: String,
        port: Int,
        logger: Logger,
        onRunning: @escaping @Sendable (_ port: Int) async -> Void
    ) -> some ApplicationProtocol {
        Application(
            router: routes.router,
            server: .http1(
                configuration: .init(
                    idleTimeout: .seconds(idleSeconds),
                    httpDecoderConfiguration: .init(
                        maxHeaderFieldSize: headerByteCountMax,
                        maxHeaderListSize: headerByteCountMax,
                        maxHeaderFieldCount: 64
                    )
                )
            ),
            configuration: .init(
                address: .hostname(host, port: port),
                availableConnectionsDelegate: MaximumAvailableConnections(connectionCountMax)
            ),
            onServerRunning: { channel in await onRunning(channel.localAddress?.port ?? port) },
            logger: logger
        )
    }
}
