package import Causality
internal import GRDB
internal import Merge
package import Records

/// Personal data that was erased (SPEC 4.12).
///
/// An event of type `erase` takes the personal payloads of all events of its record away, those
/// that are here and those that come later; their salted hashes stay, so that chains still verify
/// and digests stay equal.
extension StoreSession {
    /// Whether a record's personal data was erased here.
    package func isErased(_ record: RecordID) throws -> Bool {
        guard try hasErasures(), let number = try knownNumber(of: record) else { return false }
        let statement = try db.cachedStatement(sql: "SELECT 1 FROM erasure WHERE record = ?")
        return try Int64.fetchOne(statement, arguments: [number.rawValue]) != nil
    }

    /// Asked for each event that comes: in most stores nothing was ever erased.
    private func hasErasures() throws -> Bool {
        if let known = knowsErasures { return known }
        let known =
            try Int64.fetchOne(db.cachedStatement(sql: "SELECT 1 FROM erasure LIMIT 1")) != nil
        knowsErasures = known
        return known
    }

    /// The event as it may be kept here.
    func withoutErased(_ event: Event) throws -> Event {
        guard case .held? = event.personal, defect != .keepsErased, try isErased(event.record)
        else { return event }
        return event.erased
    }

    /// Takes down that a record is to be erased before the commit.
    func noteErasure(of event: Event) {
        if event.type == .erase { openErasures.insert(event.record) }
    }

    /// Erases what this transaction brought erasures of: events, rows, and the sums over both.
    func applyErasures() throws {
        guard !openErasures.isEmpty else { return }
        // What this transaction did so far is written down: the rows below are changed in place.
        try signHeads()
        try flushStreams()
        let records = openErasures.sorted()
        openErasures = []
        var streams: Set<Int64> = []
        for record in records {
            let number = try number(of: record)
            try db.cachedStatement(sql: "INSERT OR IGNORE INTO erasure(record) VALUES (?)").execute(
                arguments: [number.rawValue]
            )
            knowsErasures = true
            for event in try events(record: number) {
                guard case .held? = event.personal else { continue }
                let stream = try streamNumber(event.dot.stream)
                try erase(event, stream: stream)
                streams.insert(stream)
            }
        }
        try eraseInOtherHistories()
        if try hasAttachments() { try eraseKeptContents(erasedPayloads()) }
        // Who never had a byte of it says so as well.
        if try !needsScrub() { try setMeta(.needsScrub, MetaKey.needsReceipts) }
        guard !streams.isEmpty else { return }
        try noteErasedAgain(records)
        for stream in streams.sorted() { try recountBytes(stream: stream) }
        for record in records { try refoldErased(record) }
        // What was freed in the file is overwritten only afterwards, outside of any transaction.
        try noteScrubNeeded()
    }

    /// Takes back that a record was erased, before its events are judged anew: an erasure by a key
    /// that was withdrawn before does not bind, not even if both came in this transaction.
    func forgetErasure(of number: LocalNumber) throws {
        openErasures.remove(try recordID(number))
        try db.cachedStatement(sql: "DELETE FROM erasure WHERE record = ?").execute(
            arguments: [number.rawValue]
        )
        knowsErasures = nil
    }

    private func erase(_ event: Event, stream: Int64) throws {
        guard let hash = event.personal?.hash else { return }
        let id = try LocalNumber(stream: stream, sequence: event.dot.sequence)
        if event.type == .attach {
            // Also the content of one that does not stand and has no row.
            try db.cachedStatement(sql: "DELETE FROM attachmentPart WHERE attachment = ?")
                .execute(arguments: [id.rawValue])
        }
        try db.cachedStatement(sql: "UPDATE event SET personal = ? WHERE id = ?").execute(
            arguments: [personalData(.erased(hash: hash)), id.rawValue]
        )
    }

    /// Nothing personal is left where an erasure stands, and what is refused was erased.
    func verifyErasures(into faults: inout [StoreFault]) throws {
        let marked = Set(try Int64.fetchAll(db.cachedStatement(sql: "SELECT record FROM erasure")))
        let erasing = Set(
            try Int64.fetchAll(
                db.cachedStatement(
                    sql: """
                        SELECT DISTINCT record FROM event WHERE (kind >> 8) & 255 = ?
                        AND id NOT IN (SELECT event FROM aside)
                        """
                ),
                arguments: [EventType.erase.rawValue]
            )
        )
        if marked != erasing {
            faults.append(StoreFault("已删除个人信息的记录登记有误，请运行 rebuild。"))
        }
        for record in marked.union(erasing).sorted() {
            let held = try events(record: LocalNumber(rawValue: record)).first {
                if case .held? = $0.personal { true } else { false }
            }
            guard let held else { continue }
            faults.append(
                StoreFault(
                    stream: Base32.encode(held.dot.stream.bytes),
                    sequence: held.dot.sequence,
                    sentence: "应已删除的个人信息还在，请运行 rebuild。"
                )
            )
        }
    }

    private func refoldErased(_ record: RecordID) throws {
        guard let number = try knownNumber(of: record),
            let register = try register(of: number)
        else { return }
        try refold(record, register: register)
    }
}

extension Event {
    /// The same event with the salted hash in the place of its personal payload.
    package var erased: Event {
        guard let personal else { return self }
        return Event(
            dot: dot,
            record: record,
            register: register,
            definition: definition,
            type: type,
            context: context,
            actor: actor,
            deviceTime: deviceTime,
            entry: entry,
            open: open,
            personal: .erased(hash: personal.hash)
        )
    }
}
