internal import Assessment
internal import Causality
internal import Documents
internal import ExactNumbers
internal import Records
internal import Store

/// What each role becomes.
extension PartGathering {
    /// The subject of a row; one about nobody here is counted.
    mutating func subject(of row: PartReading.Row) -> String? {
        if let id = row.part.subjects.first.flatMap(subjects.charged) { return id }
        let isOfOtherKind = row.part.subjects.contains(where: subjects.isOfOtherKind)
        // What a register yields of one thing alone is about others, too.
        if row.source.template.names.isEmpty, !isOfOtherKind {
            unassigned[row.source.title, default: []].insert(row.part.record)
        }
        return nil
    }

    mutating func addMark(_ row: PartReading.Row) {
        guard let id = subject(of: row), let name = row.name,
            let value = row.part.values[.value]?.document
        else { return }
        var object = DocumentObject()
        object["indicator"] = .text(name)
        object["source"] = row.part.values[.source]?.document
        object["rater"] = rater(of: row).map(DocumentValue.text)
        object["subject"] = .text(id)
        object["value"] = value
        if let kind = request.scheme.markPeriod(of: name) {
            object["period"] = row.part.subPeriod(of: kind, in: request.period)
                .map(DocumentValue.text)
        }
        add(.object(object), to: "marks", row.source, row.part.record)
    }

    /// Names raters by numbers, within each subject and indicator in the order of their marks:
    /// documents are published, and who gave which mark is nobody's business.
    ///
    /// Who marks themselves is named: such a mark may not count.
    mutating func maskRaters() {
        var marks: [[DocumentValue?]: [Int]] = [:]
        for (index, item) in (lists["marks"] ?? []).enumerated() {
            let document = item.document
            guard let rater = document["rater"], rater != document["subject"] else { continue }
            let place = ["indicator", "source", "subject", "period"].map { document[$0] }
            marks[place, default: []].append(index)
        }
        for indices in marks.values {
            let items = indices.compactMap { lists["marks"]?[$0] }
            let sorted = zip(indices, items.map(\.document)).sorted { left, right in
                let (first, second) = (left.1.ratedOrder, right.1.ratedOrder)
                return first.lexicographicallyPrecedes(second)
            }
            var numbers: [DocumentValue?: String] = [:]
            for (index, document) in sorted {
                let number = numbers[document["rater"]] ?? "\(numbers.count + 1)"
                numbers[document["rater"]] = number
                guard var object = document.objectValue, let item = lists["marks"]?[index] else {
                    continue
                }
                object["rater"] = .text(number)
                lists["marks"]?[index] = Item(
                    document: .object(object),
                    record: item.record,
                    title: item.title
                )
            }
        }
    }

    /// A rater who is a subject has that one's id, so that their own mark is known.
    private func rater(of row: PartReading.Row) -> String? {
        row.part.records[.rater].flatMap(subjects.id) ?? row.part.values[.rater]?.text
    }

    mutating func addShare(_ share: PartReading.Share) {
        guard let id = subjects.charged(share.subject),
            let value = ExactNumber(100 * share.good).divided(by: ExactNumber(share.asked))
        else { return }
        var object = DocumentObject()
        object["indicator"] = .text(share.name)
        if case .fixed(.text(let source))? = share.source.template.slots[.source] {
            object["source"] = .text(source)
        }
        object["subject"] = .text(id)
        object["value"] = .text(value.text)
        add(.object(object), to: "marks", share.source, nil)
    }

    /// Votes of one sheet; of two on one subject none is meant.
    mutating func addBallot(_ rows: [PartReading.Row]) {
        var grades: [String: String] = [:]
        var doubled: Set<String> = []
        for row in rows {
            guard let id = subject(of: row), let grade = row.part.values[.value]?.text else {
                continue
            }
            if grades.updateValue(grade, forKey: id) != nil { doubled.insert(id) }
        }
        let votes = grades.filter { !doubled.contains($0.key) }.sorted { $0.key < $1.key }
        guard let row = rows.first, let name = row.name, !votes.isEmpty else { return }
        let marks = DocumentObject(members: votes.map { ($0.key, .text($0.value)) })
        add(
            ["indicator": .text(name), "marks": .object(marks)],
            to: "ballots",
            row.source,
            nil
        )
    }

    /// Totals stand where there are no sheets.
    mutating func addTallies(_ tallies: [[String]: [(grade: String, count: ExactNumber)]]) {
        let balloted = Set((lists["ballots"] ?? []).compactMap { $0.document["indicator"] })
        for (place, votes) in tallies where !balloted.contains(.text(place[0])) {
            var counts: [String: ExactNumber] = [:]
            for vote in votes {
                counts[vote.grade] = (counts[vote.grade] ?? .zero) + vote.count
            }
            let members = counts.sorted { $0.key < $1.key }
                .map { ($0.key, DocumentValue.number($0.value.text)) }
            lists["tallies", default: []].append(
                Item(
                    document: [
                        "indicator": .text(place[0]), "subject": .text(place[1]),
                        "counts": .object(DocumentObject(members: members)),
                    ],
                    record: nil,
                    title: ""
                )
            )
        }
    }

