import ExactNumbers

/// Takes the mean of the results of sub-periods, as a section or as the total.
///
/// Results are given, or computed from the findings of the sub-periods that the evidence names;
/// a given one wins. With `through`, the mean is over longer sub-periods, each the mean of its own.
struct MeanOfPeriods: SchemeOperator {
    static let name = "meanOfPeriods"
    let section: String?
    let kind: PeriodKind
    let through: PeriodKind?
    let planned: Int
    let factor: ExactNumber
    let computesSubPeriods: Bool
    let missing: Choice
    let flagFewer: FlagTemplate
    let flagNone: String
    let resultsOf: String?

    /// What a sub-period without a result does to the mean.
    enum MissingPolicy: String, CaseIterable, Sendable {
        /// The mean is over those that have a result.
        case assessed
        /// The sum is divided by the planned number.
        case twelve
    }

    init(from fields: SchemeFields, declared: SchemeParts) {
        section = fields.has("section") ? fields.section("section", declared: declared) : nil
        kind = fields.periodKind("of") ?? .month
        through = fields.has("through") ? fields.periodKind("through") : nil
        planned = fields.number("planned").wholeValue ?? 0
        factor = fields.optionalNumber("factor") ?? .one
        if factor <= .zero || factor > .one {
            fields.report("“factor”是比例，应当大于 0、不大于 1（70% 写作 0.7）", at: "factor")
        }
        if fields.has("factor"), section == nil {
            fields.report("没有写明哪一节（section），“factor”不能用", at: "factor")
        }
        computesSubPeriods = fields.boolean("computed")
        missing = fields.choice("missing", among: MissingPolicy.allCases.map(\.rawValue))
        flagFewer = fields.template("flagFewer", placeholder: "{n}")
        flagNone = fields.text("flagNone")
        resultsOf = fields.has("resultsOf") ? fields.text("resultsOf") : nil
    }

    var heeds: Set<StepProduct> { [.setAside] }
    var gives: Set<StepProduct> { [section == nil ? .total : .sections] }
    var subPeriodKind: PeriodKind? { kind }
    var computedSections: [String] { section.map { [$0] } ?? [] }
    var leavesOpen: Bool { true }

    func faults(in form: SchemeForm, of parts: SchemeParts) -> [(key: String?, sentence: String)] {
        if resultsOf == parts.id {
            return [("resultsOf", "“resultsOf”写的是本办法自己，自己的结果本来就用，请删去这一行")]
        }
        guard let formKind = form.kind, kind.countPerYear > formKind.countPerYear else {
            return [("of", "\(form.title)里没有完整的\(kind.title)，不能求平均")]
        }
        let count = kind.countPerYear / formKind.countPerYear
        guard planned == count else {
            let sentence = "一个\(form.title)有 \(count) 个\(kind.title)，这里写的是 \(planned)"
            return [("planned", sentence)]
        }
        if let through {
            let bounds = formKind.countPerYear + 1..<kind.countPerYear
            guard bounds.contains(through.countPerYear) else {
                return [("through", "\(through.title)不在\(form.title)与\(kind.title)之间")]
            }
        }
        guard computesSubPeriods, parts.forms[kind]?.countsFindings != true else { return [] }
        return [("computed", "没有写明\(kind.title)怎样按记录计算，不能推算\(kind.title)的结果")]
    }

    func fullMarks(of parts: SchemeParts) -> [String: Quantity] {
        guard let section, let full = parts.fullMarks else { return [:] }
        return [section: .fixed(full * factor)]
    }

    func words(ofFlag flag: String, in scheme: Scheme) -> String? {
        flag == flagNone ? "没有一期有结果" : nil
    }

    func apply(to evaluation: inout Evaluation) {
        let policy = evaluation.values.value(missing, as: MissingPolicy.self)
        let computed = compute(in: &evaluation)
        for index in evaluation.scores.indices where !evaluation.scores[index].isSetAside {
            let id = evaluation.scores[index].subject.id
            let given = evaluation.evidence.periodScores[id] ?? [:]
            let results = given.merging(
                computed[id] ?? [:],
                uniquingKeysWith: { given, _ in given }
            )
            apply(results, policy, to: &evaluation.scores[index])
        }
    }

    private func apply(
        _ results: [Period: ExactNumber],
        _ policy: MissingPolicy,
        to score: inout SubjectScore
    ) {
        if results.count < planned, !results.isEmpty {
            score.flags.insert(flagFewer.filled(with: "\(results.count)"))
        }
        guard !results.isEmpty else {
            score.flags.insert(flagNone)
            if let section { score.sections[section] = .open }
            return
        }
        let ordered = results.sorted { $0.key < $1.key }
        let counts = divisors(of: results, policy)
        var sum = ExactNumber.zero
        var items: [AccountItem] = []
        for (period, result) in ordered {
            let divisor = counts[period] ?? 1
            let value = (result * factor).divided(by: ExactNumber(divisor)) ?? .zero
            let share = factor == .one ? "" : "，再乘 \(factor.text)"
            let phrase = "按 \(divisor) 个\(kind.title)平均\(share)"
            items.append(.period(period, score: result, value: value, phrase: phrase))
            sum += value
        }
        if let section {
            score.sections[section] = .value(sum)
            score.sectionItems[section] = items
        } else {
            score.total = sum
            score.totalItems = items
        }
    }

    /// What each result is divided by.
    private func divisors(
        of results: [Period: ExactNumber],
        _ policy: MissingPolicy
    ) -> [Period: Int] {
        guard policy == .assessed else { return results.mapValues { _ in planned } }
        guard let through else { return results.mapValues { _ in results.count } }
        let groups = Dictionary(grouping: results.keys) { $0.containing(through) }
        var divisors: [Period: Int] = [:]
        for (_, periods) in groups {
            for period in periods { divisors[period] = periods.count * groups.count }
        }
        return divisors
    }

    /// The results that the findings give, by subject.
    private func compute(in evaluation: inout Evaluation) -> [String: [Period: ExactNumber]] {
        guard computesSubPeriods, let form = evaluation.scheme.forms[kind] else { return [:] }
        var results: [String: [Period: ExactNumber]] = [:]
        for period in evaluation.evidence.assessedPeriods {
            let inner = Evaluation(
                of: evaluation.evidence,
                by: evaluation.scheme,
                form: form,
                period: period
            )
            for score in inner.scores {
                if let total = score.total {
                    results[score.subject.id, default: [:]][period] = total
                }
            }
            evaluation.computed[period] = inner
        }
        return results
    }
}

extension SchemeFields {
    /// A kind of period.
    func periodKind(_ key: String) -> PeriodKind? {
        let name = text(key)
        guard !name.isEmpty else { return nil }
        let kind = PeriodKind(rawValue: name)
        if kind == nil { report("“\(key)”只能是 year、half、quarter、month", at: key) }
        return kind
    }
}
