import Documents
import ExactNumbers

/// Reads an evidence document and finds all of its faults in one pass.
///
/// Where the scheme's name itself is absent or no text, everything that no scheme is needed for is
/// still checked.
struct EvidenceReader {
    let object: DocumentObject
    let scheme: Scheme?
    var faults: EvidenceFaults
    var period: Period?
    var subjectIDs: Set<String> = []

    /// What became of a document.
    enum Outcome {
        case evidence(Evidence, Scheme, SchemeForm)
        case refused([EvidenceFault], scheme: Scheme?)
    }

    private static let knownKeys: Set<String> = [
        "scheme", "period", "subjects", "people", "parameters", "facts", "findings",
        "periodScores", "assessedPeriods", "marks", "ballots", "tallies", "statistics", "tasks",
        "answers", "note",
    ]

    /// Parts that no operator of this engine uses, so that no scheme can use them.
    private static let unusedParts = ["people", "assessedPeriods", "tasks", "answers"]

    static func read(_ document: DocumentValue, schemes: [Scheme]) -> Outcome {
        var faults = EvidenceFaults()
        guard let object = faults.object(document, .root) else {
            return .refused(faults.all, scheme: nil)
        }
        let id = faults.requiredText("scheme", of: object, .root)
        let scheme = schemes.first { $0.id == id }
        if let id, scheme == nil {
            let message = "没有名为“\(id)”的考核办法。"
            faults = EvidenceFaults()
            faults.add(.unknownScheme, DocumentPath.root.appending("scheme"), message)
            return .refused(faults.all, scheme: nil)
        }
        var reader = EvidenceReader(object: object, scheme: scheme, faults: faults)
        return reader.readAll()
    }

    /// The forms of the scheme that may be meant: one, or all while the period cannot be told.
    var possibleForms: [SchemeForm] {
        guard let scheme else { return [] }
        if let form = period.flatMap({ scheme.forms[$0.kind] }) { return [form] }
        return scheme.periodKinds.compactMap { scheme.forms[$0] }
    }

    private mutating func readAll() -> Outcome {
        faults.checkKeys(of: object, .root, known: EvidenceReader.knownKeys)
        _ = faults.optionalText("note", of: object, .root)
        period = readPeriod()
        let subjects = readSubjects()
        checkUnusedParts()
        let parameters = readParameters()
        let facts = readFacts()
        let findings = readFindings()
        let statistics = readStatistics()
        let periodScores = readPeriodScores()
        checkMarks()
        checkBallots()
        checkTallies()
        guard faults.all.isEmpty, let scheme, let period, let form = scheme.forms[period.kind]
        else { return .refused(faults.all, scheme: scheme) }
        let evidence = Evidence(
            period: period,
            subjects: subjects,
            parameters: parameters,
            facts: facts,
            findings: findings,
            statistics: statistics,
            periodScores: periodScores
        )
        return .evidence(evidence, scheme, form)
    }

    private mutating func readPeriod() -> Period? {
        let path = DocumentPath.root.appending("period")
        guard let text = faults.requiredText("period", of: object, .root) else { return nil }
        guard let period = Period(text) else {
            faults.add(.badPeriod, path, "“\(text)”不是期间,应写成 2022、2022-H1、2022-Q1 或 2022-03。")
            return nil
        }
        guard let scheme else { return period }
        guard scheme.forms[period.kind] != nil else {
            let titles = scheme.periodKinds.map(\.title).joined(separator: "、")
            faults.add(.badPeriod, path, "本办法按\(titles)考核,不能用“\(text)”。")
            return nil
        }
        return period
    }

    private mutating func checkUnusedParts() {
        guard scheme != nil else { return }
        for key in EvidenceReader.unusedParts where object[key] != nil {
            faults.add(.unexpected, DocumentPath.root.appending(key), "本办法不用“\(key)”,请删去。")
        }
    }

    /// True if the text names a subject of the document; else a fault at the path.
    mutating func checkSubject(_ id: String, _ path: DocumentPath) -> Bool {
        if subjectIDs.contains(id) { return true }
        faults.add(.unknownSubject, path, "“\(id)”不在 subjects 之中。")
        return false
    }
}
