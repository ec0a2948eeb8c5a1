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
    private let directory: AssessedDirectory
    private let scheme: Scheme
    private let period: Records.Period
    private let tree: PlaceTree
    private let named: NamedSubjects

    private struct Entry {
        let record: RecordID
        let id: String?
        let name: String?
        /// The kind of the unit, of people that of theirs.
        let unitKind: String?
        let isListed: Bool
    }

    init(
        _ directory: AssessedDirectory,
        _ request: EvidenceRequest,
        _ tree: PlaceTree,
        _ named: NamedSubjects
    ) {
        self.directory = directory
        scheme = request.scheme
        period = request.period
        self.tree = tree
        self.named = named
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
                attributes: named.attributes[entry.record] ?? [:]
            )
        }
    }

    /// The kind that the records say, else that of the unit where the scheme knows it.
    private func kind(of entry: Entry) -> String? {
        let kind = named.kinds[entry.record] ?? entry.unitKind
        return kind.flatMap { scheme.kinds?.titles[$0] == nil ? nil : $0 }
    }

    private func unitEntries(_ session: StoreSession) throws -> [Entry] {
        let fields = ["id", "name", "kind", "region", "from", "to"]
        return try session.projectedRows(of: "unit", fields: fields).map { record, values in
            let isInForce =
                CivilDate(of: values[4]).map({ $0 <= period.last }) ?? true
                && CivilDate(of: values[5]).map({ $0 >= period.first }) ?? true
            let kind = values[2]?.text
            let isTaken = kind.map(directory.takes(unitKind:)) ?? false
            return Entry(
                record: record,
                id: values[0]?.text,
                name: values[1]?.text,
                unitKind: kind,
                isListed: isTaken && isInForce && isNear(values[3]?.record)
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
        let fields = ["id", "name", "unit", "from", "to"]
        return try session.projectedRows(of: "staff", fields: fields).compactMap {
            record,
            values in
            let unit = values[2]?.record.flatMap { units[$0] }
            let isInForce =
                CivilDate(of: values[3]).map({ $0 <= period.last }) ?? true
                && CivilDate(of: values[4]).map({ $0 >= period.last }) ?? true
            let isAtWindow = unit?.unitKind.map(windows.contains) ?? false
            let isListed = directory.isOfStaff && isInForce && isAtWindow
            guard isListed || named.records.contains(record) else { return nil }
            return Entry(
                record: record,
                id: values[0]?.text,
                name: values[1]?.text,
                unitKind: unit?.unitKind,
                isListed: isListed
            )
        }
    }

    /// The units of people.
    static func unitsOfStaff(_ session: StoreSession) throws -> [RecordID: RecordID] {
        guard hasStaff(session) else { return [:] }
        var units: [RecordID: RecordID] = [:]
        for (record, values) in try session.projectedRows(of: "staff", fields: ["unit"]) {
            units[record] = values[0]?.record
        }
        return units
    }

    private static func hasStaff(_ session: StoreSession) -> Bool {
        session.definitions.contains { $0.id == "staff" }
    }

    /// Whether a unit stands in the node's place or below; one of a place that is not known here
    /// stands nowhere, one whose place is undecided stands where the tree ends.
    private func isNear(_ place: RecordID?) -> Bool {
        guard let place else { return tree[tree.own]?.parent == nil }
        return tree.line(from: place).contains(tree.own)
    }
}
