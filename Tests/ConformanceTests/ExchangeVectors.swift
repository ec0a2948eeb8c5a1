import Ambient
import Causality
import Credentials
import Documents
import Hashing
import Records
import SyncEngine
import SyncWire

/// Section 11: what a parent does on each relation of digests, and one exchange in all its bytes.
enum ExchangeVectors {
    static let file = VectorFile(name: "exchange.json")

    static func make() throws -> [Vector] {
        let relations: [(String, String, String, String?)] = [
            ("the child has the last answer", "a", "b", "b"),
            ("the last answer was lost", "a", "b", "a"),
            ("nothing happened since", "a", "a", "a"),
            ("neither fits", "a", "b", "c"),
            ("none is given", "a", "b", nil),
        ]
        var vectors: [Vector] = []
        for (name, agreed, offered, request) in relations {
            for hasPart in [false, true] {
                vectors.append(try decision(name, agreed, offered, request, hasPart))
            }
        }
        return vectors + (try worked())
    }

    private static func decision(
        _ name: String,
        _ agreed: String,
        _ offered: String,
        _ request: String?,
        _ hasPart: Bool
    ) throws -> Vector {
        let draft: [(String, DocumentValue)] = [
            ("agreed", digest(agreed)), ("offered", digest(offered)),
            ("request", request.map(digest) ?? .null), ("frontier", .boolean(hasPart)),
        ]
        let requirement = hasPart ? "SYNC-11.4" : "SYNC-11.2"
        let vector = Vector(requirement, name, "parentDecision", draft)
        return Vector(requirement, name, "parentDecision", draft + [("expect", parent(vector))])
    }

    private static func digest(_ name: String) -> DocumentValue {
        Hex.text(SHA256Hasher.hash(Array(name.utf8)).bytes)
    }

    /// The changes that the parent makes first, and whether its answer carries a frontier.
    static func parent(_ vector: Vector) -> DocumentValue {
        let agreed = Digest256(bytes: vector.bytes("agreed")) ?? .zero
        let offered = Digest256(bytes: vector.bytes("offered")) ?? .zero
        let part = FrontierPart(range: .all, positions: [])
        let hasPart = vector.value["frontier"]?.booleanValue == true
        let request = Request(
            incarnation: 1,
            time: 0,
            nonce: 1,
            agreed: Digest256(bytes: vector.bytes("request")),
            cargo: Cargo(frontier: hasPart ? part : nil)
        )
        var exchange = ParentExchange(
            request: request,
            incarnation: 2,
            clock: .standing(at: Instant(secondsSince1970: 0))
        )
        var action: ParentAction? = exchange.start()
        var changes: [DocumentValue] = []
        while let next = action {
            switch next {
            case .answer(let answer):
                return [
                    "changes": .list(changes),
                    "answer": answer.cargo.frontier == nil ? "segments" : "frontier",
                ]
            case .readOutlook:
                action = exchange.handle(.outlook(LinkOutlook(agreed: agreed, offered: offered)))
            case .compare:
                action = exchange.handle(.compared(LinkComparison(held: [], agreed: [])))
            case .commit(let commit):
                changes += commit.changes.map(name)
                action = exchange.handle(
                    .committed(
                        LinkCommitted(outcome: ApplyOutcome(), agreed: agreed, offered: agreed)
                    )
                )
            }
        }
        return .null
    }

    private static func name(_ change: AgreementChange) -> DocumentValue {
        switch change {
        case .advance: "advance"
        case .drop: "drop"
        case .replace: "replace"
        case .promote: "promote"
        case .restart: "restart"
        case .offer: "offer"
        }
    }

    /// One event goes up, one segment comes down: both messages with the digests before and after.
    private static func worked() throws -> [Vector] {
        let world = try VectorWorld()
        let before = world.position(3)
        let request = world.request(
            Cargo(segments: [WireSegment(world.segment(4...4, heads: [4]))]),
            agreed: before.digest
        )
        let answer = Answer(
            incarnation: 0x0102_0304_0506_0708,
            time: 1_793_500_301,
            nonce: request.nonce,
            offered: world.position(4).digest
        )
        let up = request.encoded(sender: world.village.nodeKey)
        let down = answer.encoded(sender: world.county.nodeKey)
        let members: [(String, [UInt8], MessageKind, DocumentValue, NodeKey)] = [
            (
                "SYNC-11.1", up, .request, MessageRendering.document(request),
                world.village.nodeKey
            ),
            ("SYNC-11.3", down, .answer, MessageRendering.document(answer), world.county.nodeKey),
        ]
        return try members.map { requirement, bytes, kind, expect, sender in
            let lanes = try MessageVectors.lanes(kind, bytes)
            return Vector(
                requirement,
                "the worked exchange",
                kind == .request ? "request" : "answer",
                [
                    ("sender", Hex.text(sender.bytes)), ("body", Hex.text(lanes.body)),
                    ("raw", Hex.text(lanes.raw)), ("frame", Hex.text(bytes)), ("expect", expect),
                ]
            )
        }
    }
}
