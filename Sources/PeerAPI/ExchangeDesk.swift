internal import Dispatch
internal import Synchronization

/// Where exchanges wait for the store: one is worked on at a time, and the waiting ones hold no
/// more than a bounded amount of memory.
///
/// The store writes one transaction at a time anyway, and its calls block; on a queue of their own
/// they keep no other task of the process from running.
package final class ExchangeDesk: Sendable {
    /// The most bytes of bodies that wait at one time: protects the parent's memory when 300
    /// villages call in one minute.
    package static let byteCountMax = 33_554_432
    /// The most exchanges that wait at one time.
    package static let exchangeCountMax = 1_024

    private struct Waiting {
        var byteCount = 0
        var exchangeCount = 0
    }

    private let queue = DispatchQueue(label: "liandong-exchanges")
    private let waiting = Mutex(Waiting())

    /// Opens a desk at which nobody waits.
    package init() {}

    /// Takes in a body of at most so many bytes; throws `busy` when there is no room for it.
    func admit<Value>(
        byteCount: Int,
        _ body: () async throws -> Value
    ) async throws -> Value {
        let hasRoom = waiting.withLock { waiting in
            guard waiting.byteCount + byteCount <= ExchangeDesk.byteCountMax,
                waiting.exchangeCount < ExchangeDesk.exchangeCountMax
            else { return false }
            waiting.byteCount += byteCount
            waiting.exchangeCount += 1
            return true
        }
        guard hasRoom else { throw PeerRefusal.busy }
        defer {
            waiting.withLock { waiting in
                waiting.byteCount -= byteCount
                waiting.exchangeCount -= 1
            }
        }
        return try await body()
    }

    /// Does blocking work after all that came before it.
    func perform<Value: Sendable>(
        _ work: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result { try work() }) }
        }
    }
}
