package import Causality
internal import GRDB
package import Hashing

/// Remembers which rows of files were taken over, so that a file given twice does no harm.
///
/// Local to the store: another node does not know what was imported here.
extension StoreSession {
    /// Makes the table if it is not there; called before the others in a transaction.
    package func prepareImportMemory() throws {
        try db.execute(
            sql: """
                CREATE TABLE IF NOT EXISTS importMemory(
                    row BLOB NOT NULL, ordinal INTEGER NOT NULL, record INTEGER NOT NULL,
                    PRIMARY KEY(row, ordinal)) WITHOUT ROWID, STRICT
                """
        )
    }

    /// Whether nothing was imported yet.
    package func isImportMemoryEmpty() throws -> Bool {
        try Int.fetchOne(db, sql: "SELECT 1 FROM importMemory LIMIT 1") == nil
    }

    /// The record of the row that was imported as the n-th of its kind, from 1; nil if there was
    /// none.
    package func importedRecord(row: Digest256, ordinal: Int) throws -> RecordID? {
        let statement = try db.cachedStatement(
            sql: "SELECT record FROM importMemory WHERE row = ? AND ordinal = ?"
        )
        guard let number = try Int64.fetchOne(statement, arguments: [row.data, ordinal]) else {
            return nil
        }
        return try recordID(LocalNumber(rawValue: number))
    }

    /// How many rows of the kind were imported.
    package func importedCount(row: Digest256) throws -> Int {
        let statement = try db.cachedStatement(
            sql: "SELECT COALESCE(MAX(ordinal), 0) FROM importMemory WHERE row = ?"
        )
        return try Int.fetchOne(statement, arguments: [row.data]) ?? 0
    }

    /// Notes which rows became which records.
    ///
    /// In the order of the table: a row of many put somewhere into it costs three times as much.
    package func noteImported(_ rows: [ImportedRow]) throws {
        let statement = try db.cachedStatement(
            sql: "INSERT OR REPLACE INTO importMemory(row, ordinal, record) VALUES (?, ?, ?)"
        )
        for row in rows.sorted(by: { ($0.row, $0.ordinal) < ($1.row, $1.ordinal) }) {
            statement.beginRow()
            try statement.put(row.row.bytes, at: 0)
            try statement.put(row.ordinal, at: 1)
            try statement.put(number(of: row.record).rawValue, at: 2)
            try statement.execute()
        }
    }
}

/// A row of a file that was taken over.
package struct ImportedRow: Sendable {
    let row: Digest256
    let ordinal: Int
    let record: RecordID

    /// Names the n-th row of its kind, from 1, and what it became.
    package init(row: Digest256, ordinal: Int, record: RecordID) {
        self.row = row
        self.ordinal = ordinal
        self.record = record
    }
}
