import Documents
import ExactNumbers

/// Computes a section from the band in which a rate good ÷ base lies.
struct RateBands: SchemeOperator {
    static let name = "rateBands"
    let section: String
    let pair: StatisticPair
    /// Points from each rate on, highest first; the last band has no lower end.
    let bands: [(from: ExactNumber?, points: ExactNumber)]
    let whenEmpty: Choice
    let flagEmpty: String

    /// What becomes of a section without a base.
    enum EmptyPolicy: String, CaseIterable, Sendable {
        /// It gets the points of the first band.
        case full
        /// It gets the points of the last band.
        case lowest
        /// It stays open, and the total with it.
        case incomplete
    }

    init(from fields: SchemeFields, declared: SchemeParts) {
        section = fields.section("section", declared: declared)
        pair = fields.pair(declared: declared)
        whenEmpty = fields.choice("whenEmpty", among: EmptyPolicy.allCases.map(\.rawValue))
        flagEmpty = fields.text("flagEmpty")
        let items = fields.items("bands")
        bands = items.map { item in
            let band = (from: item.optionalNumber("from"), points: item.points("points"))
            item.close()
            if let from = band.from, from > .one || from.isNegative {
                item.report("“from”是比例，应当在 0 与 1 之间（90% 写作 0.9）", at: "from")
            }
            return band
        }
        if bands.isEmpty { fields.report("没有写明各档（bands）", at: nil) }
        for (place, band) in bands.enumerated() {
            let isLast = place == bands.count - 1
            if isLast, band.from != nil {
                items[place].report("最后一档不能有下限，否则更低的比率没有分数", at: "from")
            }
            guard !isLast else { continue }
            guard let from = band.from else {
                items[place].report("只有最后一档可以没有下限，后面的各档够不到", at: nil)
                continue
            }
            if let next = bands[place + 1].from, next >= from {
                items[place + 1].report("各档要从高到低，\(next.text) 这一档够不到", at: "from")
            }
        }
    }

    var heeds: Set<StepProduct> { [.setAside] }
    var gives: Set<StepProduct> { [.sections] }
    var computedSections: [String] { [section] }
    var statisticPairs: [StatisticPair] { [pair] }
    var usedStatistics: [String] { [pair.base, pair.good] }
    var leavesOpen: Bool { true }

    func words(ofFlag flag: String, in scheme: Scheme) -> String? {
        guard flag == flagEmpty, let title = scheme.statistics[pair.base] else { return nil }
        return "“\(title)”是 0 或没有报"
    }

    func fullMarks(of parts: SchemeParts) -> [String: Quantity] {
        bands.map(\.points).max().map { [section: .fixed($0)] } ?? [:]
    }

    func apply(to evaluation: inout Evaluation) {
        let policy = evaluation.values.value(whenEmpty, as: EmptyPolicy.self)
        let titles = (
            evaluation.scheme.statistics[pair.base], evaluation.scheme.statistics[pair.good]
        )
        for index in evaluation.scores.indices where !evaluation.scores[index].isSetAside {
            let id = evaluation.scores[index].subject.id
            let counts = evaluation.evidence.statistics[id] ?? [:]
            let base = counts[pair.base] ?? .zero
            let good = counts[pair.good] ?? .zero
            let points: ExactNumber?
            let sentence: String
            if let rate = good.divided(by: base) {
                points = bands.first { rate >= $0.from ?? rate }?.points
                sentence = "\(titles.1 ?? "") \(good.text) ÷ \(titles.0 ?? "") \(base.text)"
            } else {
                evaluation.scores[index].flags.insert(flagEmpty)
                points = pointsWhenEmpty(policy)
                sentence = "“\(titles.0 ?? "")”是 0 或没有报"
            }
            let result = points.map { "得 \($0.spoken) 分" } ?? "不算 0 分，这一项空着"
            evaluation.scores[index].sections[section] = points.map(SectionResult.value) ?? .open
            evaluation.scores[index].sectionItems[section] = [
                .line(points, "\(sentence)，\(result)。")
            ]
        }
    }

    private func pointsWhenEmpty(_ policy: EmptyPolicy) -> ExactNumber? {
        switch policy {
        case .full: bands.first?.points
        case .lowest: bands.last?.points
        case .incomplete: nil
        }
    }
}

/// Counts how many whole units a rate good ÷ base lies above the rate of all subjects together.
struct CountAboveMean: SchemeOperator {
    static let name = "countAboveMean"
    let rule: String
    let pair: StatisticPair
    let unit: ExactNumber
    let figure: String

    init(from fields: SchemeFields, declared: SchemeParts) {
        rule = fields.derivedRule("rule", declared: declared)
        pair = fields.pair(declared: declared)
        unit = fields.number("unit")
        figure = fields.text("figure")
        if unit <= .zero || unit > .one {
            fields.report("“unit”是比率的一份，应当在 0 与 1 之间（1 个百分点写作 0.01）", at: "unit")
        }
    }

    var heeds: Set<StepProduct> { [.setAside] }
    var gives: Set<StepProduct> { [.derived] }
    var statisticPairs: [StatisticPair] { [pair] }
    var usedStatistics: [String] { [pair.base, pair.good] }
    var derivedRules: [String] { [rule] }

    func apply(to evaluation: inout Evaluation) {
        let pool = evaluation.pool(kinds: [])
        let counts = pool.map { index in
            evaluation.evidence.statistics[evaluation.scores[index].subject.id] ?? [:]
        }
        let base = counts.reduce(ExactNumber.zero) { $0 + ($1[pair.base] ?? .zero) }
        let good = counts.reduce(ExactNumber.zero) { $0 + ($1[pair.good] ?? .zero) }
        let mean = good.divided(by: base)
        evaluation.figures[figure] = .some(mean)
        guard let mean, let rule = evaluation.scheme.rule(rule) else { return }
        let each = evaluation.values.amount(of: rule) ?? .zero
        for (index, counts) in zip(pool, counts) {
            let own = (counts[pair.good] ?? .zero).divided(by: counts[pair.base] ?? .zero)
            guard let units = own.flatMap({ ($0 - mean).divided(by: unit) })?.rounded(.floor),
                units > .zero
            else { continue }
            evaluation.scores[index].derive(rule, units: units, each: each)
        }
    }
}
