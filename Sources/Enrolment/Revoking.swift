internal import Ambient
package import Causality
internal import Records
internal import Store

/// What a withdrawal left in force.
package struct Withdrawn: Hashable, Sendable {
    /// The node whose key was withdrawn.
    package let node: NodeKey
    /// The place that it served; nil where its record is not here.
    package let place: Place?
    /// How many of its streams are held here.
    package let streamCount: Int
    /// How many of its events go on counting.
    package let eventCount: Int
}

extension Enrolment {
    /// So many characters of a key are asked for at least before it is withdrawn.
    static let nameLengthMin = 6

    /// Rows that one event lists: its writes stay well below what a payload may have.
    private static let rowCountMax = 400

    /// Withdraws the key of a lost or stolen computer: what is held here of its events goes on
    /// counting, nothing that it writes afterwards is taken anywhere (SPEC 7.9).
    ///
    /// `name` is the beginning of the node's key as `node list` shows it. Called again, when more
    /// of the node's events have arrived by another way, it counts those as well, and places that
    /// came to be below since then hear of it; where nothing is new nothing is written, and the
    /// first reason stands. Durable on return. Throws `shortName`, `unknownNode`, `severalNodes`,
    /// `notRevocable`, `reasonMissing` or `badReason`.
    package func revoke(_ name: String, reason: String) throws -> Withdrawn {
        guard !reason.allSatisfy(\.isWhitespace) else { throw EnrolmentError.reasonMissing }
        guard reason.utf8.count <= PayloadCodec.reasonByteCountMax, VisibleText.isOneLine(reason)
        else { throw EnrolmentError.badReason }
        return try store.write { session in
            let (node, place) = try revocable(name, session)
            let held = try session.heldStreams().filter { $0.description.node == node }
            for withdrawal in try session.withdrawals(of: node) {
                try write(withdrawal, of: node, servingAt: place, reason: reason, session)
            }
            return Withdrawn(
                node: node,
                place: try session.place(place),
                streamCount: held.count,
                eventCount: held.reduce(0) { $0 + Int($1.position.sequence) }
            )
        }
    }

    private func revocable(
        _ name: String,
        _ session: StoreSession
    ) throws -> (node: NodeKey, place: RecordID) {
        let typed = name.lowercased()
        guard typed.count >= Enrolment.nameLengthMin else {
            throw EnrolmentError.shortName(VisibleText.oneLine(name))
        }
        let known = Set(try session.allCertificates().map(\.node)).filter {
            Base32.encode($0.bytes).hasPrefix(typed)
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

    /// Writes what a record does not say yet, in as many events as it needs.
    private func write(
        _ withdrawal: Withdrawal,
        of node: NodeKey,
        servingAt place: RecordID,
        reason: String,
        _ session: StoreSession
    ) throws {
        let rows = withdrawal.positions[...]
        guard withdrawal.isNew || !rows.isEmpty else { return }
        let now = CivilDateTime(secondsSince1970: clock.now.secondsSince1970)?.text ?? ""
        let common = [
            CellWrite(.field("revokedAt"), .text(now)), CellWrite(.field("reason"), .text(reason)),
        ]
        let first = [
            CellWrite(.field("node"), .text(Base32.encode(node.bytes))),
            CellWrite(.field("place"), .reference(place)),
        ]
        for start in stride(from: 0, to: max(rows.count, 1), by: Enrolment.rowCountMax) {
            let isNew = withdrawal.isNew && start == 0
            let part = rows[start..<min(start + Enrolment.rowCountMax, rows.count)]
            try session.append(
                Draft(
                    register: SystemRegister.revocation,
                    audience: withdrawal.audience,
                    record: withdrawal.record,
                    type: isNew ? .create : .change,
                    actor: "",
                    entry: .live
                ) { dot in
                    let list = Enrolment.rows(part, dot)
                    return (EventPayload(writes: (isNew ? first : []) + common + list), [])
                }
            )
        }
    }

    private static func rows(_ positions: ArraySlice<StreamPosition>, _ dot: Dot) -> [CellWrite] {
        positions.enumerated().flatMap { index, position in
            let id = RowID(dot: dot, index: UInt32(index))
            return [
                CellWrite(
                    .item(list: "streams", row: id, item: "stream"),
                    .text(Base32.encode(position.stream.bytes))
                ),
                CellWrite(
                    .item(list: "streams", row: id, item: "sequence"),
                    .integer(Int64(position.sequence))
                ),
            ]
        }
    }
}
