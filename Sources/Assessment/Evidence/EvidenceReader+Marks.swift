import Documents
import ExactNumbers

extension EvidenceReader {
    private static let markKeys: Set<String> = [
        "indicator", "source", "rater", "subject", "value", "period", "note",
    ]

    /// Reads the marks.
    mutating func readMarks() -> [EvidenceMark] {
        var marks: [EvidenceMark] = []
        var seen: Set<[ExactText]> = []
        for (index, value) in items(of: "marks").enumerated() {
            let path = DocumentPath(["marks"]).appending(index: index)
            guard let object = faults.object(value, path) else { continue }
            if let mark = readMark(object, path) { marks.append(mark) }
            checkRepetition(of: object, path, &seen)
        }
        return marks
    }

    private mutating func readMark(_ object: DocumentObject, _ path: DocumentPath) -> EvidenceMark?
    {
        faults.checkKeys(of: object, path, known: EvidenceReader.markKeys)
        let subject = faults.requiredText("subject", of: object, path)
        let isKnown = subject.map { checkSubject($0, path.appending("subject")) } ?? false
        let indicator = readIndicator(object, path, subject: subject) { $0.marks != nil }
        let terms = indicator.flatMap { scheme?.indicators[$0]?.marks }
        let value = readMarkValue(object, path, terms)
        let rater = faults.optionalText("rater", of: object, path)
        if terms?.isRaterRequired == true, object["rater"] == nil {
            faults.add(.missing, path.appending("rater"), "缺少“rater”，请写明谁打的分。")
        }
        let source = readSource(object, path, terms)
        let period = readMarkPeriod(object, path, terms)
        _ = faults.optionalText("note", of: object, path)
        guard let indicator, let subject, isKnown, let value else { return nil }
        return EvidenceMark(
            indicator: indicator,
            source: source,
            rater: rater,
            subject: subject,
            value: value,
            period: period
        )
    }

    private mutating func readMarkValue(
        _ object: DocumentObject,
        _ path: DocumentPath,
        _ terms: MarkTerms?
    ) -> ExactNumber? {
        let path = path.appending("value")
        guard let value = object["value"] else {
            faults.add(.missing, path, "缺少“value”，请补上分数。")
            return nil
        }
        guard let number = faults.number(value, path) else { return nil }
        if let terms, number < terms.least || number > terms.most {
            faults.add(
                .outsideBounds,
                path,
                "分数应当在 \(terms.least.text) 与 \(terms.most.text) 之间，写的是 \(number.text)。"
            )
        }
        return number
    }

    private mutating func readSource(
        _ object: DocumentObject,
        _ path: DocumentPath,
        _ terms: MarkTerms?
    ) -> String? {
        let path = path.appending("source")
        guard let value = object["source"], let source = faults.text(value, path) else {
            return nil
        }
        guard scheme != nil, let terms else {
            if let scheme, !scheme.takesSources { addUntaken("source", path) }
            return nil
        }
        switch terms.sources {
        case .any: return source
        case .untaken: addUntaken("source", path)
        case .listed(let names):
            if names.contains(source) { return source }
            let listed = names.joined(separator: "、")
            faults.add(.unexpected, path, "“\(source)”不是本办法的评分来源（\(listed)）。")
        }
        return nil
    }

    private mutating func readMarkPeriod(
        _ object: DocumentObject,
        _ path: DocumentPath,
        _ terms: MarkTerms?
    ) -> Period? {
        let path = path.appending("period")
        guard let value = object["period"] else {
            if terms?.periodKind != nil {
                faults.add(.missing, path, "缺少“period”，请写明是哪一期的分数。")
            }
            return nil
        }
        guard let text = faults.text(value, path), let scheme else { return nil }
        let kinds =
            terms.map { [$0.periodKind] } ?? scheme.indicators.values.map(\.marks?.periodKind)
        guard kinds.contains(where: { $0 != nil }) else {
            addUntaken("period", path)
            return nil
        }
        return readSubPeriod(text, path, kinds.compactMap { $0 })
    }

    private mutating func addUntaken(_ key: String, _ path: DocumentPath) {
        faults.add(.unexpected, path, "这项评分不用“\(key)”，请删去。")
    }

    /// With a marker or a period named, the same mark twice is one too many.
    private mutating func checkRepetition(
        of object: DocumentObject,
        _ path: DocumentPath,
        _ seen: inout Set<[ExactText]>
    ) {
        guard let indicator = object["indicator"]?.textValue,
            let subject = object["subject"]?.textValue,
            object["rater"]?.textValue != nil || object["period"]?.textValue != nil
        else { return }
        let optional = ["source", "rater", "period"].map { key in
            object[key]?.textValue.map { "=" + $0 } ?? ""
        }
        if !seen.insert(([indicator, subject] + optional).map(ExactText.init)).inserted {
            faults.add(.duplicate, path, "同一评分人对同一项目打了两次分。")
        }
    }

