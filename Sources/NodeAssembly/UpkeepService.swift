internal import Logging
internal import ServiceLifecycle

/// Writes once an hour what a node writes by itself, for as long as it serves.
struct UpkeepService: Service {
    let node: Node
    let logger: Logger

    /// Often enough that a month's closing mark and the daily bulletin are never an hour late.
    private static let seconds = 3_600

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                // Ends early only by cancellation, which the loop's condition sees.
                try? await Task.sleep(for: .seconds(UpkeepService.seconds))
                guard !Task.isCancelled else { return }
                do {
                    try node.upkeep()
                    if let warning = try node.clockWarning() { logger.warning("\(warning)") }
                } catch {
                    logger.error("定时的整理没有完成", metadata: ["错误": "\(error)"])
                }
            }
        }
    }
}
