/// What every typed text goes through before it becomes a value.
enum TextRules {
    /// The text without white space at its ends, ideographic blanks and byte order marks included.
    static func trimmed(_ text: String) -> String {
        let scalars = text.unicodeScalars
        if let first = scalars.first, let last = scalars.last, !isBlank(first), !isBlank(last) {
            return text
        }
        guard let first = scalars.firstIndex(where: { !isBlank($0) }),
            let last = scalars.lastIndex(where: { !isBlank($0) })
        else { return "" }
        return String(scalars[first...last])
    }

    /// Full-width digits, letters and signs as their ASCII ones: what a Chinese keyboard types
    /// where a code, a number or a date is meant.
    static func narrowed(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 >= 0x80 }) else { return text }
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if (0xFF01...0xFF5E).contains(scalar.value),
                let narrow = Unicode.Scalar(scalar.value - 0xFEE0)
            {
                result.append(narrow)
            } else {
                result.append(scalar.value == 0x3000 ? " " : scalar)
            }
        }
        return String(result)
    }

    /// Line ends as a line feed each.
    static func withPlainLineEnds(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "\r")) else { return text }
        var result = String.UnicodeScalarView()
        var afterReturn = false
        for scalar in text.unicodeScalars {
            if scalar == "\r" || (scalar == "\n" && !afterReturn) { result.append("\n") }
            if scalar != "\r" && scalar != "\n" { result.append(scalar) }
            afterReturn = scalar == "\r"
        }
        return String(result)
    }

    /// Whether a text's bytes alone show that no character of it is refused or the sign for one
    /// that could not be read: ASCII signs, and what begins like most Chinese characters.
    static func isSurelyPlain(_ text: String) -> Bool {
        text.utf8.allSatisfy { byte in
            switch byte {
            case 0x00...0x1F, 0x7F, 0xC2, 0xD8, 0xE2, 0xEF, 0xF0...0xFF: false
            default: true
            }
        }
    }

    /// Whether a character is refused: controls (line feed and tab pass where lines are allowed),
    /// what changes the direction of reading, and what is no character.
    static func isForbidden(_ scalar: Unicode.Scalar, linesAllowed: Bool) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A: !linesAllowed
        case 0x00...0x1F, 0x7F...0x9F: true
        case 0x061C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: true
        case 0x2028, 0x2029: !linesAllowed
        case 0xFDD0...0xFDEF: true
        default: scalar.value & 0xFFFE == 0xFFFE
        }
    }

    private static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        // Most of what is typed, without a look into the tables of properties.
        case 0x21...0x7E, 0x4E00...0x9FFF: false
        case 0xFEFF: true
        default: scalar.properties.isWhitespace
        }
    }
}

/// Decimal numbers in their one shortest spelling.
enum DecimalText {
    /// Most digits before and after the point together.
    static let digitCountMax = 30

    /// The shortest spelling of an optional sign, digits, and a point with digits; nil for anything
    /// else, so also for exponents, thousands' commas and more decimals than allowed.
    static func canonical(_ typed: String, decimalCountMax: Int = digitCountMax) -> String? {
        var rest = Array(typed.utf8)[...]
        let isNegative = rest.first == UInt8(ascii: "-")
        if isNegative || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
        let parts = rest.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), rest.count <= digitCountMax + 1,
            parts.allSatisfy({ !$0.isEmpty && $0.allSatisfy(isDigit) })
        else { return nil }
        let zero = UInt8(ascii: "0")
        let whole = parts[0].drop { $0 == zero }
        var fraction = parts.count == 2 ? parts[1] : []
        while fraction.last == zero { fraction = fraction.dropLast() }
        guard fraction.count <= decimalCountMax else { return nil }
        var bytes = whole.isEmpty ? [zero] : Array(whole)
        if !fraction.isEmpty { bytes += [UInt8(ascii: ".")] + fraction }
        let isZero = whole.isEmpty && fraction.isEmpty
        return (isNegative && !isZero ? "-" : "") + String(decoding: bytes, as: UTF8.self)
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
    }
}
