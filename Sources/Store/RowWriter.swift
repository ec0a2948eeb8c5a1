internal import Causality
internal import GRDB
internal import Merge
internal import Records

/// Writes the rows of one register in one transaction: what is the same for all of them, the
/// statement and the numbers of the fields' names, is looked up once.
final class RowWriter {
    private let table: ProjectionTable
    private let statement: Statement
    private let dating: Statement
    private var register: Int64?
    private var names: [Int64?]
    /// Those of the row being written; nearly always one or two.
    private var months: [MonthKey] = []
    private var values: [(any DatabaseValueConvertible)?] = []

    init(_ table: ProjectionTable, _ db: Database) throws {
        self.table = table
        statement = try db.cachedStatement(sql: table.upsert)
        dating = try db.cachedStatement(
            sql: "INSERT OR IGNORE INTO datedRecord(register, month, record) VALUES (?, ?, ?)"
        )
        names = Array(repeating: nil, count: table.slots.count)
    }

    /// Writes a record's row from its state.
    func write(
        _ number: LocalNumber,
        _ state: RecordState,
        audience: Int64,
        _ session: StoreSession
    ) throws {
        let fixedCount = ProjectionTable.fixedColumns.count
        let count = fixedCount + table.fields.count + table.lists.count
        values = Array(repeating: nil, count: count)
        months = []
        var nextSlot = 0
        let bytes = try StateCodec(session: session, record: number).encode(state) { entry in
            try place(entry, from: &nextSlot, session)
        }
        let fixed: [(any DatabaseValueConvertible)?] = [
            number.rawValue, audience, Data(bytes), state.conflicts(table.definition).count,
            state.origin?.deviceTime, state.origin?.entry.rawValue,
            ProjectionTable.passedText(state),
        ]
        for (index, value) in fixed.enumerated() { values[index] = value }
        let rows = table.lists.isEmpty ? [] : state.rows
        for (index, list) in table.lists.enumerated() {
            let count = rows.count { $0.list == list }
            if count > 0 { values[fixedCount + table.fields.count + index] = count }
        }
        // The statement has as many marks as the table has columns: nothing is left to validate.
        statement.setUncheckedArguments(StatementArguments(values))
        try statement.execute()
        try noteMonths(of: number, session)
    }

    private func noteMonths(of number: LocalNumber, _ session: StoreSession) throws {
        guard !months.isEmpty else { return }
        let register = try register ?? session.nameNumber(table.definition.id)
        self.register = register
        for month in months {
            dating.setUncheckedArguments([register, month.rawValue, number.rawValue])
            try dating.execute()
        }
    }

    /// Puts a cell's value into its column, and says whether the column holds all of it.
    ///
    /// Cells come in the order of their fields' names, as slots do. Gives the number of the name,
    /// too.
    private func place(
        _ entry: CellTable.Entry,
        from nextSlot: inout Int,
        _ session: StoreSession
    ) throws -> (name: Int64, isInColumn: Bool) {
        guard case .field(let field) = entry.cell else {
            return (try session.nameNumber(entry.cell.field), false)
        }
        while nextSlot < table.slots.count, table.slots[nextSlot].field < field { nextSlot += 1 }
        guard nextSlot < table.slots.count, table.slots[nextSlot].field == field else {
            return (try session.nameNumber(field), false)
        }
        let slot = table.slots[nextSlot]
        let isAlone = entry.state.siblings.count == 1
        var isInColumn = false
        if let value = entry.state.value {
            isInColumn = isAlone && slot.accepts(value)
            if isInColumn || !isAlone {
                values[ProjectionTable.fixedColumns.count + slot.column] =
                    try value.databaseValue(session)
                if slot.isDated, let month = MonthKey(value), !months.contains(month) {
                    months.append(month)
                }
            }
        }
        return (try name(slot: nextSlot, session), isInColumn)
    }

    private func name(slot: Int, _ session: StoreSession) throws -> Int64 {
        if let number = names[slot] { return number }
        let number = try session.nameNumber(table.slots[slot].field)
        names[slot] = number
        return number
    }
}
