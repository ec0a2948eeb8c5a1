import Causality
import Credentials
import Documents
import Exchange
import Hashing
import Records
import SyncWire

/// Sections 7 and 10: sealed bytes.
///
/// Sealing draws a fresh key each time, so only opening is compared.
enum SealVectors {
    static let file = VectorFile(name: "seals.json")

    static func make() throws -> [Vector] {
        let world = try VectorWorld()
        let request = sealedRequest(world)
        let answer = sealedAnswer(world)
        var vectors: [Vector] = []
        for (name, bytes, expect) in variants(request) {
            vectors.append(vector("SYNC-10.1", "request, \(name)", "sealedRequest", bytes, expect))
        }
        for (name, bytes, expect) in variants(answer) {
            vectors.append(vector("SYNC-10.1", "answer, \(name)", "sealedAnswer", bytes, expect))
        }
        // Turned round: what was sealed as an answer never opens as a request.
        let turned = Array(request.prefix(MessageSeal.prefixByteCount)) + answer
        vectors.append(
            vector("SYNC-10.1", "answer used as a request", "sealedRequest", turned, "refused")
        )
        var weak = request
        for index in 33..<65 { weak[index] = 0 }
        vectors.append(vector("SYNC-10.2", "key of small order", "sealedRequest", weak, "refused"))
        let joining = sealedJoining(world)
        for (name, bytes, expect) in variants(joining) {
            vectors.append(vector("SYNC-7.6", "joining, \(name)", "sealedJoining", bytes, expect))
        }
        return vectors
    }

    static let message: [UInt8] = Array("message".utf8)

    private static func variants(
        _ good: [UInt8]
    ) -> [(name: String, bytes: [UInt8], expect: DocumentValue)] {
        var changed = good
        changed[changed.count - 1] ^= 1
        return [
            ("good", good, Hex.text(message)), ("last byte changed", changed, "refused"),
            ("cut off", Array(good.dropLast()), "refused"),
        ]
    }

    private static func vector(
        _ requirement: String,
        _ name: String,
        _ kind: String,
        _ bytes: [UInt8],
        _ expect: DocumentValue
    ) -> Vector {
        Vector(requirement, name, kind, [("bytes", Hex.text(bytes)), ("expect", expect)])
    }

    private static func sealedRequest(_ world: VectorWorld) -> [UInt8] {
        MessageSeal.sealRequest(
            message,
            child: world.village.nodeKey,
            parent: world.county.nodeKey,
            to: world.countySealing.agreementKey,
            from: world.villageSealing
        )
    }

    private static func sealedAnswer(_ world: VectorWorld) -> [UInt8] {
        MessageSeal.sealAnswer(
            message,
            child: world.village.nodeKey,
            parent: world.county.nodeKey,
            to: world.villageSealing.agreementKey,
            from: world.countySealing
        )
    }

    private static func code(_ world: VectorWorld) -> JoiningCode {
        JoiningCode(secret: [UInt8](repeating: 9, count: 10), root: world.county.nodeKey)
    }

    private static func sealedJoining(_ world: VectorWorld) -> [UInt8] {
        let prefix = [1] + code(world).invitationID
        return prefix + JoiningSeal(code(world)).seal(message, .request, context: prefix)
    }

    /// The opened message, or `refused`.
    ///
    /// The private keys are those of `VectorWorld`: 32 bytes of 03 at the county, of 04 at the
    /// village; the joining secret is ten bytes of 09.
    static func open(_ vector: Vector) throws -> DocumentValue {
        let world = try VectorWorld()
        let bytes = vector.bytes("bytes")
        let child = world.village.nodeKey
        let parent = world.county.nodeKey
        do {
            switch vector.kind {
            case "sealedRequest":
                guard try MessageSeal.sender(of: bytes) == child else { return "refused" }
                return Hex.text(
                    try MessageSeal.openRequest(
                        bytes,
                        child: child,
                        parent: parent,
                        by: world.countySealing,
                        from: [world.villageSealing.agreementKey]
                    ).message
                )
            case "sealedAnswer":
                return Hex.text(
                    try MessageSeal.openAnswer(
                        bytes,
                        child: child,
                        parent: parent,
                        by: world.villageSealing,
                        from: world.countySealing.agreementKey
                    )
                )
            default:
                let prefix = Array(bytes.prefix(JoiningMessages.prefixByteCount))
                return Hex.text(
                    try JoiningSeal(code(world)).open(
                        Array(bytes.dropFirst(prefix.count)),
                        .request,
                        context: prefix
                    )
                )
            }
        } catch {
            return "refused"
        }
    }
}
