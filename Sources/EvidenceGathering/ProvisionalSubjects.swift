internal import Causality
internal import Records
internal import Store

/// Whose results can still change without a new event of theirs.
struct ProvisionalSubjects {
    /// Sorted.
    private(set) var ids: [String] = []
    /// Records that count or not as a person decides.
    private(set) var undecidedCount = 0

    init(
        _ sources: EvidenceSources,
        _ subjects: AssessedSubjects,
        _ completeness: [PlaceCompleteness],
        _ session: StoreSession
    ) throws {
        var found: Set<String> = []
        var records: Set<RecordID> = []
        for source in sources.statistics {
            let undecided = try session.undecided(source.question, meeting: source.condition)
            for record in undecided {
                records.insert(record.record)
                found.formUnion(record.subjects.flatMap(subjects.pools))
            }
        }
        for source in sources.findings {
            let condition = source.template.dated
            for record in try session.undecided(source.question, meeting: condition) {
                records.insert(record.record)
                found.formUnion(record.subjects.compactMap(subjects.charged))
            }
        }
        let missing = completeness.filter(\.isMissing)
        let missingIDs = Set(missing.compactMap { subjects.charged($0.place) })
        for place in missing { found.formUnion(subjects.pools(of: place.place)) }
        ids = found.subtracting(missingIDs).sorted()
        undecidedCount = records.count
    }
}
