import ExactNumbers

/// Takes the mean mark of one indicator as the total.
struct MarkAsTotal: SchemeOperator {
    static let name = "markAsTotal"
    let indicator: String
    let flagMissing: String

    init(from fields: SchemeFields, declared: SchemeParts) {
        indicator = fields.indicator("indicator", declared: declared)
        flagMissing = fields.text("flagMissing")
    }

    var heeds: Set<StepProduct> { [.setAside] }
    var gives: Set<StepProduct> { [.total] }
    var usedIndicators: [String] { [indicator] }
    var leavesOpen: Bool { true }

    func apply(to evaluation: inout Evaluation) {
        let values = evaluation.judgement(of: indicator).values
        let title = evaluation.scheme.indicators[indicator]?.title ?? indicator
        for index in evaluation.scores.indices where !evaluation.scores[index].isSetAside {
            guard let value = values[evaluation.scores[index].subject.id] else {
                evaluation.scores[index].flags.insert(flagMissing)
                continue
            }
            evaluation.scores[index].total = value
            evaluation.scores[index].totalItems.append(
                .line(value, "\(title)各次平均 \(value.spoken) 分。")
            )
        }
    }
}

/// Computes sections as the sum of weight × mark ÷ full mark; a missing mark leaves them open.
struct WeightedMarks: SchemeOperator {
    static let name = "weightedMarks"
    let kinds: Set<String>
    let sections: [(id: String, weights: [(indicator: String, weight: Quantity)])]
    /// The mark at which an indicator earns its whole weight.
    let outOf: ExactNumber
    /// Which sub-period's marks are meant, where marks name one.
    let subPeriod: Int?
    let flagMissing: String

    init(from fields: SchemeFields, declared: SchemeParts) {
        kinds = fields.declaredKinds(declared: declared)
        outOf = fields.number("outOf")
        if outOf <= .zero { fields.report("“outOf”应当大于 0", at: "outOf") }
        subPeriod = fields.has("subPeriod") ? fields.wholeNumber("subPeriod") : nil
        flagMissing = fields.text("flagMissing")
        let part = fields.part("sections")
        sections = part.members().map { id, weights in
            if !declared.sections.contains(where: { $0.id == id }) {
                part.report("没有名为“\(id)”的一节", at: id)
            }
            let entries = weights.keys.map { indicator in
                if declared.indicators[indicator] == nil {
                    let sentence = "没有名为“\(indicator)”的指标，请在 indicators 中写明"
                    weights.report(sentence, at: indicator)
                }
                return (indicator: indicator, weight: weights.quantity(indicator))
            }
            if entries.isEmpty { part.report("没有写明用哪些指标", at: id) }
            return (id: id, weights: entries)
        }
        if sections.isEmpty { fields.report("没有写明计算哪几节", at: "sections") }
    }

    var heeds: Set<StepProduct> { [.setAside] }
    var gives: Set<StepProduct> { [.sections] }
    var computedSections: [String] { sections.map(\.id) }
    var usedIndicators: [String] { sections.flatMap { $0.weights.map(\.indicator) } }
    var leavesOpen: Bool { true }

    func faults(in form: SchemeForm, of parts: SchemeParts) -> [(key: String?, sentence: String)] {
        let periods = usedIndicators.map { parts.indicators[$0]?.marks?.periodKind }
        guard let subPeriod else {
            return periods.contains { $0 != nil }
                ? [("subPeriod", "指标的分数分期间，请写明用第几期（subPeriod）")] : []
        }
        let counts = periods.map { kind in
            (kind?.countPerYear ?? 0) / (form.kind?.countPerYear ?? 1)
        }
        let isThere = counts.allSatisfy { (1...max($0, 1)).contains(subPeriod) && $0 > 1 }
        return isThere ? [] : [("subPeriod", "指标的分数没有第 \(subPeriod) 期")]
    }

    func fullMarks(of parts: SchemeParts) -> [String: Quantity] {
        let values = ParameterValues(parts.parameters)
        return Dictionary(
            sections.map { id, weights in
                let sum = weights.reduce(ExactNumber.zero) { sum, entry in
                    sum + (values.standard(entry.weight) ?? .zero)
                }
                return (id, .fixed(sum))
            },
            uniquingKeysWith: { first, _ in first }
        )
    }

    func apply(to evaluation: inout Evaluation) {
        for section in sections {
            let pool = section.weights.map { entry in
                let period = period(of: entry.indicator, in: evaluation)
                return (
                    indicator: entry.indicator,
                    weight: evaluation.values.number(entry.weight),
                    values: evaluation.judgement(of: entry.indicator, period: period).values
                )
            }
            for index in evaluation.scores.indices {
                let score = evaluation.scores[index]
                guard !score.isSetAside, takes(kind: score.subject.kind) else { continue }
                let marks = pool.map { entry in
                    WeightedMark(
                        indicator: entry.indicator,
                        title: evaluation.scheme.indicators[entry.indicator]?.title ?? "",
                        weight: entry.weight,
                        mark: entry.values[score.subject.id]
                    )
                }
                apply(marks, to: &evaluation.scores[index], section: section.id)
            }
        }
    }

    private func apply(
        _ marks: [WeightedMark],
        to score: inout SubjectScore,
        section: String
    ) {
        var value: ExactNumber? = .zero
        for mark in marks {
            let points = mark.points(outOf: outOf)
            if points == nil { score.flags.insert(flag(section: section, mark.indicator)) }
            value = value.flatMap { sum in points.map { sum + $0 } }
            score.sectionItems[section, default: []].append(
                .line(points, mark.sentence(outOf: outOf))
            )
        }
        score.sections[section] = value.map(SectionResult.value) ?? .open
    }

