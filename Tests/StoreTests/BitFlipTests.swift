import Ambient
import GRDB
import Records
import Store
import Testing

@Suite("Verify finds damage")
struct BitFlipTests {
    /// Every table of what is synchronised and of what is folded from it, with its columns but for
    /// those that are this store's own affair: see `StoreSession.verify`.
    private static func columns(of queue: DatabaseQueue) throws -> [(String, String)] {
        let tables = [
            "event", "earlierHead", "fork", "stream", "audience", "aside", "certificate",
            "parentage",
            "register_complaint", "register_region", "register_node_certificate", "attachment",
            "attachmentPart", "datedRecord",
        ]
        let exempt: Set = [
            "stream.changed", "aside.reason", "aside.class", "attachment.isAbove",
            "attachment.wrongCount",
        ]
        return try queue.read { db in
            try tables.flatMap { table in
                try db.columns(in: table).map { (table, $0.name) }
                    .filter { !exempt.contains("\($0.0).\($0.1)") }
            }
        }
    }

    @Test("a bit flip in any column of events, heads, trust, sums and tables is found")
    func everyFlipIsFound() throws {
        let world = try DamagedWorld()
        #expect(try world.faults() == [])
        var generator = SeededGenerator(seed: 77)
        var missed: [String] = []
        var count = 0
        for (table, column) in try BitFlipTests.columns(of: world.queue) {
            for _ in 0..<(["event", "earlierHead"].contains(table) ? 10 : 6) {
                guard
                    let flip = try StoredFlip.random(
                        table,
                        column,
                        in: world.queue,
                        using: &generator
                    ), try flip.apply(to: world.queue)
                else { continue }
                count += 1
                do {
                    if try world.faults().isEmpty { missed.append("\(flip)") }
                } catch {
                    missed.append("\(flip): verify itself failed with \(error)")
                }
                try flip.undo(in: world.queue)
            }
        }
        #expect(missed == [])
        #expect(count > 300)
        #expect(try world.faults() == [])
    }

    @Test("a quarantined event that is passed off as waiting, or the other way about, does no harm")
    func asideClass() throws {
        let world = try DamagedWorld()
        for number in [1, 2, -1] {
            try world.queue.write { try $0.execute(sql: "UPDATE aside SET class = \(number)") }
            #expect(try world.faults().count == 1)
        }
        try world.root.store.write { try $0.rebuild() }
        #expect(try world.faults() == [])
    }

    @Test(
        "a row that was deleted is missed",
        arguments: [
            "event", "fork", "stream", "audience", "aside", "certificate", "parentage", "name",
            "definition", "derived", "register_complaint", "register_region",
            "register_node_certificate", "attachment", "attachmentPart",
        ]
    )
    func deletedRow(table: String) throws {
        let world = try DamagedWorld()
        let rows = try world.queue.read { try Row.fetchAll($0, sql: "SELECT * FROM \(table)") }
        #expect(!rows.isEmpty)
        for row in rows.shuffled().prefix(6) {
            let values = StoredFlip.values(of: row)
            let columns = values.keys.sorted()
            let places = columns.map { "\"\($0)\" IS ?" }.joined(separator: " AND ")
            let arguments = StatementArguments(columns.map { values[$0] ?? .null })
            try world.queue.write {
                try $0.execute(sql: "DELETE FROM \(table) WHERE \(places)", arguments: arguments)
            }
            #expect(try world.faults().isEmpty == (table == "fork"), "\(table) \(values)")
            let marks = columns.map { _ in "?" }.joined(separator: ", ")
            let names = columns.map { "\"\($0)\"" }.joined(separator: ", ")
            try world.queue.write {
                try $0.execute(
                    sql: "INSERT INTO \(table)(\(names)) VALUES (\(marks))",
                    arguments: arguments
                )
            }
        }
        #expect(try world.faults() == [])
    }

