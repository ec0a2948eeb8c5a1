import Ambient
import Foundation
import GRDB
import Records
import Store
import Testing

@Suite("Verify finds damage")
struct BitFlipTests {
    @Test("each of 200 random bit flips in stored events and heads is found")
    func everyFlipIsFound() throws {
        let folder = try TestFolder()
        let file = folder.path + "/store.sqlite"
        let root = try TestNode.root(seed: 1, file: file)
        for number in 0..<40 {
            let id = try root.complaint(about: "第\(number)件")
            try root.change(id, about: "改\(number)")
        }
        #expect(try root.store.read { try $0.verify() } == [])
        var generator = SeededGenerator(seed: 77)
        let queue = try DatabaseQueue(path: file)
        var missed: [String] = []
        for _ in 0..<200 {
            let flip = try Flip.random(in: queue, using: &generator)
            try flip.apply(to: queue)
            let faults = try? root.store.read { try $0.verify() }
            if faults?.isEmpty ?? false { missed.append("\(flip)") }
            try flip.apply(to: queue)
        }
        #expect(missed == [])
        #expect(try root.store.read { try $0.verify() } == [])
    }
}

/// One bit of one stored value, flipped in place; applied twice it is undone.
private struct Flip: CustomStringConvertible {
    let table: String
    let rowID: Int64
    let sequence: Int64
    let column: String
    let byte: Int
    let bit: UInt8

    var description: String { "\(table) \(rowID) \(column) byte \(byte) bit \(bit)" }

    static func random(
        in queue: DatabaseQueue,
        using generator: inout SeededGenerator
    ) throws -> Flip {
        try queue.read { db in
            let isEvent = Int.random(in: 0..<4, using: &generator) > 0
            let table = isEvent ? "event" : "head"
            let columns =
                isEvent
                ? ["open", "personal", "context", "time", "kind", "record", "actor"]
                : ["hash", "signature"]
            while true {
                let rows = try Row.fetchAll(db, sql: "SELECT * FROM \(table)")
                let row = rows[Int.random(in: 0..<rows.count, using: &generator)]
                let column = columns[Int.random(in: 0..<columns.count, using: &generator)]
                let count: Int
                switch (row[column] as DatabaseValue).storage {
                case .blob(let data): count = data.count
                case .int64: count = 5
                default: count = 0
                }
                guard count > 0 else { continue }
                return Flip(
                    table: table,
                    rowID: isEvent ? row["id"] : row["stream"],
                    sequence: isEvent ? 0 : row["sequence"],
                    column: column,
                    byte: Int.random(in: 0..<count, using: &generator),
                    bit: UInt8.random(in: 0..<8, using: &generator)
                )
            }
        }
    }

    func apply(to queue: DatabaseQueue) throws {
        let place = table == "event" ? "id = ?" : "stream = ? AND sequence = ?"
        let key: StatementArguments = table == "event" ? [rowID] : [rowID, sequence]
        try queue.write { db in
            let old = try DatabaseValue.fetchOne(
                db,
                sql: "SELECT \(column) FROM \(table) WHERE \(place)",
                arguments: key
            )
            let new: DatabaseValue
            switch old?.storage {
            case .blob(var data):
                data[data.startIndex + byte] ^= 1 << bit
                new = data.databaseValue
            case .int64(let number):
                new = (number ^ (1 << Int64(byte * 8 + Int(bit)))).databaseValue
            default: return
            }
            var arguments: StatementArguments = [new]
            arguments += key
            try db.execute(
                sql: "UPDATE \(table) SET \(column) = ? WHERE \(place)",
                arguments: arguments
            )
        }
    }
}
