internal import BigInt

extension ExactNumber {
    /// Longest text read as a number; protects against input that would take minutes to multiply.
    package static let characterCountMax = 4_096

    /// Reads `-?digits`, `-?digits.digits` or `-?digits/digits`, ASCII only, not over zero.
    ///
    /// Anything else gives nil: no plus sign, no exponent, no spaces, no digits of other scripts.
    package init?(_ text: String) {
        guard text.utf8.count <= ExactNumber.characterCountMax else { return nil }
        let unsigned = text.utf8.first == UInt8(ascii: "-") ? text.dropFirst() : text[...]
        let isNegative = unsigned.startIndex != text.startIndex
        let separator = unsigned.utf8.firstIndex { !ExactNumber.isDigit($0) }
        guard let separator else {
            if let whole = Int(text), whole != .min, !unsigned.isEmpty {
                self.init(whole)
                return
            }
            guard let whole = ExactNumber.digits(unsigned) else { return nil }
            self.init(reducing: isNegative ? -whole : whole, over: 1)
            return
        }
        let tail = unsigned[unsigned.utf8.index(after: separator)...]
        guard let head = ExactNumber.digits(unsigned[..<separator]),
            let rest = ExactNumber.digits(tail)
        else { return nil }
        switch unsigned.utf8[separator] {
        case UInt8(ascii: "."):
            let scale = BigInt(10).power(tail.utf8.count)
            let scaled = head * scale + rest
            self.init(reducing: isNegative ? -scaled : scaled, over: scale)
        case UInt8(ascii: "/"):
            guard !rest.isZero else { return nil }
            self.init(reducing: isNegative ? -head : head, over: rest)
        default:
            return nil
        }
    }

    /// The one spelling of the value: the shortest decimal where it ends, else a reduced fraction.
    package var text: String {
        if case .word(let numerator, 1) = storage { return String(numerator) }
        guard let places = decimalPlaceCount else {
            let sign = isNegative ? "-" : ""
            let parts = [numerator, denominator].map { WordDivision.digits(of: $0.magnitude) }
            return "\(sign)\(parts[0])/\(parts[1])"
        }
        return ExactNumber.decimalText(
            numerator * BigInt(10).power(places) / denominator,
            places: places
        )
    }

    /// How many decimals the value needs, or nil where they never end.
    package var decimalPlaceCount: Int? {
        if case .word(_, let denominator) = storage { return placeCount(ofWord: denominator) }
        var rest = denominator
        var twoCount = 0
        var fiveCount = 0
        while rest != 1 {
            let byFive = rest.quotientAndRemainder(dividingBy: 5)
            if byFive.remainder.isZero {
                rest = byFive.quotient
                fiveCount += 1
            } else if rest.trailingZeroBitCount > 0 {
                twoCount += rest.trailingZeroBitCount
                rest >>= rest.trailingZeroBitCount
            } else {
                return nil
            }
        }
        return max(twoCount, fiveCount)
    }

    private func placeCount(ofWord denominator: Int) -> Int? {
        let twoCount = denominator.trailingZeroBitCount
        var rest = denominator >> twoCount
        var fiveCount = 0
        while rest.isMultiple(of: 5) {
            rest /= 5
            fiveCount += 1
        }
        return rest == 1 ? max(twoCount, fiveCount) : nil
    }

    /// The text with exactly that many decimals, halves away from zero; never `-0.00`.
    package func rounded(decimals: Int) -> String {
        precondition(decimals >= 0, "\(decimals) decimals")
        let doubled = numerator.magnitude * BigUInt(10).power(decimals) * 2
        let half = (doubled + denominator.magnitude) / (denominator.magnitude * 2)
        let scaled = BigInt(sign: isNegative ? .minus : .plus, magnitude: half)
        return ExactNumber.decimalText(scaled, places: decimals)
    }

    private static func decimalText(_ scaled: BigInt, places: Int) -> String {
        var digits = WordDivision.digits(of: scaled.magnitude)
        if digits.utf8.count <= places {
            digits = String(repeating: "0", count: places + 1 - digits.utf8.count) + digits
        }
        let sign = scaled.signum() < 0 ? "-" : ""
        guard places > 0 else { return sign + digits }
        return "\(sign)\(digits.dropLast(places)).\(digits.suffix(places))"
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
    }

    private static func digits(_ text: Substring) -> BigInt? {
        guard !text.isEmpty, text.utf8.allSatisfy(isDigit) else { return nil }
        return BigInt(String(text), radix: 10)
    }
}

extension ExactNumber: CustomStringConvertible {
    /// The same as `text`.
    package var description: String { text }
}
