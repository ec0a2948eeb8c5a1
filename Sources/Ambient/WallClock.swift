/// A moment of the device's clock in whole seconds, without zone or calendar.
package struct Instant: Hashable, Comparable, Sendable {
    /// Seconds since 1970-01-01T00:00:00Z, leap seconds not counted; negative before.
    package let secondsSince1970: Int64

    /// Names a moment.
    package init(secondsSince1970: Int64) {
        self.secondsSince1970 = secondsSince1970
    }

    /// The moment that many seconds later, or earlier if negative; stops at the ends of Int64.
    package func adding(seconds: Int64) -> Instant {
        let (sum, overflow) = secondsSince1970.addingReportingOverflow(seconds)
        guard overflow else { return Instant(secondsSince1970: sum) }
        return Instant(secondsSince1970: seconds > 0 ? .max : .min)
    }

    package static func < (left: Instant, right: Instant) -> Bool {
        left.secondsSince1970 < right.secondsSince1970
    }
}

/// The device's clock as a value passed in, so that pure code never asks the machine.
///
/// It may jump in either direction and may be wrong by years: it stamps, it never orders. The real
/// clock is made by the composition root; tests and the simulation pass their own.
package struct WallClock: Sendable {
    private let read: @Sendable () -> Instant

    /// Makes a clock out of a function that tells the present moment.
    package init(_ read: @escaping @Sendable () -> Instant) {
        self.read = read
    }

    /// The present moment by this clock.
    package var now: Instant { read() }

    /// A clock that stands still.
    package static func standing(at instant: Instant) -> WallClock {
        WallClock { instant }
    }
}
