internal import Causality
internal import Records
internal import Store

/// Villages that are moved to another township or merged into another village.
extension World {
    /// Villages of which nothing has become yet and whose computer is not withdrawn.
    var movable: [Int] {
        nodes.indices.filter { index in
            !nodes[index].isRevoked && ledger.copying?.isOne(index) != true
                && tree.isUntouched(nodes[index].place)
                && nodes[index].parent.map { nodes[$0].parent != nil } == true
        }
    }

    /// The county writes that a village belongs to another township from now on; the village's node
    /// joins there some time later.
    mutating func beginMove() throws {
        let townships = nodes.indices.filter { nodes[$0].parent == 0 }
        guard !isBelowCity, nodes[0].memory != nil,
            let village = movable.randomElement(using: &random),
            let township = townships.filter({
                $0 != nodes[village].parent && !nodes[$0].isRevoked
            })
            .randomElement(using: &random)
        else { return }
        _ = try move(village, to: township)
    }

    /// Writes the move of a village; returns whether that was possible.
    mutating func move(_ village: Int, to township: Int) throws -> Bool {
        let parent = CellWrite(.field("parent"), .reference(nodes[township].place))
        guard try changeRegion(of: village, parent) else { return false }
        fire(.move)
        tree.add(nodes[village].place, below: nodes[township].place)
        plan(.removal(node: village, to: township), within: 60_000...900_000)
        return true
    }

    /// The county writes that a village was merged into another one; its node goes on.
    mutating func mergePlaces() throws {
        let open = movable
        guard nodes[0].memory != nil, let village = open.randomElement(using: &random),
            let successor = open.filter({
                $0 != village && !(isBelowCity && nodes[$0].parent != nodes[village].parent)
            })
            .randomElement(using: &random)
        else { return }
        let merged = CellWrite(.field("successor"), .reference(nodes[successor].place))
        guard try changeRegion(of: village, merged) else { return }
        fire(.merger)
        tree.merge(nodes[village].place, into: nodes[successor].place)
    }

    private mutating func changeRegion(of index: Int, _ write: CellWrite) throws -> Bool {
        try self.write(
            Writing(
                record: nodes[index].place,
                register: SystemRegister.region,
                audience: root,
                type: .change,
                open: [write],
                shown: Set(ledger.dots[nodes[index].place] ?? [])
            ),
            at: 0
        ) != nil
    }

    /// A node joins its new parent, as soon as that knows of the move.
    mutating func join(_ index: Int, movedTo parent: Int) throws {
        let place = nodes[index].place
        let above = nodes[parent].place
        guard nodes[index].memory != nil, nodes[parent].memory != nil, !nodes[parent].isDiskFull,
            !nodes[index].isDiskFull,
            try nodes[parent].store.read({ try $0.presentAncestors(of: place).contains(above) })
        else {
            if !nodes[index].isRevoked {
                plan(.removal(node: index, to: parent), within: 20_000...60_000)
            }
            return
        }
        let certificate = certificate(for: index, by: parent)
        let chain = try nodes[parent].store.write { session in
            try session.note(certificate)
            return try certificates(above: parent, session)
        }
        let rootPlace = nodes[0].place
        try nodes[index].store.write { session in
            try session.noteParent(above, of: place)
            if above != rootPlace { try session.noteParent(rootPlace, of: above) }
            for known in chain + [certificate] { try session.note(known) }
        }
        nodes[index].parent = parent
        healing.exchanges[index] = nil
        try publish(certificate, at: parent, for: index)
        crash(index)
    }
}
