package import Causality
internal import GRDB
internal import Merge
internal import Records

/// An event whose device's clock a bulletin of the root contradicts.
package struct ClockContradiction: Hashable, Sendable {
    /// The event.
    package let dot: Dot
    /// Its record.
    package let record: RecordID
    /// The node that wrote it.
    package let node: NodeKey?
    /// The device's clock, seconds since 1970 UTC.
    package let deviceTime: Int64
    /// The time of a bulletin that the author held when it wrote the event: it was recorded later.
    package let notBefore: Int64?
    /// The time of a bulletin that lists the event as held: it was recorded earlier.
    package let notAfter: Int64?
    /// What a person decided; nil while nobody has.
    package let ruling: ClockRuling?

    /// What is said beside the event: the bound, the clock, and what was decided.
    package var sentence: String {
        let decided = ruling.map { "；已裁定：\($0.verdict.title)，\($0.reason)" } ?? "；还没有裁定"
        return "钟对不上：" + bound + "，钟却是 \(ClockDoubt.moment(deviceTime))" + decided
    }

    /// What a bulletin proves of the event's time, in one clause.
    package var bound: String {
        if let notBefore {
            return "登记时那台电脑已有县里 \(ClockDoubt.moment(notBefore)) 的公告，不会早于那时"
        }
        return "县里 \(notAfter.map(ClockDoubt.moment) ?? "—") 的公告已列出这一笔，不会晚于那时"
    }
}

/// What bulletins prove of the time at which events were recorded.
///
/// A bulletin that an author held when it wrote is named in the event's context (SPEC 4.6): the
/// event was recorded after it. A bulletin that lists an event was written after it. Both are
/// noted as they come, so that reading costs nothing where all clocks are right.
extension StoreSession {
    /// The bulletin that the next event of an audience must name, since the device's clock is
    /// earlier; nil where it is not.
    ///
    /// Never one of the event's own audience: there a position also says what of the record had
    /// been seen.
    func clockWitness(for audience: Audience) throws -> Dot? {
        guard let bulletin = try newestBulletin(),
            identity.now() < bulletin.time - StoreSession.clockToleranceSeconds,
            audience != Audience(.under, try rootPlace())
        else { return nil }
        return bulletin.dot
    }

    // MARK: - Taking down

    /// Takes down what bulletins say of an event that was just stored.
    func noteClock(of event: Event, at id: LocalNumber) throws {
        let before = try namedBulletin(event)
        let after = try listingBulletin(event, at: id)
        guard before != nil || after != nil else { return }
        try writeMark(id.rawValue, try number(of: event.record).rawValue, before, after)
    }

