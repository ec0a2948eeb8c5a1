import ExactNumbers

/// Computes a section from its rules alone: additions less deductions.
struct AddRules: SchemeOperator {
    static let name = "addRules"
    let section: String
    /// Whose findings count in the row of a subject, where findings name people.
    let counting: Choice?

    /// Whose findings count.
    enum Counting: String, CaseIterable, Sendable {
        /// Those that name a person count for the person alone.
        case person
        /// Those that name a person count for the subject too.
        case both
    }

    init(from fields: SchemeFields, declared: SchemeParts) {
        section = fields.section("section", declared: declared)
        let known = Counting.allCases.map(\.rawValue)
        counting = fields.has("counting") ? fields.choice("counting", among: known) : nil
    }

    var heeds: Set<StepProduct> { [.setAside, .derived] }
    var gives: Set<StepProduct> { [.sections] }
    var computedSections: [String] { [section] }
    var findingScope: FindingScope? { .sections([section]) }

    func apply(to evaluation: inout Evaluation) {
        let counting = counting.map { evaluation.values.value($0, as: Counting.self) }
        for index in evaluation.scores.indices where !evaluation.scores[index].isSetAside {
            let accounts = evaluation.scores[index].takeAccounts(
                ofSection: section,
                withoutPeople: counting == .person && evaluation.scores[index].person == nil
            )
            let value = accounts.reduce(ExactNumber.zero) { $0 + $1.signedAmount }
            evaluation.scores[index].sections[section] = .value(value)
            evaluation.scores[index].sectionItems[section] = accounts.map(AccountItem.rule)
        }
    }
}

/// Computes a section from one statistic: a start, plus or minus it, inside bounds.
struct StatisticMarks: SchemeOperator {
    static let name = "statisticMarks"
    let section: String
    let start: ExactNumber
    let statistic: String
    let isAddition: Bool
    let least: ExactNumber
    let most: ExactNumber

    init(from fields: SchemeFields, declared: SchemeParts) {
        section = fields.section("section", declared: declared)
        start = fields.number("start")
        isAddition = fields.has("plus")
        statistic = fields.statistic(isAddition ? "plus" : "minus", declared: declared)
        if isAddition, fields.value("minus") != nil {
            fields.report("“plus”和“minus”只能写一个", at: "minus")
        }
        (least, most) = fields.range("between")
        if start < least || start > most { fields.report("起点不在上下限之间", at: "start") }
    }

    var heeds: Set<StepProduct> { [.setAside] }
    var gives: Set<StepProduct> { [.sections] }
    var computedSections: [String] { [section] }
    var usedStatistics: [String] { [statistic] }

    func fullMarks(of parts: SchemeParts) -> [String: Quantity] { [section: .fixed(most)] }

    func apply(to evaluation: inout Evaluation) {
        let title = evaluation.scheme.statistics[statistic] ?? statistic
        for index in evaluation.scores.indices where !evaluation.scores[index].isSetAside {
            let id = evaluation.scores[index].subject.id
            let amount = evaluation.evidence.statistics[id]?[statistic] ?? .zero
            let signed = isAddition ? amount : -amount
            let free = start + signed
            let value = max(least, min(most, free))
            var items: [AccountItem] = [
                .marks(start), .line(signed, "\(title) \(amount.spoken) 分。"),
            ]
            if value != free {
                let bounds = "\(least.text) 至 \(most.text)"
                items.append(.line(value - free, "本节只在 \(bounds) 分之间，超出的部分不计。"))
            }
            evaluation.scores[index].sections[section] = .value(value)
            evaluation.scores[index].sectionItems[section] = items
        }
    }
}

/// Adds sections up to one, or gives points for the place of their sum.
struct SumIntoSection: SchemeOperator {
    static let name = "sumIntoSection"
    let section: String
    let parts: [String]
    let mode: Choice
    let full: Quantity
    let step: Quantity

    /// What the parts come to.
    enum Mode: String, CaseIterable, Sendable {
        /// Their sum.
        case perComponent = "per_component"
        /// Points for the place of their sum.
        case rerankTotal = "rerank_total"
    }

    init(from fields: SchemeFields, declared: SchemeParts) {
        section = fields.section("section", declared: declared)
        parts = fields.sections("of", declared: declared)
        mode = fields.choice("mode", among: Mode.allCases.map(\.rawValue))
        full = fields.quantity("full")
        step = fields.quantity("step")
        if parts.contains(section) { fields.report("一节不能是自己的一部分", at: "of") }
    }

    var needs: Set<StepProduct> { [.sections] }
    var heeds: Set<StepProduct> { [.setAside] }
    var gives: Set<StepProduct> { [.sections] }
    var computedSections: [String] { [section] }

    func fullMarks(of parts: SchemeParts) -> [String: Quantity] { [section: full] }

    func faults(in form: SchemeForm, of whole: SchemeParts) -> [(key: String?, sentence: String)] {
        let computed = form.steps.prefix { ($0 as? SumIntoSection)?.section != section }
            .flatMap(\.computedSections)
        let missing = parts.filter { !computed.contains($0) }
        guard missing.isEmpty else {
            return [("of", "“\(missing.joined(separator: "、"))”要先算出来才能合计")]
        }
        let values = ParameterValues(whole.parameters)
        let marks = form.steps.map { $0.fullMarks(of: whole) }
        let sum = parts.compactMap { id in marks.lazy.compactMap { $0[id] }.first }
            .compactMap(values.standard).reduce(.zero, +)
        guard let full = values.standard(full), sum != full else { return [] }
        return [("full", "各部分合计 \(sum.text) 分，与写明的 \(full.text) 分不符")]
    }

    func apply(to evaluation: inout Evaluation) {
        let pool = evaluation.pool(kinds: [])
        let sums = pool.compactMap { index in
            sum(evaluation.scores[index]).map { (key: index, value: $0) }
        }
        let mode = evaluation.values.value(mode, as: Mode.self)
        let places = Placing.places(of: sums, evaluation.tiePolicy)
        let known = Dictionary(sums.map { ($0.key, $0.value) }, uniquingKeysWith: { $1 })
        for index in pool {
            evaluation.scores[index].nestedSections.formUnion(parts)
            if mode == .perComponent {
                evaluation.scores[index].sections[section] =
                    known[index].map(SectionResult.value) ?? .open
                evaluation.scores[index].sectionItems[section] = parts.map(AccountItem.section)
                continue
            }
            let earned = Earned(
                full: evaluation.values.number(full),
                step: evaluation.values.number(step),
                place: places[index],
                among: sums.count
            )
            let what = known[index].map { "各部分合计 \($0.spoken) 分" } ?? "各部分没有到齐"
            evaluation.scores[index].sections[section] = earned.result
            evaluation.scores[index].sectionItems[section] = [
                .derived(earned.points, earned.sentence(what), from: parts)
            ]
        }
    }

    private func sum(_ score: SubjectScore) -> ExactNumber? {
        var sum = ExactNumber.zero
        for part in parts {
            guard let value = score.sections[part]?.value else { return nil }
            sum += value
        }
        return sum
    }
}
