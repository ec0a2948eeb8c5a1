import Causality
import Hashing
import Records

/// SYNC-3: stream names, places and keyed records.
enum NameVectors {
    static func all() throws -> [Vector] {
        [try root()] + (try streams()) + (try keyed()) + (try descriptions())
    }

    private static func root() throws -> Vector {
        let key = try Samples.root()
        return Vector(
            "SYNC-3.4",
            "root place",
            "rootPlace",
            ["node": Hex.text(key.bytes)],
            key.bytes,
            RecordID.rootPlace(of: key).text
        )
    }

    private static func streams() throws -> [Vector] {
        let only = StreamDescription(
            node: try Samples.village(),
            incarnation: .max,
            audience: Audience(.only, try Samples.rootPlace())
        )
        return [try Samples.under(), try Samples.stream(), only].map { description in
            var writer = ByteWriter()
            writer.text("liandong stream 1")
            description.write(to: &writer)
            return Vector(
                "SYNC-3.1",
                "stream \(description.audience.kind)",
                "streamName",
                Notation.input(description),
                writer.bytes,
                Hex.text(description.streamID.bytes)
            )
        }
    }

    private static func descriptions() throws -> [Vector] {
        let description = try Samples.stream()
        var writer = ByteWriter()
        description.write(to: &writer)
        let bytes = writer.bytes
        var wrongKind = bytes
        wrongKind[40] = 3
        let bad: [(String, [UInt8], String)] = [
            ("unknown audience kind", wrongKind, "malformed"),
            ("cut short", bytes.dropLast(), "truncated"),
            ("a byte behind", bytes + [0], "trailing"),
        ]
        let good = Vector(
            "SYNC-3.1",
            "description",
            "description",
            Notation.input(description),
            bytes
        )
        return [good] + bad.map { Vector("SYNC-3.1", $0.0, "description", [:], $0.1, $0.2) }
    }

    private static func keyed() throws -> [Vector] {
        let audience = Audience(.at, try Samples.villagePlace())
        let keys: [(String, [FieldValue?])] = [
            ("text key", [.text("2026-11-16")]),
            ("three values, one absent", [.text("A"), nil, .reference(try Samples.rootPlace())]),
            ("number and truth", [.integer(-7), .boolean(true)]),
        ]
        return keys.map { name, key in
            var writer = ByteWriter()
            writer.text("liandong key 1")
            writer.text("patrol")
            writer.byte(audience.kind.rawValue)
            writer.record(audience.place)
            writer.varint(UInt64(key.count))
            for value in key { FieldValueCodec.write(value, to: &writer) }
            let input = [
                "register": "patrol", "audience": Notation.text(audience),
                "key": key.map { Notation.text($0) }.joined(separator: "\n"),
            ]
            let id = RecordID.keyed(register: "patrol", audience: audience, key: key)
            return Vector("SYNC-3.5", name, "keyedRecord", input, writer.bytes, id.text)
        }
    }
}
