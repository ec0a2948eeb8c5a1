package import Assessment
package import Documents
internal import ExactNumbers
internal import Records

/// A result with the evidence and the scheme that gave it.
package struct ComputedResult: Sendable {
    /// What people call it.
    package let title: String
    /// The evidence document.
    package let evidence: DocumentValue
    /// The result document.
    package let result: DocumentValue
    /// The scheme.
    package let scheme: Scheme
    /// The dates under which it hangs in the hall: sentences, empty for a trial run.
    package let dates: [String]

    /// A trial run.
    ///
    /// `records` says up to when records count, nil for all that are held now.
    package init(_ run: AssessmentRun, records: String? = nil) {
        let level = run.evidence.kindTitle.map { "（\($0)）" } ?? ""
        let standing = records.map { "截至\($0)的记录试算" } ?? "现在试算"
        title = "\(run.evidence.scheme.title) \(run.evidence.period.text)\(level)（\(standing)）"
        evidence = run.evidence.document
        result = run.result.document
        scheme = run.evidence.scheme
        dates = []
    }

    /// An edition as it was frozen; throws `EditionError.unreadableScheme`.
    package init(_ content: EditionContent) throws(EditionError) {
        title = content.edition.title
        evidence = content.evidence
        result = content.result
        scheme = try content.scheme()
        let standing = content.edition.dates
        let known = [
            ("公示日期", standing.published), ("异议截止", standing.objectionUntil),
            ("生效日期", standing.effective),
        ]
        dates = known.compactMap { label, date in date.map { "\(label)：\($0)" } }
    }

    private init(title: String, evidence: DocumentValue, scheme: Scheme) {
        self.title = title
        self.evidence = evidence
        self.scheme = scheme
        dates = []
        result = Assessor.score(evidence: evidence, schemes: [scheme]).document
    }

    /// The first fault where the evidence was refused, nil where there is a result.
    package var refusal: String? {
        guard result["status"]?.textValue == "error" else { return nil }
        let fault = result["errors"]?.listValue?.first
        return "\(fault?["path"]?.textValue ?? "")：\(fault?["message"]?.textValue ?? "")"
    }

    /// The same evidence scored by another scheme, as its own.
    package func scored(by other: Scheme) -> ComputedResult {
        var object = evidence.objectValue ?? DocumentObject()
        object["scheme"] = .text(other.id)
        let title = "\(title)，改用“\(other.title)”\(other.edition)"
        return ComputedResult(title: title, evidence: .object(object), scheme: other)
    }

    /// The same with findings added, and without those that rest on some records.
    ///
    /// Returns the records that no finding rests on besides.
    package func assuming(
        added: [DocumentValue],
        removed: [String]
    ) -> (result: ComputedResult, unknown: [String]) {
        let findings = evidence["findings"]?.listValue ?? []
        let known = Set(findings.compactMap { $0["ref"]?.textValue })
        let left = findings.filter { finding in
            !(finding["ref"]?.textValue.map(removed.contains) ?? false)
        }
        var object = evidence.objectValue ?? DocumentObject()
        object["findings"] = .list(left + added)
        let assumed = ComputedResult(
            title: "\(title)，加 \(added.count) 条、减 \(findings.count - left.count) 条",
            evidence: .object(object),
            scheme: scheme
        )
        return (assumed, removed.filter { !known.contains($0) })
    }
}

/// The differences of two results as a table.
package struct ResultComparison: Sendable {
    /// The figures that differ.
    package let figures: ResultDifference
    /// What differs in what they rest on.
    package let evidence: EvidenceDifference
    let scheme: Scheme
    let first: ComputedResult
    let second: ComputedResult

    /// Compares two results.
    package init(_ first: ComputedResult, _ second: ComputedResult) {
        self.first = first
        self.second = second
        figures = ResultDifference(first.result, second.result)
        evidence = EvidenceDifference(first.evidence, second.evidence)
        scheme = second.scheme
    }

    /// The table by subject, then the findings and counts that differ.
    package var lines: [String] {
        guard !figures.isEmpty || !evidence.isEmpty else { return ["两份结果完全相同。"] }
        var lines = table
        if figures.isEmpty { lines = ["每个对象的分数和名次都相同。"] }
        let rest = evidence.sentences
        if !rest.isEmpty { lines += ["", "依据的不同："] + rest.map { "· " + $0 } }
        return lines
    }

    private var table: [String] {
        let head = ["对象", "总分", "名次", "各部分", "各条款"]
        let rows = figures.rows.map { row in
            [
                row.name, row.presence == .both ? row.total.text : presence(row),
                "\(place(row.ranks.before)) → \(place(row.ranks.after))",
                parts(row.sections) { scheme.section($0)?.title ?? $0 }, parts(row.rules) { $0 },
            ]
        }
        guard !rows.isEmpty else { return [] }
        return TextTable.lines([head] + rows)
    }

    private func presence(_ row: ResultDifference.Row) -> String {
        row.presence == .new ? "前一份没有" : "后一份没有"
    }

    private func place(_ rank: Int?) -> String { rank.map(String.init) ?? "—" }

    private func parts(
        _ figures: [(id: String, figure: ResultDifference.Figure)],
        _ name: (String) -> String
    ) -> String {
        figures.isEmpty
            ? "—" : figures.map { "\(name($0.id)) \($0.figure.text)" }.joined(separator: "；")
    }

    /// For programs.
    package var document: DocumentValue {
        [
            "equal": .boolean(figures.isEmpty && evidence.isEmpty),
            "subjects": .list(figures.rows.map(document)),
            "members": .list(figures.members.map(DocumentValue.text)),
            "findings": ["removed": .list(evidence.removed), "added": .list(evidence.added)],
            "statistics": .list(
                evidence.statistics.map {
                    [
                        "subject": .text($0.subject), "name": .text($0.name),
                        "before": .text($0.before), "after": .text($0.after),
                    ]
                }
            ),
            "parts": .list(evidence.parts.map(DocumentValue.text)),
        ]
    }

    private func document(_ row: ResultDifference.Row) -> DocumentValue {
        func number(_ rank: Int?) -> DocumentValue {
            rank.map { .number(String($0)) } ?? .null
        }
        func members(_ list: [(id: String, figure: ResultDifference.Figure)]) -> DocumentValue {
            .object(DocumentObject(members: list.map { ($0.id, figure($0.figure)) }))
        }
        return [
            "id": .text(row.id), "name": .text(row.name), "total": figure(row.total),
            "rank": ["before": number(row.ranks.before), "after": number(row.ranks.after)],
            "sections": members(row.sections), "applied": members(row.rules),
            "others": .list(row.others.map(DocumentValue.text)),
        ]
    }

    private func figure(_ figure: ResultDifference.Figure) -> DocumentValue {
        func text(_ number: ExactNumber?) -> DocumentValue {
            number.map { .text($0.text) } ?? .null
        }
        return [
            "before": text(figure.before), "after": text(figure.after),
            "change": text(figure.change),
        ]
    }
}
