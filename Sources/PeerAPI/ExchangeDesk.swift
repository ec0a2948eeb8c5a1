internal import Dispatch
internal import Synchronization

/// Where exchanges wait for the store: they are worked on one after the other, and the waiting ones
/// hold no more than a bounded amount of memory.
///
/// The store writes one transaction at a time anyway, and its calls block; on a queue of their own
/// they keep no other task of the process from running.
package final class ExchangeDesk: Sendable {
    /// The most bytes of bodies that wait at one time: protects the parent's memory when 300
    /// villages call in one minute.
    package static let byteCountMax = 33_554_432
    /// The most exchanges that wait at one time.
    package static let exchangeCountMax = 1_024

    /// The most exchanges that share one transaction, and the most bytes of their requests: a
    /// person at this node who saves a form waits for them.
    static let togetherCountMax = 32
    static let togetherByteCountMax = 524_288

    private struct Waiting {
        var byteCount = 0
        var exchangeCount = 0
    }

    /// A request that waits for its turn, and who waits for the answer.
    private struct Caller {
        let request: [UInt8]
        let continuation: CheckedContinuation<PeerNode.Answered, any Error>
    }

    private let queue = DispatchQueue(label: "liandong-exchanges")
    private let waiting = Mutex(Waiting())
    private let line = Mutex<[Caller]>([])

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

    /// Answers a request, after all that came before it.
    ///
    /// Those that came while the store was busy share one transaction: three hundred villages that
    /// call in one moment would else wait for as many commits, one behind the other.
    func exchange(_ request: [UInt8], at node: PeerNode) async throws -> PeerNode.Answered {
        try await withCheckedThrowingContinuation { continuation in
            line.withLock {
                $0.append(Caller(request: request, continuation: continuation))
            }
            queue.async { self.answerNext(at: node) }
        }
    }

    private func answerNext(at node: PeerNode) {
        let callers = line.withLock { line in
            var byteCount = 0
            let fitting = line.prefix(ExchangeDesk.togetherCountMax).prefix { caller in
                byteCount += caller.request.count
                return byteCount <= ExchangeDesk.togetherByteCountMax
            }
            let next = Array(fitting.isEmpty ? line.prefix(1) : fitting)
            line.removeFirst(next.count)
            return next
        }
        // An earlier turn has answered whom this one was for.
        guard !callers.isEmpty else { return }
        let results = node.exchange(callers.map(\.request))
        for (caller, result) in zip(callers, results) { caller.continuation.resume(with: result) }
    }
}
