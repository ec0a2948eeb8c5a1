internal import BigInt

/// The greatest common divisor by Lehmer's method (Knuth, 4.5.2, algorithm L).
///
/// Several steps of Euclid are worked out on the leading bits in machine words and then done to the
/// long numbers at once; evidence may hold fractions whose sums have tens of thousands of digits.
enum CommonDivisor {
    /// So many leading bits that no step on them overflows.
    private static let leadingBitCount = 61

    /// The divisor of both; the other number where one is 0.
    static func of(_ left: BigUInt, _ right: BigUInt) -> BigUInt {
        var (larger, smaller) = left < right ? (right, left) : (left, right)
        while smaller.bitWidth > UInt.bitWidth {
            let steps = Steps(larger, smaller, leadingBitCount)
            if steps.isEmpty {
                (larger, smaller) = (smaller, larger % smaller)
            } else {
                (larger, smaller) = steps.applied(to: larger, smaller)
            }
        }
        guard var divisor = smaller.words.first, divisor != 0 else { return larger }
        var rest = WordDivision.remainder(of: larger, by: divisor)
        while rest != 0 { (divisor, rest) = (rest, divisor % rest) }
        return BigUInt(divisor)
    }

    /// The divisor of both without their signs.
    static func of(_ left: BigInt, _ right: BigInt) -> BigInt {
        BigInt(of(left.magnitude, right.magnitude))
    }

    /// What several steps of Euclid make of two numbers: each a sum of multiples of both.
    private struct Steps {
        private var first = (1, 0)
        private var second = (0, 1)

        /// True where the leading bits decide not even one step.
        var isEmpty: Bool { first.1 == 0 }

        init(_ larger: BigUInt, _ smaller: BigUInt, _ bitCount: Int) {
            let shift = larger.bitWidth - bitCount
            var top = Int(larger >> shift)
            var bottom = Int(smaller >> shift)
            while bottom + second.0 != 0, bottom + second.1 != 0 {
                let quotient = (top + first.0) / (bottom + second.0)
                guard quotient == (top + first.1) / (bottom + second.1) else { return }
                (first, second) = (
                    second, (first.0 - quotient * second.0, first.1 - quotient * second.1)
                )
                (top, bottom) = (bottom, top - quotient * bottom)
            }
        }

        func applied(to larger: BigUInt, _ smaller: BigUInt) -> (BigUInt, BigUInt) {
            (
                Steps.sum(first, larger, smaller),
                Steps.sum(second, larger, smaller)
            )
        }

        /// One factor is above 0 and the other below, or one is 0; the sum is never below 0.
        private static func sum(
            _ factors: (Int, Int),
            _ larger: BigUInt,
            _ smaller: BigUInt
        ) -> BigUInt {
            let one = larger * BigUInt(factors.0.magnitude)
            let other = smaller * BigUInt(factors.1.magnitude)
            return factors.0 < 0 || factors.1 > 0 && factors.0 == 0 ? other - one : one - other
        }
    }
}
