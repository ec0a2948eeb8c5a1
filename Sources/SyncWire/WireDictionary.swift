internal import Records

/// The fixed dictionary of protocol version 1: what messages are likely to repeat.
///
/// Raw content for Zstandard, made from typical payloads in their byte form, so that even the first
/// event of a message finds its field ids, choices and common words there. It is part of the
/// protocol: the samples must never change; new ones need a new protocol version (SPEC 13.3).
package enum WireDictionary {
    /// The bytes; the same in `sync/schema/dictionary-1.bin`.
    package static let bytes: [UInt8] = {
        var writer = ByteWriter(capacity: 8_192)
        for line in DictionarySamples.lines { write(line: line, to: &writer) }
        return writer.bytes
    }()

    /// A sample is `field=value` pairs between spaces, in the order of a payload; a line that
    /// begins with `"` is plain words.
    private static func write(line: String, to writer: inout ByteWriter) {
        if line.utf8.first == UInt8(ascii: "\"") {
            writer.raw(line.utf8.dropFirst())
            return
        }
        for word in line.split(separator: " ") {
            if word.utf8.first == UInt8(ascii: ">") {
                let parts = word.dropFirst().split(separator: ":", omittingEmptySubsequences: false)
                for part in parts { writer.text(String(part)) }
            } else {
                let parts = word.split(separator: "=", maxSplits: 1)
                write(cell: parts[0], to: &writer)
                if parts.count == 2 { write(value: String(parts[1]), to: &writer) }
            }
        }
    }

    /// `field`, or `list.item` for a column of the first row that the event itself adds.
    private static func write(cell: Substring, to writer: inout ByteWriter) {
        let parts = cell.split(separator: ".")
        if parts.count == 2 {
            writer.byte(1)
            writer.varint(0)
        } else {
            writer.byte(0)
        }
        for part in parts { writer.text(String(part)) }
    }

    /// `@time`, `@date`, `@record` (its first bytes only), `@true`, `#number`, or a text.
    private static func write(value: String, to writer: inout ByteWriter) {
        switch value {
        case "@time": FieldValueCodec.write(.text("2026-11-16T09:30:00+08:00"), to: &writer)
        case "@date": FieldValueCodec.write(.text("2026-11-16"), to: &writer)
        case "@record": writer.raw([5, 0])
        case "@true": FieldValueCodec.write(.boolean(true), to: &writer)
        case _ where value.utf8.first == UInt8(ascii: "#"):
            FieldValueCodec.write(.integer(Int64(value.dropFirst()) ?? 0), to: &writer)
        default: FieldValueCodec.write(.text(value), to: &writer)
        }
    }
}
