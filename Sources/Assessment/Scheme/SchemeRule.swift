package import ExactNumbers

/// One rule of a scheme: what happened, and what it costs.
package struct SchemeRule: Sendable {
    /// What one finding is counted in.
    package enum Unit: String, CaseIterable, Sendable {
        /// Each time that it happened.
        case occurrence
        /// Each case that it happened in.
        case `case`
        /// Each case, for each day over its limit; the finding gives the days.
        case casePerDay
        /// Each half day; the finding may give how many.
        case halfDay

        /// The Chinese measure word.
        package var title: String {
            switch self {
            case .occurrence: "次"
            case .case: "件"
            case .casePerDay: "件·天"
            case .halfDay: "个半天"
            }
        }
    }

    /// How much one unit costs.
    package enum Amount: Sendable {
        /// A fixed amount; the parameter of that name, where the scheme has one, overrides it.
        case fixed(ExactNumber, parameter: String?)
        /// The finding says how much, inside these bounds, which belong to the range.
        case between(ExactNumber, ExactNumber)
    }

    /// The id by which findings name the rule.
    package let id: String
    /// The section that the rule takes from; nil for rules that take from the total.
    package let section: String?
    /// Where the paper says so, in Chinese.
    package let clause: String
    /// What happened, in Chinese.
    package let title: String
    /// What one unit costs or brings, without sign.
    package let amount: Amount
    /// True where the rule adds instead of taking off.
    package let isAddition: Bool
    /// What one finding is counted in.
    package let unit: Unit
    /// Rules that do not count where this one names the same event of the same subject.
    package let replaces: [String]
    /// Which kinds of record can prove the finding.
    package let evidence: [String]
    /// A reading or remark, in Chinese.
    package let note: String?

    /// The most that the rule may take off in a period, if there is a limit.
    let atMost: Quantity?
    /// Rules that do not count where this one names the same case of the same subject.
    let replacesSameCase: [String]
    /// True where of several findings of one event only the one with the largest count counts.
    let isOncePerEvent: Bool
    /// True where a step works the rule out, so that no finding may name it.
    package let isDerived: Bool
    /// What the rule costs or brings in yuan, if anything.
    let money: RuleMoney?

    /// True where the finding itself must say how much is taken off.
    package var isDiscretionary: Bool {
        if case .between = amount { true } else { false }
    }
}

/// What one unit of a rule costs or brings in yuan.
struct RuleMoney: Sendable {
    /// Whether money that is lost as a whole is lost once.
    enum Repeat: String, CaseIterable, Sendable {
        /// Once for each person in the period, and once for all findings without a person.
        case once = "true"
        /// At every finding.
        case every = "false"
    }

    /// Yuan, without sign.
    let yuan: ExactNumber
    let isReward: Bool
    /// Set where the money may be lost once only.
    let once: Choice?
}

/// One section of a scheme.
package struct SchemeSection: Sendable {
    /// A part that is earned by a share: weight × good ÷ base.
    struct Share: Sendable {
        let weight: Quantity
        /// The statistic of all that there was.
        let base: String
        /// The statistic of what was as it should be; never above its base.
        let good: String
    }

    /// The id under which results show the section.
    package let id: String
    /// The section's Chinese name.
    package let title: String
    /// The marks that the section starts from, where it has any.
    package let marks: ExactNumber?

    let share: Share?
}

/// A number of a scheme: written out, or the value of a parameter.
enum Quantity: Hashable, Sendable {
    case fixed(ExactNumber)
    case parameter(String)
}

/// A choice of a scheme: written out, or the value of a parameter.
enum Choice: Hashable, Sendable {
    case fixed(String)
    case parameter(String)
}

/// A parameter that evidence may override.
package struct SchemeParameter: Sendable {
    /// What a parameter can be set to.
    package enum Domain: Sendable {
        /// One of these texts; the Chinese names stand beside them, in the scheme's order.
        case choice(values: [String], titles: [String], standard: String)
        /// A number, not below `atLeast` where it is given, whole where `isWhole`.
        case number(standard: ExactNumber, atLeast: ExactNumber?, isWhole: Bool)
    }

    /// The parameter's Chinese name.
    package let title: String
    /// What it can be set to, and what it is without an override.
    package let domain: Domain
    /// True for numbers that must be above 0.
    var isAboveZero = false
}
