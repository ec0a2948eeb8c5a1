import Assessment
import Documents
import ExactNumbers

/// A seeded generator, so that a failure is found again from its seed.
struct SeededNumbers {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next(below bound: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((mixed ^ (mixed >> 31)) % UInt64(bound))
    }

    mutating func happens(onceIn bound: Int) -> Bool { next(below: bound) == 0 }

    mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[next(below: elements.count)]
    }

    mutating func shuffled<Element>(_ elements: [Element]) -> [Element] {
        var rest = elements
        var result: [Element] = []
        while !rest.isEmpty { result.append(rest.remove(at: next(below: rest.count))) }
        return result
    }
}

/// Random evidence documents that are free of faults, for any scheme, made from its declarations.
struct RandomEvidence {
    var numbers: SeededNumbers
    let scheme: Scheme
    let ids = ["甲", "乙", "丙", "丁", "戊"]
    /// Whether numbers among the parameters are overridden too, and not only choices.
    var variesNumbers = true
    private(set) var period: String?
    private var kind = ""

    init(seed: UInt64, scheme: Scheme) {
        numbers = SeededNumbers(seed: seed)
        self.scheme = scheme
    }

    /// The steps of the form that the period asks for.
    private var steps: [DocumentValue] {
        scheme.document["periods"]?[kind]?["steps"]?.listValue ?? []
    }

    private var operators: Set<String> { Set(steps.compactMap { $0["operator"]?.textValue }) }

    mutating func document() -> DocumentValue {
        choosePeriod()
        var object = DocumentObject()
        object["scheme"] = .text(scheme.id)
        object["period"] = period.map(DocumentValue.text)
        let subjects = subjects()
        object["subjects"] = .list(subjects)
        object["parameters"] = parameters()
        object["facts"] = facts()
        if !scheme.rules.isEmpty { object["findings"] = .list(findings()) }
        if scheme.document["periods"]?[kind]?["people"] != nil {
            object["people"] = [["id": "张", "subject": "甲"], ["id": "钱", "subject": "乙"]]
        }
        if let mean = steps.first(where: { $0["operator"] == "meanOfPeriods" }) {
            addSubPeriods(mean, to: &object)
        }
        object["statistics"] = statistics()
        let kindOfAll = subjects.first?["kind"]?.textValue
        object["marks"] = .list(marks(kind: kindOfAll))
        addVotes(to: &object)
        if operators.contains("taskMarks") { object["tasks"] = .list(tasks()) }
        if operators.contains("rightAnswers") { object["answers"] = answers() }
        return .object(object)
    }

    private mutating func choosePeriod() {
        guard !scheme.periodKinds.isEmpty else {
            kind = "any"
            return
        }
        let chosen = numbers.pick(scheme.periodKinds)
        kind = chosen.rawValue
        switch chosen {
        case .year: period = "2024"
        case .half: period = "2024-H1"
        case .quarter: period = "2024-Q1"
        case .month: period = "2024-03"
        }
    }

    private mutating func subjects() -> [DocumentValue] {
        let kinds = scheme.kinds?.titles.keys.sorted() ?? []
        let one = kinds.isEmpty ? "" : numbers.pick(kinds)
        return ids.map { id in
            var object = DocumentObject(members: [("id", .text(id))])
            if scheme.kinds?.isSingle == true {
                object["kind"] = .text(one)
            } else if !kinds.isEmpty, !numbers.happens(onceIn: 3) {
                object["kind"] = .text(numbers.pick(kinds))
            }
            let attributes = scheme.document["attributes"]?.objectValue?.keys ?? []
            for name in attributes where numbers.happens(onceIn: 2) {
                let value = DocumentObject(members: [(name, .boolean(numbers.happens(onceIn: 2)))])
                object["attributes"] = .object(value)
            }
            return .object(object)
        }
    }

    private mutating func parameters() -> DocumentValue {
        var object = DocumentObject()
        for name in scheme.parameters.keys.sorted() where numbers.happens(onceIn: 4) {
            guard let domain = scheme.parameters[name]?.domain else { continue }
            switch domain {
            case .choice(let values, _, _): object[name] = .text(numbers.pick(values))
            case .number(_, _, let isWhole):
                guard variesNumbers else { continue }
                let number = 1 + numbers.next(below: 9)
                object[name] = isWhole ? .number(String(number)) : .text("\(number)/7")
            }
        }
        return .object(object)
    }

    private mutating func facts() -> DocumentValue {
        var object = DocumentObject()
        for id in scheme.facts.keys.sorted() where numbers.happens(onceIn: 3) {
            let isTruth = scheme.document["facts"]?[id]?["type"] == "truth"
            object[id] =
                isTruth ? .boolean(numbers.happens(onceIn: 2)) : [.text(numbers.pick(ids))]
        }
        return .object(object)
    }

    private mutating func addSubPeriods(_ mean: DocumentValue, to object: inout DocumentObject) {
        let length = mean["of"] == "quarter" ? 4 : (kind == "quarter" ? 3 : 12)
        let names = (1...length).map { number in
            mean["of"] == "quarter" ? "2024-Q\(number)" : "2024-\(number < 10 ? "0" : "")\(number)"
        }
        var scores = DocumentObject()
        for id in ids {
            var given = DocumentObject()
            for name in names where !numbers.happens(onceIn: 3) {
                given[name] = .text("\(numbers.next(below: 701))/7")
            }
            if !numbers.happens(onceIn: 9) { scores[id] = .object(given) }
        }
        object["periodScores"] = .object(scores)
        if mean["computed"] == true {
            object["assessedPeriods"] = .list(names.prefix(4).map(DocumentValue.text))
        }
    }
}
