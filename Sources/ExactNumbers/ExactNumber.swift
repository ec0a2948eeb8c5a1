internal import BigInt

/// An exact fraction of whole numbers of any size, always reduced; no rounding ever happens inside.
package struct ExactNumber: Hashable, Sendable {
    let numerator: BigInt
    /// Always above zero, and without a common divisor with the numerator.
    let denominator: BigInt

    /// The number 0.
    package static let zero = ExactNumber(0)
    /// The number 1.
    package static let one = ExactNumber(1)

    /// Makes a whole number.
    package init(_ whole: Int) {
        numerator = BigInt(whole)
        denominator = 1
    }

    init(reducing numerator: BigInt, over denominator: BigInt) {
        precondition(denominator > 0, "denominator \(denominator) is not above zero")
        guard denominator != 1 else {
            self.init(reduced: numerator, over: denominator)
            return
        }
        let divisor = numerator.greatestCommonDivisor(with: denominator)
        self.init(reduced: numerator / divisor, over: denominator / divisor)
    }

    private init(reduced numerator: BigInt, over denominator: BigInt) {
        self.numerator = numerator
        self.denominator = denominator
    }

    /// True for 0.
    package var isZero: Bool { numerator.isZero }

    /// True for numbers below 0.
    package var isNegative: Bool { numerator.signum() < 0 }

    /// True where nothing stands behind the decimal point.
    package var isWhole: Bool { denominator == 1 }

    /// The value as an `Int`, or nil for a fraction or a number that does not fit.
    package var wholeValue: Int? { isWhole ? Int(exactly: numerator) : nil }

    /// The distance from 0.
    package var magnitude: ExactNumber { isNegative ? -self : self }

    /// The exact quotient, or nil for a divisor of 0.
    package func divided(by divisor: ExactNumber) -> ExactNumber? {
        switch divisor.numerator.signum() {
        case 0: nil
        case 1:
            ExactNumber(
                reducing: numerator * divisor.denominator,
                over: denominator * divisor.numerator
            )
        default:
            ExactNumber(
                reducing: -numerator * divisor.denominator,
                over: denominator * -divisor.numerator
            )
        }
    }
}

extension ExactNumber: Comparable {
    package static func < (left: ExactNumber, right: ExactNumber) -> Bool {
        if left.denominator == right.denominator { return left.numerator < right.numerator }
        return left.numerator * right.denominator < right.numerator * left.denominator
    }
}

extension ExactNumber {
    package static func + (left: ExactNumber, right: ExactNumber) -> ExactNumber {
        if left.denominator == right.denominator {
            return ExactNumber(
                reducing: left.numerator + right.numerator,
                over: left.denominator
            )
        }
        return ExactNumber(
            reducing: left.numerator * right.denominator + right.numerator * left.denominator,
            over: left.denominator * right.denominator
        )
    }

    package static prefix func - (number: ExactNumber) -> ExactNumber {
        ExactNumber(reduced: -number.numerator, over: number.denominator)
    }

    package static func - (left: ExactNumber, right: ExactNumber) -> ExactNumber {
        left + -right
    }

    package static func * (left: ExactNumber, right: ExactNumber) -> ExactNumber {
        ExactNumber(
            reducing: left.numerator * right.numerator,
            over: left.denominator * right.denominator
        )
    }

    package static func += (left: inout ExactNumber, right: ExactNumber) {
        left = left + right
    }

    package static func -= (left: inout ExactNumber, right: ExactNumber) {
        left = left - right
    }
}
