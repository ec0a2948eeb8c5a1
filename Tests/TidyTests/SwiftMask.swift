/// Blanks comments and the insides of string and regex literals of Swift source, byte for byte.
///
/// Newlines stay, so that line numbers hold. Code inside string interpolations stays code. It is a
/// scanner, not a parser: a bare regex literal is recognised by what stands before its slash.
struct SwiftMask {
    private enum Literal {
        /// A string literal: number of `#`, and whether it is of three quotes.
        case string(hashes: Int, isMultiline: Bool)
        /// Code inside `\( … )`: number of parentheses still open.
        case interpolation(depth: Int)
    }

    private let bytes: [UInt8]
    private var output: [UInt8]
    private var index = 0
    private var open: [Literal] = []

    private static let newline = UInt8(ascii: "\n")
    private static let quote = UInt8(ascii: "\"")
    private static let hash = UInt8(ascii: "#")
    private static let slash = UInt8(ascii: "/")
    private static let star = UInt8(ascii: "*")
    private static let backslash = UInt8(ascii: "\\")
    private static let space = UInt8(ascii: " ")

    /// The text with everything blanked that is not code.
    static func blanked(_ text: String) -> String {
        var mask = SwiftMask(text)
        mask.run()
        return String(decoding: mask.output, as: UTF8.self)
    }

    private init(_ text: String) {
        bytes = Array(text.utf8)
        output = bytes
    }

    private func byte(_ offset: Int) -> UInt8 {
        let position = index + offset
        return position >= 0 && position < bytes.count ? bytes[position] : 0
    }

    private mutating func blank(_ count: Int) {
        for position in index..<min(index + count, bytes.count)
        where bytes[position] != SwiftMask.newline {
            output[position] = SwiftMask.space
        }
        index += count
    }

    private mutating func run() {
        while index < bytes.count {
            if case .string(let hashes, let isMultiline)? = open.last {
                stepInString(hashes: hashes, isMultiline: isMultiline)
            } else {
                stepInCode()
            }
        }
    }

    private mutating func stepInCode() {
        switch byte(0) {
        case SwiftMask.slash where byte(1) == SwiftMask.slash:
            while index < bytes.count, byte(0) != SwiftMask.newline { blank(1) }
        case SwiftMask.slash where byte(1) == SwiftMask.star:
            blankBlockComment()
        case SwiftMask.slash where opensRegex():
            blankRegex()
        case SwiftMask.quote, SwiftMask.hash:
            openLiteral()
        case UInt8(ascii: "("):
            changeDepth(by: 1)
        case UInt8(ascii: ")"):
            changeDepth(by: -1)
        default:
            index += 1
        }
    }

    private mutating func changeDepth(by step: Int) {
        index += 1
        guard case .interpolation(let depth)? = open.last else { return }
        open.removeLast()
        if depth + step > 0 { open.append(.interpolation(depth: depth + step)) }
    }

    private mutating func blankBlockComment() {
        var depth = 0
        repeat {
            if byte(0) == SwiftMask.slash, byte(1) == SwiftMask.star {
                depth += 1
                blank(2)
            } else if byte(0) == SwiftMask.star, byte(1) == SwiftMask.slash {
                depth -= 1
                blank(2)
            } else {
                blank(1)
            }
        } while depth > 0 && index < bytes.count
    }

    /// A slash begins a regex where a value is expected and no space follows.
    private func opensRegex() -> Bool {
        guard byte(1) != SwiftMask.space, byte(1) != SwiftMask.newline else { return false }
        var back = -1
        while byte(back) == SwiftMask.space { back -= 1 }
        guard "(,=:[{".utf8.contains(byte(back)) else { return false }
        var ahead = 1
        while byte(ahead) != 0, byte(ahead) != SwiftMask.newline {
            if byte(ahead) == SwiftMask.slash { return true }
            ahead += byte(ahead) == SwiftMask.backslash ? 2 : 1
        }
        return false
    }

    private mutating func blankRegex() {
        index += 1
        while index < bytes.count, byte(0) != SwiftMask.slash {
            blank(byte(0) == SwiftMask.backslash ? 2 : 1)
        }
        index += 1
    }

    private mutating func openLiteral() {
        var hashes = 0
        while byte(hashes) == SwiftMask.hash { hashes += 1 }
        guard byte(hashes) == SwiftMask.quote else {
            index += max(hashes, 1)
            return
        }
        let isMultiline =
            byte(hashes + 1) == SwiftMask.quote && byte(hashes + 2) == SwiftMask.quote
        index += hashes + (isMultiline ? 3 : 1)
        open.append(.string(hashes: hashes, isMultiline: isMultiline))
    }

    private mutating func stepInString(hashes: Int, isMultiline: Bool) {
        if byte(0) == SwiftMask.backslash, hasHashes(hashes, after: 1) {
            if byte(1 + hashes) == UInt8(ascii: "(") {
                blank(1 + hashes)
                index += 1
                open.append(.interpolation(depth: 1))
            } else {
                blank(2 + hashes)
            }
        } else if closes(hashes: hashes, isMultiline: isMultiline) {
            index += (isMultiline ? 3 : 1) + hashes
            open.removeLast()
        } else if byte(0) == SwiftMask.newline, !isMultiline {
            // An unclosed literal ends with its line, or one slip would blank the rest of the file.
            index += 1
            open.removeLast()
        } else {
            blank(1)
        }
    }

    private func hasHashes(_ count: Int, after offset: Int) -> Bool {
        (0..<count).allSatisfy { byte(offset + $0) == SwiftMask.hash }
    }

    private func closes(hashes: Int, isMultiline: Bool) -> Bool {
        guard byte(0) == SwiftMask.quote else { return false }
        guard isMultiline else { return hasHashes(hashes, after: 1) }
        return byte(1) == SwiftMask.quote && byte(2) == SwiftMask.quote
            && hasHashes(hashes, after: 3)
    }
}
