package import Causality
internal import GRDB
internal import Hashing
internal import Merge
internal import Records

/// One computer's word against itself: two signed events at one place of one stream.
package struct EquivocationProof: Hashable, Sendable {
    /// The node that signed both.
    package let node: NodeKey
    /// The stream.
    package let stream: StreamID
    /// Where the history that is not followed here had a signed head.
    package let sequence: UInt64
}

/// What another node wrote twice under one incarnation, and which of both is followed (SPEC 11.14).
///
/// The history of the place above stands. Of the other one the signed heads stay as proof, and its
/// events as they are, beside the streams: its author writes them again as soon as it learns of it,
/// but its computer may be gone.
extension StoreSession {
    /// Takes the ends of other nodes' streams out from these dots on, keeping every event aside.
    func leaveHistories(from places: [Dot]) throws {
        for dot in places.sorted() {
            guard let number = try knownStream(dot.stream), let tail = try foreignTail(from: dot)
            else { continue }
            try keepEvents(of: tail)
            try noteMisdirected(by: tail)
            try takeOut(tail)
            try db.cachedStatement(sql: "DELETE FROM linkWithheld WHERE stream = ?").execute(
                arguments: [number]
            )
            try forgetConclusions(from: tail)
        }
    }

    /// Nobody has anything to do about a bulletin: the next one says more than it did.
    private func keepEvents(of tail: Tail) throws {
        let row = try stream(tail.number)
        let low = try LocalNumber(stream: tail.number, sequence: tail.first).rawValue
        let high = try LocalNumber(stream: tail.number, sequence: row.sequence).rawValue
        try db.cachedStatement(
            sql: """
                INSERT OR IGNORE INTO otherHistory(
                    head, id, record, kind, time, actor, context, open, personal, isSeen)
                SELECT ?, id, record, kind, time, actor, context, open, personal,
                    kind >> 16 IN (SELECT id FROM definition WHERE register = ?)
                FROM event WHERE id BETWEEN ? AND ?
                """
        ).execute(arguments: [row.hash.data, StoreSession.bulletinRegister, low, high])
        try eraseInOtherHistories()
    }

    /// Takes down what the computers of this place wrote on records or rows that begin in what is
    /// left, or with a reference to such a record: their names mean others from now on, here and
    /// above.
    private func noteMisdirected(by tail: Tail) throws {
        let left = LeftHistory(
            stream: tail.description.streamID,
            first: tail.first,
            records: Set(
                tail.events.filter { $0.type == .create && $0.record == .dot($0.dot) }.map(\.record)
            )
        )
        for number in try ownPlaceStreamNumbers() {
            let last = try stream(number).sequence
            var next: UInt64 = 1
            while next <= last {
                let end = min(last, next + 999)
                for event in try events(stream: number, from: next, through: end)
                where left.isMeant(by: event) {
                    try noteMisdirected(event.dot)
                }
                next = end + 1
            }
        }
    }

    private func ownPlaceStreamNumbers() throws -> [Int64] {
        let own = try ownPlace()
        let nodes = Set(try allCertificates().filter { $0.place == own }.map(\.node))
        return try nodes.union([identity.node]).sorted().flatMap(streamNumbers)
    }

    func noteMisdirected(_ dot: Dot) throws {
        let id = try LocalNumber(stream: try streamNumber(dot.stream), sequence: dot.sequence)
        try db.cachedStatement(sql: "INSERT OR IGNORE INTO misdirected VALUES (?)")
            .execute(arguments: [id.rawValue])
    }

    /// Events that were written about records of a history that was left since, and that nobody
    /// has looked at yet; those that are kept aside are listed there.
    func misdirectedEvents() throws -> [Event] {
        try Int64.fetchAll(db.cachedStatement(sql: StoreSession.misdirected)).compactMap { id in
            try event(at: LocalNumber(rawValue: id))
        }
    }

    func misdirectedDots() throws -> Set<Dot> {
        let numbers = try Int64.fetchAll(db.cachedStatement(sql: "SELECT event FROM misdirected"))
        return Set(try numbers.compactMap { try event(at: LocalNumber(rawValue: $0))?.dot })
    }

    static let misdirected = """
        SELECT event FROM misdirected WHERE event NOT IN (SELECT event FROM aside) ORDER BY event
        """

    /// Takes such an event off the list; returns whether it was on it.
    package func dismissMisdirected(_ dot: Dot) throws -> Bool {
        guard let number = try knownNumber(of: .dot(dot)) else { return false }
        try db.cachedStatement(sql: "DELETE FROM misdirected WHERE event = ?")
            .execute(arguments: [number.rawValue])
        guard db.changesCount > 0 else { return false }
        _ = try commit()
        return true
    }

