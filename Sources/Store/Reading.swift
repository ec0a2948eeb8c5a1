package import Causality
internal import GRDB
internal import Hashing
package import Merge
package import Records

/// A record as the tables have it.
package struct StoredRecord: Sendable {
    /// The record.
    package let id: RecordID
    /// The register's id.
    package let register: String
    /// Who holds it.
    package let audience: Audience
    /// Its whole state.
    package let state: RecordState
}

extension StoreSession {
    /// The registers in force.
    package var definitions: [RegisterDefinition] { shelf.registers }

    /// The definition of a register; throws `unknownRegister`.
    package func definition(_ register: String) throws -> RegisterDefinition {
        guard let definition = shelf.current(register) else {
            throw StoreError.unknownRegister(register)
        }
        return definition
    }

    /// A record, whatever its register; nil if this node holds nothing that made it.
    package func record(_ id: RecordID) throws -> StoredRecord? {
        guard let number = try knownNumber(of: id) else { return nil }
        if let open = folds[number] {
            return StoredRecord(
                id: id,
                register: open.register,
                audience: open.fold.audience,
                state: open.fold.state
            )
        }
        guard let register = try register(of: number), shelf.current(register) != nil,
            let stored = try storedState(number, register: register)
        else { return nil }
        return StoredRecord(
            id: id,
            register: register,
            audience: try audience(stored.audience).audience,
            state: stored.state
        )
    }

    /// The register of a record's events; nil where nothing of the record is held.
    ///
    /// An event that names another register is never folded: where something is, that tells.
    func register(of record: LocalNumber) throws -> String? {
        let statement = try db.cachedStatement(
            sql: """
                SELECT kind FROM event WHERE record = ?
                ORDER BY id IN (SELECT event FROM aside), id LIMIT 1
                """
        )
        return try Int64.fetchOne(statement, arguments: [record.rawValue]).map {
            try definitionKey($0 >> 16).register
        }
    }

    /// The records of a register whose fields have these values, in the order in which this store
    /// numbers them.
    ///
    /// Records whose first event has not arrived are left out. Ends when `body` is false.
    ///
    /// Open folds of the same transaction are not seen: read before writing, or in a later one.
    package func forEachRecord(
        of register: String,
        where matches: [(field: String, value: FieldValue)] = [],
        _ body: (StoredRecord) throws -> Bool
    ) throws {
        guard let table = try madeTable(register) else { return }
        var clauses = ["time IS NOT NULL"]
        var arguments: [DatabaseValue] = []
        for match in matches {
            guard table.fields.contains(match.field) else {
                throw StoreError.damaged("字段 \(match.field)")
            }
            clauses.append("\"\(ProjectionTable.column(match.field))\" = ?")
            arguments.append(try match.value.readingValue(self))
        }
        let cursor = try Row.fetchCursor(
            db,
            sql: """
                SELECT * FROM "\(table.name)" WHERE \(clauses.joined(separator: " AND "))
                ORDER BY id
                """,
            arguments: StatementArguments(arguments)
        )
        while let row = try cursor.next() {
            let record = StoredRecord(
                id: try recordID(LocalNumber(rawValue: row["id"])),
                register: register,
                audience: try audience(row["audience"]).audience,
                state: try state(row, table)
            )
            if !(try body(record)) { return }
        }
    }

    /// All records of a register whose fields have these values; for registers known to be small.
    package func records(
        of register: String,
        where matches: [(field: String, value: FieldValue)] = []
    ) throws -> [StoredRecord] {
        var found: [StoredRecord] = []
        try forEachRecord(of: register, where: matches) {
            found.append($0)
            return true
        }
        return found
    }

    /// Whether any record of a register is here.
    package func hasRecords(of register: String) throws -> Bool {
        guard let table = try madeTable(register) else { return false }
        return try Bool.fetchOne(
            db,
            sql: "SELECT EXISTS(SELECT 1 FROM \"\(table.name)\" WHERE time IS NOT NULL)"
        ) ?? false
    }

    /// How many records of a register are here, those whose first event has not arrived left out.
    package func recordCount(of register: String) throws -> Int {
        guard let table = try madeTable(register) else { return 0 }
        return try Int.fetchOne(
            db,
            sql: "SELECT COUNT(*) FROM \"\(table.name)\" WHERE time IS NOT NULL"
        ) ?? 0
    }

    /// Some of a register's records, the one recorded last by its device's clock first.
    ///
    /// Reads whole only those that are asked for, so that a page of a long register costs little.
    package func newestRecords(
        of register: String,
        skipping skipped: Int,
        limit: Int
    ) throws -> [StoredRecord] {
        guard let table = try madeTable(register) else { return [] }
        let numbers = try Int64.fetchAll(
            db,
            sql: """
                SELECT id FROM "\(table.name)" WHERE time IS NOT NULL
                ORDER BY time DESC, id DESC LIMIT ? OFFSET ?
                """,
            arguments: [limit, skipped]
        )
        return try numbers.compactMap { try record(try recordID(LocalNumber(rawValue: $0))) }
    }

    /// The records with something to decide, over all registers, by register and number.
    package func conflictedRecords() throws -> [StoredRecord] {
        var found: [StoredRecord] = []
        for table in try allMadeTables() {
            let cursor = try Row.fetchCursor(
                db,
                sql: "SELECT * FROM \"\(table.name)\" WHERE conflicts > 0 ORDER BY id"
            )
            while let row = try cursor.next() {
                found.append(
                    StoredRecord(
                        id: try recordID(LocalNumber(rawValue: row["id"])),
                        register: table.definition.id,
                        audience: try audience(row["audience"]).audience,
                        state: try state(row, table)
                    )
                )
            }
        }
        return found
    }

    /// The events of a record that this node holds, causes before effects: by device-independent
    /// order of streams and sequences within each.
    package func history(of record: RecordID) throws -> [Event] {
        guard let number = try knownNumber(of: record) else { return [] }
        return try events(record: number)
    }

    /// Whether a record has an event beyond a cut: it may have said something else up to there.
    package func hasEvents(of record: RecordID, after cut: VersionVector) throws -> Bool {
        guard let number = try knownNumber(of: record) else { return false }
        let statement = try db.cachedStatement(sql: "SELECT id FROM event WHERE record = ?")
        return try Int64.fetchAll(statement, arguments: [number.rawValue]).contains { id in
            let event = LocalNumber(rawValue: id)
            return event.sequence > cut[try stream(event.stream).name]
        }
    }

    /// Who wrote an event: its stream's description, nil if the stream is only named here.
    package func author(of dot: Dot) throws -> StreamDescription? {
        guard let number = try knownStream(dot.stream) else { return nil }
        return try stream(number).description
    }

    /// Whether an event is kept aside, and why.
    package func asideReason(_ dot: Dot) throws -> String? {
        guard let number = try knownNumber(of: .dot(dot)) else { return nil }
        let statement = try db.cachedStatement(sql: "SELECT reason FROM aside WHERE event = ?")
        return try String.fetchOne(statement, arguments: [number.rawValue])
    }
}

extension FieldValue {
    /// The value as a column holds it, without giving a number to a record that nobody named.
    fileprivate func readingValue(_ session: StoreSession) throws -> DatabaseValue {
        guard case .reference(let record) = self else { return try databaseValue(session) }
        return (try session.knownNumber(of: record)?.rawValue ?? -1).databaseValue
    }
}
