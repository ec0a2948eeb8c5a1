internal import Assessment
internal import Causality
internal import ExactNumbers
internal import Records
internal import Store

/// The records of a period that are marks, votes, tasks, answers and other parts of evidence.
struct PartReading {
    /// What one record, or one row of a list in it, says.
    struct Row {
        let source: PartSource
        let part: FoundPart
        /// The indicator, attribute, fact or statistic; nil for parts that have no name.
        let name: String?
    }

    /// A share of a subject's records.
    struct Share {
        let source: PartSource
        let name: String
        let subject: RecordID
        let asked: Int
        let good: Int
    }

    private(set) var rows: [Row] = []
    private(set) var shares: [Share] = []
    /// Records that are not final yet, by register's title.
    private(set) var unsealed: [String: Set<RecordID>] = [:]
    /// Records whose indicator the scheme does not know, by what stands there.
    private(set) var foreign: [String: Set<RecordID>] = [:]
    /// Texts that should name a period and do not, with the records.
    private(set) var badPeriods: [String: Set<RecordID>] = [:]
    /// Rounds of answers, where there are several in the period: all, the last one last.
    private(set) var rounds: [String] = []

    init(
        _ sources: [PartSource],
        _ request: EvidenceRequest,
        _ session: StoreSession
    ) throws {
        for source in sources {
            if source.template.role == .rate {
                try readShares(source, request, session)
                continue
            }
            let parts = try session.parts(
                source.template,
                of: source.register,
                in: request.period
            )
            for part in parts where !source.without.contains(part.record) {
                read(part, source, request)
            }
        }
        keepLastRound()
    }

    private mutating func read(
        _ part: FoundPart,
        _ source: PartSource,
        _ request: EvidenceRequest
    ) {
        if let scheme = part.values[.scheme]?.text, scheme != request.scheme.id { return }
        if let text = part.badPeriod {
            badPeriods[text, default: []].insert(part.record)
            return
        }
        guard let names = names(of: part, source, request) else { return }
        for name in names where source.takes(part, as: name, request) {
            guard part.isSealed else {
                unsealed[source.title, default: []].insert(part.record)
                return
            }
            rows.append(Row(source: source, part: part, name: name))
        }
    }

    /// The names under which the record counts; nil if the one that it gives is not the scheme's.
    private mutating func names(
        of part: FoundPart,
        _ source: PartSource,
        _ request: EvidenceRequest
    ) -> [String?]? {
        switch source.template.role {
        case .task, .answerKey, .answer, .periodScore, .kind: return [nil]
        case .attribute:
            guard let name = part.values[.name]?.text else { return source.names }
            return request.scheme.hasAttribute(name) ? [name] : nil
        case .fact, .sum, .rate: return source.names
        case .mark, .ballot, .tally:
            guard source.template.slots[.name] != nil else { return source.names }
            guard let text = part.values[.name]?.text else { return nil }
            let name = request.scheme.indicator(titled: text) ?? text
            if source.names.contains(text) { return [text] }
            if source.names.contains(name) { return [name] }
            // Marks where the scheme takes votes are another template's.
            if !request.scheme.hasIndicator(name), source.takes(part, as: nil, request) {
                foreign[text, default: []].insert(part.record)
            }
            return nil
        }
    }

    private mutating func readShares(
        _ source: PartSource,
        _ request: EvidenceRequest,
        _ session: StoreSession
    ) throws {
        let counts = try session.counts(
            source.question(request.period),
            meeting: [source.asked, source.good]
        )
        for row in counts {
            guard let subject = row.subject, row.counts[0] > 0 else { continue }
            for name in source.names {
                shares.append(
                    Share(
                        source: source,
                        name: name,
                        subject: subject,
                        asked: row.counts[0],
                        good: row.counts[1]
                    )
                )
            }
        }
    }

    /// Questions of two rounds have the same numbers: only the last round counts.
    private mutating func keepLastRound() {
        var days: [String: CivilDate] = [:]
        for row in rows where row.source.template.role.isOfRound {
            guard let group = row.part.group, let day = row.part.times.map(\.last).max() else {
                continue
            }
            days[group] = max(days[group] ?? day, day)
        }
        rounds = days.sorted { ($0.value, $0.key) < ($1.value, $1.key) }.map(\.key)
        guard rounds.count > 1, let last = rounds.last else { return }
        rows.removeAll { $0.source.template.role.isOfRound && $0.part.group != last }
    }

    /// Whom the records name, with their kinds and attributes where the records agree.
    var named: NamedSubjects {
        var named = NamedSubjects()
        // What a register yields of one thing alone is about others, too.
        for row in rows where row.source.template.names.isEmpty {
            named.records.formUnion(row.part.subjects)
        }
        for (record, kinds) in saidKinds where kinds.count == 1 {
            named.kinds[record] = kinds.first
        }
        for (record, attributes) in saidAttributes {
            for (name, values) in attributes where values.count == 1 {
                named.attributes[record, default: [:]][name] = values.first
            }
        }
        return named
    }

    /// How many subjects the records say different things of.
    var disagreementCount: Int {
        let kinds = saidKinds.filter { $0.value.count > 1 }.map(\.key)
        let attributes = saidAttributes.filter { $0.value.contains { $0.value.count > 1 } }
        return Set(kinds).union(attributes.map(\.key)).count
    }

    private var saidKinds: [RecordID: Set<String>] {
        var said: [RecordID: Set<String>] = [:]
        for row in rows where row.source.template.role == .kind {
            guard let subject = row.part.subjects.first, let kind = row.part.values[.value]?.text
            else { continue }
            said[subject, default: []].insert(kind)
        }
        return said
    }

    private var saidAttributes: [RecordID: [String: Set<Bool>]] {
        var said: [RecordID: [String: Set<Bool>]] = [:]
        for row in rows where row.source.template.role == .attribute {
            guard let subject = row.part.subjects.first, let name = row.name,
                case .boolean(let flag)? = row.part.values[.value]
            else { continue }
            said[subject, default: [:]][name, default: []].insert(flag)
        }
        return said
    }
}

extension PartTemplate.Role {
    /// Whether it is of a round of questions.
    fileprivate var isOfRound: Bool { self == .answerKey || self == .answer }
}
