package import Ambient

/// When to try again after failed exchanges: doubling waits with jitter, so that 300 villages whose
/// line came back in one minute do not call in one second.
package struct RetrySchedule: Sendable {
    /// The wait after the first failure, in seconds.
    package static let firstWait = 30.0
    /// The longest wait between attempts, in seconds; a regular period that is longer stands.
    package static let longestWait = 3_600.0

    private let period: Double
    private var failureCount = 0

    /// Makes a schedule for exchanges that are wanted every `period` seconds.
    package init(period: Double) {
        precondition(period > 0, "a period of \(period) s")
        self.period = period
    }

    /// The seconds to wait after an exchange that succeeded or failed; jitter of up to a fifth
    /// either way comes from the source.
    package mutating func wait(afterSuccess: Bool, random: RandomSource) -> Double {
        failureCount = afterSuccess ? 0 : min(failureCount + 1, 16)
        var wait = period
        if failureCount > 0 {
            var retry = RetrySchedule.firstWait
            for _ in 1..<failureCount { retry = min(retry * 2, RetrySchedule.longestWait) }
            wait = min(period, retry)
        }
        let fraction = Double(random.word() >> 11) / Double(1 << 53)
        return wait * (0.8 + 0.4 * fraction)
    }
}
