package import Causality
package import Hashing

/// The byte form of field values: what is hashed, stored and sent.
package enum FieldValueCodec {
    /// The longest text of one value, in bytes of UTF-8: a document of definitions must fit.
    package static let textByteCountMax = 49_152

    /// Writes a value; nil is a cleared field.
    package static func write(_ value: FieldValue?, to writer: inout ByteWriter) {
        switch value {
        case nil: writer.byte(0)
        case .text(let text):
            writer.byte(1)
            writer.text(text)
        case .integer(let number):
            writer.byte(2)
            writer.signed(number)
        case .boolean(let flag): writer.byte(flag ? 4 : 3)
        case .reference(let record):
            writer.byte(5)
            writer.record(record)
        }
    }

    /// Reads what `write` writes.
    package static func read(
        from reader: inout ByteReader
    ) throws(ByteFormatError) -> FieldValue? {
        let offset = reader.offset
        switch try reader.byte() {
        case 0: return nil
        case 1: return .text(try reader.text(max: textByteCountMax, "text"))
        case 2: return .integer(try reader.signed())
        case 3: return .boolean(false)
        case 4: return .boolean(true)
        case 5: return .reference(try reader.record())
        default: throw .malformed(offset: offset, what: "value")
        }
    }

    /// Whether `read` takes what `write` writes of a value.
    package static func isReadable(_ value: FieldValue?) -> Bool {
        switch value {
        case nil, .integer, .boolean: true
        case .text(let text): text.utf8.count <= textByteCountMax && !text.utf8.contains(0)
        case .reference(.dot(let dot)): dot.sequence > 0 && dot.sequence <= Dot.sequenceMax
        case .reference(.derived): true
        }
    }

    /// The hash of a value that stands in the digest (SPEC 6.2).
    package static func hash(_ value: FieldValue?) -> Digest256 {
        var writer = ByteWriter(capacity: 64)
        write(value, to: &writer)
        return SHA256Hasher.hash(writer.bytes)
    }

    /// The hash that stands in the digest for a personal value: of the cell and of the salted hash
    /// of the event's personal payload, so that an erasure changes no digest.
    package static func personalHash(_ cell: Cell, payloadHash: Digest256) -> Digest256 {
        var writer = ByteWriter(capacity: 64)
        writer.byte(6)
        CellCodec.write(cell, author: nil, to: &writer)
        writer.digest(payloadHash)
        return SHA256Hasher.hash(writer.bytes)
    }
}

/// The byte form of cells.
package enum CellCodec {
    /// The longest field or item id, in bytes.
    package static let nameByteCountMax = 64

    /// Writes a cell.
    ///
    /// With an author's dot, rows added by that event or in its stream are written short; without
    /// one every row is written in full.
    package static func write(_ cell: Cell, author: Dot?, to writer: inout ByteWriter) {
        switch cell {
        case .field(let field):
            writer.byte(0)
            writer.text(field)
        case .item(let list, let row, let item):
            if row.dot == author {
                writer.byte(1)
            } else if row.dot.stream == author?.stream {
                writer.byte(2)
                writer.varint(row.dot.sequence)
            } else {
                writer.byte(3)
                writer.stream(row.dot.stream)
                writer.varint(row.dot.sequence)
            }
            writer.varint(UInt64(row.index))
            writer.text(list)
            writer.text(item)
        }
    }

    /// Reads what `write` writes for the same author.
    package static func read(
        from reader: inout ByteReader,
        author: Dot
    ) throws(ByteFormatError) -> Cell {
        let offset = reader.offset
        let form = try reader.byte()
        if form == 0 { return .field(try reader.name(max: nameByteCountMax, "field")) }
        let dot: Dot
        switch form {
        case 1: dot = author
        case 2: dot = try readDot(stream: author.stream, from: &reader)
        case 3: dot = try readDot(stream: try reader.stream(), from: &reader)
        default: throw .malformed(offset: offset, what: "cell")
        }
        // Each row has one spelling only, or two byte strings would mean one event.
        guard (form == 1) == (dot == author), (form == 3) == (dot.stream != author.stream) else {
            throw .malformed(offset: offset, what: "row")
        }
        let index = UInt32(try reader.count(max: 65_535, "row"))
        let list = try reader.name(max: nameByteCountMax, "field")
        let item = try reader.name(max: nameByteCountMax, "item")
        return .item(list: list, row: RowID(dot: dot, index: index), item: item)
    }

    /// Whether `read` takes a name: a field's or an item's.
    package static func isName(_ name: String) -> Bool {
        ByteReader.isName(name.utf8) && name.utf8.count <= nameByteCountMax
    }

    private static func readDot(
        stream: StreamID,
        from reader: inout ByteReader
    ) throws(ByteFormatError) -> Dot {
        let offset = reader.offset
        let sequence = try reader.varint()
        guard sequence > 0, sequence <= Dot.sequenceMax else {
            throw .malformed(offset: offset, what: "sequence")
        }
        return Dot(stream: stream, sequence: sequence)
    }
}
