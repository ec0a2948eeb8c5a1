import Causality
import GRDB
import Hashing
import Merge
import Records
import Store
import SyncWire
import Testing

@Suite("Two histories of one incarnation")
struct GivingWayTests {
    private let folder: TestFolder
    private let root: TestNode
    private let village: TestNode
    private let place: RecordID
    /// The village's store as it was after three complaints, under the same incarnation.
    private let snapshot: TestNode

    init() throws {
        folder = try TestFolder()
        root = try TestNode.root(seed: 1)
        let file = folder.path + "/village.db"
        village = try TestNode.child(
            seed: 2,
            of: root,
            root: root,
            code: "330110001001",
            file: file
        )
        place = try village.store.read { try $0.ownPlace() }
        for number in 1...3 { _ = try village.complaint(about: "旧\(number)") }
        let known = try root.segments(for: place)
        try village.store.write { _ = try $0.merge(known) }
        let copy = folder.path + "/snapshot.db"
        try DatabaseQueue(path: file).vacuum(into: copy)
        snapshot = try TestNode(village.secrets, file: copy, seed: 7)
        // The new file was noticed; what the machine itself was set back to is not.
        try snapshot.store.write { try $0.renewIncarnation(to: 2) }
    }

    private func give(_ node: TestNode, to other: TestNode, givingWay: Bool = false) throws
        -> MergeOutcome
    {
        let segments = try node.segments(for: place)
        return try other.store.write { try $0.merge(segments, givingWay: givingWay) }
    }

    private func abouts(_ node: TestNode) throws -> [String] {
        try node.store.read { session in
            try session.records(of: "complaint").compactMap { record in
                guard case .text(let text)? = record.state["about"]?.value else { return nil }
                return text
            }
        }.sorted()
    }

    private func expectEqual(_ nodes: [TestNode]) throws {
        let counts = try nodes.map { node in
            try node.store.read { try $0.counts(at: place) }
        }
        #expect(Set(counts.map(\.state.digest)).count == 1)
        for node in nodes {
            #expect(try node.store.read { try $0.verify() } == [])
            let before = try node.store.read { try $0.counts() }
            try node.store.write { try $0.rebuild() }
            #expect(try node.store.read { try $0.counts() } == before)
        }
    }

