import Causality
import Hashing
import Records

/// SYNC-4.2 to 4.4: contexts, chained hashes, signed heads.
enum EventVectors {
    static func all() throws -> [Vector] { try contexts() + hashes() + heads() }

    private static func contexts() throws -> [Vector] {
        let first = try Samples.under().streamID
        let second = try Samples.stream().streamID
        let cases: [(String, EventContext)] = [
            ("own", .own), ("nothing seen", .seen(VersionVector())),
            ("two streams", .seen(VersionVector([(first, 300), (second, 1)]))),
        ]
        return cases.map { name, context in
            Vector("SYNC-4.3", name, "context", ["context": text(context)], bytes(context))
        }
    }

    private static func text(_ context: EventContext) -> String {
        guard case .seen(let vector) = context else { return "own" }
        return vector.entries.map {
            Notation.text(Dot(stream: $0.stream, sequence: $0.sequence))
        }.joined(separator: "\n")
    }

    /// Written by the words of the specification, not by the codec.
    private static func bytes(_ context: EventContext) -> [UInt8] {
        guard case .seen(let vector) = context else { return [0] }
        var writer = ByteWriter()
        writer.varint(UInt64(vector.entries.count) + 1)
        for entry in vector.entries {
            writer.stream(entry.stream)
            writer.varint(entry.sequence)
        }
        return writer.bytes
    }

    private static func hashes() throws -> [Vector] {
        var previous = Digest256.zero
        return try Samples.events().map { event in
            let bytes = header(event, previous: previous)
            let hash = SHA256Hasher.hash(bytes)
            defer { previous = hash }
            let name = "event \(event.dot.sequence) of the chain"
            let input = input(event, previous: previous)
            return Vector("SYNC-4.2", name, "eventHash", input, bytes, hash.hexadecimal)
        }
    }

    /// Written by the words of the specification, not by the code under test.
    private static func header(_ event: Event, previous: Digest256) -> [UInt8] {
        var writer = ByteWriter()
        writer.raw([1])
        writer.raw(event.dot.stream.bytes)
        writer.varint(event.dot.sequence)
        writer.raw(previous.bytes)
        writer.record(event.record)
        writer.text(event.register)
        writer.raw(event.definition.bytes)
        writer.raw([event.type.rawValue])
        writer.raw(bytes(event.context))
        writer.text(event.actor)
        writer.signed(event.deviceTime)
        writer.raw([event.entry.rawValue])
        writer.raw(SHA256Hasher.hash(event.open).bytes)
        switch event.personal {
        case nil: writer.raw([0])
        case .held(let salt, let bytes)?:
            writer.raw([1] + SHA256Hasher.hash(salt + bytes).bytes)
        case .erased(let hash)?: writer.raw([1] + hash.bytes)
        }
        return writer.bytes
    }

    private static func input(_ event: Event, previous: Digest256) -> [String: String] {
        var input = [
            "dot": Notation.text(event.dot), "record": event.record.text,
            "register": event.register, "definition": event.definition.hexadecimal,
            "type": "\(event.type.rawValue)", "context": text(event.context),
            "actor": event.actor, "deviceTime": "\(event.deviceTime)",
            "entry": "\(event.entry)", "open": Hex.text(event.open),
            "previous": previous.hexadecimal,
        ]
        switch event.personal {
        case nil: break
        case .held(let salt, let bytes)?:
            input["salt"] = Hex.text(salt)
            input["personal"] = Hex.text(bytes)
        case .erased(let hash)?: input["erased"] = hash.hexadecimal
        }
        return input
    }

    private static func heads() throws -> [Vector] {
        let signer = try Samples.identity(100)
        var hash = Digest256.zero
        for event in try Samples.events() { hash = event.hash(previous: hash) }
        let dot = try Samples.dot(3)
        let input = [
            "node": Hex.text(signer.nodeKey.bytes), "dot": Notation.text(dot),
            "hash": hash.hexadecimal,
        ]
        var writer = ByteWriter()
        writer.text("liandong head 1")
        writer.stream(dot.stream)
        writer.varint(dot.sequence)
        writer.digest(hash)
        let signature = signer.sign(writer.bytes)
        let other = try Samples.identity(0).sign(writer.bytes)
        return [
            Vector(
                "SYNC-4.4",
                "signed by its author",
                "head",
                input.merging(["signature": Hex.text(signature)]) { first, _ in first },
                writer.bytes
            ),
            Vector(
                "SYNC-4.4",
                "signed by another node",
                "head",
                input.merging(["signature": Hex.text(other)]) { first, _ in first },
                writer.bytes,
                "signature"
            ),
        ]
    }
}
