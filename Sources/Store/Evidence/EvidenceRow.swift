internal import Causality
internal import Merge
internal import Records

/// One row of a list, or one record, with what it may be asked for.
struct EvidenceRow {
    let record: StoredRecord
    /// The list, nil where the record itself is meant.
    let list: String?
    let row: ListRow?
    /// The records that the record's references and the row's name.
    let targets: [String: StoredRecord]
    let columnTargets: [String: StoredRecord]
    let period: Period

    var facts: Condition.Facts {
        Condition.Facts(
            value: value,
            period: period,
            register: { value in
                guard case .reference(let id) = value else { return nil }
                return
                    (targets.values.first { $0.id == id }
                    ?? columnTargets.values.first { $0.id == id })?.register
            },
            passed: record.state.passed.contains
        )
    }

    /// A cell in conflict has neither of its values.
    func value(_ path: ValuePath) -> FieldValue? {
        guard let reference = path.reference else { return ownValue(path.field) }
        if reference == list { return row?.items[path.field]?.value }
        return targets[reference]?.state[path.field]?.value
    }

    private func ownValue(_ field: String) -> FieldValue? {
        switch field {
        case "recordID": return .reference(record.id)
        case "audiencePlace": return .reference(record.audience.place)
        default: break
        }
        let count = record.state.rows(of: field).count
        return count > 0 ? .integer(Int64(count)) : record.state[field]?.value
    }

    func text(_ path: ValuePath?) -> String? {
        if case .text(let text)? = path.flatMap(value) { text } else { nil }
    }

    func day(_ paths: [ValuePath]) -> CivilDate? {
        paths.lazy.compactMap { CivilDate(of: value($0)) }.first
    }

    func subject(_ paths: [ValuePath]) -> RecordID? {
        for path in paths {
            if let target = named(path) { return target.id }
            if case .reference(let id)? = value(path) { return id }
        }
        return nil
    }

    /// References as the record's own `id`, else what was typed or its recordID.
    func part(_ paths: [ValuePath], _ session: StoreSession) throws -> FieldValue? {
        for path in paths {
            if let id = named(path)?.state["id"]?.value { return id }
            switch value(path) {
            case .reference(let id): return .text(id.text)
            case .some(let value): return value
            case nil: continue
            }
        }
        return nil
    }

    private func named(_ path: ValuePath) -> StoredRecord? {
        guard let reference = path.reference else { return targets[path.field] }
        return reference == list ? columnTargets[path.field] : nil
    }
}
