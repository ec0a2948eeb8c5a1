/// Looks for words in blanked code.
enum CodeSearch {
    /// Whether the byte can be part of a Swift name.
    static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), 128...255:
            true
        default:
            false
        }
    }

    /// Whether the pattern stands in the line, not as part of a longer name at either end.
    ///
    /// An end of the pattern that is no name character is not checked: `print(` matches `print(x)`
    /// and not `sprint(x)`.
    static func contains(_ pattern: String, in line: String) -> Bool {
        !positions(of: pattern, in: line).isEmpty
    }

    /// Where the pattern stands in the line, as offsets in bytes.
    static func positions(of pattern: String, in line: String) -> [Int] {
        let wanted = Array(pattern.utf8)
        let bytes = Array(line.utf8)
        guard let first = wanted.first, let last = wanted.last, wanted.count <= bytes.count else {
            return []
        }
        var found: [Int] = []
        for start in 0...(bytes.count - wanted.count) where bytes[start] == first {
            let end = start + wanted.count
            guard bytes[start..<end].elementsEqual(wanted) else { continue }
            if isNameByte(first), start > 0, isNameByte(bytes[start - 1]) { continue }
            if isNameByte(last), end < bytes.count, isNameByte(bytes[end]) { continue }
            found.append(start)
        }
        return found
    }

    /// The words of a line: names and single other characters, spaces left out.
    static func words(of line: String) -> [String] {
        var words: [String] = []
        var word: [UInt8] = []
        for byte in line.utf8 {
            if isNameByte(byte) {
                word.append(byte)
                continue
            }
            if !word.isEmpty { words.append(String(decoding: word, as: UTF8.self)) }
            word = []
            if byte != UInt8(ascii: " ") { words.append(String(decoding: [byte], as: UTF8.self)) }
        }
        if !word.isEmpty { words.append(String(decoding: word, as: UTF8.self)) }
        return words
    }

    /// The line without the spaces around it.
    static func trimmed(_ line: String) -> String {
        var part = line[...]
        while part.first == " " { part.removeFirst() }
        while part.last == " " { part.removeLast() }
        return String(part)
    }
}