    @Test("what only the snapshot's store wrote is written again, once, and reaches the parent")
    func writtenAgain() throws {
        for number in 4...6 { _ = try village.complaint(about: "甲\(number)") }
        #expect(try give(village, to: root).refusals.isEmpty)
        let first = try snapshot.complaint(about: "乙7")
        try snapshot.change(first, about: "乙7改")
        _ = try snapshot.complaint(about: "乙8")
        // The parent names the first event that differs.
        let refused = try give(snapshot, to: root)
        #expect(refused.refusals.map(\.reason) == [.fork])
        #expect(refused.refusals.map(\.sequence) == [4])
        let before = try snapshot.store.read { try $0.counts().events }
        let taken = try give(root, to: snapshot, givingWay: true)
        #expect(taken.refusals.isEmpty && taken.newEventCount == 3)
        #expect(try snapshot.store.read { try $0.counts().events } == before + 3)
        #expect(try snapshot.store.read { try $0.incarnation() } != 2)
        #expect(try give(snapshot, to: root).newEventCount == 3)
        let all = ["旧1", "旧2", "旧3", "甲4", "甲5", "甲6", "乙7改", "乙8"].sorted()
        for node in [root, snapshot] { #expect(try abouts(node) == all) }
        try expectEqual([root, snapshot])
        // The copy that went on unchanged gets the other's events as any others'.
        #expect(try give(root, to: village).newEventCount == 3)
        try expectEqual([root, village])
    }

    @Test("a photo that only the snapshot's store has goes along with its event")
    func attachment() throws {
        _ = try village.complaint(about: "真")
        _ = try give(village, to: root)
        let record = try snapshot.complaint(about: "快照")
        let dot = try snapshot.attach(70_000, to: record)
        #expect(try snapshot.store.read { try $0.attachmentContent(dot) }?.count == 70_000)
        let segments = try root.segments(for: place)
        _ = try snapshot.store.write { try $0.merge(segments, givingWay: true) }
        let moved = try snapshot.store.read { session in
            try session.records(of: "complaint").flatMap(\.state.attachments).map(\.dot)
        }
        #expect(moved.count == 1 && moved != [dot])
        let content = try snapshot.store.read {
            try $0.attachmentContent(try #require(moved.first))
        }
        #expect(content?.count == 70_000)
        #expect(try snapshot.store.read { try $0.attachmentContent(dot) } == nil)
        #expect(try snapshot.store.read { try $0.verify() } == [])
    }

    @Test("an erasure that moves takes its own record's data, not that of the other history")
    func erasure() throws {
        let kept = try village.complaint(about: "甲")
        _ = try give(village, to: root)
        let erased = try snapshot.complaint(about: "乙")
        #expect(erased == kept)
        try snapshot.store.write { session in
            _ = try session.append(
                Draft(
                    register: "complaint",
                    audience: Audience(.at, place),
                    record: erased,
                    type: .erase,
                    actor: "王",
                    entry: .live
                ) { _ in (EventPayload(writes: [], reason: "应本人要求"), []) }
            )
        }
        _ = try give(root, to: snapshot, givingWay: true)
        #expect(try !snapshot.store.read { try $0.isErased(kept) })
        let name = try snapshot.store.read { try $0.record(kept)?.state["complainant"]?.value }
        #expect(name == .text("张三"))
        _ = try give(snapshot, to: root)
        try expectEqual([root, snapshot])
    }

    @Test("giving way twice, or at a place that is not held, changes nothing")
    func again() throws {
        _ = try village.complaint(about: "甲")
        _ = try give(village, to: root)
        _ = try snapshot.complaint(about: "乙")
        _ = try give(root, to: snapshot, givingWay: true)
        let before = try snapshot.store.read { try $0.counts() }
        #expect(try give(root, to: snapshot, givingWay: true).newEventCount == 0)
        let stream = StreamDescription(
            node: village.key,
            incarnation: 2,
            audience: Audience(.at, place)
        ).streamID
        try snapshot.store.write { try $0.giveWay(from: [Dot(stream: stream, sequence: 9)]) }
        #expect(try snapshot.store.read { try $0.counts() } == before)
    }

    @Test("a record made before the fork keeps its id; both histories' changes stand side by side")
    func oldRecord() throws {
        let record = try village.complaint(about: "旧4")
        _ = try give(village, to: root)
        _ = try give(root, to: snapshot)
        try snapshot.store.write { try $0.renewIncarnation(to: 2) }
        try village.change(record, about: "甲")
        _ = try give(village, to: root)
        try snapshot.change(record, about: "乙")
        _ = try give(root, to: snapshot, givingWay: true)
        _ = try give(snapshot, to: root)
        for node in [root, snapshot] {
            let known = try node.store.read { try $0.record(record) }
            let cell = try #require(known?.state["about"])
            #expect(Set(cell.siblings.map(\.value)) == [.text("甲"), .text("乙")])
        }
        try expectEqual([root, snapshot])
    }

    @Test(
        "references follow a record that gets a new id, also where their own stream is not forked"
    )
    func references() throws {
        _ = try village.complaint(about: "甲")
        _ = try give(village, to: root)
        let moved = try snapshot.complaint(about: "乙")
        let beside = try snapshot.complaint(about: "同流", original: moved)
        let apart = try snapshot.complaint(about: "异流", original: moved, under: 5)
        _ = try give(root, to: snapshot, givingWay: true)
        _ = try give(snapshot, to: root)
        try snapshot.store.read { session in
            let all = try session.records(of: "complaint")
            let target = try #require(all.first { $0.state["about"]?.value == .text("乙") })
            #expect(target.id != moved)
            for text in ["同流", "异流"] {
                let record = try #require(all.first { $0.state["about"]?.value == .text(text) })
                #expect(record.state["original"]?.value == .reference(target.id), "\(text)")
            }
            #expect(all.contains { $0.id == apart } && beside != apart)
            #expect(try session.record(moved)?.state["about"]?.value == .text("甲"))
        }
        try expectEqual([root, snapshot])
    }

    @Test("what stands on a refused history waits with it, and never meets the other's record")
    func followers() throws {
        let old = try village.complaint(about: "旧4")
        _ = try give(village, to: root)
        _ = try give(root, to: snapshot)
        try snapshot.store.write { try $0.renewIncarnation(to: 2) }
        let other = try village.complaint(about: "甲")
        try village.change(old, about: "甲改旧4")
        _ = try give(village, to: root)
        let own = try snapshot.complaint(about: "乙")
        #expect(own == other)
        try snapshot.change(old, about: "乙改旧4")
        // It knows that it is not alone, but nobody has told it yet where the histories part.
        try snapshot.store.write { try $0.renewIncarnation(to: 9) }
        _ = try snapshot.complaint(about: "无关")
        try snapshot.change(own, about: "乙改")
        try snapshot.change(old, about: "乙再改旧4")
        let refused = try give(snapshot, to: root)
        #expect(Set(refused.refusals.map(\.reason)) == [.gap, .fork])
        #expect(try abouts(root) == ["旧1", "旧2", "旧3", "甲改旧4", "甲"].sorted())
        let count = try snapshot.store.read { try $0.counts().events }
        _ = try give(root, to: snapshot, givingWay: true)
        #expect(try snapshot.store.read { try $0.counts().events } == count + 2)
        #expect(try give(snapshot, to: root).refusals.isEmpty)
        for node in [root, snapshot] {
            let known = try node.store.read { session in
                try session.records(of: "complaint").map { record in
                    Set(record.state["about"]?.siblings.map(\.value) ?? [])
                }
            }
            for text in ["旧1", "旧2", "旧3", "甲", "乙改", "无关"] {
                #expect(known.contains([.text(text)]), "\(text)")
            }
            #expect(known.contains([.text("甲改旧4"), .text("乙再改旧4")]) && known.count == 7)
        }
        try expectEqual([root, snapshot])
    }

    @Test(
        "without the right to give way the own stream is refused, but nothing more is written to it"
    )
    func refusing() throws {
        _ = try village.complaint(about: "甲")
        _ = try give(village, to: root)
        _ = try snapshot.complaint(about: "乙")
        let outcome = try give(root, to: snapshot)
        #expect(outcome.refusals.map(\.reason) == [.fork])
        #expect(try abouts(snapshot).contains("乙"))
        #expect(try snapshot.store.read { try $0.incarnation() } != 2)
    }

    @Test("own events that come back are taken, and the store goes on as a new incarnation")
    func grown() throws {
        _ = try village.complaint(about: "甲")
        _ = try give(village, to: root)
        let outcome = try give(root, to: snapshot)
        #expect(outcome.newEventCount == 1 && outcome.refusals.isEmpty)
        #expect(try snapshot.store.read { try $0.incarnation() } != 2)
    }
}

extension TestNode {
    /// A complaint that refers to another, `under` an incarnation of its own if one is given.
    fileprivate func complaint(
        about text: String,
        original: RecordID,
        under incarnation: UInt64? = nil
    ) throws -> RecordID {
        try store.write { session in
            let present = try session.incarnation()
            if let incarnation { try session.renewIncarnation(to: incarnation) }
            let link = CellWrite(.field("original"), .reference(original))
            let event = try session.complaint(about: text, [link])
            try session.renewIncarnation(to: present)
            return event.record
        }
    }
}
