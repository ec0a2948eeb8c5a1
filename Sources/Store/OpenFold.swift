internal import Causality
internal import GRDB
internal import Hashing
internal import Merge
internal import Records

/// A record that events are being folded into in this transaction.
struct OpenFold {
    let register: String
    let audience: Int64
    let isNew: Bool
    var fold: RecordFold
}

extension StoreSession {
    /// Folds one event into its record. The caller has checked audience, record id and definition.
    func fold(_ event: Event, _ content: EventContent, audience: Int64) throws {
        let number = try number(of: event.record)
        if folds[number] == nil {
            folds[number] = try openFold(number, event.record, event.register, audience)
        }
        folds[number]?.fold.fold(event, content)
        try noteTrust(of: event, content)
    }

    private func openFold(
        _ number: LocalNumber,
        _ record: RecordID,
        _ register: String,
        _ audience: Int64
    ) throws -> OpenFold {
        let stored = try storedState(number, register: register)
        return OpenFold(
            register: register,
            audience: audience,
            isNew: stored == nil,
            fold: RecordFold(
                record: record,
                audience: try self.audience(audience).audience,
                state: stored?.state ?? RecordState()
            )
        )
    }

    /// A record's state as the tables have it, nil if there is no row.
    func storedState(
        _ number: LocalNumber,
        register: String
    ) throws -> (state: RecordState, audience: Int64)? {
        let table = try shelf.table(register)
        let statement = try db.cachedStatement(sql: table.selection)
        guard let row = try Row.fetchOne(statement, arguments: [number.rawValue]) else {
            return nil
        }
        return (try state(row, table), row["audience"])
    }

    func state(_ row: Row, _ table: ProjectionTable) throws -> RecordState {
        let codec = StateCodec(session: self, record: LocalNumber(rawValue: row["id"]))
        return try codec.decode([UInt8](row["state"] as Data)) { cell in
            guard case .field(let field) = cell else { throw StoreError.damaged(table.name) }
            let stored: DatabaseValue = row[ProjectionTable.column(field)]
            return try table.value(stored, field: field, self)
        }
    }

    /// Writes the rows of all records that were folded into, in the order of their numbers.
    func flushFolds() throws {
        for number in folds.keys.sorted() {
            guard let open = folds[number], open.fold.isChanged else { continue }
            try writeRow(number, open.fold.state, register: open.register, audience: open.audience)
            let change = open.fold.digestChange
            try changeAudience(open.audience) {
                $0.state.remove(change.removed)
                $0.state.add(change.added)
                if open.isNew { $0.recordCount += 1 }
            }
        }
        folds = [:]
    }

    /// Writes a record's row from its state.
    func writeRow(
        _ number: LocalNumber,
        _ state: RecordState,
        register: String,
        audience: Int64,
        table tableName: String? = nil
    ) throws {
        let table = try shelf.table(register)
        let bytes = try StateCodec(session: self, record: number).encode(state) { cell in
            state[cell].map { table.isInColumn(cell, $0) } ?? false
        }
        var values: [DatabaseValue] = [
            number.rawValue.databaseValue, audience.databaseValue, Data(bytes).databaseValue,
            state.conflicts.count.databaseValue,
            (state.origin?.deviceTime).databaseValue, (state.origin?.entry.rawValue).databaseValue,
            passedText(state).databaseValue,
        ]
        for field in table.fields {
            let cell = Cell.field(field)
            if let cellState = state[cell], !cellState.isConflict, let value = cellState.value,
                table.isInColumn(cell, cellState) || cellState.siblings.count > 1
            {
                values.append(try value.databaseValue(self))
            } else {
                values.append(.null)
            }
        }
        let rows = table.lists.isEmpty ? [] : state.rows
        for list in table.lists {
            let count = rows.count { $0.list == list }
            values.append(count == 0 ? .null : count.databaseValue)
        }
        let sql =
            tableName.map { table.upsert.replacing("\"\(table.name)\"", with: "\"\($0)\"") }
            ?? table.upsert
        try db.cachedStatement(sql: sql).execute(arguments: StatementArguments(values))
    }

    /// Transitions as `|a|b|`, so that SQL can ask for one by `LIKE`.
    private func passedText(_ state: RecordState) -> String? {
        state.passed.isEmpty ? nil : "|" + state.passed.sorted().joined(separator: "|") + "|"
    }
}
