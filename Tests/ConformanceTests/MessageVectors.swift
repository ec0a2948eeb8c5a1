import Causality
import Credentials
import Documents
import Hashing
import Records
import SyncWire

/// Section 8: whole messages of each kind and part, as lanes, and damaged ones.
enum MessageVectors {
    static let file = VectorFile(name: "messages.json")
    static let damagedFile = VectorFile(name: "damaged.json")

    static func lanes(
        _ kind: MessageKind,
        _ bytes: [UInt8]
    ) throws -> (body: [UInt8], raw: [UInt8]) {
        let lanes = try MessageFrame.lanes(of: kind, bytes)
        return (lanes.body, Array(lanes.raw))
    }

    static func make() throws -> [Vector] {
        let world = try VectorWorld()
        let part = FrontierPart(
            range: StreamRange(after: nil, through: world.villageStream.streamID),
            positions: [world.position(3)]
        )
        let refusal = SegmentRefusal(
            stream: world.villageStream.streamID,
            sequence: 3,
            reason: .fork
        )
        let cargoes: [(String, String, Cargo)] = [
            ("SYNC-8.10", "nothing new", .empty),
            (
                "SYNC-8.5", "the beginning of the sender's own stream",
                Cargo(segments: [WireSegment(world.segment(1...2, heads: [2]))])
            ),
            (
                "SYNC-8.6", "a run with an inner head: erased, offline, with context",
                Cargo(segments: [WireSegment(world.segment(2...4, heads: [3, 4]))], more: true)
            ),
            ("SYNC-8.8", "a frontier part", Cargo(frontier: part)),
            ("SYNC-8.9", "a refusal", Cargo(refusals: [refusal])),
            ("SYNC-8.9", "a certificate", Cargo(certificates: [world.certificate()])),
            (
                "SYNC-13.2", "an extension with an even tag",
                Cargo(extensions: [MessageExtension(tag: 2, bytes: [1, 2, 3])])
            ),
        ]
        var vectors = try cargoes.map { requirement, name, cargo in
            try request(requirement, name, world.request(cargo), world)
        }
        vectors.append(
            try request(
                "SYNC-8.10",
                "asking for the frontier",
                world.request(.empty, agreed: nil),
                world
            )
        )
        return vectors + (try answers(world)) + (try joining(world))
    }

    private static func request(
        _ requirement: String,
        _ name: String,
        _ request: Request,
        _ world: VectorWorld
    ) throws -> Vector {
        let sender = world.village.nodeKey
        let bytes = request.encoded(sender: sender)
        return vector(
            requirement,
            name,
            "request",
            sender,
            try lanes(.request, bytes),
            bytes,
            MessageRendering.document(request)
        )
    }

    private static func vector(
        _ requirement: String,
        _ name: String,
        _ kind: String,
        _ sender: NodeKey,
        _ lanes: (body: [UInt8], raw: [UInt8]),
        _ frame: [UInt8],
        _ expect: DocumentValue
    ) -> Vector {
        Vector(
            requirement,
            name,
            kind,
            [
                ("sender", Hex.text(sender.bytes)), ("body", Hex.text(lanes.body)),
                ("raw", Hex.text(lanes.raw)), ("frame", Hex.text(frame)), ("expect", expect),
            ]
        )
    }

    private static func answers(_ world: VectorWorld) throws -> [Vector] {
        let sender = world.county.nodeKey
        return try [Acknowledgement.whole, .upTo([2, 0])].map { acknowledgement in
            let answer = Answer(
                incarnation: 0x0102_0304_0506_0708,
                time: 1_793_500_301,
                nonce: 0xa1a2_a3a4_a5a6_a7a8,
                offered: world.position(4).digest,
                acknowledgement: acknowledgement,
                cargo: Cargo(segments: [WireSegment(world.segment(1...1, heads: [1]))])
            )
            let bytes = answer.encoded(sender: sender)
            return vector(
                "SYNC-8.11",
                "an answer that relays a described stream",
                "answer",
                sender,
                try lanes(.answer, bytes),
                bytes,
                MessageRendering.document(answer)
            )
        }
    }

    private static func joining(_ world: VectorWorld) throws -> [Vector] {
        let key = world.village.nodeKey
        let agreement = world.villageSealing.agreementKey.bytes
        let statement = JoinRequest.statement(
            node: key,
            agreement: agreement,
            incarnation: 0,
            nonce: 5
        )
        let request = JoinRequest(
            node: key,
            agreement: agreement,
            incarnation: 0,
            time: 1_793_500_000,
            nonce: 5,
            proof: world.village.sign(statement)
        )
        let answer = JoinAnswer(
            incarnation: 0x0102_0304_0506_0708,
            time: 1_793_500_001,
            nonce: 5,
            certificate: world.certificate(),
            chain: [world.rootCertificate()],
            regionCode: "330110101201",
            regionName: "某村"
        )
        return [
            vector(
                "SYNC-8.12",
                "a joining request; its proof is valid (7.7)",
                "joinRequest",
                key,
                try lanes(.joinRequest, request.encoded),
                request.encoded,
                MessageRendering.document(request)
            ),
            vector(
                "SYNC-8.12",
                "a joining answer",
                "joinAnswer",
                world.county.nodeKey,
                try lanes(.joinAnswer, answer.encoded),
                answer.encoded,
                MessageRendering.document(answer)
            ),
        ]
    }

    // MARK: - Both directions

    /// What a message says, and the lanes of the message written again.
    static func read(
        _ kind: String,
        _ frame: [UInt8],
        sender: NodeKey
    ) throws -> (document: DocumentValue, lanes: (body: [UInt8], raw: [UInt8])) {
        switch kind {
        case "request":
            let message = try Request(frame, sender: sender)
            let again = message.encoded(sender: sender)
            return (MessageRendering.document(message), try lanes(.request, again))
        case "answer":
            let message = try Answer(frame, sender: sender)
            let again = message.encoded(sender: sender)
            return (MessageRendering.document(message), try lanes(.answer, again))
        case "joinRequest":
            let message = try JoinRequest(frame)
            return (MessageRendering.document(message), try lanes(.joinRequest, message.encoded))
        default:
            let message = try JoinAnswer(frame)
            return (MessageRendering.document(message), try lanes(.joinAnswer, message.encoded))
        }
    }

    static func kind(_ name: String) -> MessageKind {
        switch name {
        case "request": .request
        case "answer": .answer
        case "joinRequest": .joinRequest
        default: .joinAnswer
        }
    }
}
