internal import Assessment
internal import Documents
internal import ExactNumbers
internal import Records
package import Spreadsheets

/// The papers that a result is printed as; raw values are their names.
package enum ResultForm: String, CaseIterable, Sendable {
    /// One row a subject: every section, total, rank.
    case month = "月度考核表"
    /// One row a finding that counts, with clause and points.
    case deductions = "扣分单"
    /// What hangs in the hall: rank, name, total, awards; names of persons masked.
    case notice = "公示表"
    /// One row a subject: the totals of the year's months, and the year's result.
    case year = "年度汇总"
    /// One row an award, a consequence, or a grade that has only so many places.
    case awards = "奖项名单"

    /// The table of a result; every row is there, and a line beneath says how many.
    ///
    /// `units` are the ids of the units and places that are known: names of people are masked where
    /// the table hangs in the hall.
    package func table(_ computed: ComputedResult, units: Set<String>) -> Spreadsheet {
        let maker = TableMaker(computed, units)
        var table =
            switch self {
            case .month: maker.month()
            case .deductions: maker.deductions()
            case .notice: maker.notice()
            case .year: maker.year(maker.scoresOfParts())
            case .awards: maker.awards()
            }
        table.title = "\(rawValue)：\(computed.title)"
        table.notes.insert("共 \(table.rows.count) 行。", at: 0)
        if self == .notice {
            table.notes += computed.dates.isEmpty ? ["还没有公示，只供内部核对。"] : computed.dates
        }
        return table
    }

    /// A year's table where the scheme has no result of years: the totals of its months' editions.
    package static func year(
        _ title: String,
        months: [(period: String, result: ComputedResult?)]
    ) -> Spreadsheet {
        var names: [String: String] = [:]
        var scores: [String: [String: String]] = [:]
        for (period, result) in months {
            for row in result?.result["subjects"]?.listValue ?? [] {
                guard let id = row["id"]?.textValue else { continue }
                names[id] = row["name"]?.textValue ?? id
                scores[id, default: [:]][period] = row["display"]?.textValue
            }
        }
        let periods = months.map(\.period)
        let rows = names.keys.sorted().map { id in
            [.text(id), .text(names[id] ?? id)]
                + periods.map { Spreadsheet.Cell(number: scores[id]?[$0]) }
        }
        let open = months.filter { $0.result == nil }.map(\.period)
        var notes = ["共 \(rows.count) 行。"]
        if !open.isEmpty { notes.append("没有定稿的月份：\(open.joined(separator: "、"))，空着，不算 0 分。") }
        return Spreadsheet(
            title: "\(ResultForm.year.rawValue)：\(title)",
            columns: ["编号", "名称"] + periods,
            rows: rows,
            notes: notes
        )
    }
}

extension Spreadsheet.Cell {
    /// A number, empty where it is open.
    fileprivate init(number: String?) { self = number.map(Spreadsheet.Cell.number) ?? .empty }
}

/// Makes tables of one result.
private struct TableMaker {
    private let computed: ComputedResult
    private let units: Set<String>

    init(_ computed: ComputedResult, _ units: Set<String>) {
        self.computed = computed
        self.units = units
    }

    private var subjects: [DocumentValue] { ranked("subjects") }

    private var people: [DocumentValue] { ranked("people") }

    private func ranked(_ list: String) -> [DocumentValue] {
        let rows = computed.result[list]?.listValue ?? []
        return rows.enumerated().sorted { left, right in
            (left.element["rank"]?.integerValue ?? .max, left.offset)
                < (right.element["rank"]?.integerValue ?? .max, right.offset)
        }.map(\.element)
    }

    /// People stand under the units, each with the unit's name.
    func month() -> Spreadsheet {
        let sections = sectionIDs
        let titles = sections.map { computed.scheme.section($0)?.title ?? $0 }
        let people = people
        let rows = (subjects + people).enumerated().map { place, row in
            let isPerson = place >= subjects.count
            let unit = isPerson ? .text(title(ofSubject: row["subject"])) : name(row)
            let names = [unit, isPerson ? name(row) : .empty]
            return [rank(row), text(row["id"])] + (people.isEmpty ? [names[0]] : names)
                + sections.map { section(row["sections"]?[$0]) }
                + [total(row), text(row["grade"]), list(row["awards"]), flags(row)]
        }
        return Spreadsheet(
            title: "",
            columns: ["名次", "编号", "名称"] + (people.isEmpty ? [] : ["人员"]) + titles
                + ["总分", "等次", "奖项", "备注"],
            rows: rows
        )
    }

    private func title(ofSubject id: DocumentValue?) -> String {
        let subject = subjects.first { $0["id"] == id }
        return subject?["name"]?.textValue ?? id?.textValue ?? ""
    }

    func deductions() -> Spreadsheet {
        let scored = Assessor.score(evidence: computed.evidence, schemes: [computed.scheme])
        let rows = subjects.flatMap { subject -> [[Spreadsheet.Cell]] in
            guard let id = subject["id"]?.textValue,
                let tree = scored.explanation(subject: id)
            else { return [] }
            return findings(tree).map { finding in
                let rule = finding.id.flatMap(computed.scheme.rule)
                return [
                    .text(id), name(subject), .text(rule?.clause ?? ""),
                    .text(rule?.title ?? finding.id ?? ""), .text(finding.sentence),
                    Spreadsheet.Cell(number: finding.value?.rounded(decimals: 2)),
                    .text(finding.ref ?? ""),
                ]
            }
        }
        return Spreadsheet(
            title: "",
            columns: ["编号", "名称", "条款", "内容", "情况", "分值", "依据记录"],
            rows: rows
        )
    }

