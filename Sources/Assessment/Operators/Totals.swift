import ExactNumbers

/// Adds the sections up to the total; one open section leaves the total open.
///
/// Sections that are parts of others count once, inside these. What goes on top of the sections
/// is added last.
struct SumSections: SchemeOperator {
    static let name = "sumSections"
    let isNotBelowZero: Bool
    let floor: Choice?
    /// What each section is multiplied by; sections that are not named count once.
    let weights: [(section: String, weight: Quantity)]

    init(from fields: SchemeFields, declared: SchemeParts) {
        isNotBelowZero = fields.boolean("notBelowZero")
        let policies = FloorPolicy.allCases.map(\.rawValue)
        floor = fields.has("floor") ? fields.choice("floor", among: policies) : nil
        guard fields.has("weights") else {
            weights = []
            return
        }
        let part = fields.part("weights")
        weights = part.keys.map { id in
            if !declared.sections.contains(where: { $0.id == id }) {
                part.report("没有名为“\(id)”的一节", at: id)
            }
            return (section: id, weight: part.quantity(id))
        }
    }

    var needs: Set<StepProduct> { [.sections] }
    var heeds: Set<StepProduct> { [.setAside] }
    var gives: Set<StepProduct> { [.total] }

    func faults(in form: SchemeForm, of parts: SchemeParts) -> [(key: String?, sentence: String)] {
        let values = ParameterValues(parts.parameters)
        let sum = weights.compactMap { values.standard($0.weight) }.reduce(.zero, +)
        guard !weights.isEmpty, sum != .one else { return [] }
        return [("weights", "各节的权重合计 \(sum.text)，应当是 1")]
    }

    func apply(to evaluation: inout Evaluation) {
        let policy = floor.map { evaluation.values.value($0, as: FloorPolicy.self) }
        let factors = Dictionary(
            weights.map { ($0.section, evaluation.values.number($0.weight)) },
            uniquingKeysWith: { first, _ in first }
        )
        for index in evaluation.scores.indices {
            guard !evaluation.scores[index].isSetAside, !evaluation.scores[index].isTotalOpen
            else { continue }
            sum(&evaluation.scores[index], factors, evaluation.scheme)
            if isNotBelowZero || policy == .section || policy == .total {
                evaluation.scores[index].liftTotalToZero()
            }
        }
    }

    private func sum(
        _ score: inout SubjectScore,
        _ factors: [String: ExactNumber],
        _ scheme: Scheme
    ) {
        var sum = ExactNumber.zero
        var items: [AccountItem] = []
        for section in scheme.sections where !score.nestedSections.contains(section.id) {
            switch score.sections[section.id] {
            case .open?: return
            case .omitted?, nil: continue
            case .value(let value)?:
                guard let factor = factors[section.id] else {
                    sum += value
                    continue
                }
                let sentence =
                    "\(section.title) \(value.spoken) × \(factor.text)"
                    + " = \((value * factor).spoken) 分。"
                items.append(.derived(value * factor, sentence, from: [section.id]))
                sum += value * factor
            }
        }
        score.nestedSections.formUnion(factors.keys)
        for account in score.onTop {
            items.append(.rule(account))
            sum += account.signedAmount
        }
        score.totalItems += items
        score.total = sum
    }
}

/// Takes the rules that belong to no section off the total, or adds them to it.
struct DeductFromTotal: SchemeOperator {
    static let name = "deductFromTotal"
    let floor: Choice

    init(from fields: SchemeFields, declared: SchemeParts) {
        floor = fields.choice("floor", among: FloorPolicy.allCases.map(\.rawValue))
    }

    var needs: Set<StepProduct> { [.total] }
    var heeds: Set<StepProduct> { [.derived] }
    var gives: Set<StepProduct> { [.total] }
    var findingScope: FindingScope? { .total }

    func apply(to evaluation: inout Evaluation) {
        let policy = evaluation.values.value(floor, as: FloorPolicy.self)
        for index in evaluation.scores.indices where !evaluation.scores[index].isSetAside {
            for account in evaluation.scores[index].takeAccounts(ofSection: nil) {
                evaluation.scores[index].totalItems.append(.rule(account))
                if let total = evaluation.scores[index].total {
                    evaluation.scores[index].total = total + account.signedAmount
                }
            }
            if policy != .none { evaluation.scores[index].liftTotalToZero() }
        }
    }
}