    private func flag(section: String, _ indicator: String) -> String {
        FlagTemplate(
            text: FlagTemplate(text: flagMissing, placeholder: "{section}").filled(with: section),
            placeholder: "{indicator}"
        )
        .filled(with: indicator)
    }

    private func period(of indicator: String, in evaluation: Evaluation) -> Period? {
        guard let subPeriod, let period = evaluation.period,
            let kind = evaluation.scheme.indicators[indicator]?.marks?.periodKind
        else { return nil }
        return period.part(subPeriod, of: kind)
    }
}

/// One indicator's mark with its weight.
private struct WeightedMark {
    let indicator: String
    let title: String
    let weight: ExactNumber
    let mark: ExactNumber?

    func points(outOf full: ExactNumber) -> ExactNumber? {
        mark.flatMap { (weight * $0).divided(by: full) }
    }

    func sentence(outOf full: ExactNumber) -> String {
        guard let mark, let points = points(outOf: full) else {
            return "\(title)没有评分，不算 0 分。"
        }
        return "\(title)评分 \(mark.spoken)：\(weight.spoken) × \(mark.text) ÷ \(full.text)"
            + " = \(points.spoken) 分。"
    }
}

/// Computes a section from the place that a judgement gives: full marks for the first place, and
/// a step less for each further one.
struct PlacePoints: SchemeOperator {
    static let name = "placePoints"
    let section: String
    let indicator: String
    let full: Quantity
    let step: Quantity
    let whenMissing: Choice
    let flagMissing: FlagTemplate
    /// The name of the figure for ballots that do not count.
    let figureVoid: FlagTemplate?

    /// What becomes of a subject that nobody judged.
    enum MissingPolicy: String, CaseIterable, Sendable {
        /// Its section stays open, and the total with it.
        case incomplete
        /// It has the place behind all that were judged.
        case last
    }

    init(from fields: SchemeFields, declared: SchemeParts) {
        section = fields.section("section", declared: declared)
        indicator = fields.indicator("indicator", declared: declared)
        full = fields.quantity("full")
        step = fields.quantity("step")
        whenMissing = fields.choice("whenMissing", among: MissingPolicy.allCases.map(\.rawValue))
        flagMissing = FlagTemplate(text: fields.text("flagMissing"), placeholder: "{section}")
        let figure = fields.optionalText("figureVoid")
        figureVoid = figure.map { FlagTemplate(text: $0, placeholder: "{indicator}") }
        if figure != nil, declared.indicators[indicator]?.votes == nil {
            fields.report("“\(indicator)”不是投票，没有废票可数", at: "figureVoid")
        }
    }

    var heeds: Set<StepProduct> { [.setAside] }
    var gives: Set<StepProduct> { [.sections] }
    var computedSections: [String] { [section] }
    var usedIndicators: [String] { [indicator] }
    var leavesOpen: Bool { true }

    func fullMarks(of parts: SchemeParts) -> [String: Quantity] { [section: full] }

    func apply(to evaluation: inout Evaluation) {
        let judgement = evaluation.judgement(of: indicator)
        let title = evaluation.scheme.indicators[indicator]?.title ?? indicator
        if let figureVoid, let count = judgement.voidBallotCount {
            evaluation.figures[figureVoid.filled(with: indicator)] = ExactNumber(count)
        }
        if judgement.isRoundVoid {
            evaluation.notes.append("“\(title)”的总票数超过限额，这一轮投票应当重做。")
        }
        let pool = evaluation.pool(kinds: [])
        let judged = pool.compactMap { index in
            judgement.values[evaluation.scores[index].subject.id].map { (key: index, value: $0) }
        }
        let ties = evaluation.tiePolicy
        let places = Placing.places(of: judged, ties)
        let policy = evaluation.values.value(whenMissing, as: MissingPolicy.self)
        let last = policy == .last && !places.isEmpty ? Placing.last(after: places, ties) : nil
        for index in pool {
            let id = evaluation.scores[index].subject.id
            if places[index] == nil {
                evaluation.scores[index].flags.insert(flagMissing.filled(with: section))
            }
            let sum = Earned(
                full: evaluation.values.number(full),
                step: evaluation.values.number(step),
                place: places[index] ?? last,
                among: judged.count
            )
            let what = judgement.values[id].map { "\(title) \($0.spoken)" }
            evaluation.scores[index].sections[section] = sum.result
            evaluation.scores[index].sectionItems[section] = [
                .line(sum.points, sum.sentence(what ?? "“\(title)”没有结果"))
            ]
        }
    }
}

/// What a place is worth.
struct Earned {
    let full: ExactNumber
    let step: ExactNumber
    let place: Int?
    let among: Int

    var points: ExactNumber? { place.map { max(.zero, full - step * ExactNumber($0 - 1)) } }

    var result: SectionResult { points.map(SectionResult.value) ?? .open }

    func sentence(_ what: String) -> String {
        guard let place, let points else { return "\(what)，不算 0 分，这一项空着。" }
        return "\(what)，在 \(among) 个有结果的单位中按第 \(place) 名：\(full.spoken)"
            + " - \(step.spoken) × \(place - 1) = \(points.spoken) 分。"
    }
}
