import Ambient
import Catalogue
import Causality
import Credentials
import Documents
import Exchange
import Hashing
import Records
import Store
import SyncEngine
import SyncWire

/// What a parent's store makes of a message's segments: sections 4, 7 and 12.
enum MergeVectors {
    static let file = VectorFile(name: "merge.json")

    /// One vector: what the receiver knows, what it holds, what comes.
    private struct Draft {
        let requirement: String
        let name: String
        var isCertified = true
        var before: [StreamSegment] = []
        let segments: [StreamSegment]
        let refusals: [(RefusalReason, UInt64)]
        var newEventCount = 0

        var heldEventCount: Int { before.reduce(0) { $0 + $1.events.count } }
    }

    static func make() throws -> [Vector] {
        let world = try VectorWorld()
        return try drafts(world).map { try vector($0, world) }
    }

    private static func draft(
        _ requirement: String,
        _ name: String,
        _ segment: StreamSegment,
        before: [StreamSegment] = [],
        _ refusal: (RefusalReason, UInt64)? = nil,
        new: Int = 0
    ) -> Draft {
        Draft(
            requirement: requirement,
            name: name,
            before: before,
            segments: [segment],
            refusals: refusal.map { [$0] } ?? [],
            newEventCount: new
        )
    }

    private static func drafts(_ world: VectorWorld) -> [Draft] {
        let whole = world.segment(1...4, heads: [2, 4])
        let start = world.segment(1...2, heads: [2])
        let changed = SegmentVectors.changed(whole, world, signing: false)
        let other = SegmentVectors.changed(whole, world, signing: true)
        var unknown = draft("SYNC-7.4", "no certificate of the author", whole, (.unknownAuthor, 1))
        unknown.isCertified = false
        var later = draft("SYNC-12.4", "no certificate of the author", whole, (.unknownAuthor, 1))
        later.isCertified = false
        return [
            draft("SYNC-4.10", "a register and a definition that are not known", whole, new: 4),
            draft("SYNC-4.11", "what was stored is sent on as it came", whole, new: 4),
            draft(
                "SYNC-4.1",
                "a stream that does not begin at 1",
                world.segment(2...4, heads: [4]),
                (.gap, 1)
            ),
            unknown, later,
            draft(
                "SYNC-12.1",
                "a gap behind what is held",
                world.segment(4...4, heads: [4]),
                before: [start],
                (.gap, 3)
            ),
            draft("SYNC-12.2", "a changed event under the old signature", changed, (.signature, 1)),
            draft(
                "SYNC-12.3",
                "another signed history: the first event that differs",
                other,
                before: [whole],
                (.fork, 3)
            ),
            Draft(
                requirement: "SYNC-11.8",
                name: "another signed history: what its author wrote elsewhere waits with it",
                before: [whole],
                segments: [
                    other, foreign(Audience(.at, world.villagePlace), world, incarnation: 9),
                ],
                refusals: [(.gap, 1), (.fork, 3)]
            ),
            draft(
                "SYNC-7.3",
                "a village writes under the county",
                foreign(Audience(.under, world.rootPlace), world),
                (.authority, 1)
            ),
            draft(
                "SYNC-12.5",
                "a village writes at the county",
                foreign(Audience(.at, world.rootPlace), world),
                (.authority, 1)
            ),
            draft(
                "SYNC-12.7",
                "only for the village, sent to the county",
                foreign(Audience(.only, world.villagePlace), world),
                (.audience, 1)
            ),
        ]
    }

    /// One event of the village's in a stream of another audience.
    private static func foreign(
        _ audience: Audience,
        _ world: VectorWorld,
        incarnation: UInt64? = nil
    ) -> StreamSegment {
        let description = StreamDescription(
            node: world.village.nodeKey,
            incarnation: incarnation ?? world.villageIncarnation,
            audience: audience
        )
        let dot = Dot(stream: description.streamID, sequence: 1)
        let old = world.events[0]
        let event = Event(
            dot: dot,
            record: .dot(dot),
            register: old.register,
            definition: old.definition,
            type: .create,
            context: .own,
            actor: old.actor,
            deviceTime: old.deviceTime,
            entry: .live,
            open: PayloadCodec.encode(EventPayload(writes: []), author: dot),
            personal: nil
        )
        let statement = HeadStatement.bytes(
            stream: dot.stream,
            sequence: 1,
            hash: event.hash(previous: .zero)
        )
        let head = SignedHead(sequence: 1, signature: world.village.sign(statement))
        return StreamSegment(description: description, events: [event], heads: [head])
    }

