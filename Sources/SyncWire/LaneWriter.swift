internal import Records

/// Writes the two lanes of a message: `body`, which is compressed, and `raw`, which cannot be.
///
/// Signatures, salts, hashes and keys look random; left among texts they would spoil the
/// compressor's statistics for both.
struct LaneWriter {
    /// What will be compressed.
    var body: ByteWriter
    /// What is sent as it is.
    var raw: ByteWriter

    /// Starts with both lanes empty.
    init(capacity: Int = 256) {
        body = ByteWriter(capacity: capacity)
        raw = ByteWriter(capacity: capacity / 4)
    }

    /// Appends another writer's lanes to both lanes.
    mutating func append(_ other: LaneWriter) {
        body.raw(other.body.bytes)
        raw.raw(other.raw.bytes)
    }

    /// A count or any other number from 0.
    mutating func count(_ value: Int) { body.varint(UInt64(value)) }

    /// An eight-byte number in the raw lane, most significant byte first.
    mutating func word(_ value: UInt64) {
        for shift in stride(from: UInt64(56), through: 0, by: -8) {
            raw.byte(UInt8(truncatingIfNeeded: value >> shift))
        }
    }
}
