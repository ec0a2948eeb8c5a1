import Causality
import GRDB
import Merge
import Records
import Store
import Testing

@Suite("Registers' tables, made with their first records")
struct TableMakingTests {
    private let folder: TestFolder
    private var file: String { folder.path + "/store.sqlite" }

    init() throws { folder = try TestFolder() }

    @Test("a new store has tables for what was recorded in it, and for nothing else")
    func fewTables() throws {
        let root = try TestNode.root(seed: 1, file: file)
        let before = try tables()
        #expect(!before.contains("register_complaint") && before.contains("register_region"))
        _ = try root.complaint(about: "甲")
        #expect(try tables() == before.union(["register_complaint"]))
        #expect(try root.store.read { try $0.verify() } == [])
    }

    @Test("a register without records answers every question with nothing")
    func nothing() throws {
        let node = try TestNode.root(seed: 1, file: file)
        try node.store.read { (session: StoreSession) throws -> Void in
            #expect(try session.records(of: "complaint").isEmpty)
            #expect(try session.recordCount(of: "complaint") == 0)
            #expect(try session.newestRecords(of: "complaint", skipping: 0, limit: 9).isEmpty)
            #expect(try session.projectedRows(of: "complaint", fields: ["about"]).isEmpty)
            #expect(try session.conflictedRecords().isEmpty)
            let question = EvidenceQuestion(
                register: "complaint",
                subject: [ValuePath("audiencePlace")],
                period: .year(2026)
            )
            let condition = Condition.given(ValuePath("about"))
            #expect(try session.counts(question, meeting: [condition]).isEmpty)
            #expect(try session.countedRecords(question, meeting: [condition]).isEmpty)
            #expect(try session.undecided(question, meeting: condition).isEmpty)
            #expect(throws: StoreError.unknownRegister("tea-room")) {
                try session.records(of: "tea-room")
            }
        }
        let unfounded = try TestNode(seed: 2, file: nil)
        #expect(try unfounded.store.read { try $0.counts() } == StoreCounts())
    }

    @Test("what a reference leads to may have no table yet")
    func noTarget() throws {
        let node = try TestNode.root(seed: 1)
        let complaint = try node.complaint(about: "甲")
        let question = EvidenceQuestion(
            register: "complaint",
            subject: [ValuePath("window"), ValuePath("audiencePlace")],
            period: .year(2026)
        )
        let empty = Condition.empty(ValuePath("window.name"))
        let conditions = [
            empty, .not(empty), .held(ValuePath("window")),
            .isNot(ValuePath("window.name"), [.text("发改")]),
        ]
        let own = try node.store.read { try $0.ownPlace() }
        let counts = try node.store.read { try $0.counts(question, meeting: conditions) }
        #expect(counts.map(\.subject) == [own])
        #expect(counts.map(\.counts) == [[1, 0, 0, 1]])
        let counted = try node.store.read { try $0.countedRecords(question, meeting: [empty]) }
        #expect(counted.map(\.record) == [complaint])
    }

    @Test("another process may have made the table, and may make the next one")
    func otherProcess() throws {
        let root = try TestNode.root(seed: 1, file: file)
        let other = try TestNode(root.secrets, file: file, seed: 2)
        #expect(try other.store.read { try $0.recordCount(of: "complaint") } == 0)
        let first = try root.complaint(about: "甲")
        #expect(try other.store.read { try $0.record(first)?.state["about"]?.value } == .text("甲"))
        let second = try other.complaint(about: "乙")
        let third = try root.complaint(about: "丙")
        for node in [root, other] {
            let found = try node.store.read { try $0.records(of: "complaint").map(\.id) }
            #expect(found == [first, second, third])
            #expect(try node.store.read { try $0.verify() } == [])
        }
    }

    @Test("where the disk gave no room for the table, it is made by the next write")
    func failedWrite() throws {
        let root = try TestNode.root(seed: 1, file: file)
        let before = try tables()
        var record: RecordID?
        for spare in 0..<200 where record == nil {
            try root.store.limitDisk(toSparePages: spare)
            record = try? root.complaint(about: "甲")
            guard record == nil else { break }
            #expect(try tables() == before)
            #expect(try root.store.read { try $0.recordCount(of: "complaint") } == 0)
        }
        let made = try #require(record)
        #expect(try root.store.read { try $0.records(of: "complaint").map(\.id) } == [made])
        #expect(try root.store.read { try $0.verify() } == [])
    }

    @Test("a rebuild leaves no table without a row")
    func rebuilt() throws {
        let root = try TestNode.root(seed: 1, file: file)
        let record = try root.complaint(about: "甲")
        let digest = try root.store.read { try $0.counts().state }
        let before = try tables()
        try root.store.write { try $0.rebuild() }
        #expect(try tables() == before)
        #expect(try root.store.read { try $0.counts().state } == digest)
        #expect(try root.store.read { try $0.record(record) } != nil)
        #expect(try root.store.read { try $0.verify() } == [])
    }

    private func tables() throws -> Set<String> {
        let queue = try DatabaseQueue(path: file)
        let names = try queue.read { db in
            try String.fetchAll(
                db,
                sql: "SELECT name FROM sqlite_master WHERE type = 'table'"
            )
        }
        return Set(names.filter { $0.hasPrefix("register_") })
    }
}
