/// Finds the functions of a file by their braces, in blanked code.
struct FunctionScan {
    /// A function, initialiser, subscript or computed property with a body.
    struct Function: Equatable {
        let name: String
        /// The line of its keyword, from 1.
        let line: Int
        /// From the keyword's line to that of the closing brace, both counted.
        let lineCount: Int
    }

    private static let keywords: Set<String> = ["func", "init", "deinit", "subscript", "var"]
    private static let continuations: Set<String> = [
        "-", "{", "throws", "rethrows", "async", "where", "(", ")",
    ]

    private let bytes: [UInt8]
    private let lineOf: [Int]

    /// All functions with bodies, in the order of their keywords.
    static func functions(in code: [String]) -> [Function] {
        FunctionScan(code).functions()
    }

    private init(_ code: [String]) {
        var bytes: [UInt8] = []
        var lineOf: [Int] = []
        for (number, line) in code.enumerated() {
            bytes.append(contentsOf: line.utf8)
            bytes.append(UInt8(ascii: "\n"))
            lineOf.append(contentsOf: repeatElement(number + 1, count: line.utf8.count + 1))
        }
        self.bytes = bytes
        self.lineOf = lineOf
    }

    private func functions() -> [Function] {
        var found: [Function] = []
        var index = 0
        while index < bytes.count {
            guard CodeSearch.isNameByte(bytes[index]) else {
                index += 1
                continue
            }
            let end = end(ofWordAt: index)
            guard mayBeKeyword(index, end) else {
                index = end
                continue
            }
            let word = String(decoding: bytes[index..<end], as: UTF8.self)
            if FunctionScan.keywords.contains(word), index == 0 || bytes[index - 1] != dot,
                let body = body(after: end, isProperty: word == "var")
            {
                let first = lineOf[index]
                let last = lineOf[min(closing(of: body), bytes.count - 1)]
                let name = word == "init" || word == "deinit" ? word : nextWord(after: end)
                found.append(Function(name: name, line: first, lineCount: last - first + 1))
            }
            index = end
        }
        return found
    }

    private var dot: UInt8 { UInt8(ascii: ".") }

    /// Whether a keyword may stand here: most names are passed over by their first letter.
    private func mayBeKeyword(_ start: Int, _ end: Int) -> Bool {
        end - start <= 9 && "fidsv".utf8.contains(bytes[start])
    }

    private func end(ofWordAt start: Int) -> Int {
        var end = start
        while end < bytes.count, CodeSearch.isNameByte(bytes[end]) { end += 1 }
        return end
    }

    private func word(at start: Int) -> (word: String, end: Int) {
        let end = end(ofWordAt: start)
        return (String(decoding: bytes[start..<end], as: UTF8.self), end)
    }

    private func nextWord(after start: Int) -> String {
        var index = start
        while index < bytes.count, isSpace(bytes[index]) { index += 1 }
        let (word, _) = word(at: index)
        return word.isEmpty && index < bytes.count
            ? String(decoding: [bytes[index]], as: UTF8.self) : word
    }

    private func isSpace(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\n")
    }

    /// Where the body's brace stands, nil for a requirement of a protocol or a stored property.
    private func body(after start: Int, isProperty: Bool) -> Int? {
        var depth = 0
        var index = start
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "("), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: ")"), UInt8(ascii: "]"): depth -= 1
            case UInt8(ascii: "{") where depth == 0: return index
            case UInt8(ascii: "}") where depth == 0: return nil
            case UInt8(ascii: "=") where depth == 0 && isProperty: return nil
            case UInt8(ascii: "\n") where depth == 0:
                let next = nextWord(after: index)
                guard FunctionScan.continuations.contains(next) else { return nil }
            default: break
            }
            if depth < 0 { return nil }
            index += 1
        }
        return nil
    }

    private func closing(of brace: Int) -> Int {
        var depth = 0
        var index = brace
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "{") { depth += 1 }
            if bytes[index] == UInt8(ascii: "}") { depth -= 1 }
            if depth == 0 { return index }
            index += 1
        }
        return index
    }
}
