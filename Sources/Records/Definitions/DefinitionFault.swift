package import Documents

/// One fault of a definition: where, and a Chinese sentence for the office that wrote it.
package struct DefinitionFault: Hashable, Sendable {
    /// The place in the document.
    package let path: DocumentPath
    /// The line in the file, from 1; nil where the document did not come from a file.
    package let line: Int?
    /// What is wrong and what to do.
    package let message: String

    /// The sentence with its line and place in front.
    package var sentence: String {
        let place = path.pointer.isEmpty ? "整个文件" : path.pointer
        return line.map { "第 \($0) 行（\(place)）：\(message)" } ?? "\(place)：\(message)"
    }
}

/// Why a definition was refused; nothing of it is taken over.
package enum DefinitionError: Error, Equatable, Sendable {
    /// The file is no document at all.
    case unreadable(DocumentError)
    /// The canonical form is too long for one event.
    case tooLarge(byteCount: Int, byteCountMax: Int)
    /// The document is no register; all faults are listed, in the order of reading, up to 100.
    case malformed([DefinitionFault])

    /// All sentences, one a line.
    package var sentence: String {
        switch self {
        case .unreadable(let error): error.sentence
        case .tooLarge(let count, let max):
            "登记簿定义有 \(count) 字节，超过上限 \(max) 字节，请删去不用的内容后再试。"
        case .malformed(let faults): faults.map(\.sentence).joined(separator: "\n")
        }
    }
}

/// The spellings of names in definitions.
enum DefinitionNames {
    /// Longest id, in bytes; the envelope takes no longer cell names.
    static let idByteCountMax = 64

    /// A small letter followed by letters and digits, ASCII: a field, a column, a list.
    static func isFieldID(_ text: String) -> Bool {
        guard let first = text.utf8.first, isSmall(first), text.utf8.count <= idByteCountMax else {
            return false
        }
        return text.utf8.allSatisfy { isSmall($0) || isDigit($0) || isCapital($0) }
    }

    /// A small letter followed by small letters, digits and hyphens, ASCII: a register or scheme.
    static func isRegisterID(_ text: String) -> Bool {
        guard let first = text.utf8.first, isSmall(first), text.utf8.count <= idByteCountMax else {
            return false
        }
        return text.utf8.allSatisfy { isSmall($0) || isDigit($0) || $0 == UInt8(ascii: "-") }
    }

    private static func isSmall(_ byte: UInt8) -> Bool {
        byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "z")
    }

    private static func isCapital(_ byte: UInt8) -> Bool {
        byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z")
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
    }
}
