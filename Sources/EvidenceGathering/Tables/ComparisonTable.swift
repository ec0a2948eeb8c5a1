internal import Assessment
internal import Documents
internal import ExactNumbers
package import Spreadsheets

extension ResultComparison {
    /// Everything that differs as a table: a row for each total, place, part, rule and remark of
    /// each subject, then what differs in what the results rest on; nothing is left out.
    package var spreadsheet: Spreadsheet {
        let subjectRows = figures.rows.flatMap(rows)
        let whole = figures.members.map { row("", "整份结果", $0, .text("不同"), .text("不同"), .empty) }
        let rest = evidenceRows
        let count = subjectRows.count + whole.count
        let isEqual = figures.isEmpty && evidence.isEmpty
        return Spreadsheet(
            title: "差异表：\(first.title) 与 \(second.title)",
            columns: ["编号", "名称", "项目", "前", "后", "变化"],
            rows: subjectRows + whole + rest,
            notes: [
                "共 \(count + rest.count) 行：结果 \(count) 行，依据 \(rest.count) 行。",
                "前：\(first.title)", "后：\(second.title)",
            ] + (isEqual ? ["两份结果完全相同。"] : [])
        )
    }

    private func rows(_ row: ResultDifference.Row) -> [[Spreadsheet.Cell]] {
        func line(_ what: String, _ cells: [Spreadsheet.Cell]) -> [Spreadsheet.Cell] {
            self.row(row.id, row.name, what, cells[0], cells[1], cells[2])
        }
        var lines: [[Spreadsheet.Cell]] = []
        switch row.presence {
        case .both: break
        case .new: lines.append(line("参加考核", [.text("没有"), .text("有"), .empty]))
        case .gone: lines.append(line("参加考核", [.text("有"), .text("没有"), .empty]))
        }
        if row.total.before != row.total.after { lines.append(line("总分", cells(row.total))) }
        if row.ranks.before != row.ranks.after {
            let places = [row.ranks.before, row.ranks.after].map { place in
                place.map { Spreadsheet.Cell.number(String($0)) } ?? .empty
            }
            lines.append(line("名次", places + [.empty]))
        }
        lines += row.sections.map { id, figure in
            line(scheme.section(id)?.title ?? id, cells(figure))
        }
        lines += row.rules.map { id, figure in line("条款 \(id)", cells(figure)) }
        let (before, after) = (member(row.id, of: first), member(row.id, of: second))
        return lines
            + row.others.map { key in
                line(title(key), [text(before?[key], key), text(after?[key], key), .empty])
            }
    }

    private var evidenceRows: [[Spreadsheet.Cell]] {
        func line(_ what: String, _ finding: DocumentValue, isAfter: Bool)
            -> [Spreadsheet.Cell]
        {
            let text = Spreadsheet.Cell.text(EvidenceDifference.text(of: finding))
            let id = finding["subject"]?.textValue ?? ""
            return row(id, "", what, isAfter ? .empty : text, isAfter ? text : .empty, .empty)
        }
        return evidence.removed.map { line("少了依据", $0, isAfter: false) }
            + evidence.added.map { line("多了依据", $0, isAfter: true) }
            + evidence.statistics.map { number in
                row(
                    number.subject,
                    "",
                    "数 \(number.name)",
                    .text(number.before),
                    .text(number.after),
                    .empty
                )
            } + evidence.parts.map { row("", "证据", $0, .text("不同"), .text("不同"), .empty) }
    }

    private func row(
        _ id: String,
        _ name: String,
        _ what: String,
        _ before: Spreadsheet.Cell,
        _ after: Spreadsheet.Cell,
        _ change: Spreadsheet.Cell
    ) -> [Spreadsheet.Cell] {
        [.text(id), .text(name), .text(what), before, after, change]
    }

    private func cells(_ figure: ResultDifference.Figure) -> [Spreadsheet.Cell] {
        [figure.before, figure.after, figure.change].map { number in
            number.map(ResultComparison.exactCell) ?? .empty
        }
    }

    /// The exact value; a text where a spreadsheet's number would lose digits.
    private static func exactCell(_ number: ExactNumber) -> Spreadsheet.Cell {
        let text = number.text
        let isPlain = text.utf8.count <= 15 && !text.contains("/")
        return isPlain ? .number(text) : .text(text)
    }

    /// The row of a subject, or of a person with the subject before it.
    private func member(_ id: String, of computed: ComputedResult) -> DocumentValue? {
        for key in ["subjects", "people"] {
            for row in computed.result[key]?.listValue ?? [] {
                let parts = [row["subject"]?.textValue, row["id"]?.textValue].compactMap(\.self)
                if parts.joined(separator: "/") == id { return row }
            }
        }
        return nil
    }

    private func title(_ key: String) -> String {
        switch key {
        case "grade": "等次"
        case "awards": "奖项或处理"
        case "flags": "备注"
        default: "附加数"
        }
    }

    private func text(_ value: DocumentValue?, _ key: String) -> Spreadsheet.Cell {
        if let text = value?.textValue { return .text(text) }
        if let list = value?.listValue?.compactMap(\.textValue), !list.isEmpty {
            let words = key == "flags" ? list.map { scheme.words(forFlag: $0) } : list
            return .text(words.joined(separator: "、"))
        }
        let members = value?.objectValue?.members ?? []
        guard !members.isEmpty else { return .empty }
        let texts = members.map { "\($0.key) \($0.value.textValue ?? "—")" }
        return .text(texts.joined(separator: "；"))
    }
}
