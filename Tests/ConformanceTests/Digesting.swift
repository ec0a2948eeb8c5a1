import Causality
import Hashing
import Merge
import Records
import Testing

/// The digests that the code makes of the inputs of vectors.
enum Digesting {
    static func digest(of vector: Vector) throws -> Digest256? {
        switch vector.operation {
        case "valueHash":
            return FieldValueCodec.hash(try Notation.value(try vector.value("value")))
        case "personalHash":
            return FieldValueCodec.personalHash(
                try Notation.cell(try vector.value("cell")),
                payloadHash: try Notation.digest(try vector.value("payloadHash"))
            )
        case "saltedHash":
            let salt = try Hex.bytes(try vector.value("salt"))
            return PersonalPayload.held(
                salt: salt,
                bytes: try Hex.bytes(try vector.value("bytes"))
            ).hash
        case "position": return try position(vector)
        case "cell": return try cell(vector)
        case "eventHash":
            return try event(vector).hash(
                previous: try Notation.digest(try vector.value("previous"))
            )
        default: return nil
        }
    }

    static func sum(_ vector: Vector) throws -> Digest256 {
        var sum = DigestSum()
        // Backwards, since the order must not matter.
        for member in Notation.lines(try vector.value("members")).reversed() {
            sum.add(try Notation.digest(member))
        }
        return sum.digest
    }

    private static func position(_ vector: Vector) throws -> Digest256 {
        let dot = try Notation.dot(try vector.value("dot"))
        let hash = try Notation.digest(try vector.value("hash"))
        return StreamPosition(stream: dot.stream, sequence: dot.sequence, hash: hash).digest
    }

    private static func cell(_ vector: Vector) throws -> Digest256 {
        var state = CellState()
        for line in Notation.lines(try vector.value("siblings")).reversed() {
            let parts = line.split(separator: "=", maxSplits: 1).map(String.init)
            let sibling = Sibling(
                dot: try Notation.dot(parts[0]),
                value: try Notation.value(parts[1]),
                personalHash: nil
            )
            state.add(sibling, context: VersionVector())
        }
        return try #require(
            state.digest(
                audience: try Notation.audience(try vector.value("audience")),
                record: try Notation.record(try vector.value("record")),
                cell: try Notation.cell(try vector.value("cell"))
            )
        )
    }

    static func event(_ vector: Vector) throws -> Event {
        let entry = try vector.value("entry")
        let type = try #require(UInt8(try vector.value("type")))
        return Event(
            dot: try Notation.dot(try vector.value("dot")),
            record: try Notation.record(try vector.value("record")),
            register: try vector.value("register"),
            definition: try Notation.digest(try vector.value("definition")),
            type: EventType(rawValue: type),
            context: try Notation.context(try vector.value("context")),
            actor: try vector.value("actor"),
            deviceTime: try #require(Int64(try vector.value("deviceTime"))),
            entry: try #require(EntryKind.allCases.first { "\($0)" == entry }),
            open: try Hex.bytes(try vector.value("open")),
            personal: try personal(vector)
        )
    }

    private static func personal(_ vector: Vector) throws -> PersonalPayload? {
        if let hash = vector.input["erased"] { return .erased(hash: try Notation.digest(hash)) }
        guard let salt = vector.input["salt"] else { return nil }
        let bytes = try Hex.bytes(try vector.value("personal"))
        return .held(salt: try Hex.bytes(salt), bytes: bytes)
    }
}
