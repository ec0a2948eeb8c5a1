internal import BigInt

/// An exact fraction of whole numbers of any size, always reduced; no rounding ever happens inside.
///
/// Fractions whose two parts fit a machine word are worked with as such, because nearly all are;
/// where a step would overflow, whole numbers of any size take over.
package struct ExactNumber: Hashable, Sendable {
    /// Reduced, with a denominator above zero; `wide` only where `word` cannot hold it, so that
    /// equal numbers are stored alike.
    enum Storage: Hashable, Sendable {
        case word(Int, over: Int)
        case wide(BigInt, over: BigInt)
    }

    let storage: Storage

    /// The number 0.
    package static let zero = ExactNumber(0)
    /// The number 1.
    package static let one = ExactNumber(1)

    /// Makes a whole number.
    package init(_ whole: Int) {
        storage = whole == .min ? .wide(BigInt(whole), over: 1) : .word(whole, over: 1)
    }

    init(reducing numerator: BigInt, over denominator: BigInt) {
        precondition(denominator > 0, "denominator \(denominator) is not above zero")
        if let top = Int(exactly: numerator), let bottom = Int(exactly: denominator),
            let number = ExactNumber(word: top, over: bottom)
        {
            self = number
            return
        }
        let divisor = CommonDivisor.of(numerator, denominator)
        self.init(
            reduced: ExactNumber.quotient(numerator, by: divisor),
            over: ExactNumber.quotient(denominator, by: divisor)
        )
    }

    private init(reduced numerator: BigInt, over denominator: BigInt) {
        // The smallest `Int` has no negation, so it counts as too wide.
        if let top = Int(exactly: numerator), let bottom = Int(exactly: denominator), top != .min {
            storage = .word(top, over: bottom)
        } else {
            storage = .wide(numerator, over: denominator)
        }
    }

    /// Reduces a fraction of machine words, or gives nil for the one numerator without a negation.
    private init?(word numerator: Int, over denominator: Int) {
        guard numerator != .min else { return nil }
        var divisor = denominator
        var rest = abs(numerator)
        while rest != 0 { (divisor, rest) = (rest, divisor % rest) }
        storage = .word(numerator / divisor, over: denominator / divisor)
    }

    var numerator: BigInt {
        switch storage {
        case .word(let numerator, _): BigInt(numerator)
        case .wide(let numerator, _): numerator
        }
    }

    /// Always above zero, and without a common divisor with the numerator.
    var denominator: BigInt {
        switch storage {
        case .word(_, let denominator): BigInt(denominator)
        case .wide(_, let denominator): denominator
        }
    }

    private var sign: Int {
        switch storage {
        case .word(let numerator, _): numerator.signum()
        case .wide(let numerator, _): Int(numerator.signum())
        }
    }

    /// True for 0.
    package var isZero: Bool { sign == 0 }

    /// True for numbers below 0.
    package var isNegative: Bool { sign < 0 }

    /// True where nothing stands behind the decimal point.
    package var isWhole: Bool {
        switch storage {
        case .word(_, let denominator): denominator == 1
        case .wide(_, let denominator): denominator == 1
        }
    }

    /// The value as an `Int`, or nil for a fraction or a number that does not fit.
    package var wholeValue: Int? { isWhole ? Int(exactly: numerator) : nil }

    /// The distance from 0.
    package var magnitude: ExactNumber { isNegative ? -self : self }

    /// The exact quotient, or nil for a divisor of 0.
    package func divided(by divisor: ExactNumber) -> ExactNumber? {
        if divisor.isZero { return nil }
        let positive = divisor.magnitude
        let inverse = ExactNumber(reduced: positive.denominator, over: positive.numerator)
        return divisor.isNegative ? -self * inverse : self * inverse
    }
}

extension ExactNumber: Comparable {
    package static func < (left: ExactNumber, right: ExactNumber) -> Bool {
        if case .word(let top, let bottom) = left.storage,
            case .word(let otherTop, let otherBottom) = right.storage
        {
            let (one, isOneWide) = top.multipliedReportingOverflow(by: otherBottom)
            let (other, isOtherWide) = otherTop.multipliedReportingOverflow(by: bottom)
            if !isOneWide, !isOtherWide { return one < other }
        }
        return left.numerator * right.denominator < right.numerator * left.denominator
    }
}