    /// What was concluded from events that are no longer followed.
    private func forgetConclusions(from tail: Tail) throws {
        try forgetErasures(of: tail)
        forgetTrust()
        if tail.events.contains(where: { $0.register == SystemRegister.region }) {
            try removeUnfoundedParents()
        }
        for event in tail.events where event.register == SystemRegister.revocation {
            // What cannot be read was never folded.
            guard let content = try readable({ try EventContent(event) }) else { continue }
            try noteRevocation(in: content, of: event)
        }
    }

    /// Takes back erasures whose events were taken out with the end of a stream.
    func forgetErasures(of tail: Tail) throws {
        for event in tail.events where event.type == .erase {
            guard let number = try knownNumber(of: event.record) else { continue }
            let others = try events(record: number).filter { try !isAside($0) }
            if !others.contains(where: { $0.type == .erase }) { try forgetErasure(of: number) }
        }
    }

    /// The events of histories that are not followed here and that nobody has looked at yet, by
    /// stream and sequence.
    func eventsOfOtherHistories() throws -> [Event] {
        try Row.fetchAll(
            db.cachedStatement(
                sql: "SELECT * FROM otherHistory WHERE isSeen = 0 ORDER BY id, head"
            )
        ).map(event)
    }

    /// Takes what stood at a place of histories that are not followed off the list.
    ///
    /// It stays as proof. Returns whether it was on it.
    package func dismissOtherHistory(_ dot: Dot) throws -> Bool {
        guard let number = try knownNumber(of: .dot(dot)) else { return false }
        try db.cachedStatement(
            sql: "UPDATE otherHistory SET isSeen = 1 WHERE id = ? AND isSeen = 0"
        ).execute(arguments: [number.rawValue])
        guard db.changesCount > 0 else { return false }
        _ = try commit()
        return true
    }

    /// The hashes of the payloads that were erased here.
    func erasedPayloads() throws -> Set<Data> {
        Set(
            try Data.fetchAll(
                db.cachedStatement(
                    sql: """
                        SELECT substr(personal, 2) FROM event
                        WHERE \(StoreSchema.bareEvent)
                        AND record IN (SELECT record FROM erasure)
                        """
                )
            )
        )
    }

    /// Takes what was erased out of the histories that are not followed, too: of the same record,
    /// and of the one under another name that its author wrote again, with the same payloads.
    func eraseInOtherHistories() throws {
        let rows = try Row.fetchAll(
            db.cachedStatement(
                sql: "SELECT * FROM otherHistory WHERE substr(personal, 1, 1) = x'01'"
            )
        )
        guard !rows.isEmpty else { return }
        let erased = try erasedPayloads()
        let records = Set(try Int64.fetchAll(db.cachedStatement(sql: "SELECT record FROM erasure")))
        for row in rows {
            guard let hash = try event(row).personal?.hash,
                records.contains(row["record"]) || erased.contains(hash.data)
            else { continue }
            try db.cachedStatement(
                sql: "UPDATE otherHistory SET personal = ? WHERE head = ? AND id = ?"
            ).execute(arguments: [
                personalData(.erased(hash: hash)), row["head"] as Data, row["id"] as Int64,
            ])
            try noteScrubNeeded()
        }
    }

    /// The proofs that a computer wrote twice as one, by stream and sequence.
    package func equivocationProofs() throws -> [EquivocationProof] {
        try Row.fetchAll(
            db.cachedStatement(sql: "SELECT stream, sequence FROM fork ORDER BY stream, sequence")
        ).compactMap { row in
            let stream = try stream(row["stream"])
            guard let node = stream.description?.node else { return nil }
            return EquivocationProof(
                node: node,
                stream: stream.name,
                sequence: UInt64(clamping: row["sequence"] as Int64)
            )
        }
    }
}

/// What the names of records and rows meant while a history was followed.
private struct LeftHistory {
    let stream: StreamID
    /// The first sequence that is left.
    let first: UInt64
    /// The records that begin in it.
    let records: Set<RecordID>

    /// Whether an event speaks of one of the records, or of a row that was added there.
    func isMeant(by event: Event) -> Bool {
        if records.contains(event.record) { return true }
        guard let content = try? EventContent(event) else { return false }
        return content.writes.contains { write in
            if case .item(_, let row, _) = write.cell, row.dot.stream == stream,
                row.dot.sequence >= first
            {
                return true
            }
            guard case .reference(let record)? = write.sibling.value else { return false }
            return records.contains(record)
        }
    }
}
