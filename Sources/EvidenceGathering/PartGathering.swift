internal import Assessment
internal import Causality
internal import Documents
internal import ExactNumbers
internal import Records
internal import Store

/// Makes marks, votes, tasks, answers and other parts of evidence of the records that say them.
struct PartGathering {
    /// One item of a list, or one value of a map, with what it rests on.
    struct Item {
        let document: DocumentValue
        /// Nil where the record must not be told, or where several are behind it.
        let record: RecordID?
        /// The register's title.
        let title: String
    }

    /// A fact about the document.
    enum Fact {
        case holds
        case names(Set<String>)

        var document: DocumentValue {
            switch self {
            case .holds: true
            case .names(let ids): .list(ids.sorted().map(DocumentValue.text))
            }
        }
    }

    /// The lists of the document by key: `marks`, `ballots`, `tallies`, `tasks`.
    var lists: [String: [Item]] = [:]
    /// The maps of maps: `periodScores`, `statistics`, and of the answers `sheets`.
    var maps: [String: [String: [String: Item]]] = [:]
    /// The right answers by question.
    var key: [String: Item] = [:]
    /// The facts by name.
    var facts: [String: Fact] = [:]
    /// Records about nobody who is assessed here, by register's title.
    var unassigned: [String: Set<RecordID>] = [:]
    /// Places of the maps where records say different things: neither counts.
    var disagreements: Set<[String]> = []

    /// The keys of the lists, in the order in which documents have them.
    static let listKeys = ["marks", "ballots", "tallies", "tasks"]
    static let scores = "periodScores"
    static let sums = "statistics"
    static let sheets = "sheets"

    let subjects: AssessedSubjects
    let request: EvidenceRequest

    init(_ reading: PartReading, _ subjects: AssessedSubjects, _ request: EvidenceRequest) {
        self.subjects = subjects
        self.request = request
        var ballots: [BallotName: [PartReading.Row]] = [:]
        var tallies: [[String]: [(grade: String, count: ExactNumber)]] = [:]
        var sums: [[String]: (sum: ExactNumber, title: String)] = [:]
        for row in reading.rows {
            switch row.source.template.role {
            case .mark: addMark(row)
            case .ballot:
                ballots[BallotName(row.part.record, row.name), default: []].append(row)
            case .tally:
                guard let id = subject(of: row), let name = row.name else { continue }
                if let vote = row.vote { tallies[[name, id], default: []].append(vote) }
            case .task: addTask(row)
            case .answerKey: addKey(row)
            case .answer: addAnswer(row)
            case .periodScore: addScore(row)
            case .sum:
                guard let id = subject(of: row), let name = row.name, let value = row.number else {
                    continue
                }
                let before = sums[[id, name]]?.sum ?? .zero
                sums[[id, name]] = (before + value, row.source.title)
            case .fact: addFact(row)
            case .attribute, .kind, .rate: continue
            }
        }
        maskRaters()
        for share in reading.shares { addShare(share) }
        for rows in ballots.values { addBallot(rows) }
        addTallies(tallies)
        for (place, sum) in sums {
            let item = Item(document: .text(sum.sum.text), record: nil, title: sum.title)
            maps[PartGathering.sums, default: [:]][place[0], default: [:]][place[1]] = item
        }
        sortLists()
    }

    /// As evidence documents have them; nil where there are neither questions nor sheets.
    var answers: DocumentValue? {
        let sheets = (maps[PartGathering.sheets] ?? [:]).filter { !$0.value.isEmpty }
        guard !key.isEmpty || !sheets.isEmpty else { return nil }
        return [
            "key": .sorted(key.mapValues(\.document)),
            "sheets": .sorted(sheets.mapValues { .sorted($0.mapValues(\.document)) }),
        ]
    }

    /// Whether any record gave a part.
    var isEmpty: Bool {
        lists.values.allSatisfy(\.isEmpty) && maps.values.allSatisfy(\.isEmpty) && key.isEmpty
            && facts.isEmpty
    }

    /// Leaves out the item of a list or map at the path of a fault; nil if there is none.
    mutating func remove(at path: [String]) -> Item? {
        guard path.count >= 2 else { return nil }
        if let items = lists[path[0]], let place = Int(path[1]), items.indices.contains(place) {
            return lists[path[0]]?.remove(at: place)
        }
        let rest = path[0] == "answers" ? Array(path.dropFirst()) : path
        if rest.count == 2, rest[0] == "key" { return key.removeValue(forKey: rest[1]) }
        guard rest.count == 3 else { return nil }
        return maps[rest[0]]?[rest[1]]?.removeValue(forKey: rest[2])
    }
}

/// One sheet under one indicator.
private struct BallotName: Hashable {
    let record: RecordID
    let name: String?

    init(_ record: RecordID, _ name: String?) {
        self.record = record
        self.name = name
    }
}