    func notice() -> Spreadsheet {
        let units = subjects.map { row in
            let names: [Spreadsheet.Cell] =
                isPerson(row) ? [.empty, masked(row)] : [name(row), .empty]
            return [rank(row)] + names + [total(row), text(row["grade"]), list(row["awards"])]
        }
        let persons = people.map { row in
            [
                rank(row), .text(title(ofSubject: row["subject"])), masked(row), total(row), .empty,
                .empty,
            ]
        }
        return Spreadsheet(
            title: "",
            columns: ["名次", "名称", "人员", "总分", "等次", "奖项"],
            rows: units + persons
        )
    }

    private func masked(_ row: DocumentValue) -> Spreadsheet.Cell {
        .text(Masking.name(row["name"]?.textValue ?? row["id"]?.textValue ?? ""))
    }

    /// Whether a subject may be a person: where the scheme leaves it to the records whoever is not
    /// known as a unit or place is taken for one, because a name that hangs in the hall cannot be
    /// taken back.
    private func isPerson(_ row: DocumentValue) -> Bool {
        let byKind = row["kind"]?.textValue.flatMap { computed.scheme.assessesByKind[$0] }
        let groups = byKind ?? computed.scheme.assesses
        if groups.contains(.staff) { return true }
        guard groups.contains(.named) else { return false }
        return row["id"]?.textValue.map { !units.contains($0) } ?? true
    }

    func awards() -> Spreadsheet {
        let rows = GivenAward.all(of: computed.result).map { award -> [Spreadsheet.Cell] in
            [
                .text(award.name), .text(award.subject), .text(award.title),
                Spreadsheet.Cell(number: award.rank.map(String.init)),
                Spreadsheet.Cell(number: award.total), award.grade.map { .text($0) } ?? .empty,
            ]
        }
        let columns = ["奖项或处理", "编号", "名称", "名次", "总分", "等次"]
        return Spreadsheet(title: "", columns: columns, rows: rows)
    }

    /// The results of the sub-periods that the evidence gives, by subject.
    func scoresOfParts() -> [String: [String: String]] {
        var scores: [String: [String: String]] = [:]
        for member in computed.evidence["periodScores"]?.objectValue?.members ?? [] {
            for part in member.value.objectValue?.members ?? [] {
                let exact = part.value.textValue ?? part.value.numberLiteral ?? ""
                scores[member.key, default: [:]][part.key] =
                    ExactNumber(exact)?.rounded(decimals: 2)
            }
        }
        return scores
    }

    func year(_ scores: [String: [String: String]]) -> Spreadsheet {
        let periods = Set(scores.values.flatMap(\.keys)).sorted()
        let rows = subjects.map { row in
            let own = scores[row["id"]?.textValue ?? ""] ?? [:]
            return [rank(row), text(row["id"]), name(row)]
                + periods.map { Spreadsheet.Cell(number: own[$0]) }
                + [total(row), text(row["grade"]), list(row["awards"])]
        }
        let result = computed.evidence["period"]?.textValue.flatMap(Period.init(text:))
        let whole = result.map { $0.months.count < 12 ? "\($0.text) 得分" : "全年" } ?? "得分"
        return Spreadsheet(
            title: "",
            columns: ["名次", "编号", "名称"] + periods + [whole, "等次", "奖项"],
            rows: rows
        )
    }

    // MARK: - Cells

    /// All sections that some subject has, in the order of the scheme.
    private var sectionIDs: [String] {
        let used = Set(subjects.flatMap { $0["sections"]?.objectValue?.keys ?? [] })
        return computed.scheme.sections.map(\.id).filter(used.contains)
    }

    private func findings(_ node: ExplanationNode) -> [ExplanationNode] {
        (node.subject == .finding ? [node] : []) + node.children.flatMap(findings)
    }

    private func rank(_ row: DocumentValue) -> Spreadsheet.Cell {
        Spreadsheet.Cell(number: row["rank"]?.integerValue.map(String.init))
    }

    private func name(_ row: DocumentValue) -> Spreadsheet.Cell {
        .text(row["name"]?.textValue ?? row["id"]?.textValue ?? "")
    }

    private func total(_ row: DocumentValue) -> Spreadsheet.Cell {
        Spreadsheet.Cell(number: row["display"]?.textValue)
    }

    private func section(_ value: DocumentValue?) -> Spreadsheet.Cell {
        let number = value?.textValue.flatMap { ExactNumber($0) }
        return Spreadsheet.Cell(number: number?.rounded(decimals: 2))
    }

    private func text(_ value: DocumentValue?) -> Spreadsheet.Cell {
        value?.textValue.map { .text($0) } ?? .empty
    }

    private func list(_ value: DocumentValue?) -> Spreadsheet.Cell {
        let texts = value?.listValue?.compactMap(\.textValue) ?? []
        return texts.isEmpty ? .empty : .text(texts.joined(separator: "、"))
    }

    private func flags(_ row: DocumentValue) -> Spreadsheet.Cell {
        let flags = row["flags"]?.listValue?.compactMap(\.textValue) ?? []
        let words = flags.map { computed.scheme.words(forFlag: $0) }
        return words.isEmpty ? .empty : .text(words.joined(separator: "、"))
    }
}
