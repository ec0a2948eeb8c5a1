internal import Ambient
package import Causality
internal import Records
internal import Store

/// What a withdrawal left in force.
package struct Withdrawn: Hashable, Sendable {
    /// The node whose key was withdrawn.
    package let node: NodeKey
    /// How many of its streams are held here.
    package let streamCount: Int
    /// How many of its events go on counting.
    package let eventCount: Int
}

extension Enrolment {
    /// Rows that one event lists: its writes stay well below what a payload may have.
    private static let rowCountMax = 400

    /// Withdraws the key of a lost or stolen computer: what is held here of its events goes on
    /// counting, nothing that it writes afterwards is taken anywhere (SPEC 7.9).
    ///
    /// `name` is the beginning of the node's key as `node list` shows it. Called again, when more
    /// of the node's events have arrived by another way, it counts those as well. Durable on
    /// return. Throws `unknownNode`, `severalNodes`, `notRevocable` or `reasonMissing`.
    package func revoke(_ name: String, reason: String) throws -> Withdrawn {
        guard !reason.allSatisfy(\.isWhitespace) else { throw EnrolmentError.reasonMissing }
        return try store.write { session in
            let (node, place) = try revocable(name, session)
            let held = try session.heldStreams().filter { $0.description.node == node }
                .map(\.position)
            let rows = held.map { (name: Base32.encode($0.stream.bytes), last: $0.sequence) }
            let chunks = stride(from: 0, to: max(rows.count, 1), by: Enrolment.rowCountMax).map {
                rows[$0..<min($0 + Enrolment.rowCountMax, rows.count)]
            }
            for audience in try session.audiencesOfWithdrawal(of: node) {
                let record = Record(node: node, place: place, audience: audience, reason: reason)
                for chunk in chunks { try append(Array(chunk), to: record, session) }
            }
            return Withdrawn(
                node: node,
                streamCount: held.count,
                eventCount: held.reduce(0) { $0 + Int($1.sequence) }
            )
        }
    }

    private func revocable(
        _ name: String,
        _ session: StoreSession
    ) throws -> (node: NodeKey, place: RecordID) {
        let typed = name.lowercased()
        let known = Set(try session.allCertificates().map(\.node)).filter {
            !typed.isEmpty && Base32.encode($0.bytes).hasPrefix(typed)
        }
        guard let node = known.first else { throw EnrolmentError.unknownNode(name) }
        guard known.count == 1 else { throw EnrolmentError.severalNodes(name) }
        let own = try session.ownPlace()
        let root = try session.rootKey()
        let below = try session.places(of: node).filter { place in
            if self.node == root { return true }
            return try place != own && session.presentAncestors(of: place).contains(own)
        }
        guard node != self.node, node != root, let place = below.min() else {
            throw EnrolmentError.notRevocable(name)
        }
        return (node, place)
    }

    /// One of the records that withdraw a key.
    private struct Record {
        let node: NodeKey
        let place: RecordID
        let audience: Audience
        let reason: String
    }

    private func append(
        _ rows: [(name: String, last: UInt64)],
        to withdrawal: Record,
        _ session: StoreSession
    ) throws {
        let name = FieldValue.text(Base32.encode(withdrawal.node.bytes))
        let record = RecordID.keyed(
            register: SystemRegister.revocation,
            audience: withdrawal.audience,
            key: [name]
        )
        let isNew = try session.state(of: record, register: SystemRegister.revocation) == nil
        let now = CivilDateTime(secondsSince1970: clock.now.secondsSince1970)?.text ?? ""
        let first = [
            CellWrite(.field("node"), name),
            CellWrite(.field("place"), .reference(withdrawal.place)),
        ]
        let common = [
            CellWrite(.field("revokedAt"), .text(now)),
            CellWrite(.field("reason"), .text(withdrawal.reason)),
        ]
        try session.append(
            Draft(
                register: SystemRegister.revocation,
                audience: withdrawal.audience,
                record: record,
                type: isNew ? .create : .change,
                actor: "",
                entry: .live
            ) { dot in
                let list = rows.enumerated().flatMap { index, row in
                    let id = RowID(dot: dot, index: UInt32(index))
                    return [
                        CellWrite(.item(list: "streams", row: id, item: "stream"), .text(row.name)),
                        CellWrite(
                            .item(list: "streams", row: id, item: "sequence"),
                            .integer(Int64(row.last))
                        ),
                    ]
                }
                return (EventPayload(writes: (isNew ? first : []) + common + list), [])
            }
        )
    }
}
