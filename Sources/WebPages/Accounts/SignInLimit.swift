internal import Ambient
internal import Synchronization

/// Slows down whoever guesses passwords, without a thread that sleeps: after some failures a name
/// is not even checked until a moment has passed.
final class SignInLimit: Sendable {
    private struct Failures {
        var count = 0
        var blockedUntil: Int64 = 0
        var lastAt: Int64 = 0
    }

    /// Mistyping a few times is human.
    private static let freeFailureCount = 5
    /// The waits double from here.
    private static let firstWaitSeconds: Int64 = 15
    /// Longer waits would let anybody at the machine lock a colleague out.
    private static let waitSecondsMax: Int64 = 300
    /// After so long the failures are forgotten.
    private static let memorySeconds: Int64 = 3_600
    /// Protects the memory from invented names; when it is full, all unknown names share one entry.
    private static let nameCountMax = 1_000
    private static let sharedName = "\u{0}"

    private let clock: WallClock
    private let failures = Mutex<[String: Failures]>([:])

    init(clock: WallClock) { self.clock = clock }

    /// How many seconds a name must wait before it is checked again; 0 if it need not.
    func secondsToWait(_ name: String) -> Int64 {
        let now = clock.now.secondsSince1970
        return failures.withLock { failures in
            let found = failures[name] ?? failures[SignInLimit.sharedName]
            // A clock set back must not lock anybody out for longer than the longest wait.
            return min(max(0, (found?.blockedUntil ?? 0) - now), SignInLimit.waitSecondsMax)
        }
    }

    /// Notes that the password was wrong.
    func noteFailure(_ name: String) {
        let now = clock.now.secondsSince1970
        failures.withLock { failures in
            let isFull = failures[name] == nil && failures.count >= SignInLimit.nameCountMax
            if isFull {
                failures = failures.filter { now - $0.value.lastAt <= SignInLimit.memorySeconds }
            }
            let isStillFull = failures[name] == nil && failures.count >= SignInLimit.nameCountMax
            let key = isStillFull ? SignInLimit.sharedName : name
            var entry = failures[key] ?? Failures()
            if now - entry.lastAt > SignInLimit.memorySeconds { entry = Failures() }
            entry.count += 1
            entry.lastAt = now
            entry.blockedUntil = now + SignInLimit.wait(after: entry.count)
            failures[key] = entry
        }
    }

    /// Forgets the failures of a name: its owner has signed in.
    func noteSuccess(_ name: String) {
        failures.withLock { $0[name] = nil }
    }

    private static func wait(after count: Int) -> Int64 {
        guard count >= freeFailureCount else { return 0 }
        let doublings = min(count - freeFailureCount, 10)
        return min(firstWaitSeconds << Int64(doublings), waitSecondsMax)
    }
}
