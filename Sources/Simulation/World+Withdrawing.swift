internal import Ambient
internal import Causality
internal import Records
internal import Store

/// A lost computer: somebody above withdraws its key while it goes on writing, dialling and
/// answering.
extension World {
    /// Withdraws the key of a node that no other dials, once in a world.
    mutating func withdrawKey() throws {
        let leaves = nodes.indices.filter { index in
            nodes[index].parent.map { $0 > 0 } == true && !nodes.contains { $0.parent == index }
                && ledger.copying?.isOne(index) != true
        }
        guard ledger.withdrawal == nil, let index = leaves.randomElement(using: &random),
            let parent = nodes[index].parent
        else { return }
        let issuer = Bool.random(using: &random) && !isBelowCity ? 0 : parent
        if try withdraw(index, by: issuer) { fire(.revocation) }
    }

    /// Withdraws the key of a township's computer, once its villages were given to another one.
    mutating func withdrawTownship() throws {
        let townships = nodes.indices.filter { nodes[$0].parent == 0 && !nodes[$0].isRevoked }
        let free = Set(movable)
        let below = Dictionary(
            uniqueKeysWithValues: townships.map { township in
                let place = nodes[township].place
                let villages = nodes.indices.filter { index in
                    index != township
                        && tree.mustHold(Audience(.at, nodes[index].place), at: place)
                }
                return (township, villages)
            }
        )
        let open = townships.filter { township in
            // Nor one that a village is about to join.
            let villages = below[township] ?? []
            return !villages.isEmpty && free.isSuperset(of: villages)
                && villages.allSatisfy { nodes[$0].parent == township }
                && ledger.copying?.isOne(township) != true
        }
        guard !isBelowCity, ledger.withdrawal == nil, nodes[0].memory != nil,
            !nodes[0].isDiskFull, let index = open.randomElement(using: &withdrawing),
            let other = townships.filter({ $0 != index }).randomElement(using: &withdrawing)
        else { return }
        // Not one that still dials here but was given away before.
        for village in below[index] ?? [] {
            guard try move(village, to: other) else { return }
        }
        if try withdraw(index, by: 0) { fire(.townshipRevocation) }
    }

    /// Writes all records of a withdrawal; returns whether the issuer might.
    private mutating func withdraw(_ index: Int, by issuer: Int) throws -> Bool {
        let node = nodes[index]
        let ownPlace = nodes[issuer].place
        guard nodes[issuer].memory != nil, !nodes[issuer].isDiskFull,
            try nodes[issuer].store.read({ session in
                try session.places(of: node.key).contains(node.place)
                    && session.presentAncestors(of: node.place).contains(ownPlace)
            })
        else { return false }
        let held = try nodes[issuer].store.read { try HeldChecker.read($0) }
            .filter { $0.0.node == node.key }.map(\.1)
        let limits = Dictionary(held.map { ($0.stream, $0.sequence) }, uniquingKeysWith: max)
        let name = FieldValue.text(Base32.encode(node.key.bytes))
        let withdrawals = try nodes[issuer].store.read { try $0.withdrawals(of: node.key) }
        for withdrawal in withdrawals {
            let written = try write(
                Writing(
                    record: withdrawal.record,
                    register: SystemRegister.revocation,
                    audience: withdrawal.audience,
                    type: .create,
                    open: [
                        CellWrite(.field("node"), name),
                        CellWrite(.field("place"), .reference(node.place)),
                        CellWrite(.field("revokedAt"), .text("2026-03-20T00:00:00+08:00")),
                    ],
                    rows: withdrawal.positions.map {
                        (name: Base32.encode($0.stream.bytes), last: $0.sequence)
                    },
                    withdrawn: (index, limits)
                ),
                at: issuer
            )
            guard written != nil else { return false }
        }
        nodes[index].isRevoked = true
        return true
    }
}
