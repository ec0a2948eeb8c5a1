internal import Logging
internal import ServiceLifecycle

/// Writes once an hour what a node writes by itself, for as long as it serves, and overwrites soon
/// what erasures freed.
struct UpkeepService: Service {
    let node: Node
    let logger: Logger

    /// How soon erased data is gone from the file of a node that only listens.
    private static let seconds = 300

    /// Often enough that a month's closing mark and the daily bulletin are never an hour late.
    private static let turnsOfUpkeep = 12

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var turn = 0
            while !Task.isCancelled {
                // Ends early only by cancellation, which the loop's condition sees.
                try? await Task.sleep(for: .seconds(UpkeepService.seconds))
                guard !Task.isCancelled else { return }
                turn += 1
                guard turn % UpkeepService.turnsOfUpkeep == 0 else {
                    scrub()
                    continue
                }
                do {
                    try node.upkeep()
                    if let warning = try node.clockWarning() { logger.warning("\(warning)") }
                } catch {
                    logger.error("定时的整理没有完成", metadata: ["错误": "\(error)"])
                }
            }
        }
    }

    private func scrub() {
        do {
            try node.scrub()
        } catch {
            logger.error("定时的整理没有完成", metadata: ["错误": "\(error)"])
        }
    }
}
