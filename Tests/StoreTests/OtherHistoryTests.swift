import Causality
import Credentials
import GRDB
import Hashing
import Merge
import Records
import Store
import SyncWire
import Testing

/// A village's computer was set back to a snapshot; the county got one history, the township the
/// other.
@Suite("A computer that wrote twice, between township and county")
struct OtherHistoryTests {
    private let folder: TestFolder
    private let root: TestNode
    private let township: TestNode
    private let village: TestNode
    private let snapshot: TestNode
    private let place: RecordID
    /// A notice that both histories have.
    private let notice: RecordID

    init() throws {
        folder = try TestFolder()
        root = try TestNode.root(seed: 1)
        township = try TestNode.child(seed: 2, of: root, root: root, code: "330110001000")
        let file = folder.path + "/village.db"
        village = try TestNode.child(
            seed: 3,
            of: township,
            root: root,
            code: "330110001001",
            file: file
        )
        place = try village.store.read { try $0.ownPlace() }
        let copy = folder.path + "/snapshot.db"
        _ = try village.complaint(about: "旧")
        notice = try village.notice(nil) { _ in [CellWrite(.field("guideVersion"), .text("1"))] }
            .record
        try DatabaseQueue(path: file).vacuum(into: copy)
        snapshot = try TestNode(village.secrets, file: copy, seed: 7)
        try snapshot.store.write { try $0.renewIncarnation(to: 3) }
        for other in [township, root] { try give(village, to: other) }
    }

    @discardableResult
    private func give(
        _ node: TestNode,
        to other: TestNode,
        givingWay: Bool = false
    ) throws -> MergeOutcome {
        let segments = try node.segments(for: place)
        return try other.store.write { try $0.merge(segments, givingWay: givingWay) }
    }

    private func abouts(_ node: TestNode) throws -> Set<String> {
        let texts = try node.store.read { session in
            try session.records(of: "complaint").map { $0.state["about"]?.value }
        }
        return Set(texts.map { if case .text(let text)? = $0 { text } else { "" } })
    }

