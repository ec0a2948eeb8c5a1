/// Writes a document as JSON; numbers stand as their literal.
package enum JSONWriter {
    /// Writes one value as UTF-8.
    ///
    /// `pretty` breaks lines and indents by two spaces; `sortedKeys` orders each object's keys by
    /// Unicode scalars, else they stand in the object's order. No line feed follows the value.
    package static func write(
        _ value: DocumentValue,
        pretty: Bool = false,
        sortedKeys: Bool = true
    ) -> [UInt8] {
        var writer = JSONWriting(isPretty: pretty, sortsKeys: sortedKeys)
        writer.append(value, depth: 0)
        return writer.bytes
    }

    /// The canonical form: sorted keys, no spaces; what hashes are taken of.
    package static func canonical(_ value: DocumentValue) -> [UInt8] {
        write(value, pretty: false, sortedKeys: true)
    }
}

private struct JSONWriting {
    let isPretty: Bool
    let sortsKeys: Bool
    var bytes: [UInt8] = []

    mutating func append(_ value: DocumentValue, depth: Int) {
        switch value {
        case .null: bytes.append(contentsOf: "null".utf8)
        case .boolean(let value): bytes.append(contentsOf: (value ? "true" : "false").utf8)
        case .number(let literal): bytes.append(contentsOf: literal.utf8)
        case .text(let text): appendText(text)
        case .list(let values): appendList(values, depth: depth)
        case .object(let object): appendObject(object, depth: depth)
        }
    }

    private mutating func appendList(_ values: [DocumentValue], depth: Int) {
        bytes.append(UInt8(ascii: "["))
        for (index, value) in values.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            breakLine(depth: depth + 1)
            append(value, depth: depth + 1)
        }
        if !values.isEmpty { breakLine(depth: depth) }
        bytes.append(UInt8(ascii: "]"))
    }

    private mutating func appendObject(_ object: DocumentObject, depth: Int) {
        bytes.append(UInt8(ascii: "{"))
        // UTF-8 bytes sort exactly as Unicode scalars do.
        let members =
            sortsKeys
            ? object.members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            : object.members
        for (index, member) in members.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            breakLine(depth: depth + 1)
            appendText(member.key)
            bytes.append(UInt8(ascii: ":"))
            if isPretty { bytes.append(0x20) }
            append(member.value, depth: depth + 1)
        }
        if !members.isEmpty { breakLine(depth: depth) }
        bytes.append(UInt8(ascii: "}"))
    }

    private mutating func breakLine(depth: Int) {
        guard isPretty else { return }
        bytes.append(0x0A)
        bytes.append(contentsOf: repeatElement(0x20, count: depth * 2))
    }

    private mutating func appendText(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            case 0x08: bytes.append(contentsOf: "\\b".utf8)
            case 0x09: bytes.append(contentsOf: "\\t".utf8)
            case 0x0A: bytes.append(contentsOf: "\\n".utf8)
            case 0x0C: bytes.append(contentsOf: "\\f".utf8)
            case 0x0D: bytes.append(contentsOf: "\\r".utf8)
            case 0..<0x20:
                let digits = String(byte, radix: 16)
                bytes.append(contentsOf: (byte < 0x10 ? "\\u000" : "\\u00").utf8)
                bytes.append(contentsOf: digits.utf8)
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}
