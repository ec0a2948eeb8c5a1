import Ambient
import Causality

/// Bytes from lower-case hexadecimal digits.
func bytes(_ hex: String) -> [UInt8] {
    let digits = hex.compactMap { $0.hexDigitValue }
    return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
}

/// A node key of 32 equal bytes.
func nodeKey(_ byte: UInt8) throws -> NodeKey {
    guard let key = NodeKey(bytes: [UInt8](repeating: byte, count: 32)) else {
        throw SampleFault.notAKey
    }
    return key
}

/// Every variant of some bytes with one bit changed.
func flipped(_ bytes: [UInt8]) -> [[UInt8]] {
    (0..<bytes.count * 8).map { bit in
        var changed = bytes
        changed[bit / 8] ^= 1 << UInt8(bit % 8)
        return changed
    }
}

enum SampleFault: Error {
    case notAKey
}
