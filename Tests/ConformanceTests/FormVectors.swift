import Causality
import Documents
import Records

/// The rest of section 2 and the forms of section 4: what is cut, what is in another order, what
/// is spelt longer than it need be.
enum FormVectors {
    /// The event that payloads and cells are read for: stream 000102…0f, sequence 12.
    static let author: Dot = {
        let bytes = (0..<16).map { UInt8($0) }
        guard let stream = StreamID(bytes: bytes) else { preconditionFailure("16 bytes") }
        return Dot(stream: stream, sequence: 12)
    }()

    private static let other = "101112131415161718191a1b1c1d1e1f"
    private static let own = "000102030405060708090a0b0c0d0e0f"

    static func make() -> [Vector] {
        (valid + bounds).map { requirement, name, kind, bytes in
            Vector(requirement, name, kind, [("bytes", .text(bytes)), ("expect", "read")])
        }
            + (damaged + beyond).map { requirement, name, kind, bytes in
                Vector(requirement, name, kind, [("bytes", .text(bytes)), ("expect", "refused")])
            }
    }

    private static let key = String(repeating: "ab", count: 32)

    private static let valid: [(String, String, String, String)] = [
        ("SYNC-2.4", "nothing, counted", "counted", "00"),
        ("SYNC-2.4", "three bytes, counted", "counted", "03010203"),
        ("SYNC-2.5", "a key", "key", key), ("SYNC-2.5", "a digest", "digest", key),
        ("SYNC-2.5", "a stream", "stream", own),
        ("SYNC-4.7", "a field", "cell", "000161"),
        ("SYNC-4.7", "a row of this event", "cell", "010001610162"),
        ("SYNC-4.7", "a row of this stream", "cell", "020b0001610162"),
        ("SYNC-4.7", "a row of another stream", "cell", "03\(other)0c0001610162"),
        ("SYNC-4.8", "nothing written", "open", "000000"),
        ("SYNC-4.8", "two fields, a personal one", "open", "0002000161040001620301000163"),
        ("SYNC-4.8", "a field before the rows of its list", "open", "0002000161040100016101620300"),
        (
            "SYNC-4.8", "a transition and a reason", "open",
            "030100057374617465010162000174016101620172"
        ),
        ("SYNC-4.9", "two personal values", "personal", "0200016101017800016200"),
    ]

    private static let damaged: [(String, String, String, String)] = [
        ("SYNC-2.4", "counted bytes cut off", "counted", "030102"),
        ("SYNC-2.4", "more bytes than the limit of 1,000 are said to follow", "counted", "e90700"),
        ("SYNC-2.5", "a key cut off", "key", String(key.dropLast(2))),
        ("SYNC-2.5", "a digest with a byte more", "digest", key + "00"),
        ("SYNC-2.5", "a stream cut off", "stream", String(own.dropLast(2))),
        ("SYNC-4.7", "a cell of form 4", "cell", "040001610162"),
        ("SYNC-4.7", "a row of this event with its sequence", "cell", "020c0001610162"),
        ("SYNC-4.7", "a row of this stream with its name", "cell", "03\(own)0b0001610162"),
        ("SYNC-4.7", "a row of sequence 0", "cell", "02000001610162"),
        ("SYNC-4.7", "a field without a name", "cell", "0000"),
        ("SYNC-4.8", "fields in another order", "open", "0002000162040001610400"),
        ("SYNC-4.8", "a field twice", "open", "0002000161040001610400"),
        ("SYNC-4.8", "a row before its field", "open", "0002010001610162030001610400"),
        ("SYNC-4.8", "an unknown flag", "open", "040000"),
        ("SYNC-4.8", "a transition that is not there", "open", "010000"),
        ("SYNC-4.8", "a byte left over", "open", "00000000"),
        ("SYNC-4.9", "personal values in another order", "personal", "0200016200000161010178"),
        ("SYNC-4.9", "a personal value cut off", "personal", "01000161010578"),
    ]

    private static let bounds: [(String, String, String, String)] = [
        ("SYNC-9.15", "the last row", "cell", "01ffff0301610161"),
        ("SYNC-9.15", "1,024 writes", "open", "00\(cells(1_024, then: "00"))00"),
        ("SYNC-9.16", "a field of 64 bytes", "cell", "0040" + repeated("61", 64)),
    ]

    private static let beyond: [(String, String, String, String)] = [
        ("SYNC-9.15", "1,025 writes", "open", "00\(cells(1_025, then: "00"))00"),
        ("SYNC-9.15", "1,025 personal cells", "open", "0000\(cells(1_025, then: ""))"),
        ("SYNC-9.15", "1,025 personal values", "personal", cells(1_025, then: "00")),
        ("SYNC-9.15", "a row behind the last", "cell", "0180800401610161"),
        ("SYNC-9.16", "a field of 65 bytes", "cell", "0041" + repeated("61", 65)),
        (
            "SYNC-9.16", "a transition of 257 bytes", "open",
            "0100008102" + repeated("61", 257) + "01610161"
        ),
        ("SYNC-9.16", "a reason of 4,097 bytes", "open", "0200008120" + repeated("61", 4_097)),
    ]

    /// The count and so many fields in order, each with the same bytes behind it.
    private static func cells(_ count: Int, then value: String) -> String {
        var writer = ByteWriter()
        writer.varint(UInt64(count))
        let start = Hex.text(writer.bytes).textValue ?? ""
        return (0..<count).reduce(start) { text, index in
            let high = String(0x21 + index / 64, radix: 16)
            return text + "0002" + high + String(0x21 + index % 64, radix: 16) + value
        }
    }

    private static func repeated(_ text: String, _ count: Int) -> String {
        String(repeating: text, count: count)
    }

    /// Whether bytes are read, and written again as they were.
    static func decode(_ kind: String, _ bytes: [UInt8]) throws -> String? {
        var reader = ByteReader(bytes)
        var writer = ByteWriter()
        switch kind {
        case "counted": writer.counted(Array(try reader.counted(max: 1_000, "bytes")))
        case "key": writer.raw(try reader.nodeKey().bytes)
        case "digest": writer.digest(try reader.digest())
        case "stream": writer.stream(try reader.stream())
        case "cell":
            let cell = try CellCodec.read(from: &reader, author: author)
            CellCodec.write(cell, author: author, to: &writer)
        case "open":
            let payload = try PayloadCodec.decode(bytes, author: author)
            return PayloadCodec.encode(payload, author: author) == bytes ? "read" : "changed"
        case "personal":
            let writes = try PayloadCodec.decodePersonal(bytes, author: author)
            return PayloadCodec.encodePersonal(writes, author: author) == bytes ? "read" : "changed"
        default: return nil
        }
        try reader.end()
        return writer.bytes == bytes ? "read" : "changed"
    }
}
