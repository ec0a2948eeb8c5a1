import ExactNumbers

/// Computes sections that start from their marks and lose what their rules take off.
///
/// Rules that add run inside the section too: they repair losses, or go on top of all sections.
struct DeductFromMarks: SchemeOperator {
    static let name = "deductFromMarks"
    let sections: [String]
    let floor: Choice
    let additions: Choice?
    /// The extra that shows what went on top of the sections.
    let extraOnTop: String?

    /// Where additions inside a section go.
    enum Additions: String, CaseIterable, Sendable {
        /// Into the section, never above its marks.
        case strict
        /// On top of all sections.
        case separate
    }

    init(from fields: SchemeFields, declared: SchemeParts) {
        sections = fields.sections("sections", declared: declared)
        floor = fields.choice("floor", among: FloorPolicy.allCases.map(\.rawValue))
        let known = Additions.allCases.map(\.rawValue)
        additions = fields.has("additions") ? fields.choice("additions", among: known) : nil
        extraOnTop = fields.optionalText("extraOnTop")
        let adding = declared.rules.first { rule in
            rule.isAddition && (rule.section.map(sections.contains) ?? false)
        }
        if let adding, additions == nil {
            fields.report("规则“\(adding.id)”是加分，请写明加到哪里（additions）", at: nil)
        }
        for section in declared.sections
        where sections.contains(section.id) && section.marks == nil {
            fields.report("“\(section.title)”没有写明满分（marks）", at: "sections")
        }
    }

    var heeds: Set<StepProduct> { [.setAside, .derived] }
    var gives: Set<StepProduct> { [.sections] }
    var computedSections: [String] { sections }
    var findingScope: FindingScope? { .sections(sections) }

    func fullMarks(of parts: SchemeParts) -> [String: Quantity] {
        var marks: [String: Quantity] = [:]
        for section in parts.sections where sections.contains(section.id) {
            marks[section.id] = section.marks.map(Quantity.fixed)
        }
        return marks
    }

    func apply(to evaluation: inout Evaluation) {
        let policy = evaluation.values.value(floor, as: FloorPolicy.self)
        let isSeparate = additions.map {
            evaluation.values.value($0, as: Additions.self) == .separate
        }
        let scored = sections.compactMap(evaluation.scheme.section)
        for index in evaluation.scores.indices where !evaluation.scores[index].isSetAside {
            for section in scored {
                apply(to: &evaluation.scores[index], section, policy, isSeparate ?? false)
            }
            guard let extraOnTop else { continue }
            let sum = evaluation.scores[index].onTop.map(\.amount).reduce(.zero, +)
            evaluation.scores[index].extras[extraOnTop] = .some(sum)
        }
    }

    private func apply(
        to score: inout SubjectScore,
        _ section: SchemeSection,
        _ policy: FloorPolicy,
        _ isSeparate: Bool
    ) {
        let marks = section.marks ?? .zero
        var value = marks
        var items: [AccountItem] = [.marks(value)]
        for account in score.takeAccounts(ofSection: section.id) {
            if isSeparate, account.rule.isAddition {
                score.onTop.append(account)
                continue
            }
            value += account.signedAmount
            items.append(.rule(account))
        }
        if policy == .section, value.isNegative {
            items.append(.sectionFloor(-value))
            value = .zero
        }
        if value > marks {
            items.append(.sectionCap(marks - value))
            value = marks
        }
        score.sections[section.id] = .value(value)
        score.sectionItems[section.id] = items
    }
}