    mutating func addTask(_ row: PartReading.Row) {
        let ids = Set(row.part.subjects.compactMap(subjects.charged)).sorted()
        guard !ids.isEmpty else {
            unassigned[row.source.title, default: []].insert(row.part.record)
            return
        }
        guard let id = row.part.values[.id]?.plainText, let outcome = row.part.values[.outcome]
        else { return }
        var object = DocumentObject()
        object["id"] = .text(id)
        object["subjects"] = .list(ids.map(DocumentValue.text))
        object["outcome"] = outcome.document
        object["report"] = row.part.values[.report]?.document
        add(.object(object), to: "tasks", row.source, row.part.record)
    }

    mutating func addKey(_ row: PartReading.Row) {
        guard let question = row.part.values[.question]?.plainText,
            let answer = row.part.values[.value]?.plainText
        else { return }
        let item = Item(
            document: .text(answer),
            record: row.part.record,
            title: row.source.title
        )
        if let before = key[question], before.document != item.document {
            disagreements.insert(["key", question])
        }
        key[question] = disagreements.contains(["key", question]) ? nil : item
    }

    /// An answer without a question says that the person was there.
    mutating func addAnswer(_ row: PartReading.Row) {
        guard let id = subject(of: row), let question = row.part.values[.question]?.plainText
        else { return }
        set(
            .text(row.part.values[.value]?.plainText ?? ""),
            at: [PartGathering.sheets, id, question],
            row
        )
    }

    mutating func addScore(_ row: PartReading.Row) {
        guard let id = subject(of: row), let value = row.part.values[.value]?.document,
            let kind = request.subPeriodKind,
            let period = row.part.subPeriod(of: kind, in: request.period)
        else { return }
        set(value, at: [PartGathering.scores, id, period], row)
    }

    mutating func addFact(_ row: PartReading.Row) {
        guard let name = row.name, let isTruth = request.scheme.isTruth(fact: name) else { return }
        guard !isTruth else {
            facts[name] = .holds
            return
        }
        var ids = Set(row.part.subjects.compactMap(subjects.charged))
        if case .names(let known)? = facts[name] { ids.formUnion(known) }
        facts[name] = .names(ids)
    }

    /// Two records that say different things of one place leave it empty.
    private mutating func set(_ value: DocumentValue, at place: [String], _ row: PartReading.Row) {
        let item = Item(document: value, record: row.part.record, title: row.source.title)
        if let before = maps[place[0]]?[place[1]]?[place[2]], before.document != value {
            disagreements.insert(place)
        }
        let isDecided = !disagreements.contains(place)
        maps[place[0], default: [:]][place[1], default: [:]][place[2]] = isDecided ? item : nil
    }

    private mutating func add(
        _ document: DocumentValue,
        to list: String,
        _ source: PartSource,
        _ record: RecordID?
    ) {
        lists[list, default: []].append(
            Item(document: document, record: record, title: source.title)
        )
    }

    /// The same order on every node, and of ballots none that tells who was first.
    mutating func sortLists() {
        for (key, items) in lists {
            lists[key] = items.map { (JSONWriter.canonical($0.document), $0) }.sorted {
                $0.0 == $1.0
                    ? ($0.1.record?.text ?? "") < ($1.1.record?.text ?? "")
                    : $0.0.lexicographicallyPrecedes($1.0)
            }.map(\.1)
        }
    }
}

extension PartReading.Row {
    /// The value as a number, nil if it is none.
    var number: ExactNumber? {
        part.values[.value]?.plainText.flatMap(ExactNumber.init)
    }

    /// A grade and how many gave it.
    var vote: (grade: String, count: ExactNumber)? {
        guard let grade = part.values[.value]?.text, case .integer(let count)? = part.values[.count]
        else { return nil }
        // As text: sums of hostile numbers are larger than any whole number of the machine.
        return ExactNumber(String(count)).map { (grade, $0) }
    }
}

extension DocumentValue {
    /// A mark's value, and its rater where values are alike.
    fileprivate var ratedOrder: [String] {
        [
            self["value"]?.textValue ?? self["value"]?.numberLiteral ?? "",
            self["rater"]?.textValue ?? "",
        ]
    }
}

extension FieldValue {
    /// As evidence documents have it.
    fileprivate var document: DocumentValue {
        switch self {
        case .integer(let number): .number(String(number))
        case .text(let text): .text(text)
        case .boolean(let flag): .boolean(flag)
        case .reference(let record): .text(record.text)
        }
    }

    /// A text, or a whole number written out.
    fileprivate var plainText: String? {
        switch self {
        case .integer(let number): String(number)
        case .text(let text): text
        case .boolean, .reference: nil
        }
    }
}
