internal import Causality
internal import Hashing
internal import Records
internal import Store

/// What a node holds: dense, the author's own bytes, never less than before, and only what its
/// place may hold.
enum HeldChecker {
    /// What the node holds now.
    static func read(_ session: StoreSession) throws -> [(StreamDescription, StreamPosition)] {
        try session.heldStreams().map { ($0.description, $0.position) }
    }

    /// Everything that is wrong with what node `index` holds; `before` is what it held earlier.
    static func check(
        _ held: [(StreamDescription, StreamPosition)],
        before: HeldStreams,
        at index: Int,
        mayHold: (Audience) -> Bool,
        ledger: Ledger
    ) -> [String] {
        var faults: [String] = []
        var rest = before
        for (description, position) in held {
            let name = Base32.encode(position.stream.bytes)
            guard let log = ledger.logs[position.stream], log.description == description else {
                faults.append("holds stream \(name), which nobody wrote")
                continue
            }
            if log.hash(at: position.sequence) != position.hash {
                faults.append("stream \(name) at \(position.sequence) is not its author's")
            }
            let last = rest.removeValue(forKey: position.stream) ?? 0
            if position.sequence < last {
                faults.append("stream \(name) fell from \(last) to \(position.sequence)")
            }
            if log.author == index, !log.mayBeLost, position.sequence < log.length {
                faults.append(
                    "lost its own events after \(position.sequence) of \(log.length)"
                )
            }
            if !mayHold(description.audience) {
                faults.append("holds stream \(name), which is not for its place")
            }
        }
        faults += rest.keys.sorted().map { "lost stream \(Base32.encode($0.bytes))" }
        return faults
    }
}
