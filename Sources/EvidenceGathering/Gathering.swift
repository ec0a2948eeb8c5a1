internal import Assessment
internal import Documents
internal import Records
internal import Store

/// One evidence document in the making.
struct Gathering {
    let request: EvidenceRequest
    let session: StoreSession
    let tree: PlaceTree
    let subjects: AssessedSubjects
    let sources: EvidenceSources
    let completeness: [PlaceCompleteness]
    /// What people decided of late data.
    let late: LateLedger
    var notes = EvidenceNotes()
    /// What is not settled in the sub-periods, where the result is made of theirs.
    var unsettledOfParts: [String] = []
    let reading: PartReading

    private static let missingFact = "missing"
    /// How often what is refused is taken out: with one fault gone others can show.
    private static let roundCountMax = 4

    /// What was gathered, not yet a document.
    private struct Draft {
        var findings: FindingGathering?
        var statistics: StatisticGathering?
        var parts: PartGathering
        /// The results of sub-periods that were worked out, by subject and period.
        var scores: [String: [String: DocumentValue]] = [:]
    }

    init(_ request: EvidenceRequest, _ session: StoreSession) throws {
        self.request = request
        self.session = session
        tree = try PlaceTree(session, in: request.period)
        let choice = try SubjectChoice(request.scheme, kind: request.kind)
        late = try LateLedger(request, choice, session)
        sources = try EvidenceSources(request, choice, session, late: late.shift)
        reading = try PartReading(sources.parts, request, session)
        subjects = try AssessedSubjects(choice, request, tree, naming: reading.named, session)
        guard !subjects.list.isEmpty else { throw choice.nobody }
        completeness = try CompletenessReading(session, tree).places(in: request.period)
    }

    /// The document, and whether any record gave a part of it.
    mutating func document() throws -> (DocumentValue, hasContent: Bool) {
        var draft = Draft(parts: PartGathering(reading, subjects, request))
        let isOfParts = request.subPeriodKind != nil
        if isOfParts { draft.scores = try scoresOfParts() }
        if !isOfParts || request.computesSubPeriods {
            notes.note(sources, request)
            let findings = try FindingGathering(sources, request.scheme, subjects, session)
            notes.note(findings)
            draft.findings = findings
        }
        if !isOfParts || !sources.statistics.isEmpty {
            let statistics = try StatisticGathering(sources.statistics, subjects, session)
            notes.note(statistics)
            draft.statistics = statistics
        }
        notes.note(late)
        notes.note(reading)
        notes.note(draft.parts)
        let hasFindings = !(draft.findings?.findings.isEmpty ?? true)
        let hasCounts = !(draft.statistics?.isEmpty ?? true)
        let hasContent = isOfParts || hasFindings || hasCounts || !draft.parts.isEmpty
        removeRefused(&draft)
        return (document(draft), hasContent)
    }

    private func document(_ draft: Draft) -> DocumentValue {
        let isOfParts = request.subPeriodKind != nil
        var all: [(String, DocumentValue)] = [
            ("scheme", .text(request.scheme.id)), ("period", .text(request.period.text)),
            ("subjects", subjects.document),
        ]
        if let people = subjects.peopleDocument, !isOfParts { all.append(("people", people)) }
        if let facts = facts(draft.parts) { all.append(("facts", facts)) }
        if let scores = scores(draft) { all.append(("periodScores", scores)) }
        if let findings = draft.findings, !request.scheme.rules.isEmpty {
            if request.computesSubPeriods {
                all.append(("assessedPeriods", assessedPeriods(findings)))
            }
            all.append(("findings", findings.document))
        }
        for key in PartGathering.listKeys {
            guard let items = draft.parts.lists[key], !items.isEmpty else { continue }
            all.append((key, .list(items.map(\.document))))
        }
        if let statistics = statistics(draft) { all.append(("statistics", statistics)) }
        if let answers = draft.parts.answers { all.append(("answers", answers)) }
        return .object(DocumentObject(members: all))
    }

    private func facts(_ parts: PartGathering) -> DocumentValue? {
        var facts = parts.facts.mapValues(\.document)
        if request.scheme.facts[Gathering.missingFact] != nil {
            let missing = completeness.filter(\.isMissing).compactMap { subjects.charged($0.place) }
            facts[Gathering.missingFact] = .list(missing.sorted().map(DocumentValue.text))
        }
        return facts.isEmpty ? nil : .sorted(facts)
    }

    /// Results that were worked out, and before these those that were given.
    private func scores(_ draft: Draft) -> DocumentValue? {
        guard request.subPeriodKind != nil else { return nil }
        var scores = draft.scores
        for (subject, given) in draft.parts.maps[PartGathering.scores] ?? [:] {
            scores[subject, default: [:]].merge(given.mapValues(\.document)) { $1 }
        }
        return .sorted(scores.filter { !$0.value.isEmpty }.mapValues(DocumentValue.sorted))
    }

    /// Counts, and sums where there are some.
    private func statistics(_ draft: Draft) -> DocumentValue? {
        let sums = draft.parts.maps[PartGathering.sums] ?? [:]
        let hasCounts = draft.statistics != nil && !sources.statistics.isEmpty
        guard hasCounts || sums.contains(where: { !$0.value.isEmpty }) else { return nil }
        var all = hasCounts ? draft.statistics?.documents ?? [:] : [:]
        for (subject, sums) in sums {
            all[subject, default: [:]].merge(sums.mapValues(\.document)) { $1 }
        }
        return .sorted(all.mapValues(DocumentValue.sorted))
    }

