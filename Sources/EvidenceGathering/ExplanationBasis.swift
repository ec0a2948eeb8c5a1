internal import Assessment
internal import Causality
internal import Documents
internal import Records
internal import Store

/// What an explanation is read from: a run, or an edition's own evidence and scheme.
struct ExplanationBasis {
    let scheme: Scheme
    /// The evidence document that was scored.
    let evidence: DocumentValue
    let result: AssessmentResult
    /// What those are called who found something.
    let finders: [String: String]
    /// Sentences that hold for everybody.
    let notes: [String]
    /// The subjects whose result is provisional.
    let provisional: Set<String>
    /// What is to be said of the data of a subject's own place.
    let standings: [String: String]
    /// The records as they are gathered now; nil where this node does not hold them all.
    let gathered: GatheredEvidence?
    let tree: PlaceTree
    /// Up to where the events stand behind an edition; nil for a run.
    let cut: VersionVector?

    init(_ run: AssessmentRun) {
        let evidence = run.evidence
        scheme = evidence.scheme
        self.evidence = evidence.document
        result = run.result
        finders = evidence.finders
        notes = evidence.notes
        provisional = Set(evidence.provisional)
        standings = Dictionary(
            evidence.completeness.compactMap { place in
                evidence.subjects.charged(place.place).map { ($0, place.sentence) }
            },
            uniquingKeysWith: { first, _ in first }
        )
        gathered = evidence
        tree = evidence.tree
        cut = nil
    }

    /// Throws `EditionError` where the stored documents cannot be read.
    init(_ content: EditionContent, _ session: StoreSession) throws {
        let scheme = try content.scheme()
        self.scheme = scheme
        evidence = content.evidence
        result = Assessor.score(evidence: content.evidence, schemes: [scheme])
        finders = try EvidenceGatherer.finders(content.evidence, session)
        let isMadeHere = try session.ownPlace() == content.edition.place
        let texts = (content.provenance["notes"]?.listValue ?? []).compactMap(\.textValue)
        let open = content.provenance["provisional"]?.listValue ?? []
        provisional = Set(open.compactMap(\.textValue))
        let places = content.provenance["completeness"]?.listValue ?? []
        standings = Dictionary(
            places.compactMap { place in
                guard let region = place["region"]?.textValue, let name = place["name"]?.textValue,
                    let status = place["status"]?.textValue.flatMap(PlaceCompleteness.Status.init)
                else { return nil }
                return (region, PlaceCompleteness.sentence(name, status))
            },
            uniquingKeysWith: { first, _ in first }
        )
        let request = try EvidenceRequest(
            scheme: scheme,
            period: content.edition.period,
            kind: content.provenance["kind"]?.textValue
        )
        tree = try PlaceTree(session, in: request.period)
        var remark: String?
        if isMadeHere {
            do {
                gathered = try EvidenceGatherer.gather(request, session)
            } catch let error as EvidenceError {
                // Those who were assessed then may not be there any more.
                gathered = nil
                remark = "现在已不能照当时的办法取数，没有逐条列出各数的记录：\(error.sentence)"
            }
        } else {
            gathered = nil
            remark = "这一版是别处定的，依据的记录只列出本机有的；要逐条核对，请到定稿的地方。"
        }
        notes = texts + (remark.map { [$0] } ?? [])
        cut = try content.cut()
    }

    /// How a subject's total came about, or that of somebody under a subject, and that subject.
    func explanation(_ id: String) -> (node: ExplanationNode, subject: String)? {
        result.explanation(subject: id, staff: finders).map { ($0, id) }
            ?? result.explanation(person: id)
    }

    /// The gathered records, where they still give a subject what the evidence says; `keys` are
    /// the parts of the document that must be the same.
    func records(_ subject: String, sameIn keys: [String]) -> GatheredEvidence? {
        guard let gathered else { return nil }
        guard cut != nil else { return gathered }
        return keys.allSatisfy { key in
            let (then, now) = (evidence[key], gathered.document[key])
            return key == "statistics" ? then?[subject] == now?[subject] : then == now
        } ? gathered : nil
    }

    /// Whether a record was not yet what it is when the edition was frozen.
    ///
    /// Equal counts prove nothing: one record may have been withdrawn while another one came.
    func isMoved(_ record: RecordID, _ session: StoreSession) throws -> Bool {
        try cut.map { try session.hasEvents(of: record, after: $0) } ?? false
    }
}

extension PlaceCompleteness {
    fileprivate var sentence: String { PlaceCompleteness.sentence(name, status) }

    fileprivate static func sentence(_ name: String, _ status: Status) -> String {
        "\(name)的数据：\(status.title)。"
    }
}
