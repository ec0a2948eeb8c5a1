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
    /// The id of each subject as it is written, by what Swift takes for equal to it.
    var subjectIDs: [String: String] = [:]
    /// The kind of each subject that names one, or the scheme's standard kind.
    var subjectKinds: [String: String] = [:]

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
        if let form = period.flatMap({ scheme.form($0.kind) }) { return [form] }
        return scheme.offeredForms
    }

    private mutating func readAll() -> Outcome {
        faults.checkKeys(of: object, .root, known: EvidenceReader.knownKeys)
        _ = faults.optionalText("note", of: object, .root)
        period = readPeriod()
        let subjects = readSubjects()
        let people = readPeople()
        let parameters = readParameters()
        let (facts, truths) = readFacts()
        let findings = readFindings()
        let statistics = readStatistics()
        let periodScores = readPeriodScores()
        let assessedPeriods = readAssessedPeriods()
        let marks = readMarks()
        let ballots = readBallots()
        let tallies = readTallies(ballots)
        let tasks = readTasks()
        let answers = readAnswers()
        guard faults.all.isEmpty, let scheme, let form = scheme.form(period?.kind)
        else { return .refused(faults.all, scheme: scheme) }
        let evidence = Evidence(
            period: period,
            subjects: subjects,
            people: people,
            parameters: parameters,
            facts: facts,
            truths: truths,
            findings: findings,
            statistics: statistics,
            periodScores: periodScores,
            assessedPeriods: assessedPeriods,
            marks: marks,
            ballots: ballots,
            tallies: tallies,
            tasks: tasks,
            answers: answers
        )
        return .evidence(evidence, scheme, form)
    }

    private mutating func readPeriod() -> Period? {
        let path = DocumentPath.root.appending("period")
        if object["period"] == nil, scheme?.periodlessForm != nil { return nil }
        guard let text = faults.requiredText("period", of: object, .root) else { return nil }
        guard let period = Period(text) else {
            let message = "“\(text)”不是期间，应写成 2022、2022-H1、2022-Q1 或 2022-03。"
            faults.add(.badPeriod, path, message)
            return nil
        }
        guard let scheme else { return period }
        guard scheme.form(period.kind) != nil else {
            let titles = scheme.periodKinds.map(\.title).joined(separator: "、")
            faults.add(.badPeriod, path, "本办法按\(titles)考核，不能用“\(text)”。")
            return nil
        }
        return period
    }

    /// True if the part is there and the scheme uses it; a fault where it does not.
    mutating func takes(_ key: String, _ isUsed: (SchemeForm) -> Bool) -> Bool {
        guard object[key] != nil else { return false }
        guard scheme == nil || possibleForms.contains(where: isUsed) else {
            faults.add(.unexpected, DocumentPath.root.appending(key), "这里不用“\(key)”，请删去。")
            return false
        }
        return true
    }

    /// True if the text names a subject of the document; else a fault at the path.
    mutating func checkSubject(_ id: String, _ path: DocumentPath) -> Bool {
        switch subjectIDs[id] {
        case nil:
            faults.add(.unknownSubject, path, "“\(id)”不在 subjects 之中。")
            return false
        case let declared? where !declared.isExactly(id):
            let message = "“\(id)”与 subjects 中的看上去相同，字符的编码却不同，请照那里的写法重新填写。"
            faults.add(.unknownSubject, path, message)
            return false
        case _?: return true
        }
    }
}
