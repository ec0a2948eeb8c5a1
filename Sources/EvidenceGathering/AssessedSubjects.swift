internal import Assessment
internal import Causality
internal import Documents
internal import Records
internal import Store

/// Who is assessed in a period, and which records are theirs.
struct AssessedSubjects {
    struct Subject {
        let id: String
        let name: String?
        let kind: String?
        let record: RecordID
        /// What records say of the subject, by the scheme's names.
        var attributes: [String: Bool] = [:]
        /// From when and until when the directory has it.
        var term = Term()
    }

    /// A stretch of days, open where nothing is said.
    struct Term {
        var from: CivilDate?
        var to: CivilDate?

        /// Which part of a period it is, in words; nil where it is all of it.
        func part(of period: Records.Period) -> String? {
            let start = from.flatMap { $0 > period.first ? "自 \($0.text)" : nil }
            let end = to.flatMap { $0 < period.last ? "到 \($0.text)" : nil }
            let words = [start, end].compactMap(\.self)
            return words.isEmpty ? nil : words.joined(separator: " ")
        }
    }

    /// Somebody who is scored under a subject.
    struct Person {
        let id: String
        let name: String?
        let subject: String
    }

    let choice: SubjectChoice
    /// By id.
    let list: [Subject]
    private let ids: [RecordID: String]
    /// The units of people, where places are not assessed: a person who is no subject stands for
    /// theirs.
    private let units: DatedReferences?
    /// Who works there at the end of the period, where the scheme scores people too.
    private let people: [Person]?
    /// The kinds that records say of those whom they name.
    private let saidKinds: [RecordID: String]
    private let tree: PlaceTree
    private let period: Records.Period

    /// `named` are those whom records name, who are assessed whatever the directories say.
    init(
        _ choice: SubjectChoice,
        _ request: EvidenceRequest,
        _ tree: PlaceTree,
        naming named: NamedSubjects,
        _ session: StoreSession
    ) throws {
        self.choice = choice
        self.tree = tree
        period = request.period
        saidKinds = named.kinds
        switch choice {
        case .places(let level):
            list = AssessedSubjects.sorted(AssessedSubjects.places(level, period, tree))
            units = nil
            people = nil
        case .directory(let directory):
            let staff = try DirectoryReading.unitsOfStaff(session)
            let reading = DirectoryReading(directory, request, tree, named, staff)
            let found = AssessedSubjects.sorted(try reading.subjects(session))
            let scoresPeople = request.kindOfPeriod.map(request.scheme.scoresPeople) ?? false
            people = scoresPeople ? try reading.people(of: found, session) : nil
            list = found
            units = staff
        }
        ids = Dictionary(list.map { ($0.record, $0.id) }, uniquingKeysWith: { first, _ in first })
    }

    /// The id of a subject that the record itself is.
    func id(of record: RecordID) -> String? { ids[record] }

    /// Whether the record is set aside because another kind is assessed.
    func isOfOtherKind(_ record: RecordID) -> Bool {
        guard let kind = choice.kind, let said = saidKinds[record] else { return false }
        return said != kind
    }

    /// Who is charged with a finding: the place or unit that it names, or that of the person whom
    /// it names, nobody above it; for a place that has ceased the one that carries on.
    func charged(_ record: RecordID) -> String? { charged(record, on: period.last) }

    /// The same for what happened on a day: a person may have been elsewhere then.
    func charged(_ record: RecordID, on day: CivilDate) -> String? {
        guard choice.level == nil else { return ids[tree.heir(of: record, in: period)] }
        return ids[record] ?? units?[record, day].flatMap { ids[$0] }
    }

    /// Those who are in the directory for a part of the period only, with that part in words.
    var ofPartOfPeriod: [String] {
        list.compactMap { subject in
            subject.term.part(of: period).map { "\(subject.name ?? subject.id)（\($0)）" }
        }
    }

    /// In whose pools a record of a place or unit counts: of places also in all above.
    func pools(of record: RecordID) -> [String] {
        guard choice.level == nil else {
            return tree.line(from: tree.heir(of: record, in: period)).compactMap { ids[$0] }
        }
        return ids[record].map { [$0] } ?? []
    }

    /// As evidence documents list them.
    var document: DocumentValue {
        .list(
            list.map { subject in
                var object = DocumentObject()
                object["id"] = .text(subject.id)
                object["name"] = subject.name.map(DocumentValue.text)
                object["kind"] = subject.kind.map(DocumentValue.text)
                if !subject.attributes.isEmpty {
                    let members = subject.attributes.sorted { $0.key < $1.key }
                    object["attributes"] = .object(
                        DocumentObject(members: members.map { ($0.key, .boolean($0.value)) })
                    )
                }
                return .object(object)
            }
        )
    }

    /// As evidence documents list the people; nil where the scheme scores none.
    var peopleDocument: DocumentValue? {
        people.map { people in
            .list(
                people.map { person in
                    var object = DocumentObject()
                    object["id"] = .text(person.id)
                    object["subject"] = .text(person.subject)
                    object["name"] = person.name.map(DocumentValue.text)
                    return .object(object)
                }
            )
        }
    }

    private static func sorted(_ subjects: [Subject]) -> [Subject] {
        subjects.sorted { ($0.id, $0.record) < ($1.id, $1.record) }
    }

    private static func places(
        _ level: PlaceLevel,
        _ period: Records.Period,
        _ tree: PlaceTree
    ) -> [Subject] {
        var taken: Set<String> = []
        // Of two places with one code the one that exists longer keeps it; the other, renumbered or
        // ended within the period, goes by its record.
        let places = tree.below(in: period).filter { $0.level == level }
        return places.sorted { ($0.to ?? .latest, $1.id) > ($1.to ?? .latest, $0.id) }.map {
            place in
            Subject(
                id: AssessedSubjects.unique(place.code, place.id, &taken),
                name: place.name,
                kind: level.rawValue,
                record: place.id,
                term: Term(from: place.from, to: place.to)
            )
        }
    }

    /// The id that people use, or the record's where another subject has that already.
    static func unique(
        _ id: String?,
        _ record: RecordID,
        _ taken: inout Set<String>
    ) -> String {
        guard let id, taken.insert(id).inserted else { return record.text }
        return id
    }
}
