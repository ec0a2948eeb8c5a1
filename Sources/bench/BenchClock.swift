import Ambient
import Synchronization

/// A device's clock that the measurement sets forward: real events are minutes apart.
final class BenchClock: Sendable {
    private let seconds: Mutex<Int64>

    init(secondsSince1970: Int64) { seconds = Mutex(secondsSince1970) }

    var now: Int64 { seconds.withLock { $0 } }

    func set(_ secondsSince1970: Int64) { seconds.withLock { $0 = secondsSince1970 } }

    /// Goes on and tells the new time.
    @discardableResult
    func advance(_ step: Int64) -> Int64 {
        seconds.withLock {
            $0 += step
            return $0
        }
    }

    var wall: WallClock { WallClock { Instant(secondsSince1970: self.now) } }
}
