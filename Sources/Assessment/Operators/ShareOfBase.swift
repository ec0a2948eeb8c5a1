import ExactNumbers

/// Computes sections as weight × good ÷ base; a section without a base is empty, which is not zero.
///
/// A section of weight 0 is out of use: it shows 0 and is never empty. Where all sections in use
/// are empty, all of them and the total are open, whatever the policy.
struct ShareOfBase: SchemeOperator {
    static let name = "shareOfBase"
    let sections: [String]
    let whenEmpty: Choice
    let flagEmpty: FlagTemplate
    let flagAllEmpty: String

    /// What becomes of an empty section.
    enum EmptyPolicy: String, CaseIterable, Sendable {
        /// Its weight goes to the others, in proportion to theirs.
        case redistribute
        /// It stays open, and the total with it.
        case open
        /// It gets its full weight.
        case full
    }

    init(from fields: SchemeFields, declared: SchemeParts) {
        sections = fields.sections("sections", declared: declared)
        whenEmpty = fields.choice("whenEmpty", among: EmptyPolicy.allCases.map(\.rawValue))
        flagEmpty = fields.template("flagEmpty", placeholder: "{section}")
        flagAllEmpty = fields.text("flagAllEmpty")
        for section in declared.sections
        where sections.contains(section.id) && section.share == nil {
            fields.report("“\(section.title)”没有写明权重和基数（share）", at: "sections")
        }
    }

    var heeds: Set<StepProduct> { [.setAside] }
    var gives: Set<StepProduct> { [.sections] }
    var computedSections: [String] { sections }
    var leavesOpen: Bool { true }

    func fullMarks(of parts: SchemeParts) -> [String: Quantity] {
        var marks: [String: Quantity] = [:]
        for section in parts.sections where sections.contains(section.id) {
            marks[section.id] = section.share?.weight
        }
        return marks
    }

    func apply(to evaluation: inout Evaluation) {
        let policy = evaluation.values.value(whenEmpty, as: EmptyPolicy.self)
        let statistics = evaluation.evidence.statistics
        let pool = sections.compactMap(evaluation.scheme.section).compactMap { section in
            section.share.map {
                (section: section, share: $0, weight: evaluation.values.number($0.weight))
            }
        }
        for index in evaluation.scores.indices where !evaluation.scores[index].isSetAside {
            let counts = statistics[evaluation.scores[index].subject.id] ?? [:]
            let parts = pool.map { section, share, weight in
                ShareAccount(
                    section: section.id,
                    weight: weight,
                    base: counts[share.base] ?? .zero,
                    good: counts[share.good] ?? .zero
                )
            }
            apply(to: &evaluation.scores[index], parts, policy)
        }
    }

    private func apply(
        to score: inout SubjectScore,
        _ parts: [ShareAccount],
        _ policy: EmptyPolicy
    ) {
        let allWeights = parts.reduce(ExactNumber.zero) { $0 + $1.weight }
        let filled = parts.filter { !$0.isUnused && !$0.isEmpty }
        let filledWeights = filled.reduce(ExactNumber.zero) { $0 + $1.weight }
        if filled.isEmpty { score.flags.insert(flagAllEmpty) }
        let factor = policy == .redistribute ? allWeights.divided(by: filledWeights) : nil
        for var part in parts {
            part.factor = factor ?? .one
            let result: SectionResult
            switch (part.isUnused, part.isEmpty) {
            case (true, _): result = .value(.zero)
            case (false, false): result = .value(part.points)
            case (false, true):
                part.emptyPolicy = filled.isEmpty ? .open : policy
                result = emptyResult(of: part)
                if !filled.isEmpty { score.flags.insert(flagEmpty.filled(with: part.section)) }
            }
            score.sections[part.section] = result
            score.sectionItems[part.section] = [.share(part)]
        }
        // Without a single part in use nothing was measured, so there is nothing to add up.
        if filled.isEmpty { score.isTotalOpen = true }
    }

    private func emptyResult(of part: ShareAccount) -> SectionResult {
        switch part.emptyPolicy {
        case .redistribute?: .omitted
        case .full?: .value(part.weight)
        case .open?, nil: .open
        }
    }
}

/// One section's share, as it was counted.
struct ShareAccount: Sendable {
    let section: String
    let weight: ExactNumber
    let base: ExactNumber
    let good: ExactNumber
    /// What the weight is multiplied by because other sections are empty.
    var factor = ExactNumber.one
    /// Set where the section is empty.
    var emptyPolicy: ShareOfBase.EmptyPolicy?

    var isUnused: Bool { weight.isZero }
    var isEmpty: Bool { base.isZero }
    /// The section's points; 0 where there is nothing to divide by.
    var points: ExactNumber { (weight * factor * good).divided(by: base) ?? .zero }
}
