package import Documents

/// Scores evidence documents: pure, and the same for the same document, scheme and engine.
package enum Assessor {
    /// Scores one evidence document by the scheme that it names.
    ///
    /// A document with faults is refused as a whole; the result lists them all. A scheme that is
    /// not among the given ones is reported alone.
    package static func score(
        evidence: DocumentValue,
        schemes: [Scheme]
    ) -> AssessmentResult {
        switch EvidenceReader.read(evidence, schemes: schemes) {
        case .refused(let faults, let scheme):
            AssessmentResult(refusedFor: faults, scheme: scheme)
        case .evidence(let evidence, let scheme, let form):
            AssessmentResult(
                Evaluation(of: evidence, by: scheme, form: form, period: evidence.period)
            )
        }
    }

    /// Scores the bytes of an evidence document; bytes that are no JSON value are refused too.
    package static func score(evidenceJSON bytes: [UInt8], schemes: [Scheme]) -> AssessmentResult {
        do {
            return score(evidence: try JSONReader.read(bytes), schemes: schemes)
        } catch {
            let message = "文件不是一个 JSON 值。\(error.sentence)"
            let fault = EvidenceFault(path: .root, reason: .notJSON, message: message)
            return AssessmentResult(refusedFor: [fault], scheme: nil)
        }
    }
}
