internal import Causality
internal import Documents
package import Records
internal import Store

extension Bookkeeping {
    /// Writes all records of a register that match, full values, in bounded memory; returns how
    /// many.
    ///
    /// CSV has a header of field ids; a list is a JSON array in its cell, an open conflict
    /// `{"conflict": […]}`. `write` gets the bytes piece by piece, in order.
    @discardableResult
    package func export(
        _ register: String,
        where conditions: [RecordValidation.Given] = [],
        format: RowFormat,
        _ write: ([UInt8]) throws -> Void
    ) throws -> Int {
        // A condition at fault is told before the first byte is out.
        let definition = try store.read { session in
            let desk = try Desk(session)
            let definition = try desk.definition(register)
            _ = try RowFilter(conditions, definition, desk)
            return definition
        }
        let columns = RowExport.columns(of: definition)
        if format == .csv { try write(CSVWriter.row(columns)) }
        var count = 0
        try forEachRow(register, where: conditions) { row in
            count += 1
            switch format {
            case .csv: try write(RowExport.csv(row, columns))
            case .jsonl:
                try write(JSONWriter.write(row.json, sortedKeys: false) + [UInt8(ascii: "\n")])
            }
            return true
        }
        return count
    }
}

/// How a record is written as a row of a table.
enum RowExport {
    static func columns(of definition: RegisterDefinition) -> [String] {
        let state = definition.workflow == nil ? [] : [RegisterDefinition.stateField]
        return ["recordID"] + state + definition.fields.map(\.id)
    }

    static func csv(_ row: RecordRow, _ columns: [String]) -> [UInt8] {
        let fields = Dictionary(uniqueKeysWithValues: row.fields.map { ($0.id, $0.value) })
        return CSVWriter.row(
            columns.map { column in
                column == "recordID" ? row.id.text : text(fields[column] ?? .empty)
            }
        )
    }

    private static func text(_ value: ShownValue) -> String {
        switch value {
        case .rows(let rows) where rows.isEmpty: ""
        case .conflict:
            String(decoding: JSONWriter.write(value.json, sortedKeys: false), as: UTF8.self)
        default: value.entered
        }
    }
}
