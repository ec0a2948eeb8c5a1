internal import Assessment
internal import Causality
internal import Documents
internal import Records
internal import Store

/// Makes findings of the records that prove them.
struct FindingGathering {
    /// One finding, ready to be written.
    struct Finding {
        let rule: SchemeRule
        let subject: String
        let record: FoundRecord
        /// The register of the record, and whether its records name their rules by hand.
        let register: String
        let isByHand: Bool
        /// The period in which it counts though it is dated in another.
        var countedIn: String?

        /// Whether it counts in a period.
        func counts(in period: Records.Period) -> Bool {
            countedIn.map { Records.Period(text: $0).map(period.contains) ?? false }
                ?? period.contains(record.date)
        }

        /// The order in evidence documents, the same on every node.
        var order: [String] {
            [record.date.text, rule.id, subject, record.record.text]
        }
    }

    private(set) var findings: [Finding] = []
    /// Records that name a rule which the scheme does not declare, by rule.
    private(set) var foreignCounts: [String: Int] = [:]
    /// Records that name nobody who is assessed here, by rule.
    private(set) var unassignedCounts: [String: Int] = [:]
    /// Records left out because another register has the same deed of the same person.
    private(set) var repeated: [RecordID] = []

    init(
        _ sources: EvidenceSources,
        _ scheme: Scheme,
        _ subjects: AssessedSubjects,
        _ session: StoreSession
    ) throws {
        for source in sources.findings {
            for record in try session.findings(source.template, source.question) {
                guard let id = source.rule ?? record.rule else { continue }
                guard let rule = scheme.rule(id) else {
                    foreignCounts[id, default: 0] += 1
                    continue
                }
                let charged = record.subject.flatMap { subjects.charged($0, on: record.date) }
                guard let subject = charged else {
                    unassignedCounts[id, default: 0] += 1
                    continue
                }
                findings.append(
                    Finding(
                        rule: rule,
                        subject: subject,
                        record: record,
                        register: source.question.register,
                        isByHand: source.rule == nil,
                        countedIn: source.countedIn
                    )
                )
            }
        }
        for source in sources.foreign {
            let count = try FindingGathering.count(source, session)
            if count > 0, let rule = source.rule { foreignCounts[rule, default: 0] += count }
        }
        findings = FindingGathering.sorted(findings)
        leaveOutRepeated()
    }

    /// What makes two findings of different registers one deed.
    private struct Deed: Hashable {
        let rule: String
        let subject: String
        let day: String
        let person: FieldValue
        let matter: FieldValue?
    }

    /// Leaves out what another register has as well.
    ///
    /// What a person did on a day against one rule may stand in the register that notices it and in
    /// the inspector's sheet. The register with more of it stands, the one that nobody writes rules
    /// into by hand where both have as many.
    private mutating func leaveOutRepeated() {
        var deeds: [Deed: [String: [Int]]] = [:]
        for (place, finding) in findings.enumerated() {
            guard let person = finding.record.parts[.person] else { continue }
            let deed = Deed(
                rule: finding.rule.id,
                subject: finding.subject,
                day: finding.record.date.text,
                person: person,
                matter: finding.record.parts[.case]
            )
            deeds[deed, default: [:]][finding.register, default: []].append(place)
        }
        var left: Set<Int> = []
        for registers in deeds.values where registers.count > 1 {
            let ranked = registers.sorted { one, other in
                (other.value.count, findings[one.value[0]].isByHand ? 1 : 0, one.key)
                    < (one.value.count, findings[other.value[0]].isByHand ? 1 : 0, other.key)
            }
            left.formUnion(ranked.dropFirst().flatMap(\.value))
        }
        repeated = left.sorted().map { findings[$0].record.record }
        remove(at: left)
    }

    private static func count(_ source: FindingSource, _ session: StoreSession) throws -> Int {
        guard source.template.each == nil else {
            return try session.findings(source.template, source.question).count
        }
        let counts = try session.counts(source.question, meeting: [source.template.dated])
        return counts.reduce(0) { $0 + $1.counts[0] }
    }

    /// Leaves out the findings at some places of the list.
    mutating func remove(at places: Set<Int>) {
        findings = findings.enumerated().filter { !places.contains($0.offset) }.map(\.element)
    }

    /// As evidence documents list them.
    var document: DocumentValue { .list(findings.map(\.document)) }

    private static func sorted(_ findings: [Finding]) -> [Finding] {
        findings.map { ($0.order, $0) }
            .sorted { $0.0.lexicographicallyPrecedes($1.0) }
            .map(\.1)
    }
}

extension FindingGathering.Finding {
    var document: DocumentValue {
        var object = DocumentObject()
        object["rule"] = .text(rule.id)
        object["subject"] = .text(subject)
        object["date"] = .text(record.date.text)
        object["countedIn"] = countedIn.map(DocumentValue.text)
        for part in FindingPart.allCases where isTaken(part) {
            guard let value = record.parts[part] else { continue }
            object[part.rawValue] = document(of: value, part)
        }
        return .object(object)
    }

    /// Whether the rule takes the part: an amount given at a rule with a fixed one changes nothing.
    private func isTaken(_ part: FindingPart) -> Bool {
        switch part {
        case .points: rule.isDiscretionary
        case .days: rule.unit == .casePerDay
        case .halfDays: rule.unit == .halfDay
        default: true
        }
    }

    private func document(of value: FieldValue, _ part: FindingPart) -> DocumentValue {
        switch value {
        case .integer(let number):
            switch part {
            case .count, .points, .days, .halfDays: .number(String(number))
            default: .text(String(number))
            }
        case .text(let text): .text(text)
        case .boolean(let flag): .boolean(flag)
        case .reference(let record): .text(record.text)
        }
    }
}
