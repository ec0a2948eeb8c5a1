import ExactNumbers

/// Adds the sections up to the total; one open section leaves the total open.
struct SumSections: SchemeOperator {
    static let name = "sumSections"
    let isNotBelowZero: Bool

    init(from fields: SchemeFields, declared: SchemeParts) {
        isNotBelowZero = fields.boolean("notBelowZero")
    }

    var needs: Set<StepProduct> { [.sections] }
    var heeds: Set<StepProduct> { [.setAside] }
    var gives: Set<StepProduct> { [.total] }

    func apply(to evaluation: inout Evaluation) {
        for index in evaluation.scores.indices {
            evaluation.scores[index].total = sum(evaluation.scores[index])
            if isNotBelowZero { evaluation.scores[index].liftTotalToZero() }
        }
    }

    private func sum(_ score: SubjectScore) -> ExactNumber? {
        guard !score.isSetAside, !score.isTotalOpen else { return nil }
        var sum = ExactNumber.zero
        for result in score.sections.values {
            switch result {
            case .value(let value): sum += value
            case .omitted: continue
            case .open: return nil
            }
        }
        return sum
    }
}

/// Takes the rules that belong to no section off the total.
struct DeductFromTotal: SchemeOperator {
    static let name = "deductFromTotal"
    let floor: Choice

    init(from fields: SchemeFields, declared: SchemeParts) {
        floor = fields.choice("floor", among: FloorPolicy.allCases.map(\.rawValue))
    }

    var needs: Set<StepProduct> { [.total] }
    var gives: Set<StepProduct> { [.total] }
    var findingScope: FindingScope? { .total }

    func apply(to evaluation: inout Evaluation) {
        let policy = evaluation.values.value(floor, as: FloorPolicy.self)
        for index in evaluation.scores.indices where !evaluation.scores[index].isSetAside {
            for account in evaluation.scores[index].takeAccounts(ofSection: nil) {
                evaluation.scores[index].totalItems.append(.rule(account))
                if let total = evaluation.scores[index].total {
                    evaluation.scores[index].total = total - account.amount
                }
            }
            if policy != .none { evaluation.scores[index].liftTotalToZero() }
        }
    }
}

/// Takes the mean of the given results of sub-periods as the total.
struct MeanOfPeriods: SchemeOperator {
    static let name = "meanOfPeriods"
    let kind: PeriodKind
    let planned: Int
    let missing: Choice
    let flagFewer: FlagTemplate
    let flagNone: String

    /// What a sub-period without a result does to the mean.
    enum MissingPolicy: String, CaseIterable, Sendable {
        /// The mean is over those that have a result.
        case assessed
        /// The sum is divided by the planned number.
        case twelve
    }

    init(from fields: SchemeFields, declared: SchemeParts) {
        let name = fields.text("of")
        kind = PeriodKind(rawValue: name) ?? .month
        if !name.isEmpty, PeriodKind(rawValue: name) == nil {
            fields.report("“of”只能是 year、half、quarter、month", at: "of")
        }
        planned = fields.number("planned").wholeValue ?? 0
        missing = fields.choice("missing", among: MissingPolicy.allCases.map(\.rawValue))
        flagFewer = fields.template("flagFewer", placeholder: "{n}")
        flagNone = fields.text("flagNone")
    }

    var heeds: Set<StepProduct> { [.setAside] }
    var gives: Set<StepProduct> { [.total] }
    var subPeriodKind: PeriodKind? { kind }
    var leavesOpen: Bool { true }

    func faults(in form: PeriodKind, of parts: SchemeParts) -> [(key: String?, sentence: String)] {
        guard kind.countPerYear > form.countPerYear else {
            return [("of", "\(form.title)里没有完整的\(kind.title),不能求平均")]
        }
        let count = kind.countPerYear / form.countPerYear
        guard planned == count else {
            return [("planned", "一个\(form.title)有 \(count) 个\(kind.title),这里写的是 \(planned)")]
        }
        return []
    }

    func apply(to evaluation: inout Evaluation) {
        let policy = evaluation.values.value(missing, as: MissingPolicy.self)
        for index in evaluation.scores.indices where !evaluation.scores[index].isSetAside {
            let id = evaluation.scores[index].subject.id
            let given = evaluation.evidence.periodScores[id] ?? [:]
            let count = policy == .twelve ? planned : given.count
            guard !given.isEmpty, let share = ExactNumber.one.divided(by: ExactNumber(count)) else {
                evaluation.scores[index].flags.insert(flagNone)
                continue
            }
            let ordered = given.sorted { $0.key < $1.key }
            let sum = ordered.reduce(ExactNumber.zero) { $0 + $1.value }
            evaluation.scores[index].total = sum * share
            evaluation.scores[index].totalItems = ordered.map {
                .period($0.key, score: $0.value, count: count)
            }
            if given.count < planned {
                evaluation.scores[index].flags.insert(flagFewer.filled(with: "\(given.count)"))
            }
        }
    }
}
