import Catalogue
import Causality
import Credentials
import Foundation
import Hashing
import Merge
import Records
import Store
import Testing

@Suite("Definitions that arrive as events")
struct DefinitionTests {
    @Test("a definition counts with its transaction, and the table gets its column")
    func countsAtOnce() throws {
        let root = try TestNode.root(seed: 1)
        let old = try root.complaint(about: "旧")
        let digest = try root.store.read { try $0.counts().state.digest }
        try root.define(field: "lineNo")
        let version = try root.store.read { try $0.definition("complaint").version }
        let new = try root.complaint(about: "新", line: "12345")
        let events = try root.store.read { session in
            try (session.history(of: old) + session.history(of: new)).map(\.definition)
        }
        #expect(events.count == 2 && events[0] != version && events[1] == version)
        let found = try root.store.read { session in
            try session.records(of: "complaint", where: [("lineNo", .text("12345"))]).map(\.id)
        }
        #expect(found == [new])
        #expect(try root.store.read { try $0.record(old)?.state["about"]?.value } == .text("旧"))
        #expect(try root.store.read { try $0.verify() } == [])
        #expect(try root.store.read { try $0.counts().state.digest } != digest)
    }

    @Test("events of a definition that is not here are kept and passed on, and folded once it is")
    func waits() throws {
        let root = try TestNode.root(seed: 1)
        let township = try TestNode.child(seed: 2, of: root, root: root, code: "330110001000")
        let village = try TestNode.child(
            seed: 3,
            of: township,
            root: root,
            code: "330110001001"
        )
        let places = try [root, township, village].map { node in
            try node.store.read { try $0.ownPlace() }
        }
        let (change, register) = try (
            root.define(field: "lineNo"), root.define(register: "tea-room")
        )
        // A stick from the county came to the village, and the township has not dialled yet.
        try village.take(root.segments(for: places[2]))
        let complaint = try village.complaint(about: "新", line: "12345")
        let entry = try village.entry(in: "tea-room", title: "龙井")
        let ownOnly = try village.segments(for: places[1]).filter {
            $0.description.node == village.key
        }
        try township.take(ownOnly)
        #expect(try township.store.read { try $0.counts().waiting } == 2)
        #expect(try township.store.read { try $0.record(entry) } == nil)
        #expect(try township.store.read { try $0.verify() } == [])

        // Passed on as they are: the county understands them.
        try root.take(township.segments(for: places[0]))
        #expect(try root.store.read { try $0.counts().waiting } == 0)
        #expect(try root.store.read { try $0.record(entry)?.register } == "tea-room")

        try township.take(root.segments(for: places[1]))
        #expect(try township.store.read { try $0.counts().waiting } == 0)
        let digests = try [root, township, village].map { node in
            try node.store.read { try $0.counts(at: places[2]).state.digest }
        }
        #expect(Set(digests).count == 1)
        for node in [root, township, village] {
            #expect(try node.store.read { try $0.verify() } == [])
            let line = try node.store.read { try $0.record(complaint)?.state["lineNo"]?.value }
            #expect(line == .text("12345"))
            #expect(try node.store.read { try $0.record(change) } != nil)
            #expect(try node.store.read { try $0.record(register) } != nil)
        }
    }

    @Test("a node that has not heard of a change writes by the old version, and its values stand")
    func olderVersion() throws {
        let root = try TestNode.root(seed: 1)
        let village = try TestNode.child(seed: 2, of: root, root: root, code: "330110001001")
        try root.define(field: "lineNo")
        let id = try village.complaint(about: "照旧")
        try root.take(village.segments(for: .rootPlace(of: root.key)))
        let state = try root.store.read { try $0.record(id)?.state }
        #expect(state?["about"]?.value == .text("照旧"))
        #expect(try root.store.read { try $0.counts() }.waiting == 0)
        #expect(try root.store.read { try $0.verify() } == [])
    }

    @Test("of two changes at once the same one counts everywhere, whichever came first")
    func concurrent() throws {
        let root = try TestNode.root(seed: 1)
        let place = RecordID.rootPlace(of: root.key)
        let other = try TestNode.sibling(seed: 2, of: root)
        let village = try TestNode.child(seed: 3, of: root, root: root, code: "330110001001")
        // It must know of the village to have anything for it.
        try other.take(root.segments(for: place))
        try root.define(field: "oneNo")
        try other.define(field: "otherNo")
        let there = try village.store.read { try $0.ownPlace() }
        try village.take(other.segments(for: there))
        try village.take(root.segments(for: there))
        let fromOther = try other.segments(for: place)
        try other.take(root.segments(for: place))
        try root.take(fromOther)
        let versions = try [root, other, village].map { node in
            try node.store.read { try $0.definition("complaint").version }
        }
        #expect(Set(versions).count == 1)
        let known = try [root, other, village].map { node in
            try node.store.read { try $0.definitionVersions().map(\.version) }
        }
        #expect(known.map(\.count) == [2, 2, 2] && Set(known).count == 1)
        // The next one knew of both.
        try other.define(field: "thirdNo")
        #expect(try other.store.read { try $0.definitionVersions().last?.number } == 2)
    }

