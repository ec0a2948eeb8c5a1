import Foundation
import GRDB

/// The floor under a merge: the rows that it left, inserted through GRDB into tables and indexes of
/// the same form, with nothing verified, hashed or folded.
enum InsertFloor {
    static func measure(
        copying source: String,
        to target: String,
        transactions: Int
    ) throws -> Stopwatch {
        let tables = try DatabaseQueue(path: source).read(TableCopy.all)
        let pool = try DatabasePool(path: target)
        try pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
        try pool.write { db in
            for table in tables {
                for statement in table.creation { try db.execute(sql: statement) }
            }
        }
        return try Stopwatch.measure {
            for part in 0..<transactions {
                try pool.write { db in
                    for table in tables { try table.insert(part, of: transactions, into: db) }
                }
            }
        }
    }
}

/// One table: its statements and its rows.
struct TableCopy {
    let creation: [String]
    let insertion: String
    let rows: [[DatabaseValue]]

    static func all(_ db: Database) throws -> [TableCopy] {
        let names = try String.fetchAll(
            db,
            sql: """
                SELECT name FROM sqlite_master
                WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'grdb_%'
                """
        )
        return try names.map { try copy($0, db) }
    }

    private static func copy(_ name: String, _ db: Database) throws -> TableCopy {
        let creation = try String.fetchAll(
            db,
            sql: "SELECT sql FROM sqlite_master WHERE tbl_name = ? AND sql IS NOT NULL",
            arguments: [name]
        )
        let columns = try db.columns(in: name).map { "\"\($0.name)\"" }
        let marks = columns.map { _ in "?" }.joined(separator: ", ")
        return TableCopy(
            creation: creation,
            insertion: """
                INSERT INTO "\(name)"(\(columns.joined(separator: ", "))) VALUES (\(marks))
                """,
            rows: try Row.fetchAll(db, sql: "SELECT * FROM \"\(name)\"").map {
                Array($0.databaseValues)
            }
        )
    }

    /// Inserts one part of the rows, in their order.
    func insert(_ part: Int, of parts: Int, into db: Database) throws {
        let statement = try db.cachedStatement(sql: insertion)
        let first = rows.count * part / parts
        let last = rows.count * (part + 1) / parts
        for row in rows[first..<last] {
            try statement.execute(arguments: StatementArguments(row))
        }
    }
}

/// A store's file as SQLite sees it.
enum StoreFile {
    /// The bytes of all pages, those in the log included.
    static func byteCount(_ path: String) throws -> Int {
        try DatabaseQueue(path: path).read { db in
            let pages = try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0
            return pages * (try Int.fetchOne(db, sql: "PRAGMA page_size") ?? 0)
        }
    }
}
