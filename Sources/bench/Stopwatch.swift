import CDispatch
import Foundation

/// Wall and processor time of one piece of work.
struct Stopwatch {
    let wallSeconds: Double
    let cpuSeconds: Double

    var text: String { String(format: "wall %.2f s, CPU %.2f s", wallSeconds, cpuSeconds) }

    static func measure(_ work: () throws -> Void) rethrows -> Stopwatch {
        let clock = ContinuousClock()
        let cpu = processorSeconds()
        let start = clock.now
        try work()
        return Stopwatch(
            wallSeconds: start.duration(to: clock.now).seconds,
            cpuSeconds: processorSeconds() - cpu
        )
    }

    static func processorSeconds() -> Double {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        func seconds(_ time: timeval) -> Double {
            Double(time.tv_sec) + Double(time.tv_usec) / 1e6
        }
        return seconds(usage.ru_utime) + seconds(usage.ru_stime)
    }
}
