package import Causality
package import Hashing

/// What is wrong with bytes that claim to be in canonical form.
///
/// Offsets count from the start.
package enum ByteFormatError: Error, Equatable, Sendable {
    /// The bytes end before the value does.
    case truncated(offset: Int)
    /// A value is not in its one canonical form, or not one that exists.
    case malformed(offset: Int, what: String)
    /// A count or number is beyond what a receiver accepts.
    case tooLarge(offset: Int, what: String)
    /// Bytes are left over behind the last value.
    case trailing(offset: Int)
}

/// Reads what `ByteWriter` writes, refusing every other spelling.
///
/// The bytes are hostile until read: no count is trusted before the bytes are seen to be there.
package struct ByteReader {
    private let bytes: ArraySlice<UInt8>
    private let start: Int
    private var position: Int

    /// Reads from these bytes.
    package init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        start = bytes.startIndex
        position = bytes.startIndex
    }

    /// Reads from these bytes.
    package init(_ bytes: [UInt8]) { self.init(bytes[...]) }

    /// How many bytes have been read.
    package var offset: Int { position - start }

    /// How many bytes are left.
    package var remaining: Int { bytes.endIndex - position }

    /// One byte.
    package mutating func byte() throws(ByteFormatError) -> UInt8 {
        guard position < bytes.endIndex else { throw .truncated(offset: offset) }
        defer { position += 1 }
        return bytes[position]
    }

    /// A number written by `varint`; a longer spelling is refused.
    package mutating func varint() throws(ByteFormatError) -> UInt64 {
        let first = offset
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while true {
            let next = try byte()
            let group = UInt64(next & 0x7f)
            guard shift < 63 || (shift == 63 && group <= 1) else {
                throw .malformed(offset: first, what: "varint")
            }
            value |= group << shift
            if next & 0x80 == 0 {
                guard next != 0 || shift == 0 else {
                    throw .malformed(offset: first, what: "varint")
                }
                return value
            }
            shift += 7
        }
    }

    /// A number that must not exceed a bound, as an `Int`.
    package mutating func count(max: Int, _ what: String) throws(ByteFormatError) -> Int {
        let first = offset
        let value = try varint()
        guard value <= UInt64(max) else { throw .tooLarge(offset: first, what: what) }
        return Int(value)
    }

    /// A number written by `signed`.
    package mutating func signed() throws(ByteFormatError) -> Int64 {
        let value = try varint()
        return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
    }

    /// So many bytes as they are.
    package mutating func raw(_ count: Int) throws(ByteFormatError) -> ArraySlice<UInt8> {
        guard count <= remaining else { throw .truncated(offset: offset) }
        defer { position += count }
        return bytes[position..<position + count]
    }

    /// Bytes with their count before them, at most `max`.
    package mutating func counted(
        max: Int,
        _ what: String
    ) throws(ByteFormatError) -> ArraySlice<UInt8> {
        let length = try count(max: max, what)
        return try raw(length)
    }

    /// Text with its byte count before it, at most `max` bytes; must be valid UTF-8 without NUL.
    package mutating func text(max: Int, _ what: String) throws(ByteFormatError) -> String {
        let first = offset
        let utf8 = try counted(max: max, what)
        guard let text = String(validating: utf8, as: UTF8.self), !utf8.contains(0) else {
            throw .malformed(offset: first, what: what)
        }
        return text
    }

    /// A name (SPEC 2.9): text of at least one printable ASCII character and nothing else, so that
    /// two names that are equal as text have the same bytes.
    package mutating func name(max: Int, _ what: String) throws(ByteFormatError) -> String {
        let first = offset
        let ascii = try counted(max: max, what)
        guard ByteReader.isName(ascii) else {
            throw .malformed(offset: first, what: what)
        }
        return String(decoding: ascii, as: UTF8.self)
    }

    /// Whether bytes are a name (SPEC 2.9), however long.
    static func isName(_ bytes: some Collection<UInt8>) -> Bool {
        !bytes.isEmpty && bytes.allSatisfy { (0x21...0x7e).contains($0) }
    }

    /// A stream's name.
    package mutating func stream() throws(ByteFormatError) -> StreamID {
        let first = offset
        guard let value = StreamID(bytes: try raw(StreamID.byteCount)) else {
            throw .truncated(offset: first)
        }
        return value
    }

    /// A digest.
    package mutating func digest() throws(ByteFormatError) -> Digest256 {
        let first = offset
        guard let value = Digest256(bytes: try raw(32)) else { throw .truncated(offset: first) }
        return value
    }

    /// A node key.
    package mutating func nodeKey() throws(ByteFormatError) -> NodeKey {
        let first = offset
        guard let value = NodeKey(bytes: try raw(32)) else { throw .truncated(offset: first) }
        return value
    }

    /// A record id.
    package mutating func record() throws(ByteFormatError) -> RecordID {
        let first = offset
        switch try byte() {
        case 0:
            let stream = try stream()
            let sequence = try varint()
            guard sequence > 0, sequence <= Dot.sequenceMax else {
                throw .malformed(offset: first, what: "sequence")
            }
            return .dot(Dot(stream: stream, sequence: sequence))
        case 1: return .derived(try stream())
        default: throw .malformed(offset: first, what: "record id")
        }
    }

    /// Ends the reading: anything left over is an error.
    package func end() throws(ByteFormatError) {
        guard remaining == 0 else { throw .trailing(offset: offset) }
    }
}
