/// Names a stream on every node: the first 128 bits of the SHA-256 of its description.
///
/// The description is (node key, incarnation, audience); `Records` computes the hash. 128 bits
/// leave a would-be forger 2^64 work for two streams of one name, both under its own key.
package struct StreamID: Hashable, Comparable, Sendable {
    private let high: UInt64
    private let low: UInt64

    /// Number of bytes of an identifier.
    package static let byteCount = 16

    /// Reads exactly 16 bytes; any other count gives nil.
    package init?(bytes: some Collection<UInt8>) {
        guard bytes.count == StreamID.byteCount else { return nil }
        var high: UInt64 = 0
        var low: UInt64 = 0
        var index = 0
        for byte in bytes {
            if index < 8 { high = high << 8 | UInt64(byte) } else { low = low << 8 | UInt64(byte) }
            index += 1
        }
        self.high = high
        self.low = low
    }

    /// Reads exactly 16 bytes of a buffer that is being parsed; any other count gives nil.
    package init?(bytes: ArraySlice<UInt8>) {
        guard bytes.count == StreamID.byteCount else { return nil }
        high = UInt64(bigEndian: bytes.prefix(8))
        low = UInt64(bigEndian: bytes.suffix(8))
    }

    /// The 16 bytes in wire order.
    package var bytes: [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(StreamID.byteCount)
        append(to: &result)
        return result
    }

    /// Appends the 16 bytes in wire order.
    package func append(to bytes: inout [UInt8]) {
        let words = (high.bigEndian, low.bigEndian)
        // The tuple lives for the call, and its 16 bytes are the two words without a gap.
        withUnsafeBytes(of: words) { bytes.append(contentsOf: $0) }
    }

    package static func < (left: StreamID, right: StreamID) -> Bool {
        (left.high, left.low) < (right.high, right.low)
    }
}
