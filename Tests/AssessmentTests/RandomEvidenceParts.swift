import Assessment
import Documents
import ExactNumbers

extension RandomEvidence {
    mutating func findings() -> [DocumentValue] {
        let derived = Set(
            (scheme.document["rules"]?.listValue ?? []).filter { $0["derived"] == true }
                .compactMap { $0["id"]?.textValue }
        )
        let rules = scheme.rules.filter { !derived.contains($0.id) }
        guard !rules.isEmpty else { return [] }
        let linked = rules.filter { rule in
            !rule.replaces.isEmpty || rules.contains { $0.replaces.contains(rule.id) }
        }
        return (0..<numbers.next(below: 24)).map { _ in
            let isLinked = !linked.isEmpty && numbers.happens(onceIn: 3)
            return finding(of: isLinked ? numbers.pick(linked) : numbers.pick(rules))
        }
    }

    private mutating func finding(of rule: SchemeRule) -> DocumentValue {
        var more = DocumentObject()
        if numbers.happens(onceIn: 2) { more["event"] = .text("T\(numbers.next(below: 3))") }
        if numbers.happens(onceIn: 3) { more["case"] = .text("C\(numbers.next(below: 3))") }
        if numbers.happens(onceIn: 2) { more["person"] = .text(numbers.pick(["张", "李", "王"])) }
        if numbers.happens(onceIn: 3) {
            more["count"] = .number(String(1 + numbers.next(below: 6)))
        }
        switch rule.unit {
        case .casePerDay: more["days"] = .number(String(1 + numbers.next(below: 4)))
        case .halfDay where numbers.happens(onceIn: 2):
            more["halfDays"] = .number(String(1 + numbers.next(below: 3)))
        default: break
        }
        if case .between(let least, let most) = rule.amount {
            let part = ExactNumber(numbers.next(below: 8))
            let step = (most - least).divided(by: ExactNumber(7)) ?? .zero
            more["points"] = .text((least + step * part).text)
        }
        more["ref"] = .text("R\(numbers.next(below: 1_000))")
        let month = numbers.happens(onceIn: 4) ? 1 + numbers.next(below: 9) : 3
        let day = 1 + numbers.next(below: 28)
        let year = numbers.happens(onceIn: 12) ? 2023 : 2024
        let date = "\(year)-0\(month)-\(day < 10 ? "0" : "")\(day)"
        return EvidenceFixtures.finding(rule.id, numbers.pick(ids), date: date, .object(more))
    }

    /// Counts; of two of which one is a part of the other, both or none.
    mutating func statistics() -> DocumentValue {
        let pairs = pairs()
        let paired = Set(pairs.flatMap { [$0.base, $0.good] })
        let single = scheme.statistics.keys.filter { !paired.contains($0) }.sorted()
        var statistics = DocumentObject()
        for id in ids {
            var counts = DocumentObject()
            for pair in pairs where !numbers.happens(onceIn: 5) {
                let count = numbers.next(below: 23)
                counts[pair.base] = .number(String(count))
                counts[pair.good] = .number(String(numbers.next(below: count + 1)))
            }
            for name in single where !numbers.happens(onceIn: 3) {
                counts[name] = .text("\(numbers.next(below: 60))/4")
            }
            statistics[id] = .object(counts)
        }
        return .object(statistics)
    }

    private func pairs() -> [(base: String, good: String)] {
        let sections = (scheme.document["sections"]?.listValue ?? []).compactMap { $0["share"] }
        let periods = scheme.document["periods"]?.objectValue?.members ?? []
        let steps = periods.flatMap { $0.value["steps"]?.listValue ?? [] }
        return (sections + steps).compactMap { part in
            guard let base = part["base"]?.textValue, let good = part["good"]?.textValue else {
                return nil
            }
            return (base: base, good: good)
        }
    }

    private var indicators: [DocumentObject.Member] {
        scheme.document["indicators"]?.objectValue?.members ?? []
    }

