internal import Dispatch
internal import Synchronization

extension Array where Element: Sendable {
    /// The results of a pure piece of work on each element, in their order; of many elements the
    /// halves at the same time, since the smallest machine in the field has two cores.
    func mapInHalves<Result: Sendable>(
        _ work: @Sendable (Element) -> Result
    ) -> [Result] {
        guard count >= 64 else { return map(work) }
        let halves = Mutex<[[Result]]>([[], []])
        let middle = count / 2
        DispatchQueue.concurrentPerform(iterations: 2) { half in
            let results = self[half == 0 ? 0..<middle : middle..<count].map(work)
            halves.withLock { $0[half] = results }
        }
        return halves.withLock { $0[0] + $0[1] }
    }
}
