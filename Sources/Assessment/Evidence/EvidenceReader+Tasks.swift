import Documents
import ExactNumbers

extension EvidenceReader {
    private static let signs: Set<String> = ["√", "×"]

    /// Reads the tasks that were given out.
    mutating func readTasks() -> [EvidenceTask] {
        guard takes("tasks", { $0.uses(.tasks) }) else { return [] }
        var tasks: [EvidenceTask] = []
        var seen: Set<ExactText> = []
        for (index, value) in items(of: "tasks").enumerated() {
            let path = DocumentPath(["tasks"]).appending(index: index)
            guard let object = faults.object(value, path) else { continue }
            if let task = readTask(object, path, &seen) { tasks.append(task) }
        }
        return tasks
    }

    private mutating func readTask(
        _ object: DocumentObject,
        _ path: DocumentPath,
        _ seen: inout Set<ExactText>
    ) -> EvidenceTask? {
        let known: Set<String> = ["id", "subjects", "outcome", "report", "note"]
        faults.checkKeys(of: object, path, known: known)
        let id = faults.requiredText("id", of: object, path)
        if let id, !seen.insert(ExactText(id)).inserted {
            faults.add(.duplicate, path.appending("id"), "任务“\(id)”写了两次。")
        }
        let subjects = readTaskSubjects(object, path.appending("subjects"))
        var outcome: EvidenceTask.Outcome?
        if let text = faults.requiredText("outcome", of: object, path) {
            outcome = EvidenceTask.Outcome(rawValue: text)
            if outcome == nil {
                faults.add(.unknownOutcome, path.appending("outcome"), "没有“\(text)”这种结果。")
            }
        }
        var report = EvidenceTask.Report.none
        if let text = faults.optionalText("report", of: object, path) {
            if let known = EvidenceTask.Report(rawValue: text) {
                report = known
            } else {
                faults.add(.unknownOutcome, path.appending("report"), "没有“\(text)”这种报告。")
            }
        }
        _ = faults.optionalText("note", of: object, path)
        guard let id, let outcome else { return nil }
        return EvidenceTask(id: id, subjects: subjects, outcome: outcome, report: report)
    }

    private mutating func readTaskSubjects(
        _ object: DocumentObject,
        _ path: DocumentPath
    ) -> Set<String> {
        guard let value = object["subjects"] else {
            faults.add(.missing, path, "缺少“subjects”，请写明任务交给谁。")
            return []
        }
        if value.listValue?.isEmpty == true {
            faults.add(.missing, path, "subjects 是空的，请写明任务交给谁。")
        }
        return readSubjectList(value, path)
    }

    /// Reads the sheets of a test and the key to them.
    mutating func readAnswers() -> EvidenceAnswers? {
        guard takes("answers", { $0.uses(.answers) }), let value = object["answers"] else {
            return nil
        }
        let path = DocumentPath(["answers"])
        guard let object = faults.object(value, path) else { return nil }
        faults.checkKeys(of: object, path, known: ["key", "sheets"])
        var key: [String: String] = [:]
        for member in requiredMembers("key", of: object, path) {
            let path = path.appending("key").appending(member.key)
            guard let sign = faults.text(member.value, path) else { continue }
            if !EvidenceReader.signs.contains(sign) {
                faults.add(.badType, path, "答案只能是 √ 或 ×，写的是“\(sign)”。")
            }
            key[member.key] = sign
        }
        var sheets: [String: [String: String]] = [:]
        for member in requiredMembers("sheets", of: object, path) {
            let path = path.appending("sheets").appending(member.key)
            _ = checkSubject(member.key, path)
            guard let sheet = faults.object(member.value, path) else { continue }
            sheets[member.key] = [:]
            for answer in sheet.members {
                let text = faults.text(answer.value, path.appending(answer.key))
                sheets[member.key]?[answer.key] = text
            }
        }
        return EvidenceAnswers(key: key, sheets: sheets)
    }
}

extension SchemeForm {
    /// True if any step uses that part of an evidence document.
    func uses(_ part: EvidencePart) -> Bool { steps.contains { $0.usedParts.contains(part) } }
}
