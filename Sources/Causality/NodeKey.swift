/// A node's identity: the 32 raw bytes of its Ed25519 public signing key.
///
/// Ordering is that of the bytes; it has no meaning beyond being the same on every node.
package struct NodeKey: Hashable, Comparable, Sendable {
    private let words: FourWords

    /// Reads exactly 32 bytes; any other count gives nil.
    package init?(bytes: some Collection<UInt8>) {
        guard let words = FourWords(bytes: bytes) else { return nil }
        self.words = words
    }

    /// The 32 bytes, in the order in which the key is written on the wire.
    package var bytes: [UInt8] { words.bytes }

    package static func < (left: NodeKey, right: NodeKey) -> Bool { left.words < right.words }
}

/// Thirty-two bytes held in registers, so that keys hash and compare without allocation.
struct FourWords: Hashable, Comparable, Sendable {
    let first: UInt64
    let second: UInt64
    let third: UInt64
    let fourth: UInt64

    init?(bytes: some Collection<UInt8>) {
        guard bytes.count == 32 else { return nil }
        var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
        var index = 0
        for byte in bytes {
            switch index >> 3 {
            case 0: words.0 = words.0 << 8 | UInt64(byte)
            case 1: words.1 = words.1 << 8 | UInt64(byte)
            case 2: words.2 = words.2 << 8 | UInt64(byte)
            default: words.3 = words.3 << 8 | UInt64(byte)
            }
            index += 1
        }
        (first, second, third, fourth) = words
    }

    var bytes: [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(32)
        for word in [first, second, third, fourth] { word.appendBigEndian(to: &result) }
        return result
    }

    static func < (left: FourWords, right: FourWords) -> Bool {
        (left.first, left.second, left.third, left.fourth)
            < (right.first, right.second, right.third, right.fourth)
    }
}

extension UInt64 {
    /// The number whose eight bytes these are, most significant first.
    init(bigEndian bytes: ArraySlice<UInt8>) {
        var value: UInt64 = 0
        for byte in bytes { value = value << 8 | UInt64(byte) }
        self = value
    }

    /// Appends the eight bytes, most significant first.
    func appendBigEndian(to bytes: inout [UInt8]) {
        for shift in stride(from: 56, through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: self >> UInt64(shift)))
        }
    }
}
