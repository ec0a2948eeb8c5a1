import CLibxlsxwriter

/// Tables as XLSX workbooks: texts are texts, numbers numbers, the head stays in sight.
package enum XLSXTable {
    /// Rows of a worksheet, those of title and head among them.
    private static let rowCountMax = 1_048_576
    /// Characters (UTF-16 units) of one cell.
    private static let cellLengthMax = 32_767
    private static let widthMax = 60

    /// Writes a table into a new file.
    ///
    /// Throws rather than leave anything out. The library writes temporary files on the way.
    package static func write(_ table: Spreadsheet, to path: String) throws(SpreadsheetError) {
        try check(table)
        guard let workbook = workbook_new(path) else { throw .unwritable(path) }
        let sheet = workbook_add_worksheet(workbook, nil)
        let formats = Formats(workbook)
        setColumns(table, sheet)
        var failed = put(.text(table.title), 0, 0, formats.title, sheet)
        for (column, title) in table.columns.enumerated() {
            failed = failed || put(.text(title), 1, column, formats.head, sheet)
        }
        for (index, row) in table.rows.enumerated() {
            for (column, cell) in row.enumerated() {
                failed = failed || put(cell, index + 2, column, formats.body, sheet)
            }
        }
        for (index, note) in table.notes.enumerated() {
            failed = failed || put(.text(note), table.rows.count + 3 + index, 0, nil, sheet)
        }
        worksheet_freeze_panes(sheet, 2, 0)
        worksheet_repeat_rows(sheet, 0, 1)
        worksheet_set_landscape(sheet)
        worksheet_set_paper(sheet, 9)
        worksheet_fit_to_pages(sheet, 1, 0)
        guard workbook_close(workbook) == LXW_NO_ERROR, !failed else { throw .unwritable(path) }
    }

    private static func check(_ table: Spreadsheet) throws(SpreadsheetError) {
        let count = table.rows.count + table.notes.count + 3
        guard count <= rowCountMax else { throw .tooManyRows(table.rows.count) }
        for (index, row) in table.rows.enumerated() {
            for cell in row where cell.shown.utf16.count > cellLengthMax {
                throw .tooLongCell(row: index + 1)
            }
        }
    }

    private static func setColumns(
        _ table: Spreadsheet,
        _ sheet: UnsafeMutablePointer<lxw_worksheet>?
    ) {
        for (column, title) in table.columns.enumerated() {
            let widest = table.rows.map { width($0[column].shown) }.max() ?? 0
            let chosen = Double(min(widthMax, max(width(title), widest) + 2))
            worksheet_set_column(sheet, UInt16(column), UInt16(column), chosen, nil)
        }
    }

    /// Chinese characters take two columns.
    private static func width(_ text: String) -> Int {
        text.unicodeScalars.reduce(0) { $0 + ($1.value >= 0x1100 ? 2 : 1) }
    }

    /// Writes a cell; returns whether that failed.
    private static func put(
        _ cell: Spreadsheet.Cell,
        _ row: Int,
        _ column: Int,
        _ format: UnsafeMutablePointer<lxw_format>?,
        _ sheet: UnsafeMutablePointer<lxw_worksheet>?
    ) -> Bool {
        let (row, column) = (UInt32(row), UInt16(column))
        let code =
            switch cell {
            case .text(let text): worksheet_write_string(sheet, row, column, text, format)
            case .number(let text):
                if let number = Double(text) {
                    worksheet_write_number(sheet, row, column, number, format)
                } else {
                    worksheet_write_string(sheet, row, column, text, format)
                }
            case .empty: worksheet_write_blank(sheet, row, column, format)
            }
        return code != LXW_NO_ERROR
    }

    /// How cells look.
    private struct Formats {
        let title: UnsafeMutablePointer<lxw_format>?
        let head: UnsafeMutablePointer<lxw_format>?
        let body: UnsafeMutablePointer<lxw_format>?

        init(_ workbook: UnsafeMutablePointer<lxw_workbook>) {
            title = workbook_add_format(workbook)
            head = workbook_add_format(workbook)
            body = workbook_add_format(workbook)
            format_set_bold(title)
            format_set_font_size(title, 16)
            format_set_bold(head)
            format_set_text_wrap(head)
            format_set_text_wrap(body)
            for format in [head, body] { format_set_border(format, 1) }
        }
    }
}
