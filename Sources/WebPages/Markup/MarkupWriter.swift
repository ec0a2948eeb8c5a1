/// Writes markup as the bytes of a page.
struct MarkupWriter {
    private(set) var bytes: [UInt8] = []

    /// A whole document with its type in front.
    static func document(_ markup: Markup) -> [UInt8] {
        var writer = MarkupWriter()
        writer.bytes.reserveCapacity(16_384)
        writer.bytes += "<!DOCTYPE html>\n".utf8
        writer.write(markup)
        return writer.bytes
    }

    mutating func write(_ markup: Markup) {
        switch markup {
        case .text(let text): escape(text)
        case .sequence(let pieces): for piece in pieces { write(piece) }
        case .element(let tag, let attributes, let content): write(tag, attributes, content)
        }
    }

    private mutating func write(_ tag: Tag, _ attributes: [Attribute], _ content: [Markup]) {
        precondition(!tag.isVoid || content.isEmpty, "\(tag) holds nothing")
        bytes.append(UInt8(ascii: "<"))
        bytes += tag.rawValue.utf8
        for attribute in attributes {
            bytes.append(UInt8(ascii: " "))
            bytes += attribute.name.rawValue.utf8
            guard let value = attribute.value else { continue }
            bytes += "=\"".utf8
            escape(value)
            bytes.append(UInt8(ascii: "\""))
        }
        bytes.append(UInt8(ascii: ">"))
        // A browser drops the first line break of a text area, and with it one that somebody typed.
        if tag == .textarea { bytes.append(UInt8(ascii: "\n")) }
        for piece in content { write(piece) }
        guard !tag.isVoid else { return }
        bytes += "</".utf8
        bytes += tag.rawValue.utf8
        bytes.append(UInt8(ascii: ">"))
    }

    /// One escape for text and for attributes in double quotes; characters that no document may
    /// contain become a replacement sign, so that a browser does not guess.
    private mutating func escape(_ text: String) {
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "&"): bytes += "&amp;".utf8
            case UInt8(ascii: "<"): bytes += "&lt;".utf8
            case UInt8(ascii: ">"): bytes += "&gt;".utf8
            case UInt8(ascii: "\""): bytes += "&quot;".utf8
            case UInt8(ascii: "'"): bytes += "&#39;".utf8
            case 9, 10, 13: bytes.append(byte)
            case 0..<32, 127: bytes += "\u{FFFD}".utf8
            default: bytes.append(byte)
            }
        }
    }
}
