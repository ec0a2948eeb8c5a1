package import Assessment
internal import Causality
package import Documents
internal import Hashing
internal import Records
package import Store

/// An assessment of a node's own records: the evidence, and what the scheme makes of it.
package struct AssessmentRun: Sendable {
    /// The evidence.
    package let evidence: GatheredEvidence
    /// What came out; the same as scoring the evidence document alone.
    package let result: AssessmentResult

    /// Changes whenever the same events may be folded to another state than before.
    package static let foldVersion = "3"

    /// Assesses what the session's transaction sees.
    ///
    /// Throws an `EvidenceError` if the request fits neither scheme nor node.
    package static func run(
        _ request: EvidenceRequest,
        _ session: StoreSession
    ) throws -> AssessmentRun {
        let evidence = try EvidenceGatherer.gather(request, session)
        let result = Assessor.score(evidence: evidence.document, schemes: [request.scheme])
        return AssessmentRun(evidence: evidence, result: result)
    }

    /// Assesses among whom a subject stands: where no kind is asked for, places of the level of the
    /// place that has the subject's code.
    package static func run(
        _ request: EvidenceRequest,
        naming subject: String,
        _ session: StoreSession
    ) throws -> AssessmentRun {
        guard request.kind == nil else { return try run(request, session) }
        let levels = SubjectChoice.levels(of: request.scheme)
        let places =
            levels.isEmpty
            ? [] : try PlaceTree(session, in: request.period).below(in: request.period)
        guard let level = places.first(where: { $0.code == subject })?.level,
            levels.contains(level)
        else { return try run(request, session) }
        return try run(EvidenceRequest(request, kind: level.rawValue), session)
    }

    /// The result document with where it comes from: `provenance`, `completeness`, `provisional`,
    /// and the notes of the evidence before those of the scoring.
    package var document: DocumentValue {
        guard var object = result.document.objectValue else { return result.document }
        let notes = evidence.notes.map(DocumentValue.text)
        object["notes"] = .list(notes + (object["notes"]?.listValue ?? []))
        object["period"] = .text(evidence.period.text)
        object["kind"] = evidence.kind.map(DocumentValue.text)
        object["provisional"] = .list(evidence.provisional.map(DocumentValue.text))
        object["completeness"] = .list(evidence.completeness.map(\.document))
        object["provenance"] = provenance
        return .object(object)
    }

    /// How a subject's total came about, with people called by their names; nil for a subject that
    /// was not scored.
    package func explanation(subject id: String) -> ExplanationNode? {
        result.explanation(subject: id, staff: evidence.finders)
    }

    /// SHA-256 of the canonical evidence document, in hexadecimal.
    package var evidenceHash: String { AssessmentRun.hash(of: evidence.document) }

    /// The version of a scheme: SHA-256 of its canonical document, in hexadecimal.
    package static func version(of scheme: Scheme) -> String { hash(of: scheme.document) }

    private var provenance: DocumentValue {
        let cut = evidence.cut.map { position in
            (Base32.encode(position.stream.bytes), DocumentValue.number(String(position.sequence)))
        }
        return [
            "scheme": [
                "id": .text(evidence.scheme.id),
                "version": .text(AssessmentRun.version(of: evidence.scheme)),
            ],
            "engine": .text(AssessmentEngine.version),
            "fold": .text(AssessmentRun.foldVersion),
            "evidence": .text(evidenceHash),
            "cut": .object(DocumentObject(members: cut)),
        ]
    }

    static func hash(of document: DocumentValue) -> String {
        SHA256Hasher.hash(JSONWriter.canonical(document)).hexadecimal
    }
}

extension PlaceCompleteness {
    fileprivate var document: DocumentValue {
        ["region": .text(region), "name": .text(name), "status": .text(status.rawValue)]
    }
}

extension AssessmentResult {
    /// How the total of somebody came about who is scored under a subject, and which subject that
    /// is; nil for anybody else.
    func explanation(person id: String) -> (node: ExplanationNode, subject: String)? {
        for row in document["people"]?.listValue ?? [] where row["id"]?.textValue == id {
            guard let subject = row["subject"]?.textValue,
                let node = explanation(person: id, subject: subject)
            else { continue }
            return (node, subject)
        }
        return nil
    }
}
