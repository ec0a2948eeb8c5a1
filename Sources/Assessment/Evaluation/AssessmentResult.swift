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
    private let people: Evaluation?

    init(_ evaluation: Evaluation) {
        self.evaluation = evaluation
        let hasPeople = !evaluation.form.peopleSteps.isEmpty
        people = hasPeople ? Evaluation(peopleOf: evaluation) : nil
        document = ResultWriter.document(of: evaluation, people: people)
        exitIsError = false
        schemeID = evaluation.scheme.id
    }

    init(refusedFor faults: [EvidenceFault], scheme: Scheme?) {
        evaluation = nil
        people = nil
        document = ResultWriter.document(refusedFor: faults)
        exitIsError = true
        schemeID = scheme?.id
    }

    /// The ids of the subjects that were scored, in the order of the evidence.
    package var subjectIDs: [String] { evaluation?.scores.map(\.subject.id) ?? [] }

    /// How a subject's total came about, or nil for a subject that was not scored.
    ///
    /// `staff` says how to call the people whose ids stand in the evidence, where that is known.
    package func explanation(
        subject id: String,
        staff: [String: String] = [:]
    ) -> ExplanationNode? {
        guard let evaluation,
            let score = evaluation.scores.first(where: { $0.subject.id.isExactly(id) })
        else { return nil }
        return Explanation(evaluation: evaluation, score: score, staff: staff).tree()
    }

    /// How a person's total came about, or nil for a person who was not scored.
    package func explanation(person id: String, subject: String) -> ExplanationNode? {
        guard let people,
            let score = people.scores.first(where: {
                ($0.person?.id).isExactly(id) && $0.subject.id.isExactly(subject)
            })
        else { return nil }
        return Explanation(evaluation: people, score: score).tree()
    }
}
