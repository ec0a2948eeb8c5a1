import Causality
import GRDB
import Hashing
import Merge
import Records
import Store
import SyncWire
import Testing

/// What a store learns of its copy before it meets that: others speak of events that it never
/// wrote.
@Suite("Events that a store has not written, named by others")
struct ForetoldTests {
    private let folder: TestFolder
    private let root: TestNode
    private let village: TestNode
    private let place: RecordID
    private let file: String

    init() throws {
        folder = try TestFolder()
        file = folder.path + "/village.db"
        root = try TestNode.root(seed: 1)
        village = try TestNode.child(
            seed: 2,
            of: root,
            root: root,
            code: "330110001001",
            file: file
        )
        place = try village.store.read { try $0.ownPlace() }
        let known = try root.segments(for: place)
        try village.store.write { _ = try $0.merge(known) }
    }

    /// The village's store as it is now, which goes on under the same incarnation.
    private func copy(named name: String = "copy") throws -> TestNode {
        let incarnation = try village.store.read { try $0.incarnation() }
        let path = folder.path + "/\(name).db"
        try DatabaseQueue(path: file).vacuum(into: path)
        let copy = try TestNode(village.secrets, file: path, seed: 7)
        try copy.store.write { try $0.renewIncarnation(to: incarnation) }
        return copy
    }

    private func give(_ node: TestNode, to other: TestNode, givingWay: Bool = false) throws {
        let segments = try node.segments(for: place)
        try other.store.write { _ = try $0.merge(segments, givingWay: givingWay) }
    }

    /// Gives what the root wrote, and nothing that comes from the village; returns whether the
    /// village takes it for proof that it runs twice.
    @discardableResult
    private func giveRootsOwn(to other: TestNode) throws -> Bool {
        let before = try other.store.read { try $0.incarnation() }
        let segments = try root.segments(for: place).filter { $0.description.node == root.key }
        let outcome = try other.store.write { try $0.merge(segments) }
        let hasRenewed = try other.store.read { try $0.incarnation() } != before
        #expect(hasRenewed == !outcome.grownElsewhere.isEmpty)
        return hasRenewed
    }

    private func write(_ register: String, _ audience: Audience, _ writes: [CellWrite]) throws {
        _ = try root.store.write { session in
            try session.append(
                Draft(
                    register: register,
                    audience: audience,
                    record: nil,
                    type: .create,
                    actor: "县",
                    entry: .live
                ) { _ in (EventPayload(writes: writes), []) }
            )
        }
    }

    private func about(_ record: RecordID, at node: TestNode) throws -> FieldValue? {
        try node.store.read { try $0.record(record)?.state["about"]?.value }
    }

    @Test(
        "a change of a record that only the copy wrote never stands on the next one made here",
        arguments: [true, false]
    )
    func record(hasBegun: Bool) throws {
        if hasBegun { _ = try village.complaint(about: "旧") }
        let copy = try copy()
        let others = try copy.complaint(about: "副本的")
        try give(copy, to: root)
        try root.change(others, about: "副本的，县里改")
        #expect(try giveRootsOwn(to: village))
        let own = try village.complaint(about: "本机的")
        #expect(own != others)
        #expect(try about(own, at: village) == .text("本机的"))
        #expect(try about(others, at: village) == nil)
        try give(root, to: village, givingWay: true)
        #expect(try about(others, at: village) == .text("副本的，县里改"))
        try give(village, to: root)
        #expect(try about(own, at: root) == .text("本机的"))
        let states = try [root, village].map { node in
            try node.store.read { try $0.counts(at: place).state.digest }
        }
        #expect(states[0] == states[1])
    }

    @Test("what somebody saw of the copy's words is not taken for what is written here next")
    func context() throws {
        let shared = try village.complaint(about: "共同的")
        let copy = try copy()
        let form = try village.store.read { try $0.record(shared)?.state.version }
        try copy.change(shared, about: "副本改")
        try give(copy, to: root)
        try root.change(shared, about: "县里改")
        #expect(try giveRootsOwn(to: village))
        try village.change(shared, about: "本机改", shown: form)
        let both = try village.store.read { try $0.record(shared)?.state["about"]?.siblings }
        #expect(Set(both?.map(\.value) ?? []) == [.text("县里改"), .text("本机改")])
    }

