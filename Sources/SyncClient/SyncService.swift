internal import Ambient
package import Logging
internal import ServiceLifecycle
internal import SyncEngine

/// Exchanges at regular times for as long as the node serves, by itself again after every fault.
package struct SyncService: Service {
    private let client: SyncClient
    private let period: Double
    private let logger: Logger
    private let attachments: AttachmentWindow
    private let before: @Sendable () async throws -> Void

    /// Makes the service.
    ///
    /// `period` is in seconds; failed exchanges are tried again sooner, and all with jitter.
    /// `before` is called before each exchange, for what a node writes by itself; its errors are
    /// logged and do not keep the exchange from happening. In the hours of `attachments` photos and
    /// scans go along; while some are left, the next exchange follows at once.
    package init(
        client: SyncClient,
        period: Double,
        attachments: AttachmentWindow,
        logger: Logger,
        before: @escaping @Sendable () async throws -> Void = {}
    ) {
        self.client = client
        self.period = period
        self.attachments = attachments
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
            let (isDone, isMoreWaiting) = await attempt()
            if isMoreWaiting { continue }
            let wait = schedule.wait(afterSuccess: isDone, random: client.random)
            // Ends early only by cancellation, which the loop's condition sees.
            try? await Task.sleep(for: .seconds(wait))
        }
    }

    /// Whether the exchange went well, and whether attachments are left that may go on now.
    private func attempt() async -> (isDone: Bool, isMoreWaiting: Bool) {
        do {
            try await before()
        } catch {
            logger.error("同步前的准备没有完成", metadata: ["错误": "\(error)"])
        }
        let start = ContinuousClock.now
        do {
            let report = try await client.sync(attachments: .within(attachments))
            let passed = (ContinuousClock.now - start) / .milliseconds(1)
            logger.info(
                "同步完成",
                metadata: [
                    "毫秒": "\(Int(passed.rounded()))", "拒收": "\(report.refused)",
                    "发送": "\(report.sent)", "收到": "\(report.received)",
                    "往返": "\(report.roundTrips)", "一致": "\(report.upToDate ? "是" : "否")",
                    "发送字节": "\(report.bytesSent)", "收到字节": "\(report.bytesReceived)",
                    "提示": "\(report.notices.count)",
                    "送出附件": "\(report.attachmentsSent)", "收到附件": "\(report.attachmentsReceived)",
                ]
            )
            if let warning = report.clockWarning { logger.warning("\(warning)") }
            if let fault = report.attachmentFault {
                logger.notice("附件没有传完", metadata: ["原因": "\(fault.sentence)"])
            }
            return (true, report.attachmentsAdvance)
        } catch {
            let isSilent = (error as? SyncClientError) == .alreadyRunning
            logger.log(
                level: isSilent ? .debug : .notice,
                "同步没有完成",
                metadata: ["原因": "\((error as? SyncClientError)?.sentence ?? "\(error)")"]
            )
            return (false, false)
        }
    }
}
