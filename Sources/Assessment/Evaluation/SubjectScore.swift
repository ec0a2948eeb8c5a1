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
    /// Lowers a section to its marks; the amount is what is not added.
    case sectionCap(ExactNumber)
    /// Lifts the total to 0; the amount is what is not taken off.
    case totalFloor(ExactNumber)
    case share(ShareAccount)
    /// One sub-period's result, what it brings, and how, in a phrase.
    case period(Period, score: ExactNumber, value: ExactNumber, phrase: String)
    /// What a step worked out, told in a sentence; without a value it is a remark.
    case line(ExactNumber?, String)
    /// A section that is a part of this one, or of the total.
    case section(String)
    /// A value that is worked out from sections, which are told below it.
    case derived(ExactNumber?, String, from: [String])
}

/// What one rule takes off or adds for one row.
struct RuleAccount: Sendable {
    /// One finding and what it costs or brings.
    struct Occurrence: Sendable {
        /// Place in the evidence's list of findings that could be read.
        let finding: Int
        let person: String?
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

    /// The sum with its sign, before any limit.
    var signedAmount: ExactNumber { rule.isAddition ? amount : -amount }

    mutating func add(_ occurrence: Occurrence) {
        occurrences.append(occurrence)
        units += occurrence.units
        amount += occurrence.amount
    }

    /// The account without what names a person; nil where nothing is left.
    var withoutPeople: RuleAccount? {
        var account = RuleAccount(rule: rule)
        for occurrence in occurrences where occurrence.person == nil { account.add(occurrence) }
        return account.occurrences.isEmpty ? nil : account
    }
}

/// Everything that is worked out about one row: a subject, or a person of one.
struct SubjectScore: Sendable {
    let subject: EvidenceSubject
    /// Set where the row is a person's.
    let person: EvidencePerson?
    /// Rules found against the row, in the order of the scheme, before any step took them.
    var accounts: [RuleAccount] = []
    var isSetAside = false
    /// True where a step found that there is nothing to add up.
    var isTotalOpen = false
    /// True where there was nothing to assess, which leaves no gap in the result.
    var isWithoutTask = false
    /// True for one who may not win.
    var isBarred = false
    var sections: [String: SectionResult] = [:]
    var sectionItems: [String: [AccountItem]] = [:]
    /// Sections that are parts of others, so that they are not added up again.
    var nestedSections: Set<String> = []
    /// Additions that go on top of all sections.
    var onTop: [RuleAccount] = []
    var total: ExactNumber?
    /// What changes the total besides the sections.
    var totalItems: [AccountItem] = []
    var rank: Int?
    var grade: String?
    var flags: Set<String> = []
    var awards: Set<String> = []
    /// Extras by name; one that is withheld is null in the result.
    var extras: [String: ExactNumber?] = [:]
    /// Rules that a step has counted; the result lists them as applied.
    private(set) var applied: [RuleAccount] = []

    init(subject: EvidenceSubject, person: EvidencePerson? = nil) {
        self.subject = subject
        self.person = person
    }

    /// The accounts of a section's rules, or of the rules without one; they count as applied.
    mutating func takeAccounts(
        ofSection section: String?,
        withoutPeople: Bool = false
    ) -> [RuleAccount] {
        var taken = accounts.filter { $0.rule.section == section }
        if withoutPeople { taken = taken.compactMap(\.withoutPeople) }
        applied += taken
        return taken
    }

    /// Adds a rule that a step worked out.
    mutating func derive(_ rule: SchemeRule, units: ExactNumber, each: ExactNumber) {
        var account = RuleAccount(rule: rule)
        account.units = units
        account.amount = units * each
        accounts.append(account)
    }

    /// Lifts a total below 0 to 0 and notes by how much.
    mutating func liftTotalToZero() {
        guard let total, total.isNegative else { return }
        totalItems.append(.totalFloor(-total))
        self.total = .zero
    }
}
