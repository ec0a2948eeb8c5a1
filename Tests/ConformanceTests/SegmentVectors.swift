import Causality
import Credentials
import Documents
import Hashing
import Records
import SyncEngine
import SyncWire

/// 11.8: what a receiver that holds the first `held` events makes of a segment.
enum SegmentVectors {
    static let file = VectorFile(name: "segments.json")

    static func make() throws -> [Vector] {
        let world = try VectorWorld()
        let whole = world.segment(1...4, heads: [2, 4])
        let tail = world.segment(3...4, heads: [4])
        return try [
            vector("all of it is new", whole, held: 0, world),
            vector("half of it is new", whole, held: 2, world),
            vector("a repetition", whole, held: 4, world),
            vector("what follows", tail, held: 2, world),
            vector("a gap", tail, held: 1, world),
            vector("a changed event", changed(whole, world, signing: false), held: 0, world),
            vector(
                "a changed event that is held",
                changed(whole, world, signing: false),
                held: 4,
                world
            ),
            vector("another signed history", changed(whole, world, signing: true), held: 4, world),
            vector("an inner head that is not signed", badHead(world), held: 0, world),
        ]
    }

    static func changed(
        _ segment: StreamSegment,
        _ world: VectorWorld,
        signing: Bool
    ) -> StreamSegment {
        var events = segment.events
        let old = events[2]
        events[2] = Event(
            dot: old.dot,
            record: old.record,
            register: old.register,
            definition: old.definition,
            type: old.type,
            context: old.context,
            actor: "d0318",
            deviceTime: old.deviceTime,
            entry: old.entry,
            open: old.open,
            personal: old.personal
        )
        var heads = segment.heads
        if signing {
            var last = Digest256.zero
            for event in events { last = event.hash(previous: last) }
            let statement = HeadStatement.bytes(stream: segment.stream, sequence: 4, hash: last)
            heads[1] = SignedHead(sequence: 4, signature: world.village.sign(statement))
        }
        return StreamSegment(description: segment.description, events: events, heads: heads)
    }

    private static func badHead(_ world: VectorWorld) -> StreamSegment {
        let good = world.segment(1...4, heads: [2, 4])
        let head = SignedHead(sequence: 2, signature: good.heads[1].signature)
        return StreamSegment(
            description: good.description,
            events: good.events,
            heads: [head, good.heads[1]]
        )
    }

    private static func vector(
        _ name: String,
        _ segment: StreamSegment,
        held: UInt64,
        _ world: VectorWorld
    ) throws -> Vector {
        let sender = world.village.nodeKey
        let request = world.request(Cargo(segments: [WireSegment(segment)]))
        let lanes = try MessageVectors.lanes(.request, request.encoded(sender: sender))
        let hashes = world.hashes.prefix(Int(held)).map { Hex.text($0.bytes) }
        let draft = Vector(
            "SYNC-11.8",
            name,
            "segment",
            [
                ("sender", Hex.text(sender.bytes)), ("body", Hex.text(lanes.body)),
                ("raw", Hex.text(lanes.raw)), ("held", .list(hashes)),
            ]
        )
        let members = (draft.value.objectValue?.members ?? []).map { ($0.key, $0.value) }
        let expect = try verdict(draft)
        return Vector(.object(DocumentObject(members: members + [("expect", expect)])))
    }

    /// New events and the hash of the last, or the fault with its sequence.
    static func verdict(_ vector: Vector) throws -> DocumentValue {
        guard let sender = NodeKey(bytes: vector.bytes("sender")) else { return .null }
        let frame = MessageFrame.encode(
            .request,
            body: vector.bytes("body"),
            raw: vector.bytes("raw")
        )
        let request = try Request(frame, sender: sender)
        guard let segment = request.cargo.segments.first else { return .null }
        let hashes = (vector.value["held"]?.listValue ?? []).compactMap {
            Digest256(bytes: Hex.bytes($0.textValue ?? ""))
        }
        let held = hashes.last.map {
            StreamPosition(stream: segment.stream, sequence: UInt64(hashes.count), hash: $0)
        }
        let verification = SegmentVerification(
            held: held,
            hashAt: { $0 > 0 && $0 <= UInt64(hashes.count) ? hashes[Int($0) - 1] : nil },
            isSigned: { SignatureCheck.isValid(signature: $1, of: $0, by: sender) }
        )
        do {
            let verified = try verification.verify(segment)
            return [
                "new": .text(String(verified.newEvents.count)),
                "last": Hex.text(verified.last.hash.bytes),
            ]
        } catch let fault as SegmentFault {
            return [
                "reason": .text(String(fault.refusal.reason.rawValue)),
                "sequence": .text(String(fault.refusal.sequence)),
            ]
        }
    }
}
