internal import Assessment
internal import Causality
internal import Records
internal import Store

/// Parts of a scheme's evidence as one register yields them.
struct PartSource {
    let register: String
    /// The register's title, for sentences.
    let title: String
    let template: PartTemplate
    /// What the scheme calls what the register yields and the scheme takes.
    let names: [String]
    /// Late data that does not count in the period.
    let without: Set<RecordID>

    /// Nil where the scheme takes nothing of it in such a period.
    init?(
        _ template: PartTemplate,
        of definition: RegisterDefinition,
        _ request: EvidenceRequest,
        without: Set<RecordID> = []
    ) {
        let scheme = request.scheme
        let yields =
            template.names.isEmpty
            ? definition.evidence.filter { $0.source == .mark }.map(\.yields) : template.names
        let known = yields.compactMap { PartSource.name($0, in: scheme) }
        guard let kind = request.kindOfPeriod, !known.isEmpty else { return nil }
        let isTaken: (String) -> Bool =
            switch template.role {
            case .mark, .rate: scheme.takesMarks(of:)
            case .ballot, .tally: scheme.takesVotes(on:)
            case .task: { _ in scheme.takesTasks(in: kind) }
            case .answerKey, .answer: { _ in scheme.takesAnswers(in: kind) }
            case .periodScore: { _ in scheme.subPeriod(of: kind) != nil }
            case .sum: scheme.statistics(in: kind).contains
            case .fact: { scheme.isTruth(fact: $0) != nil }
            case .attribute: { template.names.isEmpty || scheme.hasAttribute($0) }
            case .kind: { _ in scheme.kinds != nil }
            }
        names = known.filter(isTaken)
        guard !names.isEmpty else { return nil }
        register = definition.id
        title = definition.title
        self.template = template
        self.without = without
    }

    /// What the scheme calls it; nil if it is another scheme's.
    private static func name(_ yields: String, in scheme: Scheme) -> String? {
        let parts = yields.split(separator: ":", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { return scheme.hasIndicator(yields) ? yields : nil }
        return parts[0] == scheme.id ? parts[1] : nil
    }

    /// The share of records, as a question for counts.
    func question(_ period: Records.Period) -> EvidenceQuestion {
        EvidenceQuestion(
            register: register,
            subject: template.subject,
            period: period,
            without: without
        )
    }

    /// For rates: which records are asked, dated in the period.
    var asked: Condition {
        let days = FindingTemplate.inPeriod(template.dates)
        return .all([template.condition, template.sealed, days].compactMap(\.self))
    }

    /// For rates: which of them are good.
    var good: Condition { .all([asked, template.share].compactMap(\.self)) }

    /// Whether a record counts under a name in the period.
    func takes(_ part: FoundPart, as name: String?, _ request: EvidenceRequest) -> Bool {
        let period = request.period
        switch template.role {
        case .mark, .rate, .ballot, .tally:
            if let kind = name.flatMap(request.scheme.markPeriod) {
                return part.subPeriod(of: kind, in: period) != nil
            }
            return part.times.contains { time in
                if case .period(let own) = time { own == period } else { time.isWithin(period) }
            }
        case .periodScore:
            return request.subPeriodKind.map { part.subPeriod(of: $0, in: period) != nil } ?? false
        case .attribute, .kind:
            return part.times.contains { time in
                if case .period(let own) = time, own.contains(period) { return true }
                return time.isWithin(period)
            }
        case .task, .answerKey, .answer, .sum, .fact:
            return part.times.contains { $0.isWithin(period) }
        }
    }
}

extension FoundPart {
    /// The sub-period of a kind that the record names, within the period.
    func subPeriod(of kind: PeriodKind, in period: Records.Period) -> String? {
        for case .period(let own) in times where own != period && period.contains(own) {
            if Assessment.Period(own.text)?.kind == kind { return own.text }
        }
        return nil
    }
}
