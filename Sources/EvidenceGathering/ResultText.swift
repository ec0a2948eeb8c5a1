package import Assessment
package import Documents

/// A result document as people read it: a ranking, aligned for a terminal.
package enum ResultText {
    /// The lines of a result; of a refused document its faults.
    ///
    /// The scheme gives flags their titles.
    package static func lines(of result: DocumentValue, scheme: Scheme?) -> [String] {
        if result["status"]?.textValue == "error" { return faultLines(result) }
        // Places and scores end under each other.
        var lines = TextTable.lines(rows(of: result, scheme), rightAligned: [0, 3])
        let people = personRows(of: result, scheme)
        if people.count > 1 { lines += [""] + TextTable.lines(people, rightAligned: [0, 4]) }
        let notes = result["notes"]?.listValue?.compactMap(\.textValue) ?? []
        if !notes.isEmpty { lines += ["", "说明："] + notes.map { "· " + $0 } }
        return lines
    }

    private static func faultLines(_ result: DocumentValue) -> [String] {
        let faults = result["errors"]?.listValue ?? []
        return ["证据文件有 \(faults.count) 处不对，没有计分："]
            + faults.map { fault in
                "· \(fault["path"]?.textValue ?? "")：\(fault["message"]?.textValue ?? "")"
            }
    }

    private static func rows(of result: DocumentValue, _ scheme: Scheme?) -> [[String]] {
        let provisional = Set(result["provisional"]?.listValue?.compactMap(\.textValue) ?? [])
        let rows = ranked(result["subjects"]).map { subject in
            let id = subject["id"]?.textValue ?? ""
            let awards = texts(subject["awards"])
            let remarks = awards + texts(subject["flags"]).map { flagTitle($0, scheme) }
            return [
                subject["rank"]?.integerValue.map(String.init) ?? "—",
                id,
                subject["name"]?.textValue ?? id,
                subject["display"]?.textValue ?? "—",
                (remarks + (provisional.contains(id) ? ["暂定"] : [])).joined(separator: "、"),
            ]
        }
        return [["名次", "编号", "名称", "得分", "备注"]] + rows
    }

    private static func personRows(of result: DocumentValue, _ scheme: Scheme?) -> [[String]] {
        let titles = Dictionary(
            (result["subjects"]?.listValue ?? []).compactMap { subject in
                subject["id"]?.textValue.map { ($0, subject["name"]?.textValue ?? $0) }
            },
            uniquingKeysWith: { first, _ in first }
        )
        let rows = ranked(result["people"]).map { person in
            let id = person["id"]?.textValue ?? ""
            let subject = person["subject"]?.textValue ?? ""
            return [
                person["rank"]?.integerValue.map(String.init) ?? "—",
                id,
                person["name"]?.textValue ?? id,
                titles[subject] ?? subject,
                person["display"]?.textValue ?? "—",
                texts(person["flags"]).map { flagTitle($0, scheme) }.joined(separator: "、"),
            ]
        }
        return [["名次", "编号", "姓名", "单位", "得分", "备注"]] + rows
    }

    /// Rows by rank, those without one behind.
    private static func ranked(_ rows: DocumentValue?) -> [DocumentValue] {
        (rows?.listValue ?? []).enumerated().sorted { left, right in
            (left.element["rank"]?.integerValue ?? .max, left.offset)
                < (right.element["rank"]?.integerValue ?? .max, right.offset)
        }.map(\.element)
    }

    private static func texts(_ value: DocumentValue?) -> [String] {
        value?.listValue?.compactMap(\.textValue) ?? []
    }

    /// Of a document whose scheme is not known the flags stand as they are.
    private static func flagTitle(_ flag: String, _ scheme: Scheme?) -> String {
        scheme?.words(forFlag: flag) ?? flag
    }
}

/// Rows of texts aligned for a terminal.
package enum TextTable {
    /// The lines of a table; the columns named end under each other, the others begin so.
    package static func lines(_ rows: [[String]], rightAligned: Set<Int> = []) -> [String] {
        guard let columnCount = rows.first?.count else { return [] }
        let widths = (0..<columnCount).map { column in rows.map { width($0[column]) }.max() ?? 0 }
        return rows.map { row in
            let cells = row.enumerated().map { column, text in
                let gap = String(repeating: " ", count: widths[column] - width(text))
                return rightAligned.contains(column) ? gap + text : text + gap
            }
            var line = cells.joined(separator: "  ")
            while line.last == " " { line.removeLast() }
            return line
        }
    }

    /// Columns of a terminal: Chinese characters and full-width signs take two.
    private static func width(_ text: String) -> Int {
        text.unicodeScalars.reduce(0) { width, scalar in
            let isWide =
                (0x1100...0x115F).contains(scalar.value) || (0x2E80...0xFF60).contains(scalar.value)
                || (0xFFE0...0xFFE6).contains(scalar.value) || scalar.value >= 0x20000
            return width + (isWide ? 2 : 1)
        }
    }
}
