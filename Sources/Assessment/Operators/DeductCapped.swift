import ExactNumbers

/// Computes a section that only takes off: the rules' sums, each up to its own limit.
struct DeductCapped: SchemeOperator {
    static let name = "deductCapped"
    let section: String

    init(from fields: SchemeFields, declared: SchemeParts) {
        section = fields.text("section")
        if !section.isEmpty, !declared.sections.contains(where: { $0.id == section }) {
            fields.report("没有名为“\(section)”的一节", at: "section")
        }
    }

    var heeds: Set<StepProduct> { [.setAside] }
    var gives: Set<StepProduct> { [.sections] }
    var computedSections: [String] { [section] }
    var findingScope: FindingScope? { .sections([section]) }

    func apply(to evaluation: inout Evaluation) {
        for index in evaluation.scores.indices where !evaluation.scores[index].isSetAside {
            var value = ExactNumber.zero
            var items: [AccountItem] = []
            for var account in evaluation.scores[index].takeAccounts(ofSection: section) {
                if let limit = account.rule.atMost.map(evaluation.values.number) {
                    account.limit = limit
                }
                value -= account.amountWithinLimit
                items.append(.rule(account))
            }
            evaluation.scores[index].sections[section] = .value(value)
            evaluation.scores[index].sectionItems[section] = items
        }
    }
}
