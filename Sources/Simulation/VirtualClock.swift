internal import Ambient
internal import Synchronization

/// A world's time, in milliseconds since its beginning; only the world moves it.
final class VirtualTime: Sendable {
    /// Where the world's calendar stands at the beginning, seconds since 1970 UTC.
    static let beginning: Int64 = 1_774_000_000

    private let milliseconds = Atomic<Int64>(0)

    var now: Int64 { milliseconds.load(ordering: .relaxed) }

    func advance(to time: Int64) { milliseconds.store(time, ordering: .relaxed) }
}

/// A node's own clock: the world's time and an error, which may jump in either direction.
final class VirtualClock: Sendable {
    private let time: VirtualTime
    private let errorSeconds = Atomic<Int64>(0)

    init(_ time: VirtualTime) {
        self.time = time
    }

    var seconds: Int64 {
        VirtualTime.beginning + time.now / 1_000 + errorSeconds.load(ordering: .relaxed)
    }

    var wallClock: WallClock {
        WallClock { Instant(secondsSince1970: self.seconds) }
    }

    func jump(bySeconds seconds: Int64) {
        errorSeconds.wrappingAdd(seconds, ordering: .relaxed)
    }
}