    @Test("a store that is open twice goes by what the other one wrote, without being opened anew")
    func twoProcesses() throws {
        let folder = try TestFolder()
        let file = folder.path + "/store.sqlite"
        let first = try TestNode.root(seed: 1, file: file)
        _ = try first.complaint(about: "旧")
        let second = try TestNode(first.secrets, file: file, seed: 1)
        _ = try second.complaint(about: "旧")
        try first.define(field: "lineNo")
        try first.define(register: "tea-room")
        let new = try second.complaint(about: "新", line: "12345")
        let entry = try second.entry(in: "tea-room", title: "龙井")
        for node in [first, second] {
            let line = try node.store.read { try $0.record(new)?.state["lineNo"]?.value }
            #expect(line == .text("12345"))
            #expect(try node.store.read { try $0.record(entry) } != nil)
            #expect(try node.store.read { try $0.verify() } == [])
        }
        let third = try TestNode(first.secrets, file: file, seed: 1)
        #expect(try third.store.read { try $0.definition("tea-room").title } == "茶水间")
    }

    @Test("a rebuild and a fold up to a cut go by the definitions that their events have")
    func rebuilt() throws {
        let root = try TestNode.root(seed: 1)
        _ = try root.complaint(about: "旧")
        let cut = try root.store.read { session in
            try VersionVector(
                session.heldStreams().map { ($0.position.stream, $0.position.sequence) }
            )
        }
        let before = try root.store.read { try $0.definition("complaint").version }
        try root.define(field: "lineNo")
        try root.define(register: "tea-room")
        _ = try root.complaint(about: "新", line: "12345")
        _ = try root.entry(in: "tea-room", title: "龙井")
        let counts = try root.store.read { try $0.counts() }
        try root.store.write { try $0.rebuild() }
        #expect(try root.store.read { try $0.counts() } == counts)
        #expect(try root.store.read { try $0.verify() } == [])
        let past = try #require(try root.store.refolded(upTo: cut))
        #expect(try past.read { try $0.definition("complaint").version } == before)
        #expect(try past.read { $0.definitions.map(\.id) }.contains("tea-room") == false)
        #expect(try past.read { try $0.verify() } == [])
    }

    @Test("a fold up to a cut of a store in a file leaves nothing beside the file")
    func refoldedBesideFile() throws {
        let folder = try TestFolder()
        let root = try TestNode.root(seed: 1, file: folder.path + "/store.sqlite")
        _ = try root.complaint(about: "旧")
        func names() throws -> [String] {
            try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        }
        let before = try names()
        let cut = try root.store.read { session in
            try VersionVector(
                session.heldStreams().map { ($0.position.stream, $0.position.sequence) }
            )
        }
        let counts = try root.store.read { try $0.counts() }
        _ = try root.complaint(about: "新")
        let past = try #require(try root.store.refolded(upTo: cut))
        #expect(try names() == before)
        #expect(try past.read { try $0.records(of: "complaint") }.count == 1)
        #expect(try past.read { try $0.counts() } == counts)
        #expect(try past.read { try $0.verify() } == [])
        #expect(try root.store.read { try $0.records(of: "complaint") }.count == 2)
    }

    @Test("a copy that a killed program left beside the file goes when the store is opened")
    func abandonedCopies() throws {
        let folder = try TestFolder()
        let file = folder.path + "/store.sqlite"
        let root = try TestNode.root(seed: 1, file: file)
        let abandoned = file + "-scratch-999999999-1"
        let used = file + "-scratch-\(getpid())-2"
        let another = folder.path + "/other.sqlite-scratch-999999999-1"
        for path in [abandoned, used, another] {
            try Data([1]).write(to: URL(fileURLWithPath: path))
        }
        _ = try TestNode.open(root.secrets, file: file, seed: 2)
        #expect(!FileManager.default.fileExists(atPath: abandoned))
        #expect(FileManager.default.fileExists(atPath: used))
        #expect(FileManager.default.fileExists(atPath: another))
        let next = root.store.scratchPath(beside: file)
        #expect(next.hasPrefix(file + "-scratch-\(getpid())-"))
    }

    @Test("what a withdrawn node of the county defined after its end counts no more")
    func withdrawn() throws {
        let root = try TestNode.root(seed: 1)
        let place = RecordID.rootPlace(of: root.key)
        let other = try TestNode.sibling(seed: 2, of: root)
        try other.define(field: "lineNo")
        try other.define(register: "tea-room")
        _ = try other.complaint(about: "新", line: "12345")
        let entry = try other.entry(in: "tea-room", title: "龙井")
        try root.take(other.segments(for: place))
        #expect(try root.store.read { try $0.record(entry) } != nil)
        let written = try root.entry(in: "tea-room", title: "毛峰")
        _ = try root.store.write { session in
            try session.append(TestNode.revocation(of: other.key, at: place, root: place))
        }
        #expect(try root.store.read { $0.definitions.map(\.id) }.contains("tea-room") == false)
        #expect(try root.store.read { try $0.record(written) } == nil)
        #expect(try root.store.read { try $0.counts().waiting } == 1)
        #expect(try root.store.read { try $0.verify() } == [])
        try root.store.write { try $0.rebuild() }
        #expect(try root.store.read { try $0.verify() } == [])
    }

    @Test("nobody but the root's place defines, and the program's own registers stay as they are")
    func authority() throws {
        let root = try TestNode.root(seed: 1)
        let village = try TestNode.child(seed: 2, of: root, root: root, code: "330110001001")
        #expect(throws: StoreError.self) { try village.define(field: "lineNo") }
        let own = try root.store.read { try $0.definition("node-revocation").version }
        let text = try String(
            contentsOfFile: TestNode.systemRegister("node-revocation"),
            encoding: .utf8
        )
        try root.define(text.replacing("吊销时间", with: "停用时间"))
        #expect(try root.store.read { try $0.definition("node-revocation").version } == own)
        #expect(try root.store.read { try $0.verify() } == [])
    }
}