    private func writeMark(
        _ event: Int64,
        _ record: Int64,
        _ before: Int64?,
        _ after: Int64?
    ) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO clockMark(event, record, before, after) VALUES (?, ?, ?, ?)
                ON CONFLICT(event) DO UPDATE SET
                before = IFNULL(excluded.before, before), after = IFNULL(excluded.after, after)
                """
        ).execute(arguments: [event, record, before, after])
    }

    /// The place in the root's stream that an event of another audience names.
    private func namedBulletin(_ event: Event) throws -> Int64? {
        guard case .seen(let vector) = event.context else { return nil }
        let root = try rootKey()
        let audience = Audience(.under, try rootPlace())
        for entry in vector.entries where entry.stream != event.dot.stream {
            let number = try streamNumber(entry.stream)
            guard let description = try stream(number).description, description.node == root,
                description.audience == audience,
                try author(of: event.dot)?.audience != audience
            else { continue }
            return try LocalNumber(stream: number, sequence: entry.sequence).rawValue
        }
        return nil
    }

    /// The time of the first bulletin that lists an event, if it is earlier than the event's clock.
    private func listingBulletin(_ event: Event, at id: LocalNumber) throws -> Int64? {
        let reach = try listedReach(of: id.stream)
        guard id.sequence <= reach else { return nil }
        let statement = try db.cachedStatement(
            sql: """
                SELECT time FROM bulletinMark WHERE stream = ? AND sequence >= ?
                ORDER BY sequence LIMIT 1
                """
        )
        guard
            let time = try Int64.fetchOne(statement, arguments: [id.stream, Int64(id.sequence)]),
            event.deviceTime > time + StoreSession.clockToleranceSeconds
        else { return nil }
        return time
    }

    /// How far bulletins list a stream, 0 if none does.
    private func listedReach(of stream: Int64) throws -> UInt64 {
        if let known = listedReaches[stream] { return known }
        let statement = try db.cachedStatement(
            sql: "SELECT MAX(sequence) FROM bulletinMark WHERE stream = ?"
        )
        let reach = UInt64(try Int64.fetchOne(statement, arguments: [stream]) ?? 0)
        listedReaches[stream] = reach
        return reach
    }

    /// Takes down what a bulletin lists, once its event was folded.
    func noteBulletin(_ event: Event, _ content: EventContent) throws {
        guard event.register == StoreSession.bulletinRegister,
            try author(of: event.dot)?.node == (try rootKey())
        else { return }
        knownBulletin = nil
        guard let time = text("at", in: content).flatMap(CivilDateTime.init(text:)) else { return }
        for dot in positions(listedBy: content) {
            // Streams that this node does not hold are none of its business.
            guard let stream = try knownStream(dot.stream) else { continue }
            try noteListed(stream, dot.sequence, at: time.secondsSince1970)
        }
    }

    /// The last event of each stream that a bulletin lists as held.
    func positions(listedBy content: EventContent) -> [Dot] {
        text("positions", in: content).map(StoreSession.positions(listedIn:)) ?? []
    }

    private func text(_ field: String, in content: EventContent) -> String? {
        let write = content.writes.first { $0.cell == .field(field) }
        guard case .text(let text)? = write?.sibling.value else { return nil }
        return text
    }

    private func noteListed(_ stream: Int64, _ sequence: UInt64, at time: Int64) throws {
        let reach = try listedReach(of: stream)
        guard sequence > reach else { return }
        listedReaches[stream] = sequence
        try db.cachedStatement(
            sql: "INSERT INTO bulletinMark(stream, sequence, time) VALUES (?, ?, ?)"
        ).execute(arguments: [stream, Int64(sequence), time])
        let rows = try Row.fetchAll(
            try db.cachedStatement(
                sql: "SELECT id, record FROM event WHERE id BETWEEN ? AND ? AND time > ?"
            ),
            arguments: [
                try LocalNumber(stream: stream, sequence: reach + 1).rawValue,
                try LocalNumber(stream: stream, sequence: sequence).rawValue,
                time + StoreSession.clockToleranceSeconds,
            ]
        )
        for row in rows { try writeMark(row[0], row[1], nil, time) }
    }

    /// Takes down anew what the bulletins that are held list, in the order in which they were
    /// written.
    func noteAllBulletins() throws {
        try db.execute(sql: "DELETE FROM bulletinMark")
        try db.execute(sql: "UPDATE clockMark SET after = NULL")
        listedReaches = [:]
        let isKnown = shelf.current(StoreSession.bulletinRegister) != nil
        for stream in isKnown ? try rootStreams().sorted() : [] {
            guard let table = try madeTable(StoreSession.bulletinRegister) else { break }
            let numbers = try Int64.fetchAll(
                db,
                sql: "SELECT id FROM \"\(table.name)\" WHERE id BETWEEN ? AND ? ORDER BY id",
                arguments: [
                    try LocalNumber(stream: stream, sequence: 0).rawValue,
                    try LocalNumber(stream: stream + 1, sequence: 0).rawValue - 1,
                ]
            )
            for number in numbers {
                guard let event = try event(at: LocalNumber(rawValue: number)) else { continue }
                try noteBulletin(event, try EventContent(event))
            }
        }
        try setMeta(.bulletinMarks, "1")
    }

    // MARK: - Reading

    /// The events of a record whose clock a bulletin contradicts, by event.
    package func clockContradictions(of record: RecordID) throws -> [Dot: ClockContradiction] {
        guard let number = try knownNumber(of: record) else { return [:] }
        let found = try contradictions(
            "WHERE clockMark.record = ?",
            arguments: [number.rawValue]
        )
        return Dictionary(found.map { ($0.dot, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// All events whose clock a bulletin contradicts, in the order of this store.
    package func clockContradictions() throws -> [ClockContradiction] {
        try contradictions("", arguments: [])
    }

    private func contradictions(
        _ clause: String,
        arguments: StatementArguments
    ) throws -> [ClockContradiction] {
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT clockMark.*, event.time AS time FROM clockMark
                JOIN event ON event.id = clockMark.event \(clause) ORDER BY clockMark.event
                """,
            arguments: arguments
        )
        return try rows.compactMap { row in
            let time: Int64 = row["time"]
            let before = try (row["before"] as Int64?).flatMap { try earliestTime(from: $0) }
            let after: Int64? = row["after"]
            let notBefore = before.flatMap {
                time < $0 - StoreSession.clockToleranceSeconds ? $0 : nil
            }
            let notAfter = after.flatMap {
                time > $0 + StoreSession.clockToleranceSeconds ? $0 : nil
            }
            guard notBefore != nil || notAfter != nil else { return nil }
            let id = LocalNumber(rawValue: row["event"])
            let node = try stream(id.stream).description?.node
            return ClockContradiction(
                dot: Dot(stream: try stream(id.stream).name, sequence: id.sequence),
                record: try recordID(LocalNumber(rawValue: row["record"])),
                node: node,
                deviceTime: time,
                notBefore: notBefore,
                notAfter: notAfter,
                ruling: try ruling(on: node, at: time)
            )
        }
    }

    /// The earliest time of the bulletin at or before a place of the root's stream and of all
    /// later ones there: if the root's own clock was set right since, the later ones say so.
    private func earliestTime(from place: Int64) throws -> Int64? {
        guard shelf.current(StoreSession.bulletinRegister) != nil,
            let table = try madeTable(StoreSession.bulletinRegister)
        else { return nil }
        let stream = LocalNumber(rawValue: place).stream
        let statement = try db.cachedStatement(
            sql: """
                SELECT MIN(f_at) FROM "\(table.name)" WHERE id < ?3 AND id >= (
                    SELECT MAX(id) FROM "\(table.name)" WHERE id BETWEEN ?2 AND ?1)
                """
        )
        let text = try String.fetchOne(
            statement,
            arguments: [
                place, try LocalNumber(stream: stream, sequence: 0).rawValue,
                try LocalNumber(stream: stream + 1, sequence: 0).rawValue,
            ]
        )
        return text.flatMap(CivilDateTime.init(text:))?.secondsSince1970
    }
}
