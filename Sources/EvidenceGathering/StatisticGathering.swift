internal import Causality
internal import Documents
internal import Records
internal import Store

/// Counts what the scheme's statistics count, pooled over each subject's whole subtree.
struct StatisticGathering {
    /// The counts of each subject by name; every statistic that a register yields has one, 0 too.
    private(set) var counts: [String: [String: Int]] = [:]
    /// Records that count for nobody who is assessed here, by statistic.
    private(set) var unassigned: [String: Int] = [:]

    init(
        _ sources: [StatisticSource],
        _ subjects: AssessedSubjects,
        _ session: StoreSession
    ) throws {
        let names = Set(sources.map(\.name))
        for subject in subjects.list {
            counts[subject.id] = Dictionary(uniqueKeysWithValues: names.map { ($0, 0) })
        }
        // Sources over one register and one subject are one pass over one table.
        let groups = Dictionary(grouping: sources) { source in
            [source.question.register, source.question.period.text]
                + [source.question.only == nil ? "" : "late"] + source.question.subject.map(\.text)
        }
        for (_, group) in groups.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
            let found = try session.counts(group[0].question, meeting: group.map(\.condition))
            for row in found {
                let pools = row.subject.map(subjects.pools) ?? []
                for (source, count) in zip(group, row.counts) {
                    for id in pools { counts[id]?[source.name, default: 0] += count }
                    if row.subject == nil { unassigned[source.name, default: 0] += count }
                }
            }
        }
    }

    /// Whether anything at all was counted.
    var isEmpty: Bool { counts.values.allSatisfy { $0.values.allSatisfy { $0 == 0 } } }

    /// As evidence documents have them, by subject and name.
    var documents: [String: [String: DocumentValue]] {
        counts.mapValues { $0.mapValues { .number(String($0)) } }
    }
}
