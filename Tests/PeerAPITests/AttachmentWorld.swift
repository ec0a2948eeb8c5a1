import Ambient
import Causality
import Credentials
import Enrolment
import Exchange
import Foundation
import Hashing
import Merge
import PeerAPI
import Records
import Store
import SyncClient
import SyncEngine
import SyncWire

/// A county, a township and two villages in memory, with photos.
struct AttachmentWorld {
    let county: PeerTestNode
    let township: PeerTestNode
    let village: PeerTestNode
    let other: PeerTestNode

    init() throws {
        county = try PeerTestNode.root(seed: 41)
        township = try PeerTestNode(seed: 42)
        village = try PeerTestNode(seed: 43)
        other = try PeerTestNode(seed: 44)
        let code = try county.invite("330110101", name: "某镇")
        for (village, name) in [("330110101201", "甲村"), ("330110101202", "乙村")] {
            _ = try county.invite(village, name: name, parent: "330110101")
        }
        try township.join(county, code)
        try township.exchange(with: county)
        try village.join(township, try township.invite("330110101201"))
        try other.join(township, try township.invite("330110101202"))
        for node in [village, other] { try node.exchange(with: township) }
    }

    /// A photo of so many bytes, of which no two are alike.
    static func photo(_ byteCount: Int, seed: UInt64 = 7) -> [UInt8] {
        [0xFF, 0xD8, 0xFF] + RandomSource.seeded(seed).bytes(byteCount - 3)
    }
}

/// Records with photos, and exchanges without a network.
extension PeerTestNode {
    /// A complaint at the node's own place, and its record.
    func complaint() throws -> RecordID {
        try complain(["一"])
        return try store.read { session in
            try session.records(of: "complaint", where: []).map(\.id).sorted {
                $0.text < $1.text
            }.last ?? .rootPlace(of: store.node)
        }
    }

    /// Attaches a photo to a complaint.
    @discardableResult
    func attach(_ content: [UInt8], to record: RecordID) throws -> (Dot, Digest256) {
        try store.write { session in
            let held = try session.record(record)
            let attached = try session.attach(
                AttachmentDraft(
                    register: "complaint",
                    audience: held?.audience ?? Audience(.at, try session.ownPlace()),
                    record: record,
                    content: content,
                    media: .jpeg,
                    name: "照片.jpg",
                    title: nil,
                    actor: "w03"
                )
            )
            return (attached.dot, attached.address)
        }
    }

    /// Erases a complaint's personal data.
    func erase(_ record: RecordID) throws {
        try store.write { session in
            guard let held = try session.record(record) else { return }
            try session.append(
                Draft(
                    register: "complaint",
                    audience: held.audience,
                    record: record,
                    type: .erase,
                    actor: "",
                    entry: .live
                ) { _ in (EventPayload(writes: [], reason: "本人申请"), []) }
            )
        }
    }

    func held(_ dot: Dot) throws -> Int? {
        try store.read { try $0.attachmentHeld(dot)?.byteCount }
    }

    func content(_ dot: Dot) throws -> [UInt8]? {
        try store.read { try $0.attachmentContent(dot) }
    }

    func counts() throws -> AttachmentCounts {
        try store.read { try $0.attachmentCounts() }
    }

    func faults() throws -> [StoreFault] { try store.read { try $0.verify() } }

    private func parentRound(_ parent: PeerTestNode) throws -> ChildRound {
        try ChildRound(
            store: store,
            parent: parent.store.node,
            clock: Self.clock,
            random: random
        )
    }

    /// One exchange of events; the round can tell of attachments then.
    @discardableResult
    func exchange(with parent: PeerTestNode) throws -> ChildRound {
        var round = try parentRound(parent)
        let places = try parent.store.read { try $0.places(of: store.node) }
        var step = try round.start()
        while case .send(_, let encoded) = step {
            let result = try ParentRound(store: parent.store, clock: Self.clock).answer(
                try Request(encoded, sender: store.node),
                from: store.node,
                places: places
            )
            let answer = try Answer(result.encoded, sender: parent.store.node)
            step = try round.resume(.answered(answer))
        }
        return round
    }

    /// One exchange of attachments, cut after so many rounds; every byte goes through its wire
    /// form.
    @discardableResult
    func exchangeAttachments(
        with parent: PeerTestNode,
        roundCountMax: Int = .max
    ) throws -> (rounds: Int, summary: ChildAttachmentRound.Summary) {
        let round = try exchange(with: parent)
        guard try round.lacksAttachments() else { return (0, .init()) }
        var attachments = round.attachments(clock: Self.clock, random: random)
        var count = 0
        while count < roundCountMax, let request = try attachments.next() {
            count += 1
            let answer = try parent.answer(request, as: store.node)
            guard try attachments.take(AttachmentAnswer(answer.encoded)) else { break }
        }
        return (count, attachments.summary)
    }

    /// What this node answers a child.
    func answer(_ request: AttachmentRequest, as child: NodeKey) throws -> AttachmentAnswer {
        try ParentAttachmentRound(store: store, clock: Self.clock).answer(
            try AttachmentRequest(request.encoded),
            places: try store.read { try $0.places(of: child) }
        )
    }

    /// What this node answers to one part of a child.
    func result(
        of part: AttachmentPart,
        from child: PeerTestNode
    ) throws -> AttachmentAnswer.Result {
        try answer(AttachmentRequest(time: 0, nonce: 1, part: part), as: child.store.node).result
    }
}
