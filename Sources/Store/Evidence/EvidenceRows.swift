internal import Causality
internal import GRDB
internal import Merge
internal import Records

/// Findings that are rows of lists: tables have no columns for those, so the records dated in the
/// period are read one by one.
extension StoreSession {
    func findings(
        rowsOf template: FindingTemplate,
        _ question: EvidenceQuestion
    ) throws -> [FoundRecord] {
        try records(template, question).flatMap { try findings(template, question, in: $0) }
    }

    /// The findings that one record is, by its rows where the template asks for these.
    func findings(
        _ template: FindingTemplate,
        _ question: EvidenceQuestion,
        in record: StoredRecord
    ) throws -> [FoundRecord] {
        var found: [FoundRecord] = []
        for row in try rows(of: record, list: template.each?.list, in: question.period)
        where template.dated.holds(row.facts) {
            guard let date = row.day(template.dates) else { continue }
            var parts: [FindingPart: FieldValue] = [:]
            for (part, paths) in template.parts { parts[part] = try row.part(paths, self) }
            found.append(
                FoundRecord(
                    record: record.id,
                    date: date,
                    rule: row.text(template.rule),
                    subject: try subject(of: row, question.subject),
                    parts: parts
                )
            )
            if template.each?.isOnce ?? true { break }
        }
        return found
    }

    /// Whom a row is charged to; the author's place where a path asks for that.
    func subject(of row: EvidenceRow, _ paths: [ValuePath]) throws -> RecordID? {
        let author = ValuePath("authorPlace")
        let named = paths.prefix { $0 != author }
        if let subject = row.subject(Array(named)) { return subject }
        guard named.count < paths.count, case .dot(let dot) = row.record.id,
            let stream = try knownStream(dot.stream)
        else { return nil }
        return try authorPlace(stream)
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
                try possibleSubjects(of: row, in: record, each.list, question.subject)
            }
            return UndecidedRecord(
                record: record.id,
                fields: (fields + (isDisputed ? [each.list] : [])).sorted(),
                subjects: Set(subjects)
            )
        }
    }

    /// Whom a row may be charged to, by any of the values that stand side by side.
    func possibleSubjects(
        of row: ListRow?,
        in record: StoredRecord,
        _ list: String?,
        _ subject: [ValuePath]
    ) throws -> [RecordID] {
        try subject.flatMap { path -> [RecordID] in
            let isColumn = path.reference != nil && path.reference == list
            let cell = isColumn ? row?.items[path.field] : record.state[path.start]
            let definition = try definition(record.register)
            let field =
                isColumn
                ? list.flatMap { definition.field($0)?.item(path.field) }
                : definition.field(path.start)
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

    /// The rows of a list, or the record itself where no list is meant.
    ///
    /// What `fields` refer to is read with it, nil for what any field does.
    func rows(
        of record: StoredRecord,
        list: String?,
        in period: Period,
        naming fields: Set<String>? = nil
    ) throws -> [EvidenceRow] {
        let definition = try definition(record.register)
        var own: [String: StoredRecord] = [:]
        for field in definition.fields
        where field.type == .reference && fields?.contains(field.id) ?? true {
            own[field.id] = try target(of: record.state[field.id]?.value, field)
        }
        guard let list else {
            return [
                EvidenceRow(
                    record: record,
                    list: nil,
                    row: nil,
                    targets: own,
                    columnTargets: [:],
                    period: period
                )
            ]
        }
        return try record.state.rows(of: list).map { row in
            var targets: [String: StoredRecord] = [:]
            for item in definition.field(list)?.items ?? [] where item.type == .reference {
                targets[item.id] = try target(of: row.items[item.id]?.value, item)
            }
            return EvidenceRow(
                record: record,
                list: list,
                row: row,
                targets: own,
                columnTargets: targets,
                period: period
            )
        }
    }

    /// The held record that a reference names, also where it was typed before the record was here.
    func target(
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