    /// The sub-periods in which anything was found: without a finding nobody can say whether there
    /// was nothing to find, or nobody looked.
    private func assessedPeriods(_ findings: FindingGathering) -> DocumentValue {
        let periods = request.subPeriodKind.map(request.subPeriods) ?? []
        let found = periods.filter { period in
            findings.findings.contains { $0.counts(in: period) }
        }
        return .list(found.map { .text($0.text) })
    }

    /// The totals of the sub-periods: as they were decided on, else as they come out now.
    private mutating func scoresOfParts() throws -> [String: [String: DocumentValue]] {
        let decided = try DecidedResults(request, kind: subjects.choice.kind, session)
        notes.note(decided: decided.names)
        for name in decided.unreadable {
            unsettledOfParts.append("“\(name)”的存档不全，这一期按现在的记录算，请先同步。")
        }
        let ids = Set(subjects.list.map(\.id))
        // Whom an edition does not know, newly come or renumbered, comes out as of now.
        let open = request.assessableSubPeriods.filter { period in
            decided.scores[period].map { !ids.isSubset(of: $0.keys) } ?? true
        }
        var scores = try scores(open)
        for (period, totals) in decided.scores.sorted(by: { $0.key < $1.key }) {
            for id in ids.intersection(totals.keys) {
                scores[id, default: [:]][period.text] = totals[id].flatMap { $0.isNull ? nil : $0 }
            }
            let others = ids.subtracting(totals.keys).sorted()
            notes.note(absent: others, in: period.text)
        }
        return scores
    }

    /// The totals of sub-periods, each worked out from its own evidence; those of which nothing is
    /// held have none.
    private mutating func scores(
        _ parts: [Records.Period]
    ) throws -> [String: [String: DocumentValue]] {
        var scores: [String: [String: DocumentValue]] = [:]
        for part in parts {
            let run: AssessmentRun
            do {
                run = try AssessmentRun.run(EvidenceRequest(request, period: part), session)
            } catch EvidenceError.noSubjects, EvidenceError.nobodyNamed {
                continue
            }
            unsettledOfParts += run.evidence.unsettled.map { "\(part.text)：\($0)" }
            guard run.evidence.hasContent else { continue }
            for subject in run.result.document["subjects"]?.listValue ?? [] {
                guard let id = subject["id"]?.textValue, let total = subject["total"],
                    !total.isNull, subjects.list.contains(where: { $0.id == id })
                else { continue }
                scores[id, default: [:]][part.text] = total
            }
        }
        return scores
    }
}

// MARK: - What the scheme refuses

extension Gathering {
    /// Leaves out what the scheme refuses, so that one slip of the pen in one record does not keep
    /// everybody from being assessed.
    private mutating func removeRefused(_ draft: inout Draft) {
        let hasFindings = !(draft.findings?.findings.isEmpty ?? true)
        guard hasFindings || !draft.parts.isEmpty else { return }
        for _ in 0..<Gathering.roundCountMax {
            let result = Assessor.score(evidence: document(draft), schemes: [request.scheme])
            let faults = (result.document["errors"]?.listValue ?? []).map(RefusedPart.init)
            // From the end, so that places before stay what they are.
            var removedCount = 0
            for fault in Set(faults).sorted().reversed() where remove(fault, from: &draft) {
                removedCount += 1
            }
            guard removedCount > 0 else { return }
        }
    }

    private mutating func remove(_ fault: RefusedPart, from draft: inout Draft) -> Bool {
        if fault.path.first == "findings" {
            guard let place = fault.place, let findings = draft.findings?.findings,
                findings.indices.contains(place)
            else { return false }
            notes.note(refused: findings[place], message: fault.message)
            draft.findings?.remove(at: [place])
            return true
        }
        guard let item = draft.parts.remove(at: fault.path) else { return false }
        notes.note(refused: item, message: fault.message)
        return true
    }
}

/// A part of a document that a fault is in.
private struct RefusedPart: Hashable, Comparable {
    /// The key, and the item of the list or the place in the map.
    let path: [String]
    let message: String

    init(_ fault: DocumentValue) {
        let pointer = fault["path"]?.textValue ?? ""
        let parts = pointer.split(separator: "/").map { part in
            String(part).replacing("~1", with: "/").replacing("~0", with: "~")
        }
        message = fault["message"]?.textValue ?? ""
        let isInList = (PartGathering.listKeys + ["findings"]).contains(parts.first ?? "")
        path = isInList ? Array(parts.prefix(2)) : parts
    }

    var place: Int? { path.count >= 2 ? Int(path[1]) : nil }

    static func == (left: RefusedPart, right: RefusedPart) -> Bool { left.path == right.path }

    func hash(into hasher: inout Hasher) { hasher.combine(path) }

    static func < (left: RefusedPart, right: RefusedPart) -> Bool {
        guard left.path.first == right.path.first, let place = left.place, let other = right.place
        else { return left.path.lexicographicallyPrecedes(right.path) }
        return place < other
    }
}

extension DocumentValue {
    /// An object with its members by key.
    static func sorted(_ members: [String: DocumentValue]) -> DocumentValue {
        .object(DocumentObject(members: members.sorted { $0.key < $1.key }.map { ($0, $1) }))
    }
}
