/// One table for people: a title, a head, rows, and lines beneath.
package struct Spreadsheet: Hashable, Sendable {
    /// What stands in one cell.
    package enum Cell: Hashable, Sendable {
        /// A text; it is never taken for a formula.
        case text(String)
        /// A number in decimal digits, as it is to be shown.
        case number(String)
        /// Nothing.
        case empty

        /// What the cell shows.
        package var shown: String {
            switch self {
            case .text(let text), .number(let text): text
            case .empty: ""
            }
        }
    }

    /// The title over the table.
    package var title: String
    /// The head of each column.
    package var columns: [String]
    /// The rows, each with a cell for every column.
    package var rows: [[Cell]]
    /// Lines beneath the table.
    package var notes: [String]

    /// Makes a table.
    package init(title: String, columns: [String], rows: [[Cell]], notes: [String] = []) {
        precondition(rows.allSatisfy { $0.count == columns.count }, "a row of another width")
        self.title = title
        self.columns = columns
        self.rows = rows
        self.notes = notes
    }
}

/// Why a table could not be written.
package enum SpreadsheetError: Error, Equatable, Sendable {
    /// More rows than a worksheet has.
    case tooManyRows(Int)
    /// A cell holds more than a worksheet's cell takes.
    case tooLongCell(row: Int)
    /// The library could not write the file.
    case unwritable(String)

    /// One plain sentence: what happened and what to do.
    package var sentence: String {
        switch self {
        case .tooManyRows(let count): "共 \(count) 行，一张工作表放不下，没有写；请改用 csv。"
        case .tooLongCell(let row): "第 \(row) 行有一格内容太长，工作表放不下，没有写；请改用 csv。"
        case .unwritable(let file): "写不了文件“\(file)”，请核对路径和权限。"
        }
    }
}