extension ExactNumber {
    package static func + (left: ExactNumber, right: ExactNumber) -> ExactNumber {
        if case .word(let top, let bottom) = left.storage,
            case .word(let otherTop, let otherBottom) = right.storage,
            let sum = wordSum(top, bottom, otherTop, otherBottom)
        {
            return sum
        }
        return wideSum(left, right)
    }

    package static prefix func - (number: ExactNumber) -> ExactNumber {
        switch number.storage {
        case .word(let numerator, let denominator):
            ExactNumber(storage: .word(-numerator, over: denominator))
        case .wide(let numerator, let denominator):
            ExactNumber(reduced: -numerator, over: denominator)
        }
    }

    package static func - (left: ExactNumber, right: ExactNumber) -> ExactNumber {
        left + -right
    }

    package static func * (left: ExactNumber, right: ExactNumber) -> ExactNumber {
        if case .word(let top, let bottom) = left.storage,
            case .word(let otherTop, let otherBottom) = right.storage
        {
            let (numerator, isTopWide) = top.multipliedReportingOverflow(by: otherTop)
            let (denominator, isBottomWide) = bottom.multipliedReportingOverflow(by: otherBottom)
            if !isTopWide, !isBottomWide,
                let product = ExactNumber(word: numerator, over: denominator)
            {
                return product
            }
        }
        // Both are reduced, so that only what stands crosswise can have a common divisor.
        let falling = CommonDivisor.of(left.numerator, right.denominator)
        let rising = CommonDivisor.of(right.numerator, left.denominator)
        return ExactNumber(
            reduced: quotient(left.numerator, by: falling) * quotient(right.numerator, by: rising),
            over: quotient(left.denominator, by: rising) * quotient(right.denominator, by: falling)
        )
    }

    package static func += (left: inout ExactNumber, right: ExactNumber) {
        left = left + right
    }

    package static func -= (left: inout ExactNumber, right: ExactNumber) {
        left = left - right
    }

    private init(storage: Storage) { self.storage = storage }

    /// The sum of two fractions of machine words, or nil where it does not fit.
    private static func wordSum(
        _ top: Int,
        _ bottom: Int,
        _ otherTop: Int,
        _ otherBottom: Int
    ) -> ExactNumber? {
        if bottom == otherBottom {
            let (sum, isWide) = top.addingReportingOverflow(otherTop)
            return isWide ? nil : ExactNumber(word: sum, over: bottom)
        }
        let (one, isOneWide) = top.multipliedReportingOverflow(by: otherBottom)
        let (other, isOtherWide) = otherTop.multipliedReportingOverflow(by: bottom)
        let (sum, isSumWide) = one.addingReportingOverflow(other)
        let (product, isProductWide) = bottom.multipliedReportingOverflow(by: otherBottom)
        guard !isOneWide, !isOtherWide, !isSumWide, !isProductWide else { return nil }
        return ExactNumber(word: sum, over: product)
    }

    /// The sum by way of the denominators' common divisor alone, which is short where one of them
    /// is: the whole sum is never reduced, however long it has become (Knuth, 4.5.1).
    private static func wideSum(_ left: ExactNumber, _ right: ExactNumber) -> ExactNumber {
        let shared = CommonDivisor.of(left.denominator, right.denominator)
        if shared == 1 {
            return ExactNumber(
                reduced: left.numerator * right.denominator + right.numerator * left.denominator,
                over: left.denominator * right.denominator
            )
        }
        let ownPart = quotient(left.denominator, by: shared)
        let otherPart = quotient(right.denominator, by: shared)
        let numerator = left.numerator * otherPart + right.numerator * ownPart
        let divisor = CommonDivisor.of(numerator, shared)
        return ExactNumber(
            reduced: quotient(numerator, by: divisor),
            over: ownPart * quotient(right.denominator, by: divisor)
        )
    }

    /// The quotient by a common divisor, which mostly is 1.
    private static func quotient(_ number: BigInt, by divisor: BigInt) -> BigInt {
        if divisor == 1 { return number }
        guard let word = UInt(exactly: divisor) else { return number / divisor }
        let magnitude = WordDivision.quotient(of: number.magnitude, by: word)
        return BigInt(sign: number.sign, magnitude: magnitude)
    }
}
