import Documents
import ExactNumbers

/// Marks, ballots and tallies: no operator of this engine uses them yet, so every indicator is
/// unknown; the rows are checked all the same, because all faults of a document are listed.
extension EvidenceReader {
    private static let markKeys: Set<String> = [
        "indicator", "source", "rater", "subject", "value", "period", "note",
    ]

    mutating func checkMarks() {
        var seen: Set<[String]> = []
        for (index, value) in items(of: "marks").enumerated() {
            let path = DocumentPath(["marks"]).appending(index: index)
            guard let object = faults.object(value, path) else { continue }
            faults.checkKeys(of: object, path, known: EvidenceReader.markKeys)
            let indicator = checkIndicator(object, path)
            let subject = faults.requiredText("subject", of: object, path)
            if let subject { _ = checkSubject(subject, path.appending("subject")) }
            checkMarkValue(object, path)
            let rater = faults.optionalText("rater", of: object, path)
            checkUntaken(object, path)
            _ = faults.optionalText("note", of: object, path)
            guard let indicator, let subject, rater != nil || object["period"] != nil else {
                continue
            }
            let key = [
                indicator, object["source"]?.textValue ?? "", subject, rater ?? "",
                object["period"]?.textValue ?? "",
            ]
            if !seen.insert(key).inserted {
                faults.add(.duplicate, path, "同一评分人对同一项目打了两次分。")
            }
        }
    }

    private mutating func checkMarkValue(_ object: DocumentObject, _ path: DocumentPath) {
        let path = path.appending("value")
        guard let value = object["value"] else {
            faults.add(.missing, path, "缺少“value”,请补上分数。")
            return
        }
        _ = faults.number(value, path)
    }

    /// Sources and periods of marks are taken by no scheme of this engine.
    private mutating func checkUntaken(_ object: DocumentObject, _ path: DocumentPath) {
        for key in ["source", "period"] {
            guard let value = object[key] else { continue }
            if scheme != nil {
                faults.add(.unexpected, path.appending(key), "本办法的评分不用“\(key)”,请删去。")
            } else {
                _ = faults.text(value, path.appending(key))
            }
        }
    }

    private mutating func checkIndicator(
        _ object: DocumentObject,
        _ path: DocumentPath
    ) -> String? {
        guard let id = faults.requiredText("indicator", of: object, path) else { return nil }
        if scheme != nil {
            faults.add(.unknownIndicator, path.appending("indicator"), "本办法没有“\(id)”这个指标。")
        }
        return id
    }

    mutating func checkBallots() {
        for (index, value) in items(of: "ballots").enumerated() {
            let path = DocumentPath(["ballots"]).appending(index: index)
            guard let object = faults.object(value, path) else { continue }
            faults.checkKeys(of: object, path, known: ["indicator", "marks", "note"])
            _ = checkIndicator(object, path)
            _ = faults.optionalText("note", of: object, path)
            for member in requiredMembers("marks", of: object, path) {
                let path = path.appending("marks").appending(member.key)
                _ = checkSubject(member.key, path)
                _ = faults.text(member.value, path)
            }
        }
    }

    mutating func checkTallies() {
        var seen: Set<[String]> = []
        for (index, value) in items(of: "tallies").enumerated() {
            let path = DocumentPath(["tallies"]).appending(index: index)
            guard let object = faults.object(value, path) else { continue }
            faults.checkKeys(of: object, path, known: ["indicator", "subject", "counts", "note"])
            let indicator = checkIndicator(object, path)
            let subject = faults.requiredText("subject", of: object, path)
            if let subject { _ = checkSubject(subject, path.appending("subject")) }
            _ = faults.optionalText("note", of: object, path)
            for member in requiredMembers("counts", of: object, path) {
                let path = path.appending("counts").appending(member.key)
                _ = faults.wholeNumber(member.value, path, atLeast: .zero)
            }
            if let indicator, let subject, !seen.insert([indicator, subject]).inserted {
                faults.add(.duplicate, path, "“\(subject)”的这项票数写了两次。")
            }
        }
    }

    private mutating func requiredMembers(
        _ key: String,
        of object: DocumentObject,
        _ path: DocumentPath
    ) -> [DocumentObject.Member] {
        guard let value = object[key] else {
            faults.add(.missing, path.appending(key), "缺少“\(key)”,请补上。")
            return []
        }
        return faults.object(value, path.appending(key))?.members ?? []
    }
}
