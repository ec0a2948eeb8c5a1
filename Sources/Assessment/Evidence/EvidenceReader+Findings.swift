import Documents
import ExactNumbers

extension EvidenceReader {
    private static let findingKeys: Set<String> = [
        "rule", "subject", "date", "count", "person", "event", "case", "days", "halfDays",
        "points", "slot", "finder", "ref", "note", "countedIn",
    ]

    /// Reads the findings; those outside the period are checked just the same.
    mutating func readFindings() -> [EvidenceFinding] {
        let part = DocumentPath.root.appending("findings")
        var findings: [EvidenceFinding] = []
        for (index, value) in items(of: "findings").enumerated() {
            let path = part.appending(index: index)
            guard let object = faults.object(value, path) else { continue }
            if let finding = readFinding(object, path, index) { findings.append(finding) }
        }
        return findings
    }

    private mutating func readFinding(
        _ object: DocumentObject,
        _ path: DocumentPath,
        _ index: Int
    ) -> EvidenceFinding? {
        faults.checkKeys(of: object, path, known: EvidenceReader.findingKeys)
        let rule = readRule(object, path)
        let subject = faults.requiredText("subject", of: object, path)
        if let subject { _ = checkSubject(subject, path.appending("subject")) }
        let date = readDate(object, path)
        var units = ExactNumber.one
        if let value = object["count"] {
            let count = faults.wholeNumber(value, path.appending("count"), atLeast: .one)
            units = count ?? .one
        }
        units = units * readDuration(object, path, rule)
        let points = readPoints(object, path, rule)
        let event = faults.optionalText("event", of: object, path)
        let details = readDetails(object, path)
        let countedIn = readCountedIn(object, path)
        guard let rule, let subject, let date else { return nil }
        return EvidenceFinding(
            index: index,
            rule: rule.id,
            subject: subject,
            date: date,
            units: units,
            points: points,
            event: event,
            details: details,
            countedIn: countedIn
        )
    }

    private mutating func readCountedIn(
        _ object: DocumentObject,
        _ path: DocumentPath
    ) -> Period? {
        guard let text = faults.optionalText("countedIn", of: object, path) else { return nil }
        guard let period = Period(text) else {
            let message = "“\(text)”不是期间，应写成 2022、2022-H1、2022-Q1 或 2022-03。"
            faults.add(.badPeriod, path.appending("countedIn"), message)
            return nil
        }
        return period
    }

    private mutating func readRule(_ object: DocumentObject, _ path: DocumentPath) -> SchemeRule? {
        guard let id = faults.requiredText("rule", of: object, path), let scheme else { return nil }
        guard let rule = scheme.rule(id), rule.id.isExactly(id) else {
            faults.add(.unknownRule, path.appending("rule"), "本办法没有“\(id)”这条规则。")
            return nil
        }
        if rule.isDerived {
            faults.add(.derivedRule, path.appending("rule"), "“\(id)”由程序推算，不用登记，请删去。")
        }
        return rule
    }

    private mutating func readDate(
        _ object: DocumentObject,
        _ path: DocumentPath
    ) -> CalendarDate? {
        guard let text = faults.requiredText("date", of: object, path) else { return nil }
        guard let date = CalendarDate(text) else {
            let message = "“\(text)”不是日历上的日期，应写成 2022-03-07 这样。"
            faults.add(.badDate, path.appending("date"), message)
            return nil
        }
        return date
    }

    private mutating func readDetails(
        _ object: DocumentObject,
        _ path: DocumentPath
    ) -> EvidenceFinding.Details {
        _ = faults.optionalText("note", of: object, path)
        return EvidenceFinding.Details(
            person: faults.optionalText("person", of: object, path),
            case: faults.optionalText("case", of: object, path),
            slot: faults.optionalText("slot", of: object, path),
            finder: faults.optionalText("finder", of: object, path),
            ref: faults.optionalText("ref", of: object, path)
        )
    }

    /// The days or half days that the count is multiplied by; 1 for other rules.
    private mutating func readDuration(
        _ object: DocumentObject,
        _ path: DocumentPath,
        _ rule: SchemeRule?
    ) -> ExactNumber {
        var factor = ExactNumber.one
        for (key, unit) in [("days", SchemeRule.Unit.casePerDay), ("halfDays", .halfDay)] {
            let path = path.appending(key)
            let isTaken = rule?.unit == unit
            guard let value = object[key] else {
                if isTaken, unit == .casePerDay {
                    faults.add(.missing, path, "这条规则按天计，请写明超过几天。")
                }
                continue
            }
            guard isTaken || rule == nil else {
                faults.add(.unexpected, path, "这条规则不计“\(key)”，请删去。")
                continue
            }
            let number = faults.wholeNumber(value, path, atLeast: .one)
            if isTaken, let number { factor = number }
        }
        return factor
    }

    private mutating func readPoints(
        _ object: DocumentObject,
        _ path: DocumentPath,
        _ rule: SchemeRule?
    ) -> ExactNumber? {
        let path = path.appending("points")
        guard let value = object["points"] else {
            if rule?.isDiscretionary == true {
                faults.add(.missing, path, "这条规则由人酌定分值，请写明几分。")
            }
            return nil
        }
        switch rule?.amount {
        case .fixed?:
            faults.add(.unexpected, path, "这条规则的分值是固定的，请删去“points”。")
            return nil
        case .between(let least, let most)?:
            guard let number = faults.number(value, path) else { return nil }
            if number < least || number > most {
                faults.add(
                    .outsideBounds,
                    path,
                    "这条规则的分值只能是 \(least.text) 至 \(most.text) 分，写的是 \(number.text)。"
                )
            }
            return number
        case nil:
            _ = faults.number(value, path)
            return nil
        }
    }
}
