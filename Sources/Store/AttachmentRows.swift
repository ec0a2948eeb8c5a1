package import Causality
internal import GRDB
internal import Hashing
internal import Merge
internal import Records

/// What is kept of a record's attachments beside their events: a row for each that stands, and its
/// content in parts.
///
/// The rows follow the fold, by whatever way a record's row was written; so an erased or rewritten
/// event takes its content along. That of an event which is only kept aside, as after a withdrawal,
/// stays without a row: the event may count again, and nobody else may have the content.
extension StoreSession {
    /// Whether any attachment is known here: asked for each record that is written.
    func hasAttachments() throws -> Bool {
        if let known = knowsAttachments { return known }
        let statement = try db.cachedStatement(sql: "SELECT 1 FROM attachment LIMIT 1")
        let known = try Int64.fetchOne(statement) != nil
        knowsAttachments = known
        return known
    }

    /// Takes down that a record's row is written: new attachments get rows, those that no longer
    /// stand are let go with the commit.
    func noteAttachments(of record: LocalNumber, _ state: RecordState, audience: Int64) throws {
        let standing = state.attachments.filter { $0.salt != nil }
        guard try !standing.isEmpty || hasAttachments() else { return }
        try noteLost(of: record)
        for attachment in standing {
            let event = try number(of: .dot(attachment.dot)).rawValue
            lostAttachments.remove(event)
            try db.cachedStatement(
                sql: """
                    INSERT INTO attachment(event, record, audience, address, byteCount)
                    VALUES (?, ?, ?, ?, ?) ON CONFLICT(event) DO UPDATE
                    SET (record, audience, address, byteCount) =
                    (excluded.record, excluded.audience, excluded.address, excluded.byteCount)
                    WHERE (record, audience, address, byteCount) <>
                    (excluded.record, excluded.audience, excluded.address, excluded.byteCount)
                    """
            ).execute(arguments: [
                event, record.rawValue, audience, attachment.address.data, attachment.byteCount,
            ])
            if db.changesCount > 0 { try mendAttachment(event) }
            knowsAttachments = true
        }
    }

    /// Takes down that a record's row was removed; what is folded again is kept.
    func noteLost(of record: LocalNumber) throws {
        guard try hasAttachments() else { return }
        let statement = try db.cachedStatement(
            sql: "SELECT event FROM attachment WHERE record = ?"
        )
        lostAttachments.formUnion(
            try Int64.fetchAll(statement, arguments: [record.rawValue])
        )
    }

    /// Takes down all, before everything is folded anew.
    func noteAllLost() throws {
        lostAttachments = Set(try Int64.fetchAll(db, sql: "SELECT event FROM attachment"))
        knowsAttachments = nil
    }

    /// Counts the parts that are here, after everything was folded anew; a content that is not what
    /// its address names is let go, and so asked for again.
    func mendAttachments() throws {
        for event in try Int64.fetchAll(db, sql: "SELECT event FROM attachment ORDER BY event") {
            try mendAttachment(event)
        }
        try db.execute(
            sql: """
                DELETE FROM attachmentPart WHERE attachment NOT IN (SELECT event FROM attachment)
                AND attachment NOT IN (\(StoreSession.keptAside))
                """
        )
    }

    /// The events whose contents are kept though they do not stand.
    static let keptAside = """
        SELECT event FROM aside WHERE record NOT IN (SELECT record FROM erasure)
        """