    @Test("a reference, for the same audience or another, to what only the copy wrote is proof")
    func reference() throws {
        let copy = try copy()
        let others = try copy.complaint(about: "副本的")
        try give(copy, to: root)
        let rootPlace = RecordID.rootPlace(of: root.key)
        try write(
            "matter-adjustment",
            Audience(.under, rootPlace),
            [
                CellWrite(.field("power"), .text("审批")),
                CellWrite(.field("date"), .text("2026-10-08")),
                CellWrite(.field("matter"), .reference(others)),
            ]
        )
        #expect(try giveRootsOwn(to: village))
        let second = try self.copy(named: "second")
        let more = try second.complaint(about: "第二份副本的")
        try give(second, to: root)
        let values = [
            ("about", "复查"), ("window", "发改"), ("received", "2026-10-08"), ("state", "登记"),
        ]
        try write(
            "complaint",
            Audience(.at, place),
            values.map { CellWrite(.field($0.0), .text($0.1)) }
                + [CellWrite(.field("original"), .reference(more))]
        )
        #expect(try giveRootsOwn(to: village))
    }

    @Test("a bulletin that lists more than is here is proof, one that lists what is here is not")
    func bulletin() throws {
        _ = try village.complaint(about: "旧")
        try give(village, to: root)
        _ = try root.store.write { try $0.writeBulletin() }
        #expect(try !giveRootsOwn(to: village))
        let copy = try copy()
        _ = try copy.complaint(about: "副本的")
        try give(copy, to: root)
        root.clock.advance(days: 1)
        _ = try root.store.write { try $0.writeBulletin() }
        #expect(try giveRootsOwn(to: village))
    }

    @Test("a bulletin's list that is none proves nothing and harms nobody", arguments: 0...3)
    func wrongBulletin(kind: Int) throws {
        let own = StreamDescription(
            node: village.key,
            incarnation: try village.store.read { try $0.incarnation() },
            audience: Audience(.at, place)
        ).streamID.bytes
        let lists: [[UInt8]] = [
            own + [0], own, own + [9] + own, own + [UInt8](repeating: 0xFF, count: 9) + [1],
        ]
        let list = CellWrite(.field("positions"), .text(Base32.encode(lists[kind])))
        let time = CellWrite(.field("at"), .text("2026-10-08T09:00:00+08:00"))
        try write("bulletin", Audience(.under, .rootPlace(of: root.key)), [time, list])
        #expect(try !giveRootsOwn(to: village))
        for node in [root, village] {
            #expect(try node.store.read { try $0.verify() } == [])
            #expect(try node.store.read { try $0.bulletinPositions().entries }.isEmpty)
        }
    }

    @Test("the township that a village was moved away from is believed, too")
    func formerParent() throws {
        let township = try TestNode.child(seed: 3, of: root, root: root, code: "330110001000")
        let other = try TestNode.child(seed: 4, of: root, root: root, code: "330110002000")
        let village = try TestNode.child(
            seed: 5,
            of: township,
            root: root,
            code: "330110001002",
            file: folder.path + "/second.db"
        )
        let home = try village.store.read { try $0.ownPlace() }
        let path = folder.path + "/second-copy.db"
        try DatabaseQueue(path: folder.path + "/second.db").vacuum(into: path)
        let copy = try TestNode(village.secrets, file: path, seed: 8)
        try copy.store.write { try $0.renewIncarnation(to: 5) }
        try village.store.write { try $0.renewIncarnation(to: 5) }
        let record = try copy.complaint(about: "副本的")
        let word = try copy.segments(for: home)
        try township.store.write { _ = try $0.merge(word) }
        try township.change(record, about: "镇里改")
        let above = try other.store.read { try $0.ownPlace() }
        _ = try root.store.write { session in
            try session.append(
                Draft(
                    register: SystemRegister.region,
                    audience: Audience(.under, RecordID.rootPlace(of: root.key)),
                    record: home,
                    type: .change,
                    actor: "县",
                    entry: .live
                ) { _ in
                    (EventPayload(writes: [CellWrite(.field("parent"), .reference(above))]), [])
                }
            )
        }
        let segments =
            try root.segments(for: home)
            + township.segments(for: home).filter { $0.description.node == township.key }
        let outcome = try village.store.write { try $0.merge(segments) }
        #expect(outcome.refusals.isEmpty && !outcome.grownElsewhere.isEmpty)
    }

    @Test("who is below cannot make those above take new incarnations")
    func fromBelow() throws {
        let before = try root.store.read { try $0.incarnation() }
        let record = try village.complaint(about: "甲")
        var shown = try village.store.read { try $0.record(record)?.state.version }
        let roots = StreamDescription(
            node: root.key,
            incarnation: before,
            audience: Audience(.at, place)
        )
        shown?.advance(roots.streamID, to: 9)
        try village.change(record, about: "乙", shown: shown)
        try give(village, to: root)
        #expect(try about(record, at: root) == .text("乙"))
        #expect(try root.store.read { try $0.incarnation() } == before)
    }
}
