internal import Assessment
internal import Causality
internal import Records
internal import Store

/// Those whom the records of a period name, and what they say of them.
struct NamedSubjects {
    /// Named as the subject of a mark, vote, task or answer.
    var records: Set<RecordID> = []
    /// Their kinds, where the records agree.
    var kinds: [RecordID: String] = [:]
    /// Their attributes, where the records agree.
    var attributes: [RecordID: [String: Bool]] = [:]
}

/// Reads the units and people that are assessed from the directories.
struct DirectoryReading {
    /// The register of people, and its field that says where they work.
    static let staff = "staff"
    static let unitField = "unit"

    private let directory: AssessedDirectory
    private let scheme: Scheme
    private let period: Records.Period
    private let tree: PlaceTree
    private let named: NamedSubjects
    /// Where people worked.
    private let unitsOfStaff: DatedReferences

    private struct Entry {
        let record: RecordID
        let id: String?
        let name: String?
        /// The kind of the unit, of people that of theirs.
        let unitKind: String?
        let isListed: Bool
        let term: AssessedSubjects.Term
    }

    init(
        _ directory: AssessedDirectory,
        _ request: EvidenceRequest,
        _ tree: PlaceTree,
        _ named: NamedSubjects,
        _ unitsOfStaff: DatedReferences
    ) {
        self.directory = directory
        scheme = request.scheme
        period = request.period
        self.tree = tree
        self.named = named
        self.unitsOfStaff = unitsOfStaff
    }

    /// Those listed and those named, of the one kind where the scheme wants one.
    func subjects(_ session: StoreSession) throws -> [AssessedSubjects.Subject] {
        let units = try unitEntries(session)
        var entries = units.filter { $0.isListed || named.records.contains($0.record) }
        if directory.isOfStaff || !named.records.isEmpty {
            let kinds = Dictionary(uniqueKeysWithValues: units.map { ($0.record, $0) })
            entries += try staffEntries(kinds, session)
        }
        var taken: Set<String> = []
        return entries.compactMap { entry in
            guard let id = entry.id else { return nil }
            let kind = kind(of: entry)
            if let wanted = directory.kind, kind != wanted { return nil }
            return AssessedSubjects.Subject(
                id: AssessedSubjects.unique(id, entry.record, &taken),
                name: entry.name,
                kind: kind,
                record: entry.record,
                attributes: named.attributes[entry.record] ?? [:],
                term: entry.term
            )
        }
    }

    /// The kind that the records say, else that of the unit where the scheme knows it.
    private func kind(of entry: Entry) -> String? {
        let said = directory.isByKind && entry.isListed ? directory.kind : nil
        let kind = named.kinds[entry.record] ?? said ?? entry.unitKind
        return kind.flatMap { scheme.kinds?.titles[$0] == nil ? nil : $0 }
    }

    private func unitEntries(_ session: StoreSession) throws -> [Entry] {
        let fields = ["id", "name", "kind", "region", "from", "to"]
        return try session.projectedRows(of: "unit", fields: fields).map { record, values in
            let term = AssessedSubjects.Term(
                from: CivilDate(of: values[4]),
                to: CivilDate(of: values[5])
            )
            let isInForce =
                term.from.map({ $0 <= period.last }) ?? true
                && term.to.map({ $0 >= period.first }) ?? true
            let kind = values[2]?.text
            let isTaken = kind.map(directory.takes(unitKind:)) ?? false
            return Entry(
                record: record,
                id: values[0]?.text,
                name: values[1]?.text,
                unitKind: kind,
                isListed: isTaken && isInForce && isNear(values[3]?.record),
                term: term
            )
        }
    }

    /// People who work at windows on the last day, and whoever is named.
    private func staffEntries(
        _ units: [RecordID: Entry],
        _ session: StoreSession
    ) throws -> [Entry] {
        guard DirectoryReading.hasStaff(session) else { return [] }
        let windows = AssessedDirectory.windows.map(\.rawValue)
        let fields = ["id", "name", "from", "to"]
        return try session.projectedRows(of: DirectoryReading.staff, fields: fields).compactMap {
            record,
            values in
            let unit = unitsOfStaff[record, period.last].flatMap { units[$0] }
            let term = AssessedSubjects.Term(
                from: CivilDate(of: values[2]),
                to: CivilDate(of: values[3])
            )
            let isInForce = isAtWork(term)
            let isAtWindow = unit?.unitKind.map(windows.contains) ?? false
            let isListed = directory.isOfStaff && isInForce && isAtWindow
            guard isListed || named.records.contains(record) else { return nil }
            return Entry(
                record: record,
                id: values[0]?.text,
                name: values[1]?.text,
                unitKind: unit?.unitKind,
                isListed: isListed,
                term: term
            )
        }
    }

    /// Whether somebody is there on the period's last day.
    private func isAtWork(_ term: AssessedSubjects.Term) -> Bool {
        term.from.map({ $0 <= period.last }) ?? true && term.to.map({ $0 >= period.last }) ?? true
    }

    /// Those who work at the subjects on the period's last day, in the order of their ids.
    func people(
        of subjects: [AssessedSubjects.Subject],
        _ session: StoreSession
    ) throws -> [AssessedSubjects.Person] {
        guard DirectoryReading.hasStaff(session) else { return [] }
        let ids = Dictionary(
            subjects.map { ($0.record, $0.id) },
            uniquingKeysWith: { first, _ in first }
        )
        var taken: Set<[String]> = []
        let fields = ["id", "name", "from", "to"]
        let rows = try session.projectedRows(of: DirectoryReading.staff, fields: fields)
        return rows.compactMap { record, values in
            let term = AssessedSubjects.Term(
                from: CivilDate(of: values[2]),
                to: CivilDate(of: values[3])
            )
            guard let id = values[0]?.text, isAtWork(term),
                let unit = unitsOfStaff[record, period.last], let subject = ids[unit],
                taken.insert([subject, id]).inserted
            else { return nil }
            return AssessedSubjects.Person(id: id, name: values[1]?.text, subject: subject)
        }.sorted { ($0.id, $0.subject) < ($1.id, $1.subject) }
    }

    /// The units of people, by day.
    static func unitsOfStaff(_ session: StoreSession) throws -> DatedReferences {
        var units: [RecordID: RecordID] = [:]
        if hasStaff(session) {
            for (record, values) in try session.projectedRows(of: staff, fields: [unitField]) {
                units[record] = values[0]?.record
            }
        }
        return try DatedReferences(unitField, of: units, session)
    }

    private static func hasStaff(_ session: StoreSession) -> Bool {
        session.definitions.contains { $0.id == staff }
    }

    /// Whether a unit stands in the node's place or below; one of a place that is not known here
    /// stands nowhere, one whose place is undecided stands where the tree ends.
    private func isNear(_ place: RecordID?) -> Bool {
        guard let place else { return tree[tree.own]?.parent == nil }
        return tree.line(from: place).contains(tree.own)
    }
}
