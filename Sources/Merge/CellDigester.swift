internal import Causality
internal import Hashing
internal import Records

/// Makes the digests of one record's cells; what all of them begin with is written only once.
struct CellDigester {
    private var writer: ByteWriter
    private let prefixByteCount: Int

    init(record: RecordID, audience: Audience) {
        writer = ByteWriter(capacity: 256)
        writer.byte(3)
        writer.record(audience.place)
        writer.record(record)
        prefixByteCount = writer.bytes.count
    }

    /// What the cell adds to the digest of its place (SPEC 6.2); nil if nothing was ever written.
    mutating func digest(of state: CellState, in cell: Cell) -> Digest256? {
        guard !state.siblings.isEmpty else { return nil }
        writer.truncate(to: prefixByteCount)
        CellCodec.write(cell, author: nil, to: &writer)
        writer.varint(UInt64(state.siblings.count))
        for sibling in state.siblings {
            writer.stream(sibling.dot.stream)
            writer.varint(sibling.dot.sequence)
            writer.digest(sibling.hash(in: cell))
        }
        return SHA256Hasher.hash(writer.bytes)
    }
}
