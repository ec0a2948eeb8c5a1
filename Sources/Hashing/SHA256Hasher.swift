internal import Crypto

/// SHA-256 over bytes given whole: every hash of the product is over a short byte string.
package enum SHA256Hasher {
    /// The SHA-256 of the bytes.
    package static func hash(_ bytes: [UInt8]) -> Digest256 {
        bytes.withUnsafeBytes { hash($0) }
    }

    /// The SHA-256 of a slice, without copying it.
    package static func hash(_ bytes: ArraySlice<UInt8>) -> Digest256 {
        bytes.withUnsafeBytes { hash($0) }
    }

    private static func hash(_ bytes: UnsafeRawBufferPointer) -> Digest256 {
        var hasher = SHA256()
        hasher.update(bufferPointer: bytes)
        return hasher.finalize().withUnsafeBytes { raw in
            var words = SIMD4<UInt64>(repeating: 0)
            for index in 0..<4 {
                words[index] = UInt64(
                    bigEndian: raw.loadUnaligned(fromByteOffset: index * 8, as: UInt64.self)
                )
            }
            return Digest256(words: words)
        }
    }
}
