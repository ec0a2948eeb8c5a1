/// Reads comma-separated rows by RFC 4180, with any line ends, and tells their physical lines.
struct CSVReader {
    /// Why the text is no table.
    enum Fault: Error, Equatable {
        /// A quoted cell that begins on this line never ends.
        case openQuote(line: Int)
        /// Something follows the closing quote of a cell.
        case afterQuote(line: Int)
    }

    /// One row.
    struct Row: Equatable {
        /// The line on which it begins, from 1.
        let line: Int
        /// The cells.
        let cells: [String]
    }

    private static let quote = UInt8(ascii: "\"")
    private static let comma = UInt8(ascii: ",")
    private static let lineFeed = UInt8(ascii: "\n")
    private static let carriageReturn = UInt8(ascii: "\r")

    private let bytes: [UInt8]
    private var position = 0
    private var line = 1

    /// Reads the bytes of a text in UTF-8.
    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The next row that has a cell with something in it; nil at the end.
    mutating func next() throws(Fault) -> Row? {
        while position < bytes.count {
            let start = line
            let cells = try row()
            if cells.contains(where: { !$0.isEmpty }) { return Row(line: start, cells: cells) }
        }
        return nil
    }

    private mutating func row() throws(Fault) -> [String] {
        var cells: [String] = []
        while true {
            let isQuoted = position < bytes.count && bytes[position] == CSVReader.quote
            cells.append(isQuoted ? try quoted() : plain())
            guard position < bytes.count, bytes[position] == CSVReader.comma else { break }
            position += 1
        }
        endLine()
        return cells
    }

    private mutating func plain() -> String {
        let start = position
        while position < bytes.count, !isEnd(bytes[position]) { position += 1 }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private mutating func quoted() throws(Fault) -> String {
        let start = line
        var content: [UInt8] = []
        position += 1
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            if byte == CSVReader.quote {
                guard position < bytes.count, bytes[position] == CSVReader.quote else {
                    guard position == bytes.count || isEnd(bytes[position]) else {
                        throw .afterQuote(line: line)
                    }
                    return String(decoding: content, as: UTF8.self)
                }
                position += 1
            } else if byte == CSVReader.lineFeed
                || (byte == CSVReader.carriageReturn && !isLineFeed(at: position))
            {
                line += 1
            }
            content.append(byte)
        }
        throw .openQuote(line: start)
    }

    private mutating func endLine() {
        guard position < bytes.count else { return }
        if bytes[position] == CSVReader.carriageReturn, isLineFeed(at: position + 1) {
            position += 1
        }
        position += 1
        line += 1
    }

    private func isLineFeed(at position: Int) -> Bool {
        position < bytes.count && bytes[position] == CSVReader.lineFeed
    }

    private func isEnd(_ byte: UInt8) -> Bool {
        byte == CSVReader.comma || byte == CSVReader.lineFeed || byte == CSVReader.carriageReturn
    }
}

/// Writes comma-separated rows by RFC 4180, with line feeds.
enum CSVWriter {
    /// The bytes of one row with its line end.
    static func row(_ cells: [String]) -> [UInt8] {
        Array((cells.map(cell).joined(separator: ",") + "\n").utf8)
    }

    private static func cell(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy {
            $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: ",") && $0 != UInt8(ascii: "\n")
                && $0 != UInt8(ascii: "\r")
        }
        return isPlain ? text : "\"" + text.replacing("\"", with: "\"\"") + "\""
    }
}
