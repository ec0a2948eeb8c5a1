package import Assessment
package import Causality
package import Documents
package import Records
internal import Store

/// The evidence of a period as this node's records give it, and how far it can be relied on.
package struct GatheredEvidence: Sendable {
    /// The scheme.
    package let scheme: Scheme
    /// The period.
    package let period: Records.Period
    /// The level of the places assessed, nil where windows are.
    package let kind: String?
    /// The evidence document; the same bytes on every node that holds the same events.
    package let document: DocumentValue
    /// What was left out, what is missing, what is undecided: Chinese sentences.
    package let notes: [String]
    /// Those of the notes over which nothing is frozen without a reason: places missing, conflicts
    /// undecided, events not understood.
    package let unsettled: [String]
    /// Every place below that was ever invited, by code.
    package let completeness: [PlaceCompleteness]
    /// Ids of subjects whose result can change without a new event of theirs: a conflict to decide,
    /// or a place below whose evidence is missing.
    ///
    /// Sorted.
    package let provisional: [String]
    /// How far each stream is held: the cut at which the evidence stands, by stream.
    package let cut: [StreamCut]
    /// What those who found something are called, by the ids of the document; only those whose
    /// staff record is held.
    package let finders: [String: String]
    let subjects: AssessedSubjects
    let sources: EvidenceSources
    let tree: PlaceTree
    let reading: PartReading
    /// Whether any record gave a finding or a count.
    let hasContent: Bool
}

extension GatheredEvidence {
    /// What people call the kind of the subjects, nil where there are several.
    var kindTitle: String? {
        kind.map { PlaceLevel(rawValue: $0)?.label ?? scheme.kinds?.titles[$0] ?? $0 }
    }

    /// The records that gave marks, tasks, answers and numbers of a subject; none of ballots, from
    /// which nobody is to be led to a voter.
    func partRecords(of subject: String) -> [RecordID] {
        let rows = reading.rows.filter { row in
            row.source.template.role.isTold
                && row.part.subjects.contains { subjects.charged($0) == subject }
        }
        return Set(rows.map(\.part.record)).sorted()
    }
}

extension PartTemplate.Role {
    /// Whether the records behind a result may be told.
    fileprivate var isTold: Bool { self != .ballot && self != .tally }
}

/// How far a stream is held.
package struct StreamCut: Hashable, Sendable {
    /// The stream.
    package let stream: StreamID
    /// The last sequence held.
    package let sequence: UInt64
}
