extension JSONParser {
    /// Reads a number and keeps its literal.
    mutating func parseNumber() throws(DocumentError) -> DocumentValue {
        let start = position
        if next == UInt8(ascii: "-") { position += 1 }
        let firstDigit = position
        let digitCount = skipDigits()
        let startsWithZero = firstDigit < bytes.count && bytes[firstDigit] == UInt8(ascii: "0")
        guard digitCount > 0, !startsWithZero || digitCount == 1 else {
            throw fault(.badNumber, at: start)
        }
        if next == UInt8(ascii: ".") {
            position += 1
            guard skipDigits() > 0 else { throw fault(.badNumber, at: start) }
        }
        if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
            position += 1
            if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { position += 1 }
            guard skipDigits() > 0 else { throw fault(.badNumber, at: start) }
        }
        return .number(String(decoding: bytes[start..<position], as: UTF8.self))
    }

    private mutating func skipDigits() -> Int {
        let start = position
        while let byte = next, byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") {
            position += 1
        }
        return position - start
    }

    /// Reads a quoted text; `position` stands at its opening quote.
    mutating func parseText() throws(DocumentError) -> String {
        position += 1
        let start = position
        var unescaped: [UInt8]?
        var runStart = start
        while let byte = next {
            switch byte {
            case UInt8(ascii: "\""):
                var content = unescaped ?? []
                content.append(contentsOf: bytes[runStart..<position])
                position += 1
                return try text(of: content, startingAt: start)
            case UInt8(ascii: "\\"):
                var content = unescaped ?? []
                content.append(contentsOf: bytes[runStart..<position])
                try parseEscape(into: &content)
                unescaped = content
                runStart = position
            case 0..<0x20:
                throw fault(.controlCharacter)
            default:
                position += 1
            }
        }
        throw fault(.unexpectedEnd)
    }

    private func text(
        of content: [UInt8],
        startingAt start: Int
    ) throws(DocumentError) -> String {
        guard let text = String(validating: content, as: UTF8.self) else {
            throw fault(.badUTF8, at: start)
        }
        return text
    }

    private mutating func parseEscape(into content: inout [UInt8]) throws(DocumentError) {
        let start = position
        position += 1
        guard let byte = next else { throw fault(.unexpectedEnd) }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): content.append(byte)
        case UInt8(ascii: "b"): content.append(0x08)
        case UInt8(ascii: "f"): content.append(0x0C)
        case UInt8(ascii: "n"): content.append(0x0A)
        case UInt8(ascii: "r"): content.append(0x0D)
        case UInt8(ascii: "t"): content.append(0x09)
        case UInt8(ascii: "u"): try parseUnicodeEscape(into: &content, startingAt: start)
        default: throw fault(.badEscape, at: start)
        }
    }

    private mutating func parseUnicodeEscape(
        into content: inout [UInt8],
        startingAt start: Int
    ) throws(DocumentError) {
        let first = try parseHexQuad(startingAt: start)
        var code = first
        if (0xD800..<0xDC00).contains(first) {
            guard next == UInt8(ascii: "\\"), position + 1 < bytes.count,
                bytes[position + 1] == UInt8(ascii: "u")
            else { throw fault(.loneSurrogate, at: start) }
            position += 2
            let second = try parseHexQuad(startingAt: start)
            guard (0xDC00..<0xE000).contains(second) else {
                throw fault(.loneSurrogate, at: start)
            }
            code = 0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)
        }
        guard let scalar = Unicode.Scalar(code) else { throw fault(.loneSurrogate, at: start) }
        content.append(contentsOf: UTF8.encode(scalar).map(Array.init) ?? [])
    }

    private mutating func parseHexQuad(startingAt start: Int) throws(DocumentError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = next else { throw fault(.unexpectedEnd) }
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw fault(.badEscape, at: start)
            }
            value = value << 4 | UInt32(digit)
            position += 1
        }
        return value
    }
}
