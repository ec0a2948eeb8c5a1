/// A SHA-256 value: 32 bytes in four words, so that it hashes and compares cheaply.
package struct Digest256: Hashable, Comparable, Sendable {
    // The most significant word first: the byte order of SHA-256 itself. No SIMD vector: its
    // alignment of 32 bytes would make every array of anything with a digest in it dear to
    // allocate.
    private let first: UInt64
    private let second: UInt64
    private let third: UInt64
    private let fourth: UInt64

    /// The digest of 32 zero bytes: what stands before a stream's first event.
    package static let zero = Digest256(words: SIMD4(repeating: 0))

    init(words: SIMD4<UInt64>) {
        first = words[0]
        second = words[1]
        third = words[2]
        fourth = words[3]
    }

    /// The words, most significant first, for arithmetic.
    var words: SIMD4<UInt64> { SIMD4(first, second, third, fourth) }

    /// Reads exactly 32 bytes; any other count gives nil.
    package init?(bytes: some Collection<UInt8>) {
        guard bytes.count == 32 else { return nil }
        var words = SIMD4<UInt64>(repeating: 0)
        var index = 0
        for byte in bytes {
            words[index >> 3] = words[index >> 3] << 8 | UInt64(byte)
            index += 1
        }
        self.init(words: words)
    }

    /// Reads exactly 32 bytes of a buffer that is being parsed; any other count gives nil.
    package init?(bytes: ArraySlice<UInt8>) {
        guard bytes.count == 32 else { return nil }
        var words = SIMD4<UInt64>(repeating: 0)
        for (index, byte) in bytes.enumerated() {
            words[index >> 3] = words[index >> 3] << 8 | UInt64(byte)
        }
        self.init(words: words)
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
        let words = (first.bigEndian, second.bigEndian, third.bigEndian, fourth.bigEndian)
        // The tuple lives for the call, and its 32 bytes are the four words without gaps.
        withUnsafeBytes(of: words) { bytes.append(contentsOf: $0) }
    }

    /// Reads sixty-four lower-case hexadecimal digits; nil for anything else.
    package init?(hexadecimal text: String) {
        let digits = Array(text.utf8)
        guard digits.count == 64 else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(32)
        for pair in stride(from: 0, to: 64, by: 2) {
            guard let high = Digest256.value(ofDigit: digits[pair]),
                let low = Digest256.value(ofDigit: digits[pair + 1])
            else { return nil }
            bytes.append(high << 4 | low)
        }
        self.init(bytes: bytes)
    }

    private static func value(ofDigit digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        default: nil
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
        (left.first, left.second, left.third, left.fourth)
            < (right.first, right.second, right.third, right.fourth)
    }
}
