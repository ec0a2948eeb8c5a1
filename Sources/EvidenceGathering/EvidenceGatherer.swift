internal import Assessment
internal import Causality
internal import Documents
internal import Merge
internal import Records
package import Store

/// Makes evidence documents of a node's records; all of it in the one transaction of the session.
package enum EvidenceGatherer {
    /// Gathers the evidence of a period.
    ///
    /// Findings that the scheme would refuse for what their records say (an amount outside of its
    /// bounds, a count below 1) are left out and named in the notes. Throws an `EvidenceError` if
    /// the request fits neither scheme nor node.
    package static func gather(
        _ request: EvidenceRequest,
        _ session: StoreSession
    ) throws -> GatheredEvidence {
        var gathering = try Gathering(request, session)
        let (document, hasContent) = try gathering.document()
        let standing = try ProvisionalSubjects(
            gathering.sources,
            gathering.subjects,
            gathering.completeness,
            session
        )
        let counts = try session.counts()
        var notes = EvidenceNotes()
        notes.note(gathering.completeness)
        notes.note(undecided: standing.undecidedCount)
        notes.note(misdated: standing.misdatedCount)
        notes.note(quarantined: counts.quarantined, waiting: counts.waiting)
        let unsettled = notes.sentences + gathering.unsettledOfParts
        notes.add(gathering.notes)
        return GatheredEvidence(
            scheme: request.scheme,
            period: request.period,
            kind: gathering.subjects.choice.level?.rawValue,
            document: document,
            notes: notes.sentences,
            unsettled: unsettled,
            completeness: gathering.completeness,
            provisional: standing.ids,
            cut: try cut(session),
            finders: try finders(document, session),
            subjects: gathering.subjects,
            sources: gathering.sources,
            tree: gathering.tree,
            hasContent: hasContent
        )
    }

    /// Name and id of each finder of the document whose staff record is here.
    private static func finders(
        _ document: DocumentValue,
        _ session: StoreSession
    ) throws -> [String: String] {
        guard session.definitions.contains(where: { $0.id == "staff" }) else { return [:] }
        let findings = document["findings"]?.listValue ?? []
        var names: [String: String] = [:]
        for id in Set(findings.compactMap { $0["finder"]?.textValue }).sorted() {
            let held = try session.records(of: "staff", where: [("id", .text(id))])
            guard let name = held.first?.state["name"]?.value?.text else { continue }
            names[id] = "\(name)（\(id)）"
        }
        return names
    }

    private static func cut(_ session: StoreSession) throws -> [StreamCut] {
        try session.heldStreams()
            .map { StreamCut(stream: $0.position.stream, sequence: $0.position.sequence) }
            .sorted { $0.stream < $1.stream }
    }
}

/// One evidence document in the making.
struct Gathering {
    let request: EvidenceRequest
    let session: StoreSession
    let tree: PlaceTree
    let subjects: AssessedSubjects
    let sources: EvidenceSources
    let completeness: [PlaceCompleteness]
    var notes = EvidenceNotes()
    /// What is not settled in the sub-periods, where the result is made of theirs.
    var unsettledOfParts: [String] = []

    private static let missingFact = "missing"

    init(_ request: EvidenceRequest, _ session: StoreSession) throws {
        self.request = request
        self.session = session
        tree = try PlaceTree(session)
        let scheme = request.scheme
        let choice = try SubjectChoice(scheme, kind: request.kind)
        subjects = try AssessedSubjects(choice, scheme, request.period, tree, session)
        guard !subjects.list.isEmpty else { throw EvidenceError.noSubjects(choice.label) }
        sources = try EvidenceSources(scheme, choice, request.period, session)
        completeness = try CompletenessReading(session, tree).places(in: request.period)
    }

    /// The document, and whether any record gave a finding or a count.
    mutating func document() throws -> (DocumentValue, hasContent: Bool) {
        let parts = request.subPeriods
        guard parts.isEmpty else {
            let scores = try periodScores(parts)
            return (document([("periodScores", scores)]), true)
        }
        let statistics = try StatisticGathering(sources.statistics, subjects, session)
        var findings = try FindingGathering(sources, request.scheme, subjects, session)
        notes.note(sources, request.scheme)
        notes.note(statistics)
        notes.note(findings)
        let hasContent = !statistics.isEmpty || !findings.findings.isEmpty
        removeRefused(&findings, statistics)
        return (document(members(findings, statistics)), hasContent)
    }

    private func members(
        _ findings: FindingGathering,
        _ statistics: StatisticGathering
    ) -> [(String, DocumentValue)] {
        var members: [(String, DocumentValue)] = []
        if !request.scheme.rules.isEmpty { members.append(("findings", findings.document)) }
        if !sources.statistics.isEmpty { members.append(("statistics", statistics.document)) }
        return members
    }

    private func document(_ members: [(String, DocumentValue)]) -> DocumentValue {
        var all: [(String, DocumentValue)] = [
            ("scheme", .text(request.scheme.id)), ("period", .text(request.period.text)),
            ("subjects", subjects.document),
        ]
        if request.scheme.facts[Gathering.missingFact] != nil {
            let missing = completeness.filter(\.isMissing).compactMap { subjects.charged($0.place) }
            let list = DocumentValue.list(missing.sorted().map(DocumentValue.text))
            all.append(("facts", .object(DocumentObject(members: [(Gathering.missingFact, list)]))))
        }
        return .object(DocumentObject(members: all + members))
    }

    /// Leaves out the findings that the scheme refuses, so that one slip of the pen in one record
    /// does not keep everybody from being assessed.
    private mutating func removeRefused(
        _ findings: inout FindingGathering,
        _ statistics: StatisticGathering
    ) {
        guard !findings.findings.isEmpty else { return }
        let trial = document(members(findings, statistics))
        let result = Assessor.score(evidence: trial, schemes: [request.scheme]).document
        var refused: Set<Int> = []
        for error in result["errors"]?.listValue ?? [] {
            let parts = error["path"]?.textValue?.split(separator: "/") ?? []
            guard parts.count >= 2, parts[0] == "findings", let place = Int(parts[1]),
                findings.findings.indices.contains(place), refused.insert(place).inserted
            else { continue }
            let finding = findings.findings[place]
            notes.note(refused: finding, message: error["message"]?.textValue ?? "")
        }
        findings.remove(at: refused)
    }

    /// The totals of the sub-periods, each worked out from its own evidence; those of which nothing
    /// is held have none.
    private mutating func periodScores(_ parts: [Records.Period]) throws -> DocumentValue {
        var scores: [String: DocumentObject] = [:]
        for part in parts {
            let run: AssessmentRun
            do {
                run = try AssessmentRun.run(EvidenceRequest(request, period: part), session)
            } catch EvidenceError.noSubjects {
                continue
            }
            unsettledOfParts += run.evidence.unsettled.map { "\(part.text)：\($0)" }
            guard run.evidence.hasContent else { continue }
            for subject in run.result.document["subjects"]?.listValue ?? [] {
                guard let id = subject["id"]?.textValue, let total = subject["total"],
                    !total.isNull, subjects.list.contains(where: { $0.id == id })
                else { continue }
                scores[id, default: DocumentObject()][part.text] = total
            }
        }
        let members = scores.sorted { $0.key < $1.key }.map {
            ($0.key, DocumentValue.object($0.value))
        }
        return .object(DocumentObject(members: members))
    }
}
