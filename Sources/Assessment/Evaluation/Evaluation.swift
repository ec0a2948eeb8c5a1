import ExactNumbers

/// One assessment while its steps are carried out, and afterwards for explaining it.
struct Evaluation: Sendable {
    let scheme: Scheme
    let form: SchemeForm
    let evidence: Evidence
    let values: ParameterValues
    /// Why a finding does not count, by its place in the evidence's list.
    let uncounted: [Int: UncountedReason]
    var scores: [SubjectScore]
    /// Figures by name; a figure without a value is null in the result.
    var figures: [String: ExactNumber?] = [:]
    var notes: [String] = []

    /// Scores evidence that was read without a fault.
    init(of evidence: Evidence, by scheme: Scheme, form: SchemeForm) {
        self.scheme = scheme
        self.form = form
        self.evidence = evidence
        let values = ParameterValues(scheme.parameters, overrides: evidence.parameters)
        self.values = values
        if form.countsFindings {
            let ledger = FindingLedger(evidence: evidence)
            uncounted = ledger.uncounted
            scores = evidence.subjects.map { subject in
                let findings = ledger.counted[subject.id] ?? []
                let accounts = Evaluation.accounts(of: findings, evidence, scheme, values)
                return SubjectScore(subject: subject, accounts: accounts)
            }
        } else {
            uncounted = Dictionary(
                uniqueKeysWithValues: evidence.findings.indices.map { ($0, .periodUsesNone) }
            )
            scores = evidence.subjects.map { SubjectScore(subject: $0, accounts: []) }
        }
        for step in form.steps { step.apply(to: &self) }
        notes += ledgerNotes
    }

    private var ledgerNotes: [String] {
        let outsideCount = uncounted.values.count { $0 == .outsidePeriod }
        let unusedCount = uncounted.values.count { $0 == .periodUsesNone }
        var notes: [String] = []
        if outsideCount > 0 {
            notes.append("有 \(outsideCount) 条记录的日期不在 \(evidence.period.text) 之内,没有计入。")
        }
        if unusedCount > 0 {
            notes.append("\(form.kind.title)结果不直接计扣分,有 \(unusedCount) 条记录没有使用。")
        }
        return notes
    }

    private static func accounts(
        of findings: [Int],
        _ evidence: Evidence,
        _ scheme: Scheme,
        _ values: ParameterValues
    ) -> [RuleAccount] {
        var accounts: [String: RuleAccount] = [:]
        for place in findings {
            let finding = evidence.findings[place]
            guard let rule = scheme.rule(finding.rule) else {
                preconditionFailure("rule \(finding.rule) was not checked")
            }
            let amount = (values.amount(of: rule) ?? finding.points ?? .zero) * finding.units
            accounts[rule.id, default: RuleAccount(rule: rule)].add(
                RuleAccount.Occurrence(finding: place, units: finding.units, amount: amount)
            )
        }
        guard !accounts.isEmpty else { return [] }
        return scheme.rules.compactMap { accounts[$0.id] }
    }
}

/// Why a finding that is free of faults does not count.
enum UncountedReason: Equatable, Sendable {
    case outsidePeriod
    /// A finding of a stronger rule names the same event of the same subject.
    case replaced(byRule: String)
    /// This kind of period is not scored from findings.
    case periodUsesNone
}

/// Decides which findings count.
struct FindingLedger {
    /// Places of the findings that count, by subject, in the order of the evidence.
    private(set) var counted: [String: [Int]] = [:]
    private(set) var uncounted: [Int: UncountedReason] = [:]

    private struct EventKey: Hashable {
        let subject: String
        let event: String
        let replacedRule: String
    }

    init(evidence: Evidence) {
        var replacements: [EventKey: String] = [:]
        for finding in evidence.findings where evidence.period.contains(finding.date) {
            guard let event = finding.event else { continue }
            for weaker in finding.replaces {
                let key = EventKey(subject: finding.subject, event: event, replacedRule: weaker)
                // Of several stronger rules the same one is named, whatever the order of rows.
                replacements[key] = min(replacements[key] ?? finding.rule, finding.rule)
            }
        }
        for (place, finding) in evidence.findings.enumerated() {
            guard evidence.period.contains(finding.date) else {
                uncounted[place] = .outsidePeriod
                continue
            }
            if let event = finding.event,
                let stronger = replacements[
                    EventKey(subject: finding.subject, event: event, replacedRule: finding.rule)
                ]
            {
                uncounted[place] = .replaced(byRule: stronger)
            } else {
                counted[finding.subject, default: []].append(place)
            }
        }
    }
}
