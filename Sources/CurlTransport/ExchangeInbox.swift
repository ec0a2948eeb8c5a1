import CLibcurl
import Foundation
import Synchronization

/// An exchange on its way to the transport's thread.
final class ExchangeJob: Sendable {
    let exchange: HTTPExchange
    private let cancelled = Atomic<Bool>(false)

    init(_ exchange: HTTPExchange) {
        self.exchange = exchange
    }

    var isCancelled: Bool { cancelled.load(ordering: .acquiring) }

    func cancel() {
        cancelled.store(true, ordering: .releasing)
    }
}

/// How the thread hands back what became of an exchange.
typealias ExchangeContinuation = CheckedContinuation<Result<HTTPAnswer, TransportError>, Never>

/// The queue between callers on any thread and the one thread that owns libcurl's handles.
///
/// Unchecked because of the queue and the flag: both are touched only under `condition`. The multi
/// handle is constant; of libcurl's calls only `curl_multi_wakeup` may come from other threads, and
/// only that one does.
final class ExchangeInbox: @unchecked Sendable {
    /// Owned by the transport's thread, which frees it after `close`.
    let multi: OpaquePointer?
    private let condition = NSCondition()
    private var waiting: [(job: ExchangeJob, continuation: ExchangeContinuation)] = []
    private var isClosed = false

    /// Initialises libcurl once per process, as it demands before anything else.
    private static let globalCode = liandong_curl_global_init()

    init() {
        precondition(ExchangeInbox.globalCode == CURLE_OK, "libcurl does not start")
        multi = curl_multi_init().map { OpaquePointer($0) }
    }

    /// Queues a job; one that is cancelled already comes back at once.
    func add(_ job: ExchangeJob, _ continuation: ExchangeContinuation) {
        let isQueued = condition.withLock {
            guard !job.isCancelled else { return false }
            waiting.append((job, continuation))
            condition.signal()
            return true
        }
        if !isQueued { continuation.resume(returning: .failure(.cancelled)) }
    }

    /// Ends a job, whether it waits or runs; each continuation is resumed exactly once, by whoever
    /// takes it out of the queue.
    func cancel(_ job: ExchangeJob) {
        job.cancel()
        let removed = condition.withLock {
            waiting.firstIndex { $0.job === job }.map { waiting.remove(at: $0) }
        }
        removed?.continuation.resume(returning: .failure(.cancelled))
        // The handle still lives: its owner frees it after `close`, which comes from the
        // transport's deinit, and a caller that cancels still holds the transport.
        curl_multi_wakeup(multi.map { UnsafeMutableRawPointer($0) })
    }

    /// Waits for the next job; nil once the inbox is closed.
    func next() -> (job: ExchangeJob, continuation: ExchangeContinuation)? {
        condition.withLock {
            while waiting.isEmpty {
                if isClosed { return nil }
                condition.wait()
            }
            return waiting.removeFirst()
        }
    }

    func close() {
        condition.withLock {
            isClosed = true
            condition.signal()
        }
    }
}
