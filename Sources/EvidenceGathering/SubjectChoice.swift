package import Assessment
internal import Documents
internal import Records

/// Who a scheme assesses, as its document says: places where all of its kinds are levels of places,
/// else those of the directories whom it names, windows where it names none.
enum SubjectChoice: Equatable {
    case places(PlaceLevel)
    case directory(AssessedDirectory)

    /// Chooses by the level or kind asked for, nil for the scheme's first.
    init(_ scheme: Scheme, kind: String?) throws(EvidenceError) {
        let levels = SubjectChoice.levels(of: scheme)
        guard !levels.isEmpty else {
            self = .directory(try AssessedDirectory(scheme, kind: kind))
            return
        }
        guard let kind else {
            self = .places(levels[0])
            return
        }
        guard let level = PlaceLevel(rawValue: kind), levels.contains(level) else {
            throw EvidenceError.unknownKind(kind, known: levels.map(\.rawValue))
        }
        self = .places(level)
    }

    var level: PlaceLevel? {
        if case .places(let level) = self { level } else { nil }
    }

    /// The level or kind that all subjects have, nil where there are several.
    var kind: String? {
        switch self {
        case .places(let level): level.rawValue
        case .directory(let directory): directory.kind
        }
    }

    /// Whether people may be subjects themselves.
    var assessesPeople: Bool {
        guard case .directory(let directory) = self else { return false }
        return directory.isOfStaff || directory.groups.contains(.named)
    }

    /// What it means that there is nobody to assess.
    var nobody: EvidenceError {
        switch self {
        case .places(let level): .noSubjects(level.label)
        case .directory(let directory):
            directory.groups == [.named] ? .nobodyNamed : .noSubjects(directory.label)
        }
    }

    /// Where a record names whom it is charged to.
    func paths(_ subject: Records.EvidenceSubject) -> [ValuePath] {
        level == nil ? subject.unit : subject.place
    }

    /// The levels of places that the scheme assesses, in its order; empty if it assesses others.
    static func levels(of scheme: Scheme) -> [PlaceLevel] {
        let kinds = scheme.document["kinds"]?["values"]?.objectValue?.keys ?? []
        let levels = kinds.compactMap(PlaceLevel.init)
        return levels.count == kinds.count ? levels : []
    }
}

/// The kinds of subject among which a request chooses.
package enum OfferedKinds {
    /// Ids of kinds, in the scheme's order; empty where all kinds are assessed together.
    package static func kinds(of scheme: Scheme) -> [String] {
        let levels = SubjectChoice.levels(of: scheme)
        guard levels.isEmpty else { return levels.map(\.rawValue) }
        return AssessedDirectory.kinds(of: scheme)
    }
}

/// Units and people that a scheme assesses.
struct AssessedDirectory: Equatable {
    let groups: [AssessedGroup]
    /// The one kind of all subjects, where a document of the scheme has one only.
    let kind: String?
    /// Whether all of the groups are of that kind, by the scheme.
    let isByKind: Bool

    /// The groups of units that are windows.
    static let windows: [AssessedGroup] = [.single, .comprehensive]

    init(_ scheme: Scheme, kind: String?) throws(EvidenceError) {
        let all = scheme.assesses.isEmpty ? AssessedDirectory.windows : scheme.assesses
        let known = AssessedDirectory.kinds(of: scheme)
        guard !known.isEmpty else {
            guard kind == nil else { throw EvidenceError.kindNotTaken }
            self.kind = nil
            groups = all
            isByKind = false
            return
        }
        if let kind, !known.contains(kind) {
            throw EvidenceError.unknownKind(kind, known: known)
        }
        self.kind = kind ?? known.first
        let own = self.kind.flatMap { scheme.assessesByKind[$0] }
        groups = own ?? all
        isByKind = own != nil
    }

    /// The kinds of which a document of the scheme has one only; empty where it has any.
    static func kinds(of scheme: Scheme) -> [String] {
        guard scheme.kinds?.isSingle == true, scheme.kinds?.isRequired == true else { return [] }
        return scheme.document["kinds"]?["values"]?.objectValue?.keys ?? []
    }

    /// Whether units of that kind are assessed without being named by a record.
    func takes(unitKind kind: String) -> Bool {
        guard let group = AssessedGroup(rawValue: kind) else { return false }
        return group != .staff && group != .named && groups.contains(group)
    }

    var isOfStaff: Bool { groups.contains(.staff) }

    var label: String {
        groups.map(\.title).reduce(into: [String]()) { titles, title in
            if !titles.contains(title) { titles.append(title) }
        }.joined(separator: "、")
    }
}
