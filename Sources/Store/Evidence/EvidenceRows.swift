internal import Causality
internal import GRDB
internal import Merge
internal import Records

/// Findings that are rows of lists: tables have no columns for those, so the records dated in the
/// period are read one by one.
extension StoreSession {
    func findings(
        _ template: FindingTemplate,
        _ each: FindingTemplate.EachRow,
        _ question: EvidenceQuestion
    ) throws -> [FoundRecord] {
        var found: [FoundRecord] = []
        for record in try records(template, question) {
            for row in try rows(of: record, each, in: question.period)
            where template.dated.holds(row.facts) {
                guard let date = row.day(template.dates) else { continue }
                var parts: [FindingPart: FieldValue] = [:]
                for (part, paths) in template.parts { parts[part] = try row.part(paths, self) }
                found.append(
                    FoundRecord(
                        record: record.id,
                        date: date,
                        rule: row.text(template.rule),
                        subject: row.subject(question.subject),
                        parts: parts
                    )
                )
                if each.isOnce { break }
            }
        }
        return found
    }

    /// Records dated in the period with rows in conflict, or with a field in conflict on which the
    /// template's condition depends, and whom any of their rows may be charged to.
    func undecidedRows(
        _ template: FindingTemplate,
        _ each: FindingTemplate.EachRow,
        _ question: EvidenceQuestion
    ) throws -> [UndecidedRecord] {
        let depending = template.dated.fields.union(question.subject.map(\.start))
        return try records(template, question).compactMap { record in
            let fields = depending.filter { record.state[$0]?.isConflict ?? false }
            let listed = record.state.rows(of: each.list)
            let isDisputed = listed.contains { row in
                row.isDisputed || row.items.values.contains(where: \.isConflict)
            }
            guard isDisputed || !fields.isEmpty else { return nil }
            let subjects = try listed.flatMap { row in
                try possibleSubjects(of: row, in: record, each, question)
            }
            return UndecidedRecord(
                record: record.id,
                fields: (fields + (isDisputed ? [each.list] : [])).sorted(),
                subjects: Set(subjects)
            )
        }
    }

    /// Whom a row may be charged to, by any of the values that stand side by side.
    private func possibleSubjects(
        of row: ListRow,
        in record: StoredRecord,
        _ each: FindingTemplate.EachRow,
        _ question: EvidenceQuestion
    ) throws -> [RecordID] {
        try question.subject.flatMap { path -> [RecordID] in
            let isColumn = path.reference == each.list
            let cell = isColumn ? row.items[path.field] : record.state[path.start]
            let definition = try definition(record.register)
            let field =
                isColumn
                ? definition.field(each.list)?.item(path.field) : definition.field(path.start)
            return try (cell?.siblings ?? []).compactMap { sibling in
                guard let target = try target(of: sibling.value, field) else { return nil }
                guard !isColumn, path.reference != nil else { return target.id }
                guard case .reference(let id)? = target.state[path.field]?.value else { return nil }
                return id
            }
        }
    }

    /// The records that count and one of whose days, as they stand, lies in the period.
    private func records(
        _ template: FindingTemplate,
        _ question: EvidenceQuestion
    ) throws -> [StoredRecord] {
        guard var query = try query(question) else { return [] }
        // A table has no column for the days of rows.
        let isDatedByRow = template.dates.contains { $0.reference == template.each?.list }
        let inPeriod = isDatedByRow ? "" : query.narrowing([template.inPeriod])
        let disputed = inPeriod.isEmpty ? "" : " AND (m.conflicts > 0 OR (1\(inPeriod)))"
        let sql = "SELECT m.id \(query.from) WHERE \(query.present)\(disputed)"
        let numbers = try Int64.fetchAll(db, sql: sql, arguments: query.statementArguments)
        return try numbers.compactMap {
            try self.record(recordID(LocalNumber(rawValue: $0)))
        }.sorted { $0.id < $1.id }
    }

    private func rows(
        of record: StoredRecord,
        _ each: FindingTemplate.EachRow,
        in period: Period
    ) throws -> [EvidenceRow] {
        let definition = try definition(record.register)
        var own: [String: StoredRecord] = [:]
        for field in definition.fields where field.type == .reference {
            own[field.id] = try target(of: record.state[field.id]?.value, field)
        }
        return try record.state.rows(of: each.list).map { row in
            var targets: [String: StoredRecord] = [:]
            for item in definition.field(each.list)?.items ?? [] where item.type == .reference {
                targets[item.id] = try target(of: row.items[item.id]?.value, item)
            }
            return EvidenceRow(
                record: record,
                list: each.list,
                row: row,
                targets: own,
                columnTargets: targets,
                period: period
            )
        }
    }

    /// The held record that a reference names, also where it was typed before the record was here.
    private func target(
        of value: FieldValue?,
        _ field: FieldDefinition?
    ) throws -> StoredRecord? {
        switch value {
        case .reference(let id): return try record(id)
        case .text:
            guard let value else { return nil }
            for target in field?.references ?? [] where shelf.current(target) != nil {
                for name in try madeTable(target)?.namingFields ?? [] {
                    let named = try records(of: target, where: [(name, value)])
                    if named.count == 1 { return named.first }
                }
            }
            return nil
        default: return nil
        }
    }
}

/// One row with what it may be asked for.
private struct EvidenceRow {
    let record: StoredRecord
    let list: String
    let row: ListRow
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
        if path.reference == list { return row.items[path.field]?.value }
        guard let reference = path.reference else { return ownValue(path.field) }
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
        if path.reference == list { return columnTargets[path.field] }
        return path.reference == nil ? targets[path.field] : nil
    }
}
