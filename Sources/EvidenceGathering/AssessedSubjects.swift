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
    }

    let choice: SubjectChoice
    /// By id.
    let list: [Subject]
    private let ids: [RecordID: String]
    /// The units of people, where windows are assessed: whoever is named stands for theirs.
    private let units: [RecordID: RecordID]
    private let tree: PlaceTree
    private let period: Records.Period

    init(
        _ choice: SubjectChoice,
        _ scheme: Scheme,
        _ period: Records.Period,
        _ tree: PlaceTree,
        _ session: StoreSession
    ) throws {
        self.choice = choice
        self.tree = tree
        self.period = period
        let found =
            switch choice {
            case .places(let level): AssessedSubjects.places(level, period, tree)
            case .windows: try AssessedSubjects.windows(scheme, period, tree, session)
            }
        list = found.sorted { ($0.id, $0.record) < ($1.id, $1.record) }
        units = choice == .windows ? try AssessedSubjects.units(session) : [:]
        ids = Dictionary(list.map { ($0.record, $0.id) }, uniquingKeysWith: { first, _ in first })
    }

    /// Who is charged with a finding: the place or unit that it names, or that of the person whom
    /// it names, nobody above it; for a place that has ceased the one that carries on.
    func charged(_ record: RecordID) -> String? {
        guard choice != .windows else { return ids[units[record] ?? record] }
        return ids[tree.heir(of: record, in: period)]
    }

    /// In whose pools a record of a place or unit counts: of places also in all above.
    func pools(of record: RecordID) -> [String] {
        guard choice != .windows else { return ids[record].map { [$0] } ?? [] }
        return tree.line(from: tree.heir(of: record, in: period)).compactMap { ids[$0] }
    }

    /// As evidence documents list them.
    var document: DocumentValue {
        .list(
            list.map { subject in
                var object = DocumentObject()
                object["id"] = .text(subject.id)
                object["name"] = subject.name.map(DocumentValue.text)
                object["kind"] = subject.kind.map(DocumentValue.text)
                return .object(object)
            }
        )
    }

    private static func units(_ session: StoreSession) throws -> [RecordID: RecordID] {
        guard session.definitions.contains(where: { $0.id == "staff" }) else { return [:] }
        var units: [RecordID: RecordID] = [:]
        for (record, values) in try session.projectedRows(of: "staff", fields: ["unit"]) {
            units[record] = values[0]?.record
        }
        return units
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
                record: place.id
            )
        }
    }

    private static func windows(
        _ scheme: Scheme,
        _ period: Records.Period,
        _ tree: PlaceTree,
        _ session: StoreSession
    ) throws -> [Subject] {
        let fields = ["id", "name", "kind", "region", "from", "to"]
        var taken: Set<String> = []
        return try session.projectedRows(of: "unit", fields: fields).compactMap { record, values in
            guard let id = values[0]?.text, let kind = values[2]?.text,
                SubjectChoice.windowKinds.contains(kind),
                CivilDate(of: values[4]).map({ $0 <= period.last }) ?? true,
                CivilDate(of: values[5]).map({ $0 >= period.first }) ?? true,
                isNear(values[3]?.record, tree)
            else { return nil }
            let isKind = scheme.kinds?.titles[kind] != nil
            return Subject(
                id: unique(id, record, &taken),
                name: values[1]?.text,
                kind: isKind ? kind : nil,
                record: record
            )
        }
    }

    /// The id that people use, or the record's where another subject has that already.
    private static func unique(
        _ id: String?,
        _ record: RecordID,
        _ taken: inout Set<String>
    ) -> String {
        guard let id, taken.insert(id).inserted else { return record.text }
        return id
    }

    /// Whether a unit stands in the node's place or below; one of a place that is not known here
    /// stands nowhere, one whose place is undecided stands where the tree ends.
    private static func isNear(_ place: RecordID?, _ tree: PlaceTree) -> Bool {
        guard let place else { return tree[tree.own]?.parent == nil }
        return tree.line(from: place).contains(tree.own)
    }
}
