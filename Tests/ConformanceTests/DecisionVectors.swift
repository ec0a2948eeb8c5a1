import Ambient
import Causality
import Credentials
import Documents
import Hashing
import Records
import SyncEngine
import SyncWire

/// Single decisions: what a refusal means, how long to wait, whose request it is.
enum DecisionVectors {
    static let file = VectorFile(name: "decisions.json")

    static func make() throws -> [Vector] {
        let world = try VectorWorld()
        return reasons + waits + versions + (try proofs(world)) + (try contexts(world))
    }

    private static var reasons: [Vector] {
        let names = [
            "gap", "signature", "fork", "unknownAuthor", "authority", "revoked", "audience",
            "limit", "malformed",
        ]
        let known = names.enumerated().map { index, name in
            Vector(
                "SYNC-12.\(index + 1)",
                name,
                "reason",
                [
                    ("code", .text(String(index + 1))),
                    ("expect", [1, 4, 8].contains(index + 1) ? "again" : "never"),
                ]
            )
        }
        return known + [
            Vector("SYNC-12.9", "unknown", "reason", [("code", "10"), ("expect", "never")]),
            Vector("SYNC-12.9", "unknown", "reason", [("code", "255"), ("expect", "never")]),
        ]
    }

    private static var waits: [Vector] {
        let steps: [(failures: Int, seconds: Int)] = [
            (0, 7_200), (1, 30), (2, 60), (7, 1_920), (8, 3_600), (9, 3_600), (40, 3_600),
        ]
        return steps.map { failures, seconds -> Vector in
            let bounds: DocumentValue = [
                "least": .text(String(seconds * 4 / 5)), "most": .text(String(seconds * 6 / 5)),
            ]
            return Vector(
                "SYNC-11.13",
                "after \(failures) failures in a row, exchanges wanted every two hours",
                "wait",
                [
                    ("failures", .text(String(failures))), ("period", "7200"),
                    ("expect", bounds),
                ]
            )
        }
    }

    private static var versions: [Vector] {
        let digest = "6e26f3effdaf11f0a4d14959a9ee18f2bf85673e5011c813add8fd185d798ead"
        return [
            Vector("SYNC-13.3", "dictionary 1", "dictionary", [("expect", .text(digest))]),
            Vector("SYNC-13.4", "none is older", "version", [("of", "0"), ("expect", "refused")]),
            Vector("SYNC-13.4", "version 1", "version", [("of", "1"), ("expect", "served")]),
            Vector("SYNC-13.4", "none is newer", "version", [("of", "2"), ("expect", "refused")]),
        ]
    }

    private static func proofs(_ world: VectorWorld) throws -> [Vector] {
        let agreement = world.villageSealing.agreementKey.bytes
        let statement = JoinRequest.statement(
            node: world.village.nodeKey,
            agreement: agreement,
            incarnation: 0,
            nonce: 7
        )
        let proof = world.village.sign(statement)
        let cases: [(String, NodeKey, [UInt8], String)] = [
            ("by the node that it names", world.village.nodeKey, proof, "valid"),
            ("by another node", world.village.nodeKey, world.county.sign(statement), "refused"),
            ("for another node", world.county.nodeKey, proof, "refused"),
        ]
        return cases.map { name, node, proof, expect in
            Vector(
                "SYNC-7.7",
                name,
                "proof",
                [
                    ("node", Hex.text(node.bytes)), ("agreement", Hex.text(agreement)),
                    ("incarnation", "0"), ("nonce", "7"), ("proof", Hex.text(proof)),
                    ("expect", .text(expect)),
                ]
            )
        }
    }

    private static func contexts(_ world: VectorWorld) throws -> [Vector] {
        let village = Hex.text(world.villageStream.streamID.bytes).textValue ?? ""
        let county = Hex.text(world.countyStream.streamID.bytes).textValue ?? ""
        let streams = [village, county].sorted()
        let cases: [(String, [(String, String)]?, String)] = [
            ("the own stream's earlier events", nil, "00"), ("nothing", [], "01"),
            ("one stream", [(village, "2")], "02\(village)02"),
            (
                "two streams in the order of their names",
                [(streams[1], "300"), (streams[0], "1")],
                "03\(streams[0])01\(streams[1])ac02"
            ),
        ]
        return cases.map { name, entries, bytes in
            let list = entries?.map { stream, sequence -> DocumentValue in
                ["stream": .text(stream), "sequence": .text(sequence)]
            }
            return Vector(
                "SYNC-4.5",
                name,
                "context",
                [("entries", list.map { .list($0) } ?? .null), ("expect", .text(bytes))]
            )
        }
    }

    // MARK: - Checking

    static func result(of vector: Vector) -> DocumentValue {
        switch vector.kind {
        case "reason":
            RefusalReason(rawValue: UInt8(vector.number("code"))).isTemporary ? "again" : "never"
        case "wait": wait(vector)
        case "dictionary": .text(SHA256Hasher.hash(WireDictionary.bytes).hexadecimal)
        case "version":
            MessageFrame.supportedVersions.contains(UInt8(vector.number("of")))
                ? "served" : "refused"
        case "proof": proof(vector)
        case "context": context(vector)
        default: .null
        }
    }

    /// The stated bounds if no draw of a thousand lies outside, and some lie near both.
    private static func wait(_ vector: Vector) -> DocumentValue {
        let failureCount = Int(vector.number("failures"))
        let draws = (1...1_000).map { seed in
            let random = RandomSource.seeded(UInt64(seed))
            var schedule = RetrySchedule(period: Double(vector.number("period")))
            var wait = schedule.wait(afterSuccess: true, random: random)
            for _ in 0..<failureCount {
                wait = schedule.wait(afterSuccess: false, random: random)
            }
            return wait
        }
        let stated = Vector(vector.expect)
        let least = Double(stated.number("least"))
        let most = Double(stated.number("most"))
        let margin = (most - least) / 20
        guard let low = draws.min(), let high = draws.max(), low >= least, high <= most,
            low < least + margin, high > most - margin
        else { return .null }
        return vector.expect
    }

    private static func proof(_ vector: Vector) -> DocumentValue {
        guard let node = NodeKey(bytes: vector.bytes("node")) else { return .null }
        let statement = JoinRequest.statement(
            node: node,
            agreement: vector.bytes("agreement"),
            incarnation: vector.number("incarnation"),
            nonce: vector.number("nonce")
        )
        let isValid = SignatureCheck.isValid(
            signature: vector.bytes("proof"),
            of: statement,
            by: node
        )
        return isValid ? "valid" : "refused"
    }

    private static func context(_ vector: Vector) -> DocumentValue {
        var writer = ByteWriter()
        guard let entries = vector.value["entries"]?.listValue else {
            EventContextCodec.write(.own, to: &writer)
            return Hex.text(writer.bytes)
        }
        var seen = VersionVector()
        for entry in entries.map(Vector.init) {
            guard let stream = StreamID(bytes: entry.bytes("stream")) else { return .null }
            seen.advance(stream, to: entry.number("sequence"))
        }
        EventContextCodec.write(.seen(seen), to: &writer)
        return Hex.text(writer.bytes)
    }
}
