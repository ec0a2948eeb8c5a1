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
    /// Findings, marks and other parts that the scheme would refuse for what their records say (an
    /// amount outside of its bounds, a count below 1) are left out and named in the notes. Throws
    /// an `EvidenceError` if the request fits neither scheme nor node.
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
            gathering.late,
            request,
            session
        )
        let counts = try session.counts()
        var notes = EvidenceNotes()
        notes.note(gathering.completeness)
        notes.note(
            request,
            today: CivilDateTime(secondsSince1970: session.deviceTime)?.date,
            hasContent: hasContent
        )
        notes.note(openLate: gathering.late)
        notes.note(undecided: standing.undecidedCount)
        notes.note(misdated: standing.misdatedCount)
        notes.note(quarantined: counts.quarantined, waiting: counts.waiting)
        let unsettled = notes.sentences + gathering.unsettledOfParts
        notes.note(ofPartOfPeriod: gathering.subjects.ofPartOfPeriod)
        notes.add(gathering.notes)
        return GatheredEvidence(
            scheme: request.scheme,
            period: request.period,
            kind: gathering.subjects.choice.kind,
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
            reading: gathering.reading,
            hasContent: hasContent
        )
    }

    /// Name and id of each finder of the document whose staff record is here.
    static func finders(
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