    @Test("a rebuild mends all that is folded, summed and concluded from the events")
    func rebuildMends() throws {
        let world = try DamagedWorld()
        let damages = [
            "UPDATE audience SET eventCount = eventCount + 1, frontier = state",
            "UPDATE audience SET recordCount = 0", "UPDATE audience SET changed = changed - 1",
            "UPDATE stream SET byteCount = 7",
            "UPDATE earlierHead SET byteCount = byteCount + 1",
            "UPDATE earlierHead SET signature = zeroblob(64)", "DELETE FROM aside",
            "UPDATE certificate SET agreement = node WHERE place > 1",
            "INSERT INTO parentage(place, parent) SELECT parent, place FROM parentage",
            "DELETE FROM register_complaint", "UPDATE register_complaint SET passed = NULL",
            "UPDATE register_complaint SET entry = 2, time = time + 1",
            "UPDATE attachment SET byteCount = byteCount + 1",
            "DELETE FROM attachment", "UPDATE attachment SET partCount = 1, isWhole = 0",
        ]
        for damage in damages {
            try world.queue.write { try $0.execute(sql: damage) }
            #expect(try !world.faults().isEmpty, "\(damage)")
            try world.root.store.write { try $0.rebuild() }
            #expect(try world.faults() == [], "\(damage)")
        }
    }

    @Test(
        "a stream whose last change is damaged is found, and a rebuild lets links see it again",
        arguments: [0, -7, Int64.max]
    )
    func damagedChange(number: Int64) throws {
        let world = try DamagedWorld()
        let store = world.root.store
        let village = try store.read { try $0.allCertificates() }.map(\.node).first {
            $0 != world.root.key
        }
        let link = try store.write { try $0.link(node: try #require(village), incarnation: 1) }
        let wanted = LinkCollection(
            places: [.rootPlace(of: world.root.key)],
            beyond: [:],
            excluding: [],
            byteCountMax: 1 << 20,
            eventCountMax: 1000,
            segmentCountMax: 1000
        )
        let all = try store.read { try $0.collect(wanted, for: link) }.segments.map(\.stream)
        #expect(!all.isEmpty)
        try store.write { session in
            try session.settle(link, places: wanted.places)
        }
        try world.queue.write {
            try $0.execute(sql: "UPDATE stream SET changed = ?", arguments: [number])
            try $0.execute(sql: "UPDATE audience SET changed = ?", arguments: [number])
            try $0.execute(sql: "UPDATE link SET settledCommit = 9000")
        }
        #expect(try !world.faults().isEmpty)
        try store.write { try $0.rebuild() }
        #expect(try world.faults() == [])
        let again = try store.read { try $0.collect(wanted, for: link) }.segments.map(\.stream)
        #expect(again == all)
        _ = try world.root.complaint(about: "还能写")
    }

    @Test(
        "a store whose count of commits is damaged still opens, and goes on",
        arguments: [53, 62]
    )
    func damagedCount(bit: Int64) throws {
        let world = try DamagedWorld()
        try world.queue.write {
            try $0.execute(sql: "UPDATE audience SET changed = ?", arguments: [1 << bit])
        }
        let again = try TestNode(
            world.root.secrets,
            file: world.folder.path + "/store.sqlite",
            seed: 5
        )
        #expect(try again.store.read { try $0.verify() } == [])
        _ = try again.complaint(about: "还能写")
    }

    @Test(
        "a damaged photo is found, and a rebuild lets it go so that it is fetched again",
        arguments: [
            "DELETE FROM attachmentPart WHERE number = 0",
            "UPDATE attachmentPart SET bytes = zeroblob(LENGTH(bytes))",
            "UPDATE attachmentPart SET bytes = CAST(bytes || 'x' AS BLOB) WHERE number = 0",
        ]
    )
    func damagedPhoto(damage: String) throws {
        let world = try DamagedWorld()
        try world.queue.write { try $0.execute(sql: damage) }
        #expect(try !world.faults().isEmpty)
        try world.root.store.write { try $0.rebuild() }
        #expect(try world.faults() == [])
        let counts = try world.root.store.read { try $0.attachmentCounts() }
        #expect(counts.waitingIn == 1 && counts.byteCount == 40_000)
    }
}
