import Documents
import ExactNumbers

/// Writes result documents.
enum ResultWriter {
    static func document(refusedFor faults: [EvidenceFault]) -> DocumentValue {
        [
            "status": "error", "errors": .list(faults.map(\.document)), "notes": [],
            "subjects": [], "people": [], "quota": [], "figures": [:], "excluded": [],
        ]
    }

    static func document(of evaluation: Evaluation, people: Evaluation?) -> DocumentValue {
        let rows = evaluation.scores + (people?.scores ?? [])
        let isOpen = rows.contains { $0.total == nil && !$0.isWithoutTask }
        let quotas = evaluation.isWithheld ? [] : evaluation.quotas
        return [
            "status": isOpen ? "incomplete" : "ok", "errors": [],
            "notes": .list(evaluation.notes.map(DocumentValue.text)),
            "subjects": .list(evaluation.scores.map { subject($0, evaluation) }),
            "people": .list((people?.scores ?? []).map { person($0, evaluation) }),
            "quota": .list(quotas.map(quota)), "figures": numbers(evaluation.figures),
            "excluded": .list(evaluation.excluded.sorted(by: isBefore).map(DocumentValue.text)),
        ]
    }

    private static func subject(_ score: SubjectScore, _ evaluation: Evaluation) -> DocumentValue {
        var object = DocumentObject()
        object["id"] = .text(score.subject.id)
        object["name"] = score.subject.name.map(DocumentValue.text)
        addStanding(of: score, evaluation, to: &object)
        object["grade"] = score.grade.map(DocumentValue.text) ?? .null
        object["awards"] = texts(score.awards)
        object["flags"] = texts(score.flags)
        object["applied"] = .list(
            score.applied.sorted { isBefore($0.rule.id, $1.rule.id) }.map(applied)
        )
        object["extras"] = numbers(score.extras)
        return .object(object)
    }

    private static func person(_ score: SubjectScore, _ evaluation: Evaluation) -> DocumentValue {
        var object = DocumentObject()
        object["id"] = .text(score.person?.id ?? "")
        object["subject"] = .text(score.subject.id)
        object["name"] = score.person?.name.map(DocumentValue.text)
        addStanding(of: score, evaluation, to: &object)
        object["flags"] = texts(score.flags)
        object["extras"] = numbers(score.extras)
        return .object(object)
    }

    private static func addStanding(
        of score: SubjectScore,
        _ evaluation: Evaluation,
        to object: inout DocumentObject
    ) {
        let decimals = evaluation.scheme.policies.decimals
        let sections = evaluation.form.sectionIDs(kind: score.subject.kind).map { id in
            (id, text(score.sections[id]?.value))
        }
        object["sections"] = .object(DocumentObject(members: sections))
        object["total"] = text(score.total)
        object["display"] = score.total.map { .text($0.rounded(decimals: decimals)) } ?? .null
        object["rank"] = score.rank.map { .number(String($0)) } ?? .null
    }

    private static func applied(_ account: RuleAccount) -> DocumentValue {
        [
            "rule": .text(account.rule.id), "count": .text(account.units.text),
            "points": .text(account.signedAmount.text),
        ]
    }

    private static func quota(_ outcome: QuotaOutcome) -> DocumentValue {
        [
            "name": .text(outcome.name), "base": .number(String(outcome.base)),
            "raw": .text(outcome.raw.text), "places": .number(String(outcome.places)),
            "tieAtCut": .boolean(outcome.isTiedAtCut),
        ]
    }

    private static func numbers(_ numbers: [String: ExactNumber?]) -> DocumentValue {
        let members = numbers.sorted { isBefore($0.key, $1.key) }.map { ($0, text($1)) }
        return .object(DocumentObject(members: members))
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
