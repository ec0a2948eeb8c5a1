internal import Dispatch
internal import Synchronization

/// A pure piece of work that another thread may do before its result is asked for: the smallest
/// machine in the field has two cores.
package final class Ahead<Result: Sendable>: Sendable {
    private enum Progress {
        case waiting(@Sendable () -> Result)
        case begun
        case done(Result)
    }

    private let progress: Mutex<Progress>
    private let isDone = DispatchSemaphore(value: 0)

    /// Hands the work to another thread; work that is not worth it is done when it is asked for.
    package init(isWorthIt: Bool = true, _ work: @escaping @Sendable () -> Result) {
        progress = Mutex(.waiting(work))
        if isWorthIt { DispatchQueue.global().async { self.begin() } }
    }

    /// The result; whoever asks does the work himself if no thread was free to begin, and waits if
    /// one is at it.
    ///
    /// To be asked for once.
    package func result() -> Result {
        if let result = begin() { return result }
        isDone.wait()
        return progress.withLock { progress in
            guard case .done(let result) = progress else { preconditionFailure("it was signalled") }
            return result
        }
    }

    /// Does the work if nobody else has begun to.
    @discardableResult
    private func begin() -> Result? {
        let work = progress.withLock { progress -> (@Sendable () -> Result)? in
            guard case .waiting(let work) = progress else { return nil }
            progress = .begun
            return work
        }
        guard let work else { return nil }
        let result = work()
        progress.withLock { $0 = .done(result) }
        isDone.signal()
        return result
    }
}
