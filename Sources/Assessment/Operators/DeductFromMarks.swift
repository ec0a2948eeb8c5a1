import ExactNumbers

/// Computes sections that start from their marks and lose what their rules take off.
struct DeductFromMarks: SchemeOperator {
    static let name = "deductFromMarks"
    let sections: [String]
    let floor: Choice

    init(from fields: SchemeFields, declared: SchemeParts) {
        sections = fields.sections("sections", declared: declared)
        floor = fields.choice("floor", among: FloorPolicy.allCases.map(\.rawValue))
        for section in declared.sections
        where sections.contains(section.id) && section.marks == nil {
            fields.report("“\(section.title)”没有写明满分(marks)", at: "sections")
        }
    }

    var heeds: Set<StepProduct> { [.setAside] }
    var gives: Set<StepProduct> { [.sections] }
    var computedSections: [String] { sections }
    var findingScope: FindingScope? { .sections(sections) }

    func apply(to evaluation: inout Evaluation) {
        let policy = evaluation.values.value(floor, as: FloorPolicy.self)
        let scored = sections.compactMap(evaluation.scheme.section)
        for index in evaluation.scores.indices where !evaluation.scores[index].isSetAside {
            for section in scored {
                apply(to: &evaluation.scores[index], section, policy)
            }
        }
    }

    private func apply(
        to score: inout SubjectScore,
        _ section: SchemeSection,
        _ policy: FloorPolicy
    ) {
        var value = section.marks ?? .zero
        var items: [AccountItem] = [.marks(value)]
        for account in score.takeAccounts(ofSection: section.id) {
            value -= account.amount
            items.append(.rule(account))
        }
        if policy == .section, value.isNegative {
            items.append(.sectionFloor(-value))
            value = .zero
        }
        score.sections[section.id] = .value(value)
        score.sectionItems[section.id] = items
    }
}
