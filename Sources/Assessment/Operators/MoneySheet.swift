import ExactNumbers

/// Gives what the findings cost and bring in yuan as extras; a subject's include its people's.
struct MoneySheet: SchemeOperator {
    static let name = "moneySheet"
    let fine: String
    let reward: String
    let net: String

    init(from fields: SchemeFields, declared: SchemeParts) {
        fine = fields.text("fine")
        reward = fields.text("reward")
        net = fields.text("net")
        if !declared.rules.contains(where: { $0.money != nil }) {
            fields.report("没有规则写明金额（fine、reward）", at: nil)
        }
    }

    var gives: Set<StepProduct> { [] }

    func apply(to evaluation: inout Evaluation) {
        for index in evaluation.scores.indices {
            var fines = ExactNumber.zero
            var rewards = ExactNumber.zero
            for account in evaluation.scores[index].accounts {
                guard let money = account.rule.money else { continue }
                let sum = money.yuan * units(of: account, money, evaluation.values)
                if money.isReward { rewards += sum } else { fines += sum }
            }
            evaluation.scores[index].extras[fine] = fines
            evaluation.scores[index].extras[reward] = rewards
            evaluation.scores[index].extras[net] = rewards - fines
        }
    }

    private func units(
        of account: RuleAccount,
        _ money: RuleMoney,
        _ values: ParameterValues
    ) -> ExactNumber {
        guard let once = money.once, values.value(once, as: RuleMoney.Repeat.self) == .once else {
            return account.units
        }
        return ExactNumber(Set(account.occurrences.map { $0.person.map(ExactText.init) }).count)
    }
}
