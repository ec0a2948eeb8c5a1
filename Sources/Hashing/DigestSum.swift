/// A sum of digests modulo 2^256: the digest of a set, kept up to date by adding and taking away.
///
/// Order never matters, and taking away what was added gives back the sum before. Used for the
/// state digest of a place and for the digest of a frontier (design section 3).
package struct DigestSum: Hashable, Sendable {
    /// The sum, most significant word first.
    private var sum: Digest256
    private var words: SIMD4<UInt64> {
        get { sum.words }
        set { sum = Digest256(words: newValue) }
    }

    /// The sum of nothing.
    package static let zero = DigestSum()

    /// Makes the sum of nothing.
    package init() { sum = .zero }

    /// Reads the 32 bytes that `digest` has; any other count gives nil.
    package init?(bytes: some Collection<UInt8>) {
        guard let digest = Digest256(bytes: bytes) else { return nil }
        sum = digest
    }

    /// The sum as 32 bytes, for storing and comparing.
    package var digest: Digest256 { sum }

    /// Adds one member of the set.
    package mutating func add(_ digest: Digest256) { add(words: digest.words) }

    /// Takes one member away that was added before.
    package mutating func remove(_ digest: Digest256) {
        add(words: DigestSum.negated(digest.words))
    }

    /// Takes all members of another sum away.
    package mutating func remove(_ other: DigestSum) { add(words: DigestSum.negated(other.words)) }

    /// Adds all members of another sum.
    package mutating func add(_ other: DigestSum) { add(words: other.words) }

    private mutating func add(words other: SIMD4<UInt64>) {
        var total = words
        var carry: UInt64 = 0
        for index in stride(from: 3, through: 0, by: -1) {
            let (partial, first) = total[index].addingReportingOverflow(other[index])
            let (whole, second) = partial.addingReportingOverflow(carry)
            total[index] = whole
            carry = first || second ? 1 : 0
        }
        words = total
    }

    private static func negated(_ words: SIMD4<UInt64>) -> SIMD4<UInt64> {
        var result = DigestSum()
        result.words = ~words
        result.add(words: SIMD4(0, 0, 0, 1))
        return result.words
    }
}