    private static func vector(_ draft: Draft, _ world: VectorWorld) throws -> Vector {
        let expect: DocumentValue = [
            "new": .text(String(draft.newEventCount)),
            "waiting": .text(String(draft.heldEventCount + draft.newEventCount)),
            "refusals": .list(
                draft.refusals.map { reason, sequence in
                    [
                        "reason": .text(String(reason.rawValue)),
                        "sequence": .text(String(sequence)),
                    ]
                }
            ),
            "isRelayed": .boolean(draft.newEventCount > 0),
        ]
        return Vector(
            draft.requirement,
            draft.name,
            "merge",
            [
                ("root", Hex.text(world.county.nodeKey.bytes)),
                ("sender", Hex.text(world.village.nodeKey.bytes)),
                ("place", .text(world.villagePlace.text)),
                (
                    "certificates",
                    .list(draft.isCertified ? [Hex.text(world.certificate().bytes)] : [])
                ),
                ("before", try lanes(draft.before, world)),
                ("segments", try lanes(draft.segments, world)), ("expect", expect),
            ]
        )
    }

    private static func lanes(
        _ segments: [StreamSegment],
        _ world: VectorWorld
    ) throws -> DocumentValue {
        let request = world.request(Cargo(segments: segments.map { WireSegment($0) }))
        let bytes = request.encoded(sender: world.village.nodeKey)
        let lanes = try MessageVectors.lanes(.request, bytes)
        return ["body": Hex.text(lanes.body), "raw": Hex.text(lanes.raw)]
    }

    // MARK: - Checking

    static func result(of vector: Vector) throws -> DocumentValue {
        guard let root = NodeKey(bytes: vector.bytes("root")),
            let sender = NodeKey(bytes: vector.bytes("sender")),
            let place = RecordID(text: vector.text("place"))
        else { return .null }
        let store = try store(of: root)
        try store.write { session in
            try session.found(rootKey: root, place: .rootPlace(of: root), incarnation: 1)
            try session.noteParent(.rootPlace(of: root), of: place)
            for bytes in vector.value["certificates"]?.listValue ?? [] {
                var reader = ByteReader(Hex.bytes(bytes.textValue ?? ""))
                try session.note(NodeCertificate(reading: &reader))
            }
        }
        let end = LinkEnd(
            link: try store.write { try $0.link(node: sender, incarnation: 1) },
            places: [place],
            isChild: false
        )
        _ = try commit(vector, "before", sender, store, end)
        let outcome = try commit(vector, "segments", sender, store, end)
        return [
            "new": .text(String(outcome.newEventCount)),
            "waiting": .text(String(try store.read { try $0.counts().waiting })),
            "refusals": .list(
                outcome.refusals.sorted { $0.sequence < $1.sequence }.map {
                    [
                        "reason": .text(String($0.reason.rawValue)),
                        "sequence": .text(String($0.sequence)),
                    ]
                }
            ),
            "isRelayed": .boolean(try isRelayed(vector, sender, store, end)),
        ]
    }

    private static func store(of node: NodeKey) throws -> Store {
        try Store.inMemory(
            identity: NodeIdentity(
                node: node,
                sign: { _ in [UInt8](repeating: 0, count: 64) },
                random: { [UInt8](repeating: 1, count: $0) },
                now: { 0 }
            ),
            shelf: DefinitionShelf(current: try ShippedCatalogue.registers()),
            isValid: { SignatureCheck.isValid(signature: $0, of: $1, by: $2) }
        )
    }

    private static func frame(_ vector: Vector, _ key: String) -> [UInt8] {
        let lanes = Vector(vector.value[key] ?? .null)
        return MessageFrame.encode(.request, body: lanes.bytes("body"), raw: lanes.bytes("raw"))
    }

    private static func commit(
        _ vector: Vector,
        _ key: String,
        _ sender: NodeKey,
        _ store: Store,
        _ end: LinkEnd
    ) throws -> ApplyOutcome {
        let request = try Request(frame(vector, key), sender: sender)
        let commit = LinkCommit(
            changes: [],
            segments: request.cargo.segments,
            taken: .ignored
        )
        return try store.write { try $0.commit(commit, of: end).outcome }
    }

    /// Whether the store sends on exactly the bytes that came.
    private static func isRelayed(
        _ vector: Vector,
        _ sender: NodeKey,
        _ store: Store,
        _ end: LinkEnd
    ) throws -> Bool {
        let request = try Request(frame(vector, "segments"), sender: sender)
        let query = OutlookQuery(eventByteCountMax: MessageLimits.eventByteCountMax)
        let outlook = try store.read { try $0.outlook(query, of: end).outlook }
        let held = outlook.segments.map { WireSegment($0) }
        return held.map(\.events) == request.cargo.segments.map(\.events)
    }
}
