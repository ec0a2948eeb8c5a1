package import Documents
import ExactNumbers

/// What came out of scoring one evidence document.
package struct AssessmentResult: Sendable {
    /// The result document, as evidence.md describes it.
    package let document: DocumentValue
    /// True where the document was refused; the command then exits with 65.
    package let exitIsError: Bool
    /// The scheme that was applied, or nil where none was found.
    package let schemeID: String?

    private let evaluation: Evaluation?

    init(_ evaluation: Evaluation) {
        self.evaluation = evaluation
        document = ResultWriter.document(of: evaluation)
        exitIsError = false
        schemeID = evaluation.scheme.id
    }

    init(refusedFor faults: [EvidenceFault], scheme: Scheme?) {
        evaluation = nil
        document = ResultWriter.document(refusedFor: faults)
        exitIsError = true
        schemeID = scheme?.id
    }

    /// The ids of the subjects that were scored, in the order of the evidence.
    package var subjectIDs: [String] { evaluation?.scores.map(\.subject.id) ?? [] }

    /// How a subject's total came about, or nil for a subject that was not scored.
    package func explanation(subject id: String) -> ExplanationNode? {
        guard let evaluation, let score = evaluation.scores.first(where: { $0.subject.id == id })
        else { return nil }
        return Explanation(evaluation: evaluation, score: score).tree()
    }
}

/// Writes result documents.
enum ResultWriter {
    static func document(refusedFor faults: [EvidenceFault]) -> DocumentValue {
        [
            "status": "error", "errors": .list(faults.map(\.document)), "notes": [],
            "subjects": [], "people": [], "quota": [], "figures": [:], "excluded": [],
        ]
    }

    static func document(of evaluation: Evaluation) -> DocumentValue {
        let isOpen = evaluation.scores.contains { $0.total == nil }
        let figures = evaluation.figures.sorted { $0.key < $1.key }.map { name, value in
            (name, text(value))
        }
        return [
            "status": isOpen ? "incomplete" : "ok", "errors": [],
            "notes": .list(evaluation.notes.map(DocumentValue.text)),
            "subjects": .list(evaluation.scores.map { subject($0, evaluation) }),
            "people": [], "quota": [], "figures": .object(DocumentObject(members: figures)),
            "excluded": [],
        ]
    }

    private static func subject(_ score: SubjectScore, _ evaluation: Evaluation) -> DocumentValue {
        let decimals = evaluation.scheme.policies.decimals
        let sections = evaluation.form.sectionIDs.map { id in
            (id, text(score.sections[id]?.value))
        }
        var object = DocumentObject()
        object["id"] = .text(score.subject.id)
        object["name"] = score.subject.name.map(DocumentValue.text)
        object["sections"] = .object(DocumentObject(members: sections))
        object["total"] = text(score.total)
        object["display"] = score.total.map { .text($0.rounded(decimals: decimals)) } ?? .null
        object["rank"] = score.rank.map { .number(String($0)) } ?? .null
        object["grade"] = .null
        object["awards"] = texts(score.awards)
        object["flags"] = texts(score.flags)
        object["applied"] = .list(
            score.applied.sorted { isBefore($0.rule.id, $1.rule.id) }.map(applied)
        )
        object["extras"] = [:]
        return .object(object)
    }

    private static func applied(_ account: RuleAccount) -> DocumentValue {
        [
            "rule": .text(account.rule.id), "count": .text(account.units.text),
            "points": .text((-account.amount).text),
        ]
    }

    private static func text(_ number: ExactNumber?) -> DocumentValue {
        number.map { .text($0.text) } ?? .null
    }

    private static func texts(_ names: Set<String>) -> DocumentValue {
        .list(names.sorted(by: isBefore).map(DocumentValue.text))
    }

    /// The order of Unicode scalars, which is that of the UTF-8 bytes.
    private static func isBefore(_ left: String, _ right: String) -> Bool {
        left.utf8.lexicographicallyPrecedes(right.utf8)
    }
}
