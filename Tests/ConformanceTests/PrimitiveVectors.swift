import Causality
import Records

/// SYNC-2: numbers, texts and record ids.
enum PrimitiveVectors {
    static func all() throws -> [Vector] { numbers() + damagedNumbers() + texts() + (try ids()) }

    private static func numbers() -> [Vector] {
        let plain: [UInt64] = [0, 1, 127, 128, 300, 16_383, 16_384, 1 << 32, 1 << 63, .max]
        let signed: [Int64] = [0, -1, 1, -64, 63, 64, 1_795_000_000, .min, .max]
        return plain.map { number in
            var writer = ByteWriter()
            writer.varint(number)
            return Vector("SYNC-2.2", "\(number)", "varint", ["value": "\(number)"], writer.bytes)
        }
            + signed.map { number in
                var writer = ByteWriter()
                writer.signed(number)
                return Vector(
                    "SYNC-2.3",
                    "\(number)",
                    "signed",
                    ["value": "\(number)"],
                    writer.bytes
                )
            }
    }

    private static func damagedNumbers() -> [Vector] {
        let nine = [UInt8](repeating: 0xFF, count: 9)
        return [
            ("no bytes", [], "truncated"),
            ("ends inside", [0x80], "truncated"),
            ("zero in two bytes", [0x80, 0x00], "malformed"),
            ("one in two bytes", [0x81, 0x00], "malformed"),
            ("beyond 64 bits", nine + [0x02], "malformed"),
            ("eleven bytes", nine + [0x81, 0x01], "malformed"),
            ("a byte behind", [0x01, 0x00], "trailing"),
        ].map { name, bytes, word in Vector("SYNC-2.2", name, "varint", [:], bytes, word) }
    }

    private static func texts() -> [Vector] {
        let good = ["", "a", "联动", "e\u{301}", String(repeating: "x", count: 128)]
        let bad: [(String, [UInt8], String)] = [
            ("not UTF-8", [0x02, 0xC3, 0x28], "malformed"),
            ("overlong UTF-8", [0x02, 0xC0, 0xAF], "malformed"),
            ("a surrogate", [0x03, 0xED, 0xA0, 0x80], "malformed"),
            ("NUL inside", [0x03, 0x61, 0x00, 0x62], "malformed"),
            ("cut inside a character", [0x02, 0xE8, 0x81], "malformed"),
            ("shorter than it says", [0x05, 0x61], "truncated"),
            ("overlong count", [0x81, 0x00, 0x61], "malformed"),
            ("longer than any value", [0x81, 0x80, 0x03], "tooLarge"),
            ("a byte behind", [0x01, 0x61, 0x61], "trailing"),
        ]
        return good.enumerated().map { index, text in
            var writer = ByteWriter()
            writer.text(text)
            return Vector("SYNC-2.4", "text \(index)", "text", ["value": text], writer.bytes)
        } + bad.map { Vector("SYNC-2.4", $0.0, "text", [:], $0.1, $0.2) }
    }

    private static func ids() throws -> [Vector] {
        let name = try Samples.dot(1).stream.bytes
        let bad: [(String, [UInt8], String)] = [
            ("unknown form", [0x02] + name, "malformed"),
            ("sequence 0", [0x00] + name + [0x00], "malformed"),
            ("no sequence", [0x00] + name, "truncated"),
            ("a short hash", [0x01] + name.dropLast(), "truncated"),
            ("a byte behind", [0x01] + name + [0x00], "trailing"),
        ]
        let good: [(String, RecordID)] = [
            ("a dot", .dot(try Samples.dot(300))), ("derived", try Samples.rootPlace()),
        ]
        return good.map { name, id in
            var writer = ByteWriter()
            writer.record(id)
            return Vector("SYNC-2.8", name, "record", ["value": id.text], writer.bytes)
        } + bad.map { Vector("SYNC-2.8", $0.0, "record", [:], $0.1, $0.2) }
    }
}
