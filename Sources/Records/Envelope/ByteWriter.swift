package import Causality
package import Hashing

/// Writes the canonical byte form of events, contexts and everything that is hashed or signed.
///
/// Varints are LEB128, least significant group first, in the shortest form; texts are UTF-8 with
/// their byte count before them. One value has one byte form (SPEC section 2).
package struct ByteWriter {
    /// What has been written so far.
    package private(set) var bytes: [UInt8]

    /// Starts empty, with room for so many bytes.
    package init(capacity: Int = 128) {
        bytes = []
        bytes.reserveCapacity(capacity)
    }

    /// Drops all but the first so many bytes, and keeps the room.
    package mutating func truncate(to count: Int) { bytes.removeSubrange(count...) }

    /// One byte.
    package mutating func byte(_ value: UInt8) { bytes.append(value) }

    /// A whole number from 0, shortest LEB128.
    package mutating func varint(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    /// A signed number: zigzag, then LEB128.
    package mutating func signed(_ value: Int64) {
        varint(UInt64(bitPattern: (value << 1) ^ (value >> 63)))
    }

    /// UTF-8 text with its byte count before it.
    package mutating func text(_ value: String) {
        var value = value
        value.withUTF8 { utf8 in
            varint(UInt64(utf8.count))
            bytes.append(contentsOf: utf8)
        }
    }

    /// Bytes as they are, for fields of a fixed count.
    package mutating func raw(_ value: some Sequence<UInt8>) { bytes.append(contentsOf: value) }

    /// Bytes with their count before them.
    package mutating func counted(_ value: [UInt8]) {
        varint(UInt64(value.count))
        bytes.append(contentsOf: value)
    }

    /// The 16 bytes of a stream's name.
    package mutating func stream(_ value: StreamID) { value.append(to: &bytes) }

    /// The 32 bytes of a digest.
    package mutating func digest(_ value: Digest256) { value.append(to: &bytes) }

    /// A record id: 0, stream, sequence for a dot; 1, hash for a derived one.
    package mutating func record(_ value: RecordID) {
        switch value {
        case .dot(let dot):
            byte(0)
            stream(dot.stream)
            varint(dot.sequence)
        case .derived(let name):
            byte(1)
            stream(name)
        }
    }
}
