internal import Assessment
internal import Causality
internal import Merge
internal import Records
internal import Store

/// What one record gives to the evidence of a period.
struct RecordEffect: Equatable {
    struct Found: Equatable {
        let rule: String
        let register: String
        let isByHand: Bool
        let record: FoundRecord
    }

    struct Count: Hashable {
        let name: String
        let subject: RecordID?
        /// Whether it is one of those whose share counts.
        var isOfShare = false
    }

    struct Part: Equatable {
        let title: String
        let role: PartTemplate.Role
        let part: FoundPart
    }

    var findings: [Found] = []
    var counts: [Count] = []
    var parts: [Part] = []

    var isEmpty: Bool { findings.isEmpty && counts.isEmpty && parts.isEmpty }

    /// Whether it belongs to its period and cannot count in another: marks, shares, votes, tasks.
    var isOfPeriod: Bool { !parts.isEmpty || counts.contains(where: \.isOfShare) }

    /// The ids of those whose result hangs on it.
    func touched(_ subjects: AssessedSubjects) -> Set<String> {
        let charged = findings.compactMap { found in
            found.record.subject.flatMap { subjects.charged($0, on: found.record.date) }
        }
        let pooled = counts.flatMap { $0.subject.map(subjects.pools) ?? [] }
        let others = parts.flatMap { $0.part.subjects.compactMap(subjects.charged) }
        return Set(charged + pooled + others)
    }
}

/// Asks single records for what they give to the evidence of a period, in any state of theirs.
struct EffectReader {
    private let request: EvidenceRequest
    private let session: StoreSession
    private let findings: [String: [FindingSource]]
    private let statistics: [String: [StatisticSource]]
    private let parts: [String: [PartSource]]

    init(_ request: EvidenceRequest, _ choice: SubjectChoice, _ session: StoreSession) throws {
        self.request = request
        self.session = session
        let sources = try EvidenceSources(request, choice, session)
        // What is made of the results of sub-periods has no findings of its own.
        let hasFindings = request.subPeriodKind == nil || request.computesSubPeriods
        findings = Dictionary(
            grouping: hasFindings ? sources.findings : [],
            by: \.question.register
        )
        statistics = Dictionary(grouping: sources.statistics, by: \.question.register)
        parts = Dictionary(grouping: sources.parts, by: \.register)
    }

    /// What each register is asked.
    var conditions: [String: [Condition]] {
        var all = findings.mapValues { $0.map(\.template.dated) }
        for (register, sources) in statistics {
            all[register, default: []] += sources.map(\.condition)
        }
        for (register, sources) in parts {
            all[register, default: []] += sources.map(\.dated)
        }
        return all
    }

    /// Nothing for a record that is not there.
    func effect(of record: StoredRecord?) throws -> RecordEffect {
        var effect = RecordEffect()
        guard let record else { return effect }
        for source in findings[record.register] ?? [] {
            let found = try session.findings(source.template, source.question, of: record)
            for each in found {
                guard let rule = source.rule ?? each.rule, request.scheme.rule(rule) != nil else {
                    continue
                }
                effect.findings.append(
                    RecordEffect.Found(
                        rule: rule,
                        register: record.register,
                        isByHand: source.rule == nil,
                        record: each
                    )
                )
            }
        }
        let groups = Dictionary(grouping: statistics[record.register] ?? []) {
            $0.question.subject.map(\.text)
        }
        for group in groups.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }).map(\.value) {
            let counted = try session.counted(
                record,
                group[0].question,
                meeting: group.map(\.condition)
            )
            guard let counted else { continue }
            for (source, isMet) in zip(group, counted.meets) where isMet {
                effect.counts.append(
                    RecordEffect.Count(name: source.name, subject: counted.subject)
                )
            }
        }
        for source in parts[record.register] ?? [] { try add(source, record, to: &effect) }
        return effect
    }

    private func add(
        _ source: PartSource,
        _ record: StoredRecord,
        to effect: inout RecordEffect
    ) throws {
        guard source.template.role != .rate else {
            let counted = try session.counted(
                record,
                source.question(request.period),
                meeting: [source.asked, source.good]
            )
            guard let counted, counted.meets[0] else { return }
            for (name, isMet) in zip(["asked", "good"], counted.meets) where isMet {
                let name = "\(source.names.joined(separator: "、")) \(name)"
                effect.counts.append(
                    RecordEffect.Count(name: name, subject: counted.subject, isOfShare: true)
                )
            }
            return
        }
        for part in try session.parts(source.template, of: record, in: request.period)
        where part.isSealed && isMeant(part, source) {
            effect.parts.append(
                RecordEffect.Part(title: source.title, role: source.template.role, part: part)
            )
        }
    }

    private func isMeant(_ part: FoundPart, _ source: PartSource) -> Bool {
        if let scheme = part.values[.scheme]?.text, scheme != request.scheme.id { return false }
        let isNamed = source.template.slots[.name] != nil
        guard isNamed, let text = part.values[.name]?.text else {
            return source.names.contains { source.takes(part, as: $0, request) }
        }
        let name = request.scheme.indicator(titled: text) ?? text
        return [text, name].contains { source.names.contains($0) }
            && source.takes(part, as: name, request)
    }
}

extension PartSource {
    /// What holds of every record that counts in the period, as far as its own days say it.
    fileprivate var dated: Condition {
        if template.role == .rate { return asked }
        guard template.period == nil, template.group == nil, !template.dates.isEmpty else {
            return .all([])
        }
        return .any(template.dates.map(Condition.inPeriod))
    }
}
