import ExactNumbers

/// What became of one section.
enum SectionResult: Equatable, Sendable {
    case value(ExactNumber)
    /// Cannot be told; the total is open too.
    case open
    /// Empty, and left out of the total on purpose.
    case omitted

    var value: ExactNumber? {
        if case .value(let value) = self { value } else { nil }
    }
}

/// One line of the account that leads to a section or a total; the values add up to it exactly.
enum AccountItem: Sendable {
    case marks(ExactNumber)
    case rule(RuleAccount)
    /// Lifts a section to 0; the amount is what is not taken off.
    case sectionFloor(ExactNumber)
    /// Lifts the total to 0; the amount is what is not taken off.
    case totalFloor(ExactNumber)
    case share(ShareAccount)
    /// One sub-period's result; `count` is what the sum is divided by.
    case period(Period, score: ExactNumber, count: Int)
}

/// What one rule takes off one subject.
struct RuleAccount: Sendable {
    /// One finding and what it costs.
    struct Occurrence: Sendable {
        /// Place in the evidence's list of findings that could be read.
        let finding: Int
        /// Count times days or half days.
        let units: ExactNumber
        let amount: ExactNumber
    }

    let rule: SchemeRule
    var occurrences: [Occurrence] = []
    /// Sum of the units.
    var units = ExactNumber.zero
    /// Sum of the amounts, before any limit.
    var amount = ExactNumber.zero
    /// The most that may be taken off, where a step sets it.
    var limit: ExactNumber?

    var amountWithinLimit: ExactNumber { limit.map { min($0, amount) } ?? amount }

    mutating func add(_ occurrence: Occurrence) {
        occurrences.append(occurrence)
        units += occurrence.units
        amount += occurrence.amount
    }
}

/// Everything that is worked out about one subject.
struct SubjectScore: Sendable {
    let subject: EvidenceSubject
    /// Rules found against the subject, in the order of the scheme, before any step took them.
    let accounts: [RuleAccount]
    var isSetAside = false
    /// True where a step found that there is nothing to add up.
    var isTotalOpen = false
    var sections: [String: SectionResult] = [:]
    var sectionItems: [String: [AccountItem]] = [:]
    var total: ExactNumber?
    /// What changes the total besides the sections.
    var totalItems: [AccountItem] = []
    var rank: Int?
    var flags: Set<String> = []
    var awards: Set<String> = []
    /// Rules that a step has counted; the result lists them as applied.
    private(set) var applied: [RuleAccount] = []

    init(subject: EvidenceSubject, accounts: [RuleAccount]) {
        self.subject = subject
        self.accounts = accounts
    }

    /// The accounts of a section's rules, or of the rules without one; they count as applied.
    mutating func takeAccounts(ofSection section: String?) -> [RuleAccount] {
        let taken = accounts.filter { $0.rule.section == section }
        applied += taken
        return taken
    }

    /// Lifts a total below 0 to 0 and notes by how much.
    mutating func liftTotalToZero() {
        guard let total, total.isNegative else { return }
        totalItems.append(.totalFloor(-total))
        self.total = .zero
    }
}
