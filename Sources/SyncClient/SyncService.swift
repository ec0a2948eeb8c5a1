internal import Ambient
package import Logging
internal import ServiceLifecycle
internal import SyncEngine

/// Exchanges at regular times for as long as the node serves, by itself again after every fault.
package struct SyncService: Service {
    private let client: SyncClient
    private let period: Double
    private let logger: Logger
    private let before: @Sendable () async throws -> Void

    /// Makes the service.
    ///
    /// `period` is in seconds; failed exchanges are tried again sooner, and all with jitter.
    /// `before` is called before each exchange, for what a node writes by itself; its errors are
    /// logged and do not keep the exchange from happening.
    package init(
        client: SyncClient,
        period: Double,
        logger: Logger,
        before: @escaping @Sendable () async throws -> Void = {}
    ) {
        self.client = client
        self.period = period
        self.logger = logger
        self.before = before
    }

    /// Exchanges until the process is told to stop.
    package func run() async throws {
        await cancelWhenGracefulShutdown { await repeatUntilCancelled() }
    }

    private func repeatUntilCancelled() async {
        var schedule = RetrySchedule(period: period)
        while !Task.isCancelled {
            let isDone = await attempt()
            let wait = schedule.wait(afterSuccess: isDone, random: client.random)
            // Ends early only by cancellation, which the loop's condition sees.
            try? await Task.sleep(for: .seconds(wait))
        }
    }

    private func attempt() async -> Bool {
        do {
            try await before()
        } catch {
            logger.error("preparation of the exchange failed", metadata: ["error": "\(error)"])
        }
        do {
            let report = try await client.sync()
            logger.info(
                "exchange",
                metadata: [
                    "sent": "\(report.sent)", "received": "\(report.received)",
                    "roundTrips": "\(report.roundTrips)", "upToDate": "\(report.upToDate)",
                    "bytesOut": "\(report.bytesSent)", "bytesIn": "\(report.bytesReceived)",
                    "notices": "\(report.notices.count)",
                ]
            )
            return true
        } catch {
            let isSilent = (error as? SyncClientError) == .alreadyRunning
            logger.log(
                level: isSilent ? .debug : .notice,
                "exchange failed",
                metadata: ["error": "\(error)"]
            )
            return false
        }
    }
}
