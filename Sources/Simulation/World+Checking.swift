internal import Causality
internal import Hashing
internal import Merge
internal import Records
internal import Store

/// What the checkers remember from step to step.
struct Checks {
    /// One end of a link, by the nodes' numbers.
    struct LinkSide: Hashable {
        let node: Int
        let other: Int
        let incarnation: UInt64
    }

    /// What each node was last seen to hold.
    private(set) var held: [HeldStreams] = []
    /// The commit at which that was.
    private(set) var commits: [Int: Int64] = [:]
    /// The digest of what each side was last seen to believe agreed: the same belief need not be
    /// looked at twice, because nobody comes to hold less.
    var agreed: [LinkSide: Digest256] = [:]
    /// The incarnation of each node that has joined, under which its parent keeps the link.
    var incarnations: [Int: UInt64] = [:]

    mutating func addNode(holding streams: HeldStreams = [:]) { held.append(streams) }

    /// Forgets what a node held of streams that it set aside.
    mutating func noteSetAside(_ streams: Set<StreamID>, at index: Int) {
        for stream in streams { held[index][stream] = nil }
    }

    mutating func note(_ streams: HeldStreams, at index: Int, commit: Int64) {
        held[index] = streams
        commits[index] = commit
    }

    /// Notes that a node holds what it once held: its own streams are as long as the longest that
    /// any node holds.
    mutating func noteRestore(_ store: Store, at index: Int, _ ledger: inout Ledger) throws {
        held[index] = Dictionary(
            ledger.named(try store.read { try HeldChecker.read($0) })
                .map { ($0.1.stream, $0.1.sequence) },
            uniquingKeysWith: max
        )
        commits[index] = nil
        agreed = [:]
        ledger.noteRestore(of: index)
    }

    /// The last sequence of a stream that any of these nodes holds.
    func last(of stream: StreamID, at nodes: [Int]) -> UInt64 {
        nodes.compactMap { held[$0][stream] }.max() ?? 0
    }
}

extension World {
    /// Runs the checkers on a node whose link between these two may just have changed.
    mutating func check(_ index: Int, child: Int) throws {
        try checkHeld(index)
        if let parent = nodes[child].parent { try checkAgreement(child, parent) }
    }

    /// Runs the checkers on what a node holds: no write of a person's touches a link.
    mutating func checkHeld(_ index: Int) throws {
        let seen = checks.commits[index]
        let read = try nodes[index].store.read { session in
            let commit = try session.lastCommit()
            return commit == seen ? nil : (commit, try HeldChecker.read(session))
        }
        guard let (commit, found) = read else { return }
        try noteGivingWay(at: index, holding: found)
        let streams = ledger.named(found)
        let before = checks.held[index]
        let faults = HeldChecker.check(
            streams,
            before: before,
            at: index,
            mayHold: { tree.mayHold($0, at: nodes[index].place) },
            ledger: ledger
        )
        let held = Dictionary(
            streams.map { ($0.1.stream, $0.1.sequence) },
            uniquingKeysWith: max
        )
        checks.note(held, at: index, commit: commit)
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
        let view = view(of: index)
        let faults = try nodes[index].store.read { session in
            // What changes the other's record meets the own one of that id until the fork is
            // mended; then both are folded anew, which is looked at in the end.
            let isMistaken = touched.contains { ledger.isMistaken($0, in: view) }
            var faults =
                isMistaken ? [] : try DoublingChecker.check(session, view: view, ledger: ledger)
            for record in touched.sorted() where !ledger.isMistaken(record, in: view) {
                faults += try StandingChecker.check(record, in: session, view, ledger)
            }
            return faults
        }
        for fault in faults { find(fault, at: index) }
    }

    /// Checks what both ends of a link believe agreed.
    mutating func checkAgreement(_ child: Int, _ parent: Int) throws {
        // A child keeps its link to the parent whatever incarnation that has.
        var sides = [Checks.LinkSide(node: child, other: parent, incarnation: 0)]
        let incarnation = checks.incarnations[child] ?? 0
        // Of a link that two stores share, the parent believes what the last caller told.
        if ledger.copying?.isOne(child) != true || ledger.copying?.incarnation != incarnation {
            sides.append(Checks.LinkSide(node: parent, other: child, incarnation: incarnation))
        }
        for side in sides {
            let known = checks.agreed[side]
            let (digest, faults) = try nodes[side.node].store.read { session in
                try AgreementChecker.check(
                    session,
                    linkedTo: nodes[side.other].key,
                    incarnation: side.incarnation,
                    unless: known,
                    otherHolds: checks.held[side.other],
                    ledger: ledger
                )
            }
            checks.agreed[side] = digest
            for fault in faults { find(fault, at: side.node) }
        }
    }

    /// What a node was last seen to hold, and how it understands it.
    func view(of index: Int) -> HeldView {
        HeldView(streams: checks.held[index], knowsNewer: !nodes[index].isOlder)
    }
}
