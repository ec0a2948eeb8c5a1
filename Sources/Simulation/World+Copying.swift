internal import Causality
internal import Hashing
internal import Merge
internal import Records
internal import Store

/// A store that is copied while it runs and runs twice from then on, as from a snapshot of its
/// machine: nothing tells either of them.
extension World {
    /// Copies the store of a node that no other dials, once in a world; not of a county below a
    /// city, where nobody above would bring both together.
    mutating func copyNode() throws {
        let leaves = nodes.indices.filter { index in
            nodes[index].parent != nil && !nodes.contains { $0.parent == index }
                && nodes[index].memory != nil && !nodes[index].isRevoked
                && !nodes[index].isDiskFull && tree.isUntouched(nodes[index].place)
                && !(isBelowCity && nodes[index].parent == 0)
        }
        guard ledger.copying == nil, let original = leaves.randomElement(using: &cloning),
            let incarnation = checks.incarnations[original]
        else { return }
        fire(.clone)
        try checkHeld(original)
        let copy = nodes.count
        var copying = Copying(
            original: original,
            copy: copy,
            node: nodes[original].key,
            incarnation: incarnation
        )
        for (stream, log) in ledger.logs where copying.isDouble(log.description) {
            copying.note(stream, end: log.length)
        }
        ledger.copying = copying
        let twin = try SimulatedNode(copying: nodes[original], as: nodes[original].name + " again")
        nodes.append(twin)
        checks.addNode(holding: checks.held[original])
        checks.incarnations[copy] = incarnation
        plan(.dial(node: copy, life: 0), within: 1_000...600_000)
        plan(.person(node: copy), within: 1_000...300_000)
    }

    /// Notes what a node that runs twice wrote again, because the other one's events stand in its
    /// streams now: each event that was taken out once, and nothing else.
    mutating func noteGivingWay(
        at index: Int,
        holding found: [(StreamDescription, StreamPosition)]
    ) throws {
        guard let copying = ledger.copying, copying.isOne(index) else { return }
        checks.incarnations[index] = try nodes[index].store.read { try $0.incarnation() }
        let held = Dictionary(
            ledger.named(found).map { ($0.1.stream, $0.1.sequence) },
            uniquingKeysWith: max
        )
        let aside = ledger.setAside(by: index, holding: held, before: checks.held[index])
        guard !aside.isEmpty else { return }
        // Whoever had a form open sees the page anew: its record may have another name.
        nodes[index].memory?.form = nil
        let tails = Set(aside.map(\.stream))
        var open = aside + ledger.followers(of: aside, by: index)
        var moves: [Dot: Dot] = [:]
        var written: [(Dot, Digest256, StreamDescription, Ledger.Entry)] = []
        for (description, position) in found where description.node == copying.node {
            let first = ledger.nextSequence(of: position.stream)
            guard !copying.isDouble(description), first <= position.sequence else { continue }
            for sequence in first...position.sequence {
                let dot = Dot(stream: position.stream, sequence: sequence)
                let again = try nodes[index].store.read { session in
                    (try session.event(dot), try session.hash(of: dot.stream, at: sequence))
                }
                guard let event = again.0, let hash = again.1,
                    let place = try open.firstIndex(where: { try isSame($0, event) }),
                    let entry = ledger.entry(open[place])
                else {
                    find("wrote an event again that it had not written", at: index)
                    continue
                }
                moves[open.remove(at: place)] = dot
                written.append((dot, hash, description, entry))
            }
        }
        for dot in open { find("did not write event \(dot.sequence) again", at: index) }
        report.writtenAgainCount += written.count
        note(moves, written, by: index)
        for stream in tails {
            let end = aside.first { $0.stream == stream }?.sequence ?? 1
            ledger.cut(stream, to: end - 1)
        }
        checks.noteSetAside(tails, at: index)
    }

    private mutating func note(
        _ moves: [Dot: Dot],
        _ written: [(Dot, Digest256, StreamDescription, Ledger.Entry)],
        by index: Int
    ) {
        for (old, _) in moves { ledger.void(old) }
        for (dot, hash, description, entry) in written {
            ledger.note(dot, hash: hash, author: index, stream: description, entry: entry)
        }
        ledger.move(moves)
    }

    /// Whether an event says what another one said that the ledger has.
    private func isSame(_ dot: Dot, _ event: Event) throws -> Bool {
        guard let entry = ledger.entry(dot), entry.register == event.register,
            entry.isErasure == (event.type == .erase)
        else { return false }
        let content = try EventContent(event)
        let open = content.writes.filter { !$0.isPersonal }
        return open.count == entry.values.count - entry.personal.count
            && open.allSatisfy { entry.values[$0.cell] == .some($0.sibling.value) }
    }
}
