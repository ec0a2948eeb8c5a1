import ExactNumbers

/// Computes a section that only takes off: the rules' sums, each up to its own limit.
struct DeductCapped: SchemeOperator {
    static let name = "deductCapped"
    let section: String

    init(from fields: SchemeFields, declared: SchemeParts) {
        section = fields.section("section", declared: declared)
        for rule in declared.rules where rule.section == section && rule.isAddition {
            fields.report("规则“\(rule.id)”是加分，不能放在按上限扣分的一节", at: "section")
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
