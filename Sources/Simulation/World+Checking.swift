internal import Causality
internal import Merge
internal import Records
internal import Store

/// What the checkers remember from step to step.
struct Checks {
    /// What each node was last seen to hold.
    private(set) var held: [HeldStreams] = []
    /// The incarnation of each node that has joined, under which its parent keeps the link.
    var incarnations: [Int: UInt64] = [:]

    mutating func addNode() { held.append([:]) }

    mutating func note(_ streams: HeldStreams, at index: Int) { held[index] = streams }

    /// Notes that a node holds what it once held: its own streams are as long as the longest that
    /// any node holds.
    mutating func noteRestore(_ store: Store, at index: Int, _ ledger: inout Ledger) throws {
        held[index] = Dictionary(
            try HeldChecker.read(store).map { ($0.1.stream, $0.1.sequence) },
            uniquingKeysWith: max
        )
        ledger.noteRestore(of: index)
    }

    /// The last sequence of a stream that any node holds.
    func last(of stream: StreamID) -> UInt64 { held.compactMap { $0[stream] }.max() ?? 0 }
}

extension World {
    /// Runs the checkers on a node whose link between these two may just have changed.
    mutating func check(_ index: Int, child: Int) throws {
        try checkHeld(index)
        if let parent = nodes[child].parent { try checkAgreement(child, parent) }
    }

    /// Runs the checkers on what a node holds: no write of a person's touches a link.
    mutating func checkHeld(_ index: Int) throws {
        let read = try HeldChecker.read(nodes[index].store)
        let before = checks.held[index]
        let faults = HeldChecker.check(
            read,
            before: before,
            at: index,
            mayHold: { tree.mayHold($0, at: nodes[index].place) },
            ledger: ledger
        )
        let held = Dictionary(
            read.map { ($0.1.stream, $0.1.sequence) },
            uniquingKeysWith: max
        )
        checks.note(held, at: index)
        for fault in faults { find(fault, at: index) }
        guard faults.isEmpty, held != before else { return }
        // A message from before the faults ended may still come, and bring what a store lost.
        if isHealing { healing.quiet = [:] }
        try checkRecords(at: index, before: before, held: held)
    }

    mutating func checkRecords(
        at index: Int,
        before: HeldStreams,
        held: HeldStreams
    ) throws {
        var touched: Set<RecordID> = []
        for (stream, last) in held {
            for sequence in (before[stream] ?? 0)..<last {
                let dot = Dot(stream: stream, sequence: sequence + 1)
                if let entry = ledger.entry(dot) { touched.insert(entry.record) }
            }
        }
        let store = nodes[index].store
        let view = view(of: index)
        var faults = try DoublingChecker.check(store, view: view, ledger: ledger)
        for record in touched.sorted() {
            faults += try StandingChecker.check(record, in: store, view: view, ledger: ledger)
        }
        for fault in faults { find(fault, at: index) }
    }

    private mutating func checkAgreement(_ child: Int, _ parent: Int) throws {
        // A child keeps its link to the parent whatever incarnation that has.
        let ends = [(child, parent, 0), (parent, child, checks.incarnations[child] ?? 0)]
        for (one, other, incarnation) in ends {
            let faults = try AgreementChecker.check(
                nodes[one].store,
                linkedTo: nodes[other].key,
                incarnation: incarnation,
                otherHolds: checks.held[other]
            )
            for fault in faults { find(fault, at: one) }
        }
    }

    /// What a node was last seen to hold, and how it understands it.
    func view(of index: Int) -> HeldView {
        HeldView(streams: checks.held[index], knowsNewer: !nodes[index].isOlder)
    }
}
