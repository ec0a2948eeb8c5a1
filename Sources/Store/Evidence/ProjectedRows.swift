package import Causality
internal import GRDB
package import Records

extension StoreSession {
    /// Some fields of all records of a register, read from the columns alone: nil where a field is
    /// empty or in conflict.
    ///
    /// In the order of their ids.
    package func projectedRows(
        of register: String,
        fields: [String]
    ) throws -> [(record: RecordID, values: [FieldValue?])] {
        let table = try shelf.table(register)
        guard fields.allSatisfy(table.fields.contains) else {
            throw StoreError.damaged("字段 \(fields.joined(separator: ", "))")
        }
        guard try madeTable(register) != nil else { return [] }
        let columns = fields.map { "\"\(ProjectionTable.column($0))\"" }
        let cursor = try Row.fetchCursor(
            db,
            sql: """
                SELECT id, \(columns.joined(separator: ", ")) FROM "\(table.name)"
                WHERE time IS NOT NULL
                """
        )
        var found: [(record: RecordID, values: [FieldValue?])] = []
        while let row = try cursor.next() {
            let values = try fields.enumerated().map { index, field in
                try table.value(row[index + 1], field: field, self)
            }
            found.append((try recordID(LocalNumber(rawValue: row[0])), values))
        }
        return found.sorted { $0.record < $1.record }
    }
}
