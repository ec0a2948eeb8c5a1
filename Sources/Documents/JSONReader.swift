/// Reads one JSON value of RFC 8259, strictly, keeping each number's literal.
///
/// Refused besides what the grammar refuses: keys that stand twice, bytes that are not UTF-8, half
/// surrogate pairs, nesting deeper than 64. A byte order mark at the start is skipped.
package enum JSONReader {
    /// Deepest nesting of lists and objects; protects the stack from hostile input.
    package static let depthMax = 64

    /// Largest document read unless the caller says otherwise, in bytes.
    package static let byteCountMaxDefault = 64 << 20

    /// Reads exactly one value; `DocumentError` says what is wrong, with line and column.
    package static func read(
        _ bytes: [UInt8],
        byteCountMax: Int = byteCountMaxDefault
    ) throws(DocumentError) -> DocumentValue {
        guard bytes.count <= byteCountMax else {
            throw .tooLarge(byteCount: bytes.count, byteCountMax: byteCountMax)
        }
        var parser = JSONParser(bytes: bytes)
        return try parser.parseDocument()
    }
}

/// A recursive descent over the bytes; `position` is the next byte to look at.
struct JSONParser {
    let bytes: [UInt8]
    var position = 0
    private var depth = 0

    init(bytes: [UInt8]) {
        self.bytes = bytes
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    }

    var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    mutating func parseDocument() throws(DocumentError) -> DocumentValue {
        skipSpace()
        guard next != nil else { throw fault(.empty) }
        let value = try parseValue()
        skipSpace()
        guard next == nil else { throw fault(.trailingContent) }
        return value
    }

    func fault(_ fault: DocumentFault, at offset: Int? = nil) -> DocumentError {
        var line = 1
        var column = 1
        for byte in bytes[..<min(offset ?? position, bytes.count)] {
            if byte == UInt8(ascii: "\n") {
                line += 1
                column = 1
            } else if byte & 0xC0 != 0x80 {
                // Continuation bytes belong to a character that was counted already.
                column += 1
            }
        }
        return .malformed(fault, line: line, column: column)
    }

    private mutating func skipSpace() {
        while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
            position += 1
        }
    }

    private mutating func parseValue() throws(DocumentError) -> DocumentValue {
        guard let byte = next else { throw fault(.unexpectedEnd) }
        switch byte {
        case UInt8(ascii: "{"): return try parseObject()
        case UInt8(ascii: "["): return try parseList()
        case UInt8(ascii: "\""): return .text(try parseText())
        case UInt8(ascii: "t"): return try parseWord("true", .boolean(true))
        case UInt8(ascii: "f"): return try parseWord("false", .boolean(false))
        case UInt8(ascii: "n"): return try parseWord("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try parseNumber()
        default: throw fault(.unexpectedCharacter)
        }
    }

    private mutating func parseWord(
        _ word: StaticString,
        _ value: DocumentValue
    ) throws(DocumentError) -> DocumentValue {
        let count = word.utf8CodeUnitCount
        for offset in 0..<count {
            guard position < bytes.count else { throw fault(.unexpectedEnd) }
            guard bytes[position] == word.utf8Start[offset] else {
                throw fault(.unexpectedCharacter)
            }
            position += 1
        }
        return value
    }

    private mutating func enter() throws(DocumentError) {
        depth += 1
        guard depth <= JSONReader.depthMax else { throw fault(.tooDeep) }
        position += 1
        skipSpace()
    }

    private mutating func parseList() throws(DocumentError) -> DocumentValue {
        try enter()
        var values: [DocumentValue] = []
        if next == UInt8(ascii: "]") {
            position += 1
            depth -= 1
            return .list(values)
        }
        while true {
            values.append(try parseValue())
            if try !goesOn(until: UInt8(ascii: "]")) { return .list(values) }
        }
    }

    private mutating func parseObject() throws(DocumentError) -> DocumentValue {
        try enter()
        var object = DocumentObject()
        if next == UInt8(ascii: "}") {
            position += 1
            depth -= 1
            return .object(object)
        }
        while true {
            let start = position
            guard next == UInt8(ascii: "\"") else {
                throw fault(next == nil ? .unexpectedEnd : .unexpectedCharacter)
            }
            let key = try parseText()
            skipSpace()
            guard next == UInt8(ascii: ":") else {
                throw fault(next == nil ? .unexpectedEnd : .unexpectedCharacter)
            }
            position += 1
            skipSpace()
            guard object.append(key, try parseValue()) else {
                let isSame = object.keys.contains { $0.utf8.elementsEqual(key.utf8) }
                throw fault(isSame ? .duplicateKey(key) : .lookalikeKey(key), at: start)
            }
            if try !goesOn(until: UInt8(ascii: "}")) { return .object(object) }
        }
    }

    /// After an item: true after a comma, false after the closing bracket.
    private mutating func goesOn(until closing: UInt8) throws(DocumentError) -> Bool {
        skipSpace()
        guard let byte = next else { throw fault(.unexpectedEnd) }
        guard byte == closing || byte == UInt8(ascii: ",") else {
            throw fault(.unexpectedCharacter)
        }
        position += 1
        if byte == closing {
            depth -= 1
            return false
        }
        skipSpace()
        return true
    }
}
