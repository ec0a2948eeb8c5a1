package import Causality
internal import Merge
package import Records
internal import Store

extension Bookkeeping {
    /// The records of a register whose fields have these values, at most `limit` of them.
    ///
    /// `conditions` name a field by id or label and a text as typed; an empty text asks for records
    /// without a value. A record with several values in a field is found by each of them.
    package func list(
        _ register: String,
        where conditions: [RecordValidation.Given] = [],
        limit: Int? = nil
    ) throws -> [RecordRow] {
        var rows: [RecordRow] = []
        guard limit != 0 else { return [] }
        try forEachRow(register, where: conditions) { row in
            rows.append(row)
            return limit.map { rows.count < $0 } ?? true
        }
        return rows
    }

    /// Hands over the records of a register one by one, in one reading transaction, in the order in
    /// which this store numbers them, those with conflicts that match a condition last.
    ///
    /// Ends when `body` returns false.
    package func forEachRow(
        _ register: String,
        where conditions: [RecordValidation.Given] = [],
        _ body: (RecordRow) throws -> Bool
    ) throws {
        try store.read { session in
            let desk = try Desk(session)
            let definition = try desk.definition(register)
            let filter = try RowFilter(conditions, definition, desk)
            try filter.forEach { try body(try desk.row($0, definition)) }
        }
    }

    /// One page of a register, the records made last by their devices' clocks first, and the count
    /// of all of them.
    package func newestRows(
        _ register: String,
        skipping skipped: Int,
        limit: Int
    ) throws -> (rows: [RecordRow], count: Int) {
        try store.read { session in
            let desk = try Desk(session)
            let definition = try desk.definition(register)
            let records = try session.newestRecords(
                of: register,
                skipping: skipped,
                limit: limit
            )
            let rows = try records.map { try desk.row($0, definition) }
            return (rows, try session.recordCount(of: register))
        }
    }

    /// The record that a text names: record id, a place's code, a key (its parts with slashes
    /// between), or paper number.
    ///
    /// Throws `unknownRecord` or `ambiguousRecord`.
    package func find(_ register: String, _ text: String) throws -> RecordID {
        try store.read { session in
            let desk = try Desk(session)
            return try desk.record(named: text, in: try desk.definition(register))
        }
    }

    /// The record that a slip's number or a record id names, in whatever register; nil if none.
    package func find(anywhere text: String) throws -> (register: String, id: RecordID)? {
        try store.read { session in
            let desk = try Desk(session)
            if let id = RecordID(text: text), let record = try desk.held(id) {
                return (record.register, id)
            }
            guard let number = PaperNumber(text: text) else { return nil }
            for definition in session.definitions where definition.field("number") != nil {
                if case .one(let id) = try desk.find(number.text, in: definition.id) {
                    return (definition.id, id)
                }
            }
            return nil
        }
    }

    /// The place that has a code at present, 2, 4, 6, 9 or 12 digits.
    ///
    /// Throws `unknownPlace`.
    package func place(code: String) throws -> RecordID {
        try store.read { session in
            let desk = try Desk(session)
            guard case .one(let id) = try desk.find(code, in: SystemRegister.region) else {
                throw BookkeepingError.unknownPlace(code)
            }
            return id
        }
    }
}
