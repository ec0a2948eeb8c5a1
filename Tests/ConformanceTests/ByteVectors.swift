import Causality
import Credentials
import Documents
import Hashing
import Records

/// Section 2 and the forms of section 4: values and their one spelling.
enum ByteVectors {
    static let file = VectorFile(name: "bytes.json")

    static func make() -> [Vector] {
        var vectors: [Vector] = []
        for value in [0, 1, 127, 128, 300, UInt64(Int64.max), .max] {
            vectors.append(valid("SYNC-2.1", "varint \(value)", "varint", .text("\(value)")))
        }
        for value in [0, -1, 1, 63, -64, 1_793_500_000, Int64.min, .max] {
            vectors.append(valid("SYNC-2.2", "signed \(value)", "signed", .text("\(value)")))
        }
        for value in ["", "a", "受理", "𠀀"] {
            vectors.append(valid("SYNC-2.3", "text \(value)", "text", .text(value)))
        }
        let dot = "000102030405060708090a0b0c-12"
        for value in [dot, "zzzzzzzzzzzzzzzzzzzzzzzzzw"] where RecordID(text: value) != nil {
            vectors.append(valid("SYNC-2.6", "record \(value)", "record", .text(value)))
        }
        let world = try? VectorWorld()
        let records = [world?.villagePlace, world?.rootPlace].compactMap { $0?.text }
        for value in records {
            vectors.append(valid("SYNC-2.6", "record \(value)", "record", .text(value)))
        }
        return vectors + values + damaged + FormVectors.make()
    }

    private static let values: [Vector] = [
        ("cleared", "00"), ("text", "0103e78e8b"), ("integer", "0203"), ("false", "03"),
        ("true", "04"),
    ].map { name, bytes in
        Vector("SYNC-4.6", "value \(name)", "value", [("bytes", .text(bytes)), ("expect", "read")])
    }

    private static let damaged: [Vector] = [
        ("SYNC-2.1", "varint cut off", "varint", "80"),
        ("SYNC-2.1", "varint longer than needed", "varint", "8000"),
        ("SYNC-2.1", "varint of 65 bits", "varint", "ffffffffffffffffff02"),
        ("SYNC-2.1", "varint of eleven bytes", "varint", "8080808080808080808001"),
        ("SYNC-2.2", "signed longer than needed", "signed", "8100"),
        ("SYNC-2.3", "text cut off", "text", "0361"),
        ("SYNC-2.3", "text that is not UTF-8", "text", "02c328"),
        ("SYNC-2.3", "text with NUL", "text", "03610062"),
        ("SYNC-2.6", "record of form 2", "record", "0200000000000000000000000000000000"),
        ("SYNC-2.6", "record with sequence 0", "record", "000000000000000000000000000000000000"),
        ("SYNC-2.7", "a byte left over", "varint", "0100"),
        ("SYNC-4.6", "value of form 6", "value", "06"),
        ("SYNC-4.6", "value cut off", "value", "0105"),
    ].map { requirement, name, kind, bytes in
        Vector(requirement, name, kind, [("bytes", .text(bytes)), ("expect", "refused")])
    }

    private static func valid(
        _ requirement: String,
        _ name: String,
        _ kind: String,
        _ input: DocumentValue
    ) -> Vector {
        let members: [(String, DocumentValue)] = [
            ("input", input), ("bytes", Hex.text(encode(kind, input.textValue ?? ""))),
        ]
        return Vector(requirement, name, kind, members)
    }

    /// The bytes of an input.
    static func encode(_ kind: String, _ input: String) -> [UInt8] {
        var writer = ByteWriter()
        switch kind {
        case "varint": writer.varint(UInt64(input) ?? 0)
        case "signed": writer.signed(Int64(input) ?? 0)
        case "text": writer.text(input)
        case "record": if let record = RecordID(text: input) { writer.record(record) }
        default: break
        }
        return writer.bytes
    }

    /// The input that the bytes spell.
    static func decode(_ kind: String, _ bytes: [UInt8]) throws -> String {
        if let result = try FormVectors.decode(kind, bytes) { return result }
        var reader = ByteReader(bytes)
        let input: String
        switch kind {
        case "varint": input = String(try reader.varint())
        case "signed": input = String(try reader.signed())
        case "text": input = try reader.text(max: 1_000, "text")
        case "record": input = try reader.record().text
        default:
            let value = try FieldValueCodec.read(from: &reader)
            var writer = ByteWriter()
            FieldValueCodec.write(value, to: &writer)
            input = writer.bytes == bytes ? "read" : "another spelling"
        }
        try reader.end()
        return input
    }
}
