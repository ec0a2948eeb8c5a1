import ExactNumbers

/// Why a finding that is free of faults does not count.
enum UncountedReason: Equatable, Sendable {
    case outsidePeriod
    /// A finding of a stronger rule names the same event or case of the same subject.
    case replaced(byRule: String)
    /// A finding of the same rule names the same event, and one is enough.
    case repeated
}

/// Decides which findings count in a period; the order of the findings never matters.
struct FindingLedger: Sendable {
    /// Places of the findings that count, by subject, in the order of the evidence.
    private(set) var counted: [String: [Int]] = [:]
    private(set) var uncounted: [Int: UncountedReason] = [:]

    private struct Key: Hashable {
        let subject: String
        let isCase: Bool
        let event: ExactText
        let rule: String
    }

    init(evidence: Evidence, scheme: Scheme, period: Period?) {
        let places = evidence.findings.indices.filter { place in
            evidence.findings[place].counts(in: period)
        }
        for place in evidence.findings.indices { uncounted[place] = .outsidePeriod }
        for place in places { uncounted[place] = nil }
        let replacements = FindingLedger.replacements(places, evidence, scheme)
        for place in places {
            let finding = evidence.findings[place]
            let stronger = FindingLedger.keys(of: finding, rule: finding.rule)
                .compactMap { replacements[$0] }.min()
            if let stronger { uncounted[place] = .replaced(byRule: stronger) }
        }
        let standing = places.filter { uncounted[$0] == nil }
        for place in FindingLedger.repetitions(standing, evidence, scheme) {
            uncounted[place] = .repeated
        }
        for place in standing where uncounted[place] == nil {
            counted[evidence.findings[place].subject, default: []].append(place)
        }
    }

    private static func keys(of finding: EvidenceFinding, rule: String) -> [Key] {
        let event = finding.event.map {
            Key(subject: finding.subject, isCase: false, event: ExactText($0), rule: rule)
        }
        let isOfCase = finding.details.case.map {
            Key(subject: finding.subject, isCase: true, event: ExactText($0), rule: rule)
        }
        return [event, isOfCase].compactMap { $0 }
    }

    /// The rule that replaces a weaker one, by what both are about; of several the first by id.
    private static func replacements(
        _ places: [Int],
        _ evidence: Evidence,
        _ scheme: Scheme
    ) -> [Key: String] {
        var replacements: [Key: String] = [:]
        for place in places {
            let finding = evidence.findings[place]
            guard let rule = scheme.rule(finding.rule) else { continue }
            let weaker =
                rule.replaces.flatMap { id in
                    keys(of: finding, rule: id).filter { !$0.isCase }
                }
                + rule.replacesSameCase.flatMap { id in
                    keys(of: finding, rule: id).filter(\.isCase)
                }
            for key in weaker { replacements[key] = min(replacements[key] ?? rule.id, rule.id) }
        }
        return replacements
    }

    /// Findings that give way to one of the same rule and event with a larger count.
    private static func repetitions(
        _ places: [Int],
        _ evidence: Evidence,
        _ scheme: Scheme
    ) -> [Int] {
        var kept: [Key: Int] = [:]
        var repeated: [Int] = []
        for place in places {
            let finding = evidence.findings[place]
            guard scheme.rule(finding.rule)?.isOncePerEvent == true, let event = finding.event
            else { continue }
            let key = Key(
                subject: finding.subject,
                isCase: false,
                event: ExactText(event),
                rule: finding.rule
            )
            guard let other = kept[key] else {
                kept[key] = place
                continue
            }
            let isBetter = isBefore(finding, evidence.findings[other])
            kept[key] = isBetter ? place : other
            repeated.append(isBetter ? other : place)
        }
        return repeated
    }

    /// Larger counts first; then what does not depend on the order of rows.
    private static func isBefore(_ left: EvidenceFinding, _ right: EvidenceFinding) -> Bool {
        if left.units != right.units { return left.units > right.units }
        let people = (
            ExactText(left.details.person ?? ""), ExactText(right.details.person ?? "")
        )
        if people.0 != people.1 { return people.0 < people.1 }
        return left.date < right.date
    }
}
