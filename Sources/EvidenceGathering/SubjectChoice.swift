internal import Assessment
internal import Documents
internal import Records

/// Who a scheme assesses, as its document says: places where all of its kinds are levels of places,
/// else windows.
enum SubjectChoice: Equatable {
    case places(PlaceLevel)
    case windows

    /// Kinds of unit that are windows.
    static let windowKinds = ["single", "comprehensive"]

    /// Chooses by the level asked for, nil for the scheme's first.
    init(_ scheme: Scheme, kind: String?) throws(EvidenceError) {
        let levels = SubjectChoice.levels(of: scheme)
        guard !levels.isEmpty else {
            guard kind == nil else { throw EvidenceError.kindNotTaken }
            self = .windows
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

    var label: String { level.map(\.label) ?? "窗口" }

    /// Where a record names whom it is charged to.
    func paths(_ subject: Records.EvidenceSubject) -> [ValuePath] {
        self == .windows ? subject.unit : subject.place
    }

    /// The levels of places that the scheme assesses, in its order; empty if it assesses windows.
    static func levels(of scheme: Scheme) -> [PlaceLevel] {
        let kinds = scheme.document["kinds"]?["values"]?.objectValue?.keys ?? []
        let levels = kinds.compactMap(PlaceLevel.init)
        return levels.count == kinds.count ? levels : []
    }
}
