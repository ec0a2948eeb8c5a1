import Ambient
import Foundation
import GRDB

/// One stored value with one bit changed; applied and undone in place, whatever the table's key.
struct StoredFlip: CustomStringConvertible {
    let table: String
    let column: String
    private let before: [String: DatabaseValue]
    private let after: [String: DatabaseValue]

    var description: String {
        "\(table).\(column): \(before[column] ?? .null) -> \(after[column] ?? .null)"
    }

    /// A flip in a column of any row that has a value there; nil if none has.
    static func random(
        _ table: String,
        _ column: String,
        in queue: DatabaseQueue,
        using generator: inout SeededGenerator
    ) throws -> StoredFlip? {
        let rows = try queue.read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT * FROM "\(table)" WHERE "\(column)" IS NOT NULL AND "\(column)" <> ''
                    """
            )
        }
        guard let row = rows.randomElement(using: &generator) else { return nil }
        var after = values(of: row)
        after[column] = flipped(row[column], using: &generator)
        return StoredFlip(table: table, column: column, before: values(of: row), after: after)
    }

    static func values(of row: Row) -> [String: DatabaseValue] {
        Dictionary(uniqueKeysWithValues: row.map { ($0.0, $0.1) })
    }

    private static func flipped(
        _ value: DatabaseValue,
        using generator: inout SeededGenerator
    ) -> DatabaseValue {
        switch value.storage {
        case .blob(var data):
            let byte = Int.random(in: 0..<data.count, using: &generator)
            data[data.startIndex + byte] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
            return data.databaseValue
        case .int64(let number):
            return (number ^ (1 << Int64.random(in: 0..<64, using: &generator))).databaseValue
        case .string(let text):
            var scalars = Array(text.unicodeScalars)
            let place = Int.random(in: 0..<scalars.count, using: &generator)
            let bit = UInt32.random(in: 0..<4, using: &generator)
            scalars[place] = Unicode.Scalar(scalars[place].value ^ 1 << bit) ?? "?"
            return String(String.UnicodeScalarView(scalars)).databaseValue
        default: return value
        }
    }

    /// Whether the table took the changed row: another row may have its key.
    func apply(to queue: DatabaseQueue) throws -> Bool {
        do {
            try change(before, to: after, in: queue)
            return true
        } catch let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT {
            return false
        }
    }

    func undo(in queue: DatabaseQueue) throws { try change(after, to: before, in: queue) }

    private func change(
        _ old: [String: DatabaseValue],
        to new: [String: DatabaseValue],
        in queue: DatabaseQueue
    ) throws {
        let columns = old.keys.sorted()
        let places = columns.map { "\"\($0)\" IS ?" }.joined(separator: " AND ")
        let arguments = [new[column] ?? .null] + columns.map { old[$0] ?? .null }
        try queue.write { db in
            try db.execute(
                sql: "UPDATE \"\(table)\" SET \"\(column)\" = ? WHERE \(places)",
                arguments: StatementArguments(arguments)
            )
            precondition(db.changesCount == 1)
        }
    }
}
