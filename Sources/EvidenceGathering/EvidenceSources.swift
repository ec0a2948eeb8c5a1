internal import Assessment
internal import Causality
internal import Records
internal import Store

/// A statistic of the scheme as one register yields it.
struct StatisticSource {
    let name: String
    let question: EvidenceQuestion
    let condition: Condition

    fileprivate func asked(in period: Records.Period, only: Set<RecordID>) -> StatisticSource {
        StatisticSource(
            name: name,
            question: question.asked(in: period, only: only),
            condition: condition
        )
    }
}

/// A rule as one register yields it, or every rule that a register's records name themselves.
struct FindingSource {
    /// The rule's id, nil where each record names its own.
    let rule: String?
    let question: EvidenceQuestion
    let template: FindingTemplate
    /// The period in which late data counts that was put there; nil for what is dated in it.
    var countedIn: String?

    fileprivate func asked(
        in period: Records.Period,
        only: Set<RecordID>,
        countedIn: String?
    ) -> FindingSource {
        FindingSource(
            rule: rule,
            question: question.asked(in: period, only: only),
            template: template,
            countedIn: countedIn
        )
    }
}

/// Where the definitions in force say that a scheme's evidence comes from.
struct EvidenceSources {
    private(set) var statistics: [StatisticSource] = []
    private(set) var findings: [FindingSource] = []
    /// Rules of other schemes that this node's records would prove against those assessed here.
    private(set) var foreign: [FindingSource] = []
    /// Marks, votes, tasks, answers and other parts.
    private(set) var parts: [PartSource] = []
    /// What cannot be asked because registers are missing: names of rules or statistics by
    /// register.
    private(set) var blocked: [(name: String, registers: [String])] = []
    /// Late data that does not count in the period.
    private let without: Set<RecordID>

    /// `late` says what does not count in the period and what of others does; nothing for the
    /// records as they are dated.
    init(
        _ request: EvidenceRequest,
        _ choice: SubjectChoice,
        _ session: StoreSession,
        late: LateShift = LateShift()
    ) throws {
        without = late.excluded
        let period = request.period
        for definition in session.definitions {
            parts += definition.gathers.compactMap {
                PartSource($0, of: definition, request, without: late.excluded)
            }
            for rule in definition.evidence {
                try read(rule, of: definition, request, choice, session)
            }
            if let template = definition.findings {
                let paths = choice.paths(template.subject)
                let question = EvidenceQuestion(
                    register: definition.id,
                    subject: paths,
                    period: period,
                    without: without
                )
                findings.append(FindingSource(rule: nil, question: question, template: template))
            }
        }
        take(late.moved, in: request)
    }

    /// Asks for what was put into the period as it was asked for in the one that it is dated in.
    private mutating func take(
        _ moved: [Records.Period: Set<RecordID>],
        in request: EvidenceRequest
    ) {
        let (own, counts) = (findings, statistics)
        for (period, records) in moved.sorted(by: { $0.key < $1.key }) {
            let countedIn = request.periodOfLateFindings
            findings += own.map { $0.asked(in: period, only: records, countedIn: countedIn) }
            statistics += counts.map { $0.asked(in: period, only: records) }
        }
    }

    /// Statistics that the scheme uses in such a period and no register here yields, in order.
    func missingStatistics(_ request: EvidenceRequest) -> [String] {
        let sums = parts.filter { $0.template.role == .sum }.flatMap(\.names)
        let found = Set(statistics.map(\.name) + sums)
        let used = request.kindOfPeriod.map(request.scheme.statistics) ?? []
        return used.filter { !found.contains($0) }.sorted()
    }

    private mutating func read(
        _ rule: EvidenceRule,
        of definition: RegisterDefinition,
        _ request: EvidenceRequest,
        _ choice: SubjectChoice,
        _ session: StoreSession
    ) throws {
        let (scheme, period) = (request.scheme, request.period)
        func question(_ subject: Records.EvidenceSubject) -> EvidenceQuestion {
            EvidenceQuestion(
                register: definition.id,
                subject: choice.paths(subject),
                period: period,
                without: without
            )
        }
        if let template = rule.finding {
            let paths = choice.paths(template.subject).map {
                choice.assessesPeople ? $0 : EvidenceSources.person(in: $0, of: definition)
            }
            let source = FindingSource(
                rule: rule.yields,
                question: EvidenceQuestion(
                    register: definition.id,
                    subject: paths,
                    period: period,
                    without: without
                ),
                template: template
            )
            let isOurs = scheme.rule(rule.yields) != nil
            guard try isAskable(template.condition, rule.yields, definition, isOurs, session) else {
                return
            }
            if isOurs {
                findings.append(source)
            } else if !source.question.subject.isEmpty {
                foreign.append(source)
            }
        } else if let count = rule.count, let condition = count.condition(for: choice.level),
            !choice.paths(count.subject).isEmpty
        {
            let names = try names(yielded: rule.yields, request).filter {
                try isAskable(condition, $0, definition, true, session)
            }
            for name in names {
                statistics.append(
                    StatisticSource(
                        name: name,
                        question: question(count.subject),
                        condition: condition
                    )
                )
            }
        }
    }

    /// The person, where a path leads to the unit of one: which unit that is depends on the day.
    private static func person(in path: ValuePath, of definition: RegisterDefinition) -> ValuePath {
        guard let reference = path.reference, path.field == DirectoryReading.unitField,
            definition.field(reference)?.references == [DirectoryReading.staff]
        else { return path }
        return ValuePath(reference)
    }

    /// The names of the statistics for which the scheme uses a yield in such a period, in order.
    private func names(yielded yields: String, _ request: EvidenceRequest) -> [String] {
        let scheme = request.scheme
        let used = request.kindOfPeriod.map(scheme.statistics) ?? []
        return used.filter { (scheme.countedAs[$0] ?? "\(scheme.id):\($0)") == yields }.sorted()
    }

    private mutating func isAskable(
        _ condition: Condition,
        _ name: String,
        _ definition: RegisterDefinition,
        _ isOurs: Bool,
        _ session: StoreSession
    ) throws -> Bool {
        let missing = try session.unknownRegisters(condition, in: definition.id)
        if !missing.isEmpty, isOurs { blocked.append((name, missing)) }
        return missing.isEmpty
    }
}