    /// An indicator that the scheme asks of that subject, judged in the way that the part is for.
    private mutating func readIndicator(
        _ object: DocumentObject,
        _ path: DocumentPath,
        subject: String? = nil,
        isJudgedSo: (SchemeIndicator) -> Bool
    ) -> String? {
        guard let id = faults.requiredText("indicator", of: object, path), let scheme else {
            return nil
        }
        let indicator = scheme.indicators[id]
        let kind = subject.flatMap { subjectKinds[$0] }
        let isOfKind = kind.map { indicator?.kinds.contains($0) ?? false } ?? true
        guard let indicator, isJudgedSo(indicator), indicator.kinds.isEmpty || isOfKind else {
            let message = "本办法没有“\(id)”这个指标。"
            faults.add(.unknownIndicator, path.appending("indicator"), message)
            return nil
        }
        return id
    }
}

extension EvidenceReader {
    /// Reads the sheets of votes; a grade that nobody knows voids its mark and is no fault.
    mutating func readBallots() -> [EvidenceBallot] {
        var ballots: [EvidenceBallot] = []
        for (index, value) in items(of: "ballots").enumerated() {
            let path = DocumentPath(["ballots"]).appending(index: index)
            guard let object = faults.object(value, path) else { continue }
            faults.checkKeys(of: object, path, known: ["indicator", "marks", "note"])
            let indicator = readIndicator(object, path) { $0.votes != nil }
            _ = faults.optionalText("note", of: object, path)
            var grades: [String: String] = [:]
            for member in requiredMembers("marks", of: object, path) {
                let path = path.appending("marks").appending(member.key)
                _ = checkSubject(member.key, path)
                grades[member.key] = faults.text(member.value, path)
            }
            if let indicator {
                ballots.append(EvidenceBallot(indicator: indicator, grades: grades))
            }
        }
        return ballots
    }

    /// Reads the totals of votes.
    mutating func readTallies(_ ballots: [EvidenceBallot]) -> [EvidenceTally] {
        let balloted = Set(ballots.map(\.indicator))
        var tallies: [EvidenceTally] = []
        var seen: Set<[ExactText]> = []
        for (index, value) in items(of: "tallies").enumerated() {
            let path = DocumentPath(["tallies"]).appending(index: index)
            guard let object = faults.object(value, path) else { continue }
            faults.checkKeys(of: object, path, known: ["indicator", "subject", "counts", "note"])
            let indicator = readIndicator(object, path) { $0.votes != nil }
            if let indicator, balloted.contains(indicator) {
                let message = "“\(indicator)”已有选票，不能再填总票数。"
                faults.add(.conflicting, path.appending("indicator"), message)
            }
            let subject = faults.requiredText("subject", of: object, path)
            if let subject { _ = checkSubject(subject, path.appending("subject")) }
            _ = faults.optionalText("note", of: object, path)
            let counts = readCounts(object, path, indicator)
            if let name = object["indicator"]?.textValue, let subject,
                !seen.insert([ExactText(name), ExactText(subject)]).inserted
            {
                faults.add(.duplicate, path, "“\(subject)”的这项票数写了两次。")
            }
            guard let indicator, let subject else { continue }
            tallies.append(EvidenceTally(indicator: indicator, subject: subject, counts: counts))
        }
        return tallies
    }

    private mutating func readCounts(
        _ object: DocumentObject,
        _ path: DocumentPath,
        _ indicator: String?
    ) -> [String: ExactNumber] {
        let values = indicator.flatMap { scheme?.indicators[$0]?.votes?.values }
        var counts: [String: ExactNumber] = [:]
        for member in requiredMembers("counts", of: object, path) {
            let path = path.appending("counts").appending(member.key)
            if let values, values[member.key] == nil {
                faults.add(.unknownGrade, path, "票面没有“\(member.key)”这一档。")
                continue
            }
            counts[member.key] = faults.wholeNumber(member.value, path, atLeast: .zero)
        }
        return counts
    }

    /// The members of an object that must be there.
    mutating func requiredMembers(
        _ key: String,
        of object: DocumentObject,
        _ path: DocumentPath
    ) -> [DocumentObject.Member] {
        guard let value = object[key] else {
            faults.add(.missing, path.appending(key), "缺少“\(key)”，请补上。")
            return []
        }
        return faults.object(value, path.appending(key))?.members ?? []
    }
}
