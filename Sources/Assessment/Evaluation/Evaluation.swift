import ExactNumbers

/// One assessment while its steps are carried out, and afterwards for explaining it.
struct Evaluation: Sendable {
    let scheme: Scheme
    let form: SchemeForm
    let evidence: Evidence
    /// The period that is scored: the document's, or one of its sub-periods.
    let period: Period?
    let values: ParameterValues
    let ledger: FindingLedger
    /// The rows that are scored: subjects, or people.
    var scores: [SubjectScore]
    /// Figures by name; a figure without a value is null in the result.
    var figures: [String: ExactNumber?] = [:]
    var quotas: [QuotaOutcome] = []
    /// True while a row of a pool is open, so that nothing is given by place or quota.
    var isWithheld = false
    /// Subjects that the scheme does not assess.
    var excluded: [String] = []
    /// Sub-periods that were computed from the findings.
    var computed: [Period: Evaluation] = [:]
    var notes: [String] = []

    /// Scores the subjects of evidence that was read without a fault.
    init(of evidence: Evidence, by scheme: Scheme, form: SchemeForm, period: Period?) {
        self.scheme = scheme
        self.form = form
        self.evidence = evidence
        self.period = period
        values = ParameterValues(scheme, overrides: evidence.parameters)
        ledger = FindingLedger(evidence: evidence, scheme: scheme, period: period)
        scores = evidence.subjects.map { SubjectScore(subject: $0) }
        if form.countsFindings { addAccounts() }
        for step in form.steps { step.apply(to: &self) }
        notes += ledgerNotes
    }

    /// Scores the people of an evaluation by the steps that the form has for them.
    init(peopleOf whole: Evaluation) {
        scheme = whole.scheme
        form = whole.form
        evidence = whole.evidence
        period = whole.period
        values = whole.values
        ledger = whole.ledger
        let subjects = Dictionary(
            evidence.subjects.map { ($0.id, $0) },
            uniquingKeysWith: { first, _ in first }
        )
        scores = Evaluation.people(of: evidence, ledger).compactMap { person in
            subjects[person.subject].map { SubjectScore(subject: $0, person: person) }
        }
        addAccounts()
        for step in form.peopleSteps { step.apply(to: &self) }
    }

    /// The listed people, and those whom a finding that counts names, each once under a subject.
    private static func people(
        of evidence: Evidence,
        _ ledger: FindingLedger
    ) -> [EvidencePerson] {
        var seen: Set<[ExactText]> = []
        var people: [EvidencePerson] = []
        for person in evidence.people where seen.insert(key(person.id, person.subject)).inserted {
            people.append(person)
        }
        for (place, finding) in evidence.findings.enumerated()
        where ledger.uncounted[place] == nil {
            guard let id = finding.details.person, seen.insert(key(id, finding.subject)).inserted
            else { continue }
            people.append(EvidencePerson(id: id, subject: finding.subject, name: nil))
        }
        return people
    }

    private static func key(_ person: String, _ subject: String) -> [ExactText] {
        [ExactText(subject), ExactText(person)]
    }

    private mutating func addAccounts() {
        for index in scores.indices {
            let subject = scores[index].subject.id
            let person = scores[index].person
            let findings = (ledger.counted[subject] ?? []).filter { place in
                person == nil || evidence.findings[place].details.person.isExactly(person?.id)
            }
            scores[index].accounts = accounts(of: findings)
        }
    }

    private func accounts(of findings: [Int]) -> [RuleAccount] {
        var accounts: [String: RuleAccount] = [:]
        for place in findings {
            let finding = evidence.findings[place]
            guard let rule = scheme.rule(finding.rule) else {
                preconditionFailure("rule \(finding.rule) was not checked")
            }
            let amount = (values.amount(of: rule) ?? finding.points ?? .zero) * finding.units
            accounts[rule.id, default: RuleAccount(rule: rule)].add(
                RuleAccount.Occurrence(
                    finding: place,
                    person: finding.details.person,
                    units: finding.units,
                    amount: amount
                )
            )
        }
        guard !accounts.isEmpty else { return [] }
        return scheme.rules.compactMap { accounts[$0.id] }
    }

    private var ledgerNotes: [String] {
        guard form.countsFindings else {
            let unusedCount = evidence.findings.indices.count { isUnused($0) }
            guard unusedCount > 0 else { return [] }
            return ["\(form.title)结果不直接计扣分，有 \(unusedCount) 条记录没有使用。"]
        }
        let outsideCount = ledger.uncounted.values.count { $0 == .outsidePeriod }
        guard outsideCount > 0 else { return [] }
        return ["有 \(outsideCount) 条记录的日期不在 \(evidence.periodText) 之内，没有计入。"]
    }

    /// True for a finding that no computed sub-period holds either.
    private func isUnused(_ place: Int) -> Bool {
        let finding = evidence.findings[place]
        return !computed.keys.contains { finding.counts(in: $0) }
    }
}

/// What became of one quota.
struct QuotaOutcome: Sendable {
    let name: String
    let base: Int
    /// Before it is made a whole number.
    let raw: ExactNumber
    let places: Int
    let isTiedAtCut: Bool
}
