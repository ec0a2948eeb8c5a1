import Causality
import Credentials
import Hashing
import Merge
import Records
import Store
import SyncWire
import Testing

@Suite("Appending and merging")
struct AppendAndMergeTests {
    @Test("what a child appends is the same at the parent, by digest and by verify")
    func childToParent() throws {
        let root = try TestNode.root(seed: 1)
        let village = try TestNode.child(seed: 2, of: root, root: root, code: "330110001001")
        let place = try village.store.read { try $0.ownPlace() }
        for number in 0..<5 {
            let id = try village.complaint(about: "第\(number)件")
            try village.change(id, about: "改\(number)")
        }
        let segments = try village.segments(for: .rootPlace(of: root.key))
        let outcome = try root.store.write { try $0.merge(segments) }
        #expect(outcome.refusals.isEmpty)
        #expect(outcome.newEventCount == 10)
        let digests = try [village, root].map { node in
            try node.store.read { try $0.counts(at: place).state.digest }
        }
        #expect(digests[0] == digests[1])
        for node in [village, root] {
            #expect(try node.store.read { try $0.verify() } == [])
        }
    }

    @Test("the same segments again, in another order, change nothing")
    func mergeTwice() throws {
        let root = try TestNode.root(seed: 1)
        let village = try TestNode.child(seed: 2, of: root, root: root, code: "330110001001")
        let id = try village.complaint(about: "一")
        for number in 0..<20 { try village.change(id, about: "改\(number)") }
        let segments = try village.segments(for: .rootPlace(of: root.key))
        _ = try root.store.write { try $0.merge(segments) }
        let before = try root.store.read { try $0.counts() }
        let again = try root.store.write { try $0.merge(segments.reversed()) }
        #expect(again.newEventCount == 0)
        #expect(again.refusals.isEmpty)
        #expect(try root.store.read { try $0.counts() } == before)
    }

    @Test("a rebuild gives the same rows and digests")
    func rebuild() throws {
        let root = try TestNode.root(seed: 1)
        let village = try TestNode.child(seed: 2, of: root, root: root, code: "330110001001")
        let id = try village.complaint(about: "一")
        let shown = try village.store.read { try $0.record(id)?.state.version }
        try village.change(id, about: "甲", shown: shown)
        try village.change(id, about: "乙", shown: shown)
        let before = try village.store.read { try $0.counts() }
        #expect(before.conflicts == 1)
        try village.store.write { try $0.rebuild() }
        #expect(try village.store.read { try $0.counts() } == before)
        #expect(try village.store.read { try $0.verify() } == [])
    }

    @Test("an author without a certificate is to come back later, and nothing is stored")
    func unknownAuthor() throws {
        let root = try TestNode.root(seed: 1)
        let stranger = try TestNode.root(seed: 9)
        _ = try stranger.complaint(about: "外来")
        let description = StreamDescription(
            node: stranger.key,
            incarnation: 9,
            audience: Audience(.at, .rootPlace(of: root.key))
        )
        let segment = try forged(by: stranger, description)
        let before = try root.store.read { try $0.counts() }
        let outcome = try root.store.write { try $0.merge([segment]) }
        #expect(outcome.refusals.map(\.reason) == [.unknownAuthor])
        #expect(try root.store.read { try $0.counts() } == before)
    }

    @Test("an author outside its authority is refused, and nothing is stored")
    func outsideAuthority() throws {
        let root = try TestNode.root(seed: 1)
        let village = try TestNode.child(seed: 2, of: root, root: root, code: "330110001001")
        let description = StreamDescription(
            node: village.key,
            incarnation: 2,
            audience: Audience(.under, .rootPlace(of: root.key))
        )
        let segment = try forged(by: village, description)
        let before = try root.store.read { try $0.counts() }
        let outcome = try root.store.write { try $0.merge([segment]) }
        #expect(outcome.refusals.map(\.reason) == [.authority])
        #expect(try root.store.read { try $0.counts() } == before)
    }

    @Test("a changed event, a foreign signature and a gap are refused")
    func changedOnTheWay() throws {
        let root = try TestNode.root(seed: 1)
        let village = try TestNode.child(seed: 2, of: root, root: root, code: "330110001001")
        let id = try village.complaint(about: "一")
        try village.change(id, about: "二")
        let segments = try village.segments(for: .rootPlace(of: root.key))
        let segment = try #require(segments.first { $0.description.node == village.key })
        let last = try #require(segment.events.last)
        let changed = Event(
            dot: last.dot,
            record: last.record,
            register: last.register,
            definition: last.definition,
            type: last.type,
            context: last.context,
            actor: "赵",
            deviceTime: last.deviceTime,
            entry: last.entry,
            open: last.open,
            personal: last.personal
        )
        let forgery = StreamSegment(
            description: segment.description,
            events: segment.events.dropLast() + [changed],
            heads: segment.heads.filter { $0.sequence == last.dot.sequence }
        )
        let gap = StreamSegment(
            description: segment.description,
            events: [last],
            heads: segment.heads.filter { $0.sequence == last.dot.sequence }
        )
        let before = try root.store.read { try $0.counts() }
        #expect(try reasons(root, forgery) == [.signature])
        #expect(try reasons(root, gap) == [.gap])
        #expect(try root.store.read { try $0.counts() } == before)
        #expect(try reasons(root, segment) == [])
    }

    private func reasons(_ node: TestNode, _ segment: StreamSegment) throws -> [RefusalReason] {
        try node.store.write { try $0.merge([segment]).refusals.map(\.reason) }
    }

    private func forged(
        by node: TestNode,
        _ description: StreamDescription
    ) throws -> StreamSegment {
        let dot = Dot(stream: description.streamID, sequence: 1)
        let event = Event(
            dot: dot,
            record: .dot(dot),
            register: "complaint",
            definition: .zero,
            type: .create,
            context: .own,
            actor: "",
            deviceTime: 0,
            entry: .live,
            open: PayloadCodec.encode(EventPayload(writes: []), author: dot),
            personal: nil
        )
        let statement = HeadStatement.bytes(
            stream: dot.stream,
            sequence: 1,
            hash: event.hash(previous: .zero)
        )
        let head = SignedHead(sequence: 1, signature: node.secrets.signing.sign(statement))
        return StreamSegment(description: description, events: [event], heads: [head])
    }
}
