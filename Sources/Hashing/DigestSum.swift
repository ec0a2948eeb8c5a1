/// A sum of digests modulo 2^256: the digest of a set, kept up to date by adding and taking away.
///
/// Order never matters, and taking away what was added gives back the sum before. Used for the
/// state digest of a place and for the digest of a frontier (design section 3).
package struct DigestSum: Hashable, Sendable {
    /// The sum, most significant word first.
    private var words: SIMD4<UInt64>

    /// The sum of nothing.
    package static let zero = DigestSum()

    /// Makes the sum of nothing.
    package init() { words = SIMD4(repeating: 0) }

    /// Reads the 32 bytes that `digest` has; any other count gives nil.
    package init?(bytes: some Collection<UInt8>) {
        guard let digest = Digest256(bytes: bytes) else { return nil }
        words = digest.words
    }

    /// The sum as 32 bytes, for storing and comparing.
    package var digest: Digest256 { Digest256(words: words) }

    /// Adds one member of the set.
    package mutating func add(_ digest: Digest256) { add(words: digest.words) }

    /// Takes one member away that was added before.
    package mutating func remove(_ digest: Digest256) { add(words: DigestSum.negated(digest.words)) }

    /// Takes all members of another sum away.
    package mutating func remove(_ other: DigestSum) { add(words: DigestSum.negated(other.words)) }

    /// Adds all members of another sum.
    package mutating func add(_ other: DigestSum) { add(words: other.words) }

    private mutating func add(words other: SIMD4<UInt64>) {
        var carry: UInt64 = 0
        for index in stride(from: 3, through: 0, by: -1) {
            let (partial, first) = words[index].addingReportingOverflow(other[index])
            let (total, second) = partial.addingReportingOverflow(carry)
            words[index] = total
            carry = first || second ? 1 : 0
        }
    }

    private static func negated(_ words: SIMD4<UInt64>) -> SIMD4<UInt64> {
        var result = DigestSum()
        result.words = ~words
        result.add(words: SIMD4(0, 0, 0, 1))
        return result.words
    }
}
