/// A SHA-256 value: 32 bytes held in registers, so that it hashes and compares cheaply.
package struct Digest256: Hashable, Comparable, Sendable {
    /// The most significant word first: the byte order of SHA-256 itself.
    let words: SIMD4<UInt64>

    /// The digest of 32 zero bytes: what stands before a stream's first event.
    package static let zero = Digest256(words: SIMD4(repeating: 0))

    init(words: SIMD4<UInt64>) { self.words = words }

    /// Reads exactly 32 bytes; any other count gives nil.
    package init?(bytes: some Collection<UInt8>) {
        guard bytes.count == 32 else { return nil }
        var words = SIMD4<UInt64>(repeating: 0)
        var index = 0
        for byte in bytes {
            words[index >> 3] = words[index >> 3] << 8 | UInt64(byte)
            index += 1
        }
        self.words = words
    }

    /// The 32 bytes.
    package var bytes: [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(32)
        append(to: &result)
        return result
    }

    /// Appends the 32 bytes.
    package func append(to bytes: inout [UInt8]) {
        for index in 0..<4 {
            withUnsafeBytes(of: words[index].bigEndian) { bytes.append(contentsOf: $0) }
        }
    }

    /// Sixty-four lower-case hexadecimal digits.
    package var hexadecimal: String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        text.reserveCapacity(64)
        for byte in bytes {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }

    package static func < (left: Digest256, right: Digest256) -> Bool {
        for index in 0..<4 where left.words[index] != right.words[index] {
            return left.words[index] < right.words[index]
        }
        return false
    }
}
