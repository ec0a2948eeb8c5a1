import ExactNumbers

/// Gives a grade or an award to a limited number of a pool, best first.
///
/// A tie across the cut is in or out as a whole, and the next quota keeps its number. While one of
/// the pool is open nothing is given, because it may still take a place.
struct FillQuota: SchemeOperator {
    static let name = "quota"
    let quota: String
    let givesGrade: Bool
    let kinds: Set<String>
    let size: Size
    let ties: Choice
    /// Whether one who may not win leaves the place to the next in order.
    let skipsBarred: Bool
    /// Whether the places are at most those that earlier quotas left of the base.
    let isWithinRest: Bool
    /// The least total that can have a place.
    let least: Quantity?
    /// Statistics that decide between equal totals.
    let thenBy: [String]

    /// How many places there are.
    enum Size: Sendable {
        case places(Quantity)
        /// A share of the pool; where a fact holds, another one.
        case share(Quantity, raised: (fact: String, share: Quantity)?, rounding: Choice)
    }

    /// What becomes of a group that the cut would divide.
    enum TieAtCut: String, CaseIterable, Sendable {
        case include
        case exclude
    }

    init(from fields: SchemeFields, declared: SchemeParts) {
        quota = fields.text("name")
        let gives = fields.choice("gives", among: ["grade", "award"])
        givesGrade = gives == .fixed("grade")
        kinds = fields.declaredKinds(declared: declared)
        ties = fields.choice("ties", among: TieAtCut.allCases.map(\.rawValue))
        skipsBarred = fields.boolean("skipsBarred")
        isWithinRest = fields.boolean("withinRest")
        least = fields.has("atLeast") ? fields.quantity("atLeast") : nil
        thenBy = fields.texts("thenBy")
        for id in thenBy where declared.statistics[id] == nil {
            fields.report("没有名为“\(id)”的数，请在 statistics 中写明", at: "thenBy")
        }
        size = fields.quotaSize(declared: declared)
    }

    var needs: Set<StepProduct> { skipsBarred ? [.total, .barred] : [.total] }
    var heeds: Set<StepProduct> { [.setAside] }
    var gives: Set<StepProduct> { givesGrade ? [.grades] : [] }
    var usedStatistics: [String] { thenBy }

    var usedFacts: [String] {
        if case .share(_, let raised?, _) = size { [raised.fact] } else { [] }
    }

    func apply(to evaluation: inout Evaluation) {
        let pool = evaluation.pool(kinds: kinds)
        let openCount = pool.count { evaluation.scores[$0].total == nil }
        guard openCount == 0 else {
            evaluation.isWithheld = true
            evaluation.notes.append("还有 \(openCount) 个单位没有总分，“\(quota)”暂不评定。")
            return
        }
        var (raw, places) = number(of: pool.count, in: evaluation)
        if isWithinRest {
            let taken = evaluation.quotas.reduce(0) { $0 + $1.places }
            places = min(places, max(0, pool.count - taken))
        }
        let line = least.map(evaluation.values.number)
        let candidates = pool.filter { index in
            let score = evaluation.scores[index]
            return !(skipsBarred && score.isBarred) && !(givesGrade && score.grade != nil)
                && line.map { $0 <= score.total ?? .zero } ?? true
        }
        let keyed = candidates.map { (index: $0, key: key(of: evaluation.scores[$0], evaluation)) }
        let ordered = keyed.sorted { isBefore($0.key, $1.key) }
        var chosen = ordered.prefix(places)
        var isTied = false
        if let last = chosen.last, ordered.count > places, ordered[places].key == last.key {
            isTied = true
            let policy = evaluation.values.value(ties, as: TieAtCut.self)
            chosen = ordered.prefix { entry in
                isBefore(entry.key, last.key) || (policy == .include && entry.key == last.key)
            }
        }
        for entry in chosen {
            if givesGrade {
                evaluation.scores[entry.index].grade = quota
            } else {
                evaluation.scores[entry.index].awards.insert(quota)
            }
        }
        if isTied { evaluation.notes.append("“\(quota)”的末位有并列，请领导小组确认。") }
        evaluation.quotas.append(
            QuotaOutcome(
                name: quota,
                base: pool.count,
                raw: raw,
                places: places,
                isTiedAtCut: isTied
            )
        )
    }

    private func number(of base: Int, in evaluation: Evaluation) -> (ExactNumber, Int) {
        switch size {
        case .places(let quantity):
            let raw = evaluation.values.number(quantity)
            return (raw, raw.wholeValue ?? base)
        case .share(let share, let raised, let rounding):
            let isRaised = raised.flatMap { evaluation.evidence.truths[$0.fact] } ?? false
            let chosen = isRaised ? raised?.share ?? share : share
            let raw = ExactNumber(base) * evaluation.values.number(chosen)
            let rule = evaluation.values.value(rounding, as: WholeRounding.self)
            return (raw, raw.rounded(rule).wholeValue ?? base)
        }
    }

    private func key(of score: SubjectScore, _ evaluation: Evaluation) -> [ExactNumber] {
        let counts = evaluation.evidence.statistics[score.subject.id] ?? [:]
        return [score.total ?? .zero] + thenBy.map { counts[$0] ?? .zero }
    }

    /// Larger numbers first, the first that differs decides.
    private func isBefore(_ left: [ExactNumber], _ right: [ExactNumber]) -> Bool {
        for (one, other) in zip(left, right) where one != other { return one > other }
        return false
    }
}

extension SchemeFields {
    fileprivate func quotaSize(declared: SchemeParts) -> FillQuota.Size {
        if has("places") {
            if value("share") != nil { report("“places”和“share”只能写一个", at: "share") }
            let places = quantity("places")
            checkIsWhole(places, "places", declared: declared)
            return .places(places)
        }
        let share = share("share")
        var raised: (fact: String, share: Quantity)?
        if has("raised") {
            let fields = part("raised")
            raised = (fields.fact("fact", .truth, declared: declared), fields.share("share"))
            fields.close()
        }
        let rounding = choice("rounding", among: WholeRounding.allCases.map(\.rawValue))
        return .share(share, raised: raised, rounding: rounding)
    }
}
