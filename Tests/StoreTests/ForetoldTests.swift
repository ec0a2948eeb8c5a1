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
        _ = try village.complaint(about: "旧")
        let known = try root.segments(for: place)
        try village.store.write { _ = try $0.merge(known) }
    }

    /// The village's store as it is now, which goes on under the same incarnation.
    private func copy() throws -> TestNode {
        let incarnation = try village.store.read { try $0.incarnation() }
        let path = folder.path + "/copy.db"
        try DatabaseQueue(path: file).vacuum(into: path)
        let copy = try TestNode(village.secrets, file: path, seed: 7)
        try copy.store.write { try $0.renewIncarnation(to: incarnation) }
        return copy
    }

    private func give(_ node: TestNode, to other: TestNode, givingWay: Bool = false) throws {
        let segments = try node.segments(for: place)
        try other.store.write { _ = try $0.merge(segments, givingWay: givingWay) }
    }

    /// Gives what the root wrote, and nothing that comes from the village.
    private func giveRootsOwn(to other: TestNode) throws {
        let segments = try root.segments(for: place).filter { $0.description.node == root.key }
        try other.store.write { _ = try $0.merge(segments) }
    }

    private func about(_ record: RecordID, at node: TestNode) throws -> FieldValue? {
        try node.store.read { try $0.record(record)?.state["about"]?.value }
    }

    @Test("a change of a record that only the copy wrote never stands on the next one made here")
    func record() throws {
        let copy = try copy()
        let others = try copy.complaint(about: "副本的")
        try give(copy, to: root)
        try root.change(others, about: "副本的，县里改")
        try giveRootsOwn(to: village)
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
        try giveRootsOwn(to: village)
        try village.change(shared, about: "本机改", shown: form)
        let both = try village.store.read { try $0.record(shared)?.state["about"]?.siblings }
        #expect(Set(both?.map(\.value) ?? []) == [.text("县里改"), .text("本机改")])
    }

    @Test("a reference to a record that only the copy wrote does not point to the next one here")
    func reference() throws {
        let copy = try copy()
        let others = try copy.complaint(about: "副本的")
        try give(copy, to: root)
        let link = CellWrite(.field("original"), .reference(others))
        _ = try root.store.write { session in
            try session.append(
                Draft(
                    register: "complaint",
                    audience: Audience(.at, place),
                    record: nil,
                    type: .create,
                    actor: "县",
                    entry: .live
                ) { _ in
                    let values = [
                        ("about", "复查"), ("window", "发改"), ("received", "2026-10-08"),
                        ("state", "登记"),
                    ]
                    let writes = values.map { CellWrite(.field($0.0), .text($0.1)) }
                    return (EventPayload(writes: writes + [link]), [])
                }
            )
        }
        try giveRootsOwn(to: village)
        #expect(try village.complaint(about: "本机的") != others)
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