    private func mendAttachment(_ event: Int64) throws {
        let byteCount = try Int.fetchOne(
            db.cachedStatement(sql: "SELECT byteCount FROM attachment WHERE event = ?"),
            arguments: [event]
        )
        let parts = try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT number, LENGTH(bytes) FROM attachmentPart WHERE attachment = ?
                    ORDER BY number
                    """
            ),
            arguments: [event]
        )
        let size = byteCount ?? 0
        let count = parts.enumerated().prefix { index, part in
            part[0] == index && part[1] == AttachmentForm.byteCount(ofPart: index, of: size)
        }.count
        try db.execute(
            sql: """
                DELETE FROM attachmentPart
                WHERE attachment = ? AND number NOT BETWEEN 0 AND ?
                """,
            arguments: [event, count - 1]
        )
        let isComplete = count > 0 && count == AttachmentForm.partCount(of: size)
        try db.execute(
            sql: "UPDATE attachment SET partCount = ?, isWhole = ? WHERE event = ?",
            arguments: [count, isComplete, event]
        )
        if isComplete, try !isSound(LocalNumber(rawValue: event)) {
            try removeParts(of: event)
        }
    }

    /// Lets go of the contents of attachments that no longer stand; one that was written again
    /// under a new name keeps its content.
    func settleAttachments() throws {
        guard !lostAttachments.isEmpty else { return }
        var isFreed = false
        for event in lostAttachments.sorted() {
            let heir = try heir(of: event)
            if try heir == nil && isKeptAside(event) {
                try db.execute(sql: "DELETE FROM attachment WHERE event = ?", arguments: [event])
                continue
            }
            isFreed = true
            if let heir {
                try db.execute(
                    sql: "UPDATE attachmentPart SET attachment = ? WHERE attachment = ?",
                    arguments: [heir, event]
                )
                try db.execute(
                    sql: """
                        UPDATE attachment SET (partCount, isWhole) =
                        (SELECT partCount, isWhole FROM attachment WHERE event = ?1)
                        WHERE event = ?2
                        """,
                    arguments: [event, heir]
                )
            }
            try db.execute(
                sql: "DELETE FROM attachmentPart WHERE attachment = ?",
                arguments: [event]
            )
            try db.execute(sql: "DELETE FROM attachment WHERE event = ?", arguments: [event])
        }
        lostAttachments = []
        // What was freed in the file is overwritten afterwards.
        if isFreed { try noteScrubNeeded() }
        _ = try commit()
    }

    private func isKeptAside(_ event: Int64) throws -> Bool {
        let statement = try db.cachedStatement(
            sql: "SELECT 1 WHERE ? IN (\(StoreSession.keptAside))"
        )
        return try Int64.fetchOne(statement, arguments: [event]) != nil
    }

    /// The same author's attachment of the same address that has no part yet: the same file,
    /// written again.
    ///
    /// None of what was erased, and no other author's: whoever saw an address could write it into a
    /// record of his own.
    private func heir(of event: Int64) throws -> Int64? {
        let record = try Int64.fetchOne(
            db,
            sql: "SELECT record FROM attachment WHERE event = ?",
            arguments: [event]
        )
        guard let record, try !isErased(recordID(LocalNumber(rawValue: record))) else { return nil }
        let rows = try Int64.fetchAll(
            db,
            sql: """
                SELECT event FROM attachment WHERE partCount = 0
                AND address = (SELECT address FROM attachment WHERE event = ?) ORDER BY event
                """,
            arguments: [event]
        )
        let writer = try author(ofEvent: event)
        return try rows.first { row in
            try !lostAttachments.contains(row) && author(ofEvent: row) == writer
                && salt(of: LocalNumber(rawValue: row)) != nil
        }
    }

    private func author(ofEvent event: Int64) throws -> NodeKey? {
        try stream(LocalNumber(rawValue: event).stream).description?.node
    }

    /// Lets go of contents that are kept without a row and were erased under another name: their
    /// author wrote the event again, with the same payload.
    func eraseKeptContents(_ erased: Set<Data>) throws {
        let kept = try Int64.fetchAll(
            db,
            sql: """
                SELECT DISTINCT attachment FROM attachmentPart
                WHERE attachment NOT IN (SELECT event FROM attachment)
                """
        )
        for number in kept {
            guard let hash = try event(at: LocalNumber(rawValue: number))?.personal?.hash,
                erased.contains(hash.data)
            else { continue }
            try db.execute(
                sql: "DELETE FROM attachmentPart WHERE attachment = ?",
                arguments: [number]
            )
            try noteScrubNeeded()
        }
    }

    /// Lets go of contents without a row whose events are taken out.
    func removeKeptContents(from low: Int64, through high: Int64) throws {
        try db.cachedStatement(
            sql: """
                DELETE FROM attachmentPart WHERE attachment BETWEEN ? AND ?
                AND attachment NOT IN (SELECT event FROM attachment)
                """
        ).execute(arguments: [low, high])
        if db.changesCount > 0 { try noteScrubNeeded() }
    }

    func removeParts(of event: Int64) throws {
        try db.execute(
            sql: "DELETE FROM attachmentPart WHERE attachment = ?",
            arguments: [event]
        )
        try db.execute(
            sql: "UPDATE attachment SET partCount = 0, isWhole = 0, isAbove = 0 WHERE event = ?",
            arguments: [event]
        )
    }

    /// Whether an attachment's parts are the content that its address names.
    func isSound(_ number: LocalNumber) throws -> Bool {
        let row = try Row.fetchOne(
            db,
            sql: "SELECT address, byteCount FROM attachment WHERE event = ?",
            arguments: [number.rawValue]
        )
        guard let row, let salt = try salt(of: number) else { return false }
        let content = try content(of: number.rawValue)
        return content.count == row["byteCount"] as Int
            && AttachmentForm.address(salt: salt, content: content).data == row["address"]
    }

    /// The salt that an attachment's event gives; nil where it is erased or no salt.
    private func salt(of number: LocalNumber) throws -> [UInt8]? {
        guard let event = try event(at: number), let content = try? EventContent(event) else {
            return nil
        }
        var state = RecordState()
        state.fold(event, content)
        return state.attachments.first?.salt
    }

    private func content(of event: Int64) throws -> [UInt8] {
        let rows = try Row.fetchCursor(
            db,
            sql: "SELECT bytes FROM attachmentPart WHERE attachment = ? ORDER BY number",
            arguments: [event]
        )
        var content: [UInt8] = []
        while let row = try rows.next() { content += row[0] as Data }
        return content
    }

    /// A whole attachment's content; nil while parts of it are lacking here.
    package func attachmentContent(_ dot: Dot) throws -> [UInt8]? {
        guard let number = try knownNumber(of: .dot(dot)) else { return nil }
        let isWhole = try Bool.fetchOne(
            db,
            sql: "SELECT isWhole FROM attachment WHERE event = ?",
            arguments: [number.rawValue]
        )
        return isWhole == true ? try content(of: number.rawValue) : nil
    }

    /// How many bytes of an attachment are here; nil where it no longer stands.
    package func attachmentHeld(_ dot: Dot) throws -> (byteCount: Int, isWhole: Bool)? {
        guard let number = try knownNumber(of: .dot(dot)),
            let row = try Row.fetchOne(
                db,
                sql: "SELECT byteCount, partCount, isWhole FROM attachment WHERE event = ?",
                arguments: [number.rawValue]
            )
        else { return nil }
        let byteCount: Int = row["byteCount"]
        let held = (row["partCount"] as Int) * AttachmentForm.partByteCount
        return (min(byteCount, held), row["isWhole"])
    }
}
