internal import BigInt

/// How a number becomes a whole one.
package enum WholeRounding: String, CaseIterable, Sendable {
    /// Halves go away from zero.
    case halfUp = "half_up"
    /// To the whole number at or below.
    case floor
    /// To the whole number at or above.
    case ceil
}

extension ExactNumber {
    /// The whole number that the rule makes of this one.
    package func rounded(_ rule: WholeRounding) -> ExactNumber {
        switch rule {
        case .floor: floored
        case .ceil: -(-self).floored
        case .halfUp:
            isNegative
                ? -(-self).rounded(.halfUp)
                : ExactNumber(reducing: numerator * 2 + denominator, over: denominator * 2).floored
        }
    }

    private var floored: ExactNumber {
        let (quotient, remainder) = numerator.quotientAndRemainder(dividingBy: denominator)
        let isBelow = remainder.signum() < 0
        return ExactNumber(reducing: isBelow ? quotient - 1 : quotient, over: 1)
    }
}
