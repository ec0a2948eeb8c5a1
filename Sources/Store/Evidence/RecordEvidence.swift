internal import Causality
internal import Merge
package import Records

/// What one record is, in a state that need not be its present one: by the same rules as the
/// queries, which see nothing but the tables.
extension StoreSession {
    /// The findings that a record is; its references lead to what they lead to now.
    package func findings(
        _ template: FindingTemplate,
        _ question: EvidenceQuestion,
        of record: StoredRecord
    ) throws -> [FoundRecord] {
        guard try countsAtAll(record) else { return [] }
        return try findings(template, question, in: record)
    }

    /// Which of the conditions a record meets, and for whom; nil if none.
    package func counted(
        _ record: StoredRecord,
        _ question: EvidenceQuestion,
        meeting conditions: [Condition]
    ) throws -> CountedRecord? {
        guard try countsAtAll(record) else { return nil }
        let fields = conditions.reduce(into: Set(question.subject.map(\.start))) {
            $0.formUnion($1.fields)
        }
        let rows = try rows(of: record, list: nil, in: question.period, naming: fields)
        guard let row = rows.first else { return nil }
        let meets = conditions.map { $0.holds(row.facts) }
        guard meets.contains(true) else { return nil }
        return CountedRecord(
            record: record.id,
            subject: try subject(of: row, question.subject),
            meets: meets
        )
    }

    /// Whether a record can be evidence: made by an event that is here, no draft, and of the place
    /// that it names.
    func countsAtAll(_ record: StoredRecord) throws -> Bool {
        let definition = try definition(record.register)
        guard record.state.origin != nil, !definition.isDraft(record.audience) else { return false }
        guard definition.audience.place == .village,
            let village = record.state["village"]?.value
        else { return true }
        return village == .reference(record.audience.place)
    }
}
