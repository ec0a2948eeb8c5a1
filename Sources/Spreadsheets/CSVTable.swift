/// Tables as comma-separated values that a spreadsheet program opens as they are.
package enum CSVTable {
    private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
    /// What makes a spreadsheet program take a text for a formula.
    private static let formulaStarts: Set<UInt8> = Set("=+-@\t\r".utf8)

    /// The bytes of a table: title, head, rows, notes; UTF-8 with its mark, lines ended by CR LF.
    package static func bytes(_ table: Spreadsheet) -> [UInt8] {
        let head = table.columns.map(Spreadsheet.Cell.text)
        let lines = [[.text(table.title)], head] + table.rows + table.notes.map { [.text($0)] }
        return byteOrderMark
            + Array(lines.map { $0.map(cell).joined(separator: ",") + "\r\n" }.joined().utf8)
    }

    /// A text that would be taken for a formula gets an apostrophe before it, which makes it a
    /// text.
    private static func cell(_ cell: Spreadsheet.Cell) -> String {
        guard case .text(let text) = cell else { return cell.shown }
        let isFormula = text.utf8.first.map(formulaStarts.contains) ?? false
        let safe = isFormula ? "'" + text : text
        let isPlain = safe.utf8.allSatisfy { !"\",\r\n".utf8.contains($0) }
        return isPlain ? safe : "\"" + safe.replacing("\"", with: "\"\"") + "\""
    }
}