    mutating func marks(kind: String?) -> [DocumentValue] {
        var marks: [DocumentValue] = []
        for indicator in indicators {
            guard let terms = indicator.value["marks"] else { continue }
            let kinds = indicator.value["kinds"]?.listValue ?? []
            guard kinds.isEmpty || kind.map({ kinds.contains(.text($0)) }) ?? false else {
                continue
            }
            for id in ids {
                let periods = terms["period"] == "half" ? ["2024-H1", "2024-H2"] : [nil]
                for period in periods where !numbers.happens(onceIn: 40) {
                    marks += own(of: indicator.key, terms, subject: id, period)
                }
            }
        }
        return marks
    }

    private mutating func own(
        of indicator: String,
        _ terms: DocumentValue,
        subject: String,
        _ period: String?
    ) -> [DocumentValue] {
        let sources: [String?]
        switch terms["sources"] {
        case .text?: sources = [nil, "问卷", "现场"]
        case .list(let names)?: sources = [nil] + names.map(\.textValue)
        default: sources = [nil]
        }
        let most = terms["between"]?.listValue?.last?.integerValue ?? 0
        return ["A", "甲", "乙"].prefix(1 + numbers.next(below: 3)).map { rater in
            var object = DocumentObject(members: [
                ("indicator", .text(indicator)), ("subject", .text(subject)),
                ("rater", .text(rater)),
                ("value", .text("\(numbers.next(below: most * 4 + 1))/4")),
            ])
            object["source"] = numbers.pick(sources).map(DocumentValue.text)
            object["period"] = period.map(DocumentValue.text)
            return .object(object)
        }
    }

    mutating func addVotes(to object: inout DocumentObject) {
        var ballots: [DocumentValue] = []
        var tallies: [DocumentValue] = []
        for indicator in indicators {
            guard let grades = indicator.value["votes"]?["grades"]?.objectValue?.keys else {
                continue
            }
            let indicator = DocumentValue.text(indicator.key)
            guard numbers.happens(onceIn: 2) else {
                for id in ids where !numbers.happens(onceIn: 30) {
                    var counts = DocumentObject()
                    for grade in grades.dropFirst(numbers.next(below: 2)) {
                        counts[grade] = .number(String(numbers.next(below: 9)))
                    }
                    tallies.append(
                        [
                            "indicator": indicator, "subject": .text(id),
                            "counts": .object(counts),
                        ]
                    )
                }
                continue
            }
            for _ in 0..<4 {
                var marks = DocumentObject()
                for id in ids { marks[id] = .text(numbers.pick(grades + ["废票"])) }
                ballots.append(["indicator": indicator, "marks": .object(marks)])
            }
        }
        object["ballots"] = .list(ballots)
        object["tallies"] = .list(tallies)
    }

    mutating func tasks() -> [DocumentValue] {
        (0..<numbers.next(below: 12)).map { number in
            let subjects = ids.filter { _ in numbers.happens(onceIn: 2) }
            return [
                "id": .text("\(number)"),
                "subjects": .list((subjects.isEmpty ? ["甲"] : subjects).map(DocumentValue.text)),
                "outcome": .text(numbers.pick(["done", "outstanding", "poor", "unfinished"])),
                "report": .text(numbers.pick(["none", "submitted", "extended", "cancelled"])),
            ]
        }
    }

    mutating func answers() -> DocumentValue {
        var key = DocumentObject()
        for question in 1...10 { key["\(question)"] = .text(numbers.pick(["√", "×"])) }
        var sheets = DocumentObject()
        for id in ids where !numbers.happens(onceIn: 6) {
            var sheet = DocumentObject()
            for question in key.keys { sheet[question] = .text(numbers.pick(["√", "×", "", "x"])) }
            sheets[id] = .object(sheet)
        }
        return ["key": .object(key), "sheets": .object(sheets)]
    }
}