    @Test("the history above stands; the other is kept apart, shown, and written again")
    func above() throws {
        for number in 1...2 { _ = try village.complaint(about: "甲\(number)") }
        try give(village, to: root)
        for number in 1...3 { _ = try snapshot.complaint(about: "乙\(number)") }
        try give(snapshot, to: township)
        #expect(try give(township, to: root).refusals.map(\.reason) == [.fork])
        #expect(try give(root, to: township, givingWay: true).refusals.isEmpty)
        #expect(try abouts(township) == ["旧", "甲1", "甲2"])
        let aside = try township.store.read { try $0.asideEvents() }
        #expect(aside.count == 3 && aside.allSatisfy(\.isQuarantined))
        #expect(try township.store.read { try $0.counts().quarantined } == 3)
        let proofs = try township.store.read { try $0.equivocationProofs() }
        #expect(Set(proofs.map(\.node)) == [village.key])
        #expect(try township.store.read { try $0.verify() } == [])
        try give(township, to: snapshot, givingWay: true)
        for other in [township, root] { #expect(try give(snapshot, to: other).refusals.isEmpty) }
        let all: Set = ["旧", "甲1", "甲2", "乙1", "乙2", "乙3"]
        for node in [snapshot, township, root] {
            #expect(try abouts(node) == all)
            #expect(try node.store.read { try $0.verify() } == [])
        }
        let digests = try [snapshot, township, root].map { node in
            try node.store.read { try $0.counts(at: place).state.digest }
        }
        #expect(Set(digests).count == 1)
        // What is erased under its new name is gone from what was left, too.
        let renamed = try root.store.read { session in
            try session.records(of: "complaint").first { $0.state["about"]?.value == .text("乙1") }
        }
        let erased = try #require(renamed)
        _ = try root.store.write { session in
            try session.append(
                Draft(
                    register: "complaint",
                    audience: erased.audience,
                    record: erased.id,
                    type: .erase,
                    actor: "",
                    entry: .live
                ) { _ in (EventPayload(writes: [], reason: "本人申请"), []) }
            )
        }
        try give(root, to: township)
        let left = try township.store.read { try $0.asideEvents() }.map { event in
            if case .held? = event.event.personal { true } else { false }
        }
        #expect(left == [false, true, true])
        // Once somebody has seen to it, it is only proof.
        let first = try #require(aside.first).event.dot
        #expect(try township.store.write { try $0.dismissOtherHistory(first) })
        #expect(try !township.store.write { try $0.dismissOtherHistory(first) })
        #expect(try township.store.read { try $0.asideEvents() }.count == 2)
        #expect(try township.store.read { try $0.counts().quarantined } == 2)
        #expect(try township.store.read { try $0.equivocationProofs() } == proofs)
        #expect(try township.store.read { try $0.verify() } == [])
    }

    /// Writes so many complaints in one transaction: only the last gets a signed head.
    private func complain(_ node: TestNode, about text: String = "多", _ count: Int) throws {
        try node.store.write { session in
            for _ in 0..<count { _ = try session.complaint(about: text) }
        }
    }

    @Test("where the histories part without a signed head, nobody signs for the author")
    func partingBetweenHeads() throws {
        let copy = folder.path + "/later.db"
        for count in [200, 60, 1] { try complain(village, count) }
        try DatabaseQueue(path: try #require(village.file)).vacuum(into: copy)
        let later = try TestNode(village.secrets, file: copy, seed: 8)
        try later.store.write { try $0.renewIncarnation(to: 3) }
        try complain(village, about: "甲", 200)
        try give(village, to: root)
        try complain(later, about: "乙", 1)
        try give(later, to: township)
        #expect(try give(root, to: township, givingWay: true).refusals.isEmpty)
        #expect(try township.store.read { try $0.verify() } == [])
        let here = try township.store.read { try $0.counts(at: place).state.digest }
        #expect(try root.store.read { try $0.counts(at: place).state.digest } == here)
    }

    @Test("what was judged by the history that is left is judged anew by the one above")
    func judgedAnew() throws {
        let seen = try village.complaint(about: "甲")
        try give(village, to: root)
        try root.change(seen, about: "县里改了")
        // At the same place the other history has an event of another record.
        let old = try snapshot.store.read { try $0.records(of: "complaint") }
        try snapshot.change(try #require(old.first).id, about: "乙")
        try give(snapshot, to: township)
        let change = try root.segments(for: place).filter { $0.description.node == root.key }
        _ = try township.store.write { try $0.merge(change) }
        #expect(try township.store.read { try $0.counts().quarantined } == 1)
        try give(root, to: township, givingWay: true)
        #expect(try abouts(township) == ["旧", "县里改了"])
        #expect(try township.store.read { try $0.verify() } == [])
        let here = try township.store.read { try $0.counts(at: place).state }
        #expect(try root.store.read { try $0.counts(at: place).state } == here)
    }

    @Test("what was written here on records of the history that is left is named until it is seen")
    func misdirected() throws {
        let taken = try village.complaint(about: "甲")
        try give(village, to: root)
        let left = try snapshot.complaint(about: "乙")
        #expect(taken == left)
        try give(snapshot, to: township)
        try township.change(left, about: "镇里给乙改的")
        try give(township, to: root)
        try give(root, to: township, givingWay: true)
        // It stands on what the county's history has there: a person has to look.
        #expect(try abouts(township) == ["旧", "镇里给乙改的"])
        let named = try township.store.read { try $0.asideEvents() }.filter {
            $0.event.dot.stream != left.streamOfDot
        }
        #expect(named.count == 1 && named.first?.reason.contains("核对") ?? false)
        #expect(try township.store.read { try $0.counts().quarantined } == 2)
        try township.store.write { try $0.rebuild() }
        #expect(try township.store.read { try $0.counts().quarantined } == 2)
        #expect(try township.store.read { try $0.verify() } == [])
        try township.change(left, about: "甲")
        let dot = try #require(named.first).event.dot
        #expect(try township.store.write { try $0.dismissMisdirected(dot) })
        #expect(try !township.store.write { try $0.dismissMisdirected(dot) })
        #expect(try township.store.read { try $0.counts().quarantined } == 1)
        let here = try township.store.read { try $0.counts(at: place).state }
        try give(township, to: root)
        #expect(try root.store.read { try $0.counts(at: place).state } == here)
    }

    @Test("an unreadable withdrawal in the history that is left holds nothing up")
    func unreadable() throws {
        _ = try village.complaint(about: "甲")
        try give(village, to: root)
        _ = try snapshot.complaint(about: "乙")
        try give(snapshot, to: township)
        let stream = try snapshot.store.read { session in
            try #require(
                try session.heldStreams().first { $0.description.node == village.key }
            )
        }
        let dot = Dot(stream: stream.position.stream, sequence: stream.position.sequence + 1)
        let event = Event(
            dot: dot,
            record: .dot(dot),
            register: SystemRegister.revocation,
            definition: SHA256Hasher.hash([9]),
            type: .create,
            context: .own,
            actor: "",
            deviceTime: 5,
            entry: .live,
            open: [0xFF, 0xFE, 0xFD],
            personal: nil
        )
        let hash = event.hash(previous: stream.position.hash)
        let statement = HeadStatement.bytes(
            stream: dot.stream,
            sequence: dot.sequence,
            hash: hash
        )
        let head = SignedHead(
            sequence: dot.sequence,
            signature: village.secrets.signing.sign(statement)
        )
        let segment = StreamSegment(
            description: stream.description,
            events: [event],
            heads: [head]
        )
        #expect(try township.store.write { try $0.merge([segment]) }.refusals.isEmpty)
        #expect(try give(root, to: township, givingWay: true).refusals.isEmpty)
        #expect(try abouts(township) == ["旧", "甲"])
        #expect(try township.store.read { try $0.verify() } == [])
    }

    @Test("a row that was added in the history that is left is another's afterwards")
    func misdirectedRow() throws {
        _ = try village.complaint(about: "甲")
        try give(village, to: root)
        let added = try snapshot.notice(notice) { dot in
            let row = RowID(dot: dot, index: 0)
            return [
                CellWrite(.item(list: "papersNeeded", row: row, item: "name"), .text("户口本"))
            ]
        }
        try give(snapshot, to: township)
        let left = RowID(dot: added.dot, index: 0)
        let edit = try township.notice(notice) { _ in
            [CellWrite(.item(list: "papersNeeded", row: left, item: "copies"), .integer(2))]
        }
        try give(root, to: township, givingWay: true)
        let named = try township.store.read { try $0.asideEvents() }.filter(\.counts)
        #expect(named.map(\.event.dot) == [edit.dot])
    }

    @Test("without giving way a history that differs is refused")
    func below() throws {
        _ = try village.complaint(about: "甲")
        try give(village, to: root)
        _ = try snapshot.complaint(about: "乙")
        try give(snapshot, to: township)
        #expect(try give(root, to: township).refusals.map(\.reason) == [.fork])
        #expect(try abouts(township) == ["旧", "乙"])
        #expect(try township.store.read { try $0.asideEvents() }.isEmpty)
    }
}

extension TestNode {
    /// Writes to a notice at the village, or a new one.
    fileprivate func notice(
        _ record: RecordID?,
        _ writes: @escaping @Sendable (Dot) -> [CellWrite]
    ) throws -> Event {
        try store.write { session in
            let place = try record.flatMap { try session.record($0)?.audience.place }
            return try session.append(
                Draft(
                    register: "one-time-notice",
                    audience: Audience(.at, try place ?? session.ownPlace()),
                    record: record,
                    type: record == nil ? .create : .change,
                    actor: "李",
                    entry: .live
                ) { (EventPayload(writes: writes($0)), []) }
            )
        }
    }
}

extension RecordID {
    /// The stream of the dot that names the record; nil where its key does.
    fileprivate var streamOfDot: StreamID? {
        if case .dot(let dot) = self { dot.stream } else { nil }
    }
}
