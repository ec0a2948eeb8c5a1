internal import Causality
internal import Foundation
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
        statement.beginRow()
        months = []
        var nextSlot = 0
        let bytes = try StateCodec(session: session, record: number).encode(state) { cell, state in
            try place(cell, state, from: &nextSlot, session)
        }
        try put(number.rawValue, in: .id)
        try put(audience, in: .audience)
        try put(Data(bytes), in: .state)
        try put(state.conflicts(table.definition).count, in: .conflicts)
        if let origin = state.origin {
            try put(origin.deviceTime, in: .time)
            try put(Int(origin.entry.rawValue), in: .entry)
        }
        if let passed = ProjectionTable.passedText(state) { try put(passed, in: .passed) }
        let rows = table.lists.isEmpty ? [] : state.rows
        for (index, list) in table.lists.enumerated() {
            let count = rows.count { $0.list == list }
            if count > 0 {
                try statement.put(count, at: fixedCount + table.fields.count + index)
            }
        }
        try statement.execute()
        try noteMonths(of: number, session)
    }

    private func put(
        _ value: some StatementBinding,
        in column: ProjectionTable.FixedColumn
    ) throws {
        try statement.put(value, at: column.rawValue)
    }

    private func noteMonths(of number: LocalNumber, _ session: StoreSession) throws {
        guard !months.isEmpty else { return }
        let register = try register ?? session.nameNumber(table.definition.id)
        self.register = register
        for month in months {
            dating.beginRow()
            try dating.put(register, at: 0)
            try dating.put(month.rawValue, at: 1)
            try dating.put(number.rawValue, at: 2)
            try dating.execute()
        }
    }

    /// Puts a cell's value into its column, and says whether the column holds all of it.
    ///
    /// Cells come in the order of their fields' names, as slots do. Gives the number of the name,
    /// too.
    private func place(
        _ cell: Cell,
        _ state: CellState,
        from nextSlot: inout Int,
        _ session: StoreSession
    ) throws -> (name: Int64, isInColumn: Bool) {
        guard case .field(let field) = cell else {
            return (try session.nameNumber(cell.field), false)
        }
        while nextSlot < table.slots.count, table.slots[nextSlot].field < field { nextSlot += 1 }
        guard nextSlot < table.slots.count, table.slots[nextSlot].field == field else {
            return (try session.nameNumber(field), false)
        }
        let slot = table.slots[nextSlot]
        let isAlone = state.siblings.count == 1
        var isInColumn = false
        if let value = state.value {
            isInColumn = isAlone && slot.accepts(value)
            if isInColumn || !isAlone {
                let mark = ProjectionTable.fixedColumns.count + slot.column
                try statement.put(value, at: mark, session)
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
