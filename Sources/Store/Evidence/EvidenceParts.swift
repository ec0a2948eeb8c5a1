internal import Causality
internal import GRDB
internal import Merge
package import Records

/// Marks, votes, tasks and answers: of these there are few, so their records are read one by one.
extension StoreSession {
    /// What the records of a register are as a template says, in the order of the records' ids.
    ///
    /// Those that lie outside of the period are among them unless their own days say so; what a
    /// field in conflict would say is left out.
    package func parts(
        _ template: PartTemplate,
        of register: String,
        in period: Period
    ) throws -> [FoundPart] {
        let groups = try groupTimes(template, register)
        return try partRecords(template, register, period).flatMap {
            try parts(template, in: $0, period, groups)
        }
    }

    /// What one record is, in the state that is given, as a template says.
    package func parts(
        _ template: PartTemplate,
        of record: StoredRecord,
        in period: Period
    ) throws -> [FoundPart] {
        guard try countsAtAll(record) else { return [] }
        return try parts(template, in: record, period, groupTimes(template, record.register))
    }

    private func parts(
        _ template: PartTemplate,
        in record: StoredRecord,
        _ period: Period,
        _ groups: [String: [FoundPart.Time]]
    ) throws -> [FoundPart] {
        try partRows(of: record, template, period)
            .filter { template.condition?.holds($0.facts) ?? true }
            .map { try part($0, template, groups) }
    }

    /// The records with a conflict on which it depends what they are in the period, and whom any
    /// of their values may be about.
    package func undecided(
        _ template: PartTemplate,
        of register: String,
        in period: Period
    ) throws -> [UndecidedRecord] {
        let timeFields = Set((template.dates + [template.period].compactMap(\.self)).map(\.start))
        return try partRecords(template, register, period, disputed: true).compactMap { record in
            let fields = template.fields.filter { record.state[$0]?.isConflict ?? false }
            let listed = template.lists.flatMap { record.state.rows(of: $0) }
            let isDisputed = listed.contains { row in
                row.isDisputed || row.items.values.contains(where: \.isConflict)
            }
            guard isDisputed || !fields.isEmpty else { return nil }
            let rows = try partRows(of: record, template, period)
            let isTimed = timeFields.isDisjoint(with: fields) && template.group == nil
            let isMeant = rows.contains { row in
                let isOutside = isTimed && !ownTimes(row, template).contains { $0.touches(period) }
                return !isOutside && mayHold(template.condition, row, besides: fields)
            }
            guard isMeant else { return nil }
            let lists: [ListRow?] = template.each == nil ? [nil] : listed.map { $0 }
            let standing = try rows.flatMap { try self.subjects($0, template) }
            return UndecidedRecord(
                record: record.id,
                fields: (fields + (isDisputed ? template.lists : [])).sorted(),
                subjects: try lists.reduce(into: Set(standing)) {
                    $0.formUnion(
                        try possibleSubjects(of: $1, in: record, template.each, template.subject)
                    )
                }
            )
        }
    }

    /// A condition over a field in conflict may hold by one of its values.
    private func mayHold(
        _ condition: Condition?,
        _ row: EvidenceRow,
        besides fields: Set<String>
    ) -> Bool {
        guard let condition, condition.fields.isDisjoint(with: fields) else { return true }
        return condition.holds(row.facts)
    }

    private func partRecords(
        _ template: PartTemplate,
        _ register: String,
        _ period: Period,
        disputed: Bool = false
    ) throws -> [StoredRecord] {
        let question = EvidenceQuestion(
            register: register,
            subject: template.subject,
            period: period
        )
        guard var query = try query(question) else { return [] }
        var clauses = [query.present]
        if disputed {
            clauses.append("m.conflicts > 0")
        } else {
            // A table has no columns for what stands in rows.
            if let condition = template.condition, template.each == nil {
                clauses.append("(\(query.sql(condition)))")
            }
            // Nor for the day of a row.
            let isDatedByRow = template.dates.contains {
                $0.reference != nil && $0.reference == template.each
            }
            if template.period == nil, template.group == nil, !isDatedByRow {
                let days = template.dates.map(Condition.inPeriod)
                clauses.append("1" + query.narrowing(days))
            }
        }
        let sql = "SELECT m.id \(query.from) WHERE \(clauses.joined(separator: " AND "))"
        let numbers = try Int64.fetchAll(db, sql: sql, arguments: query.statementArguments)
        return try numbers.compactMap {
            try self.record(recordID(LocalNumber(rawValue: $0)))
        }.sorted { $0.id < $1.id }
    }

    private func partRows(
        of record: StoredRecord,
        _ template: PartTemplate,
        _ period: Period
    ) throws -> [EvidenceRow] {
        try rows(of: record, list: template.each, in: period, naming: template.fields)
    }

    private func part(
        _ row: EvidenceRow,
        _ template: PartTemplate,
        _ groups: [String: [FoundPart.Time]]
    ) throws -> FoundPart {
        var values: [PartTemplate.Slot: FieldValue] = [:]
        var records: [PartTemplate.Slot: RecordID] = [:]
        for (slot, operand) in template.slots {
            switch operand {
            case .fixed(let value): values[slot] = value
            case .paths(let paths):
                values[slot] = try row.part(paths, self)
                records[slot] = row.subject(paths)
            }
        }
        let group = row.text(template.group)
        let own = ownTimes(row, template)
        let times = own.isEmpty ? group.flatMap { groups[$0] } ?? [] : own
        return FoundPart(
            record: row.record.id,
            isSealed: template.sealed?.holds(row.facts) ?? true,
            times: times,
            badPeriod: times.isEmpty ? row.text(template.period) : nil,
            group: group,
            subjects: try subjects(row, template),
            values: values,
            records: records
        )
    }

    private func subjects(_ row: EvidenceRow, _ template: PartTemplate) throws -> [RecordID] {
        guard template.role == .task else {
            return row.subject(template.subject).map { [$0] } ?? []
        }
        let definition = try definition(row.record.register)
        var found: [RecordID] = []
        for path in template.subject {
            let list = path.reference.flatMap(definition.field)
            let rows =
                list?.type == .list
                ? try self.rows(
                    of: row.record,
                    list: path.reference,
                    in: row.period,
                    naming: template.fields
                ) : [row]
            for id in rows.compactMap({ $0.subject([path]) }) where !found.contains(id) {
                found.append(id)
            }
        }
        return found
    }

    private func ownTimes(_ row: EvidenceRow, _ template: PartTemplate) -> [FoundPart.Time] {
        if let period = row.text(template.period).flatMap(Period.init) { return [.period(period)] }
        return row.day(template.dates).map { [.day($0)] } ?? []
    }

    /// The times of all records of each group that have one of their own.
    private func groupTimes(
        _ template: PartTemplate,
        _ register: String
    ) throws -> [String: [FoundPart.Time]] {
        guard let group = template.group, group.reference == nil else { return [:] }
        let named = [template.period].compactMap(\.self).filter { $0.reference == nil }
        let days = template.dates.filter { $0.reference == nil }
        let fields = ([group] + named + days).map(\.field)
        let isNamed = !named.isEmpty
        var times: [String: [FoundPart.Time]] = [:]
        for (_, values) in try projectedRows(of: register, fields: fields) {
            guard case .text(let name)? = values.first ?? nil else { continue }
            let rest = values.dropFirst()
            if isNamed, case .text(let text)? = rest.first ?? nil, let period = Period(text: text) {
                times[name, default: []].append(.period(period))
            } else if let day = rest.lazy.compactMap({ CivilDate(of: $0) }).first {
                times[name, default: []].append(.day(day))
            }
        }
        return times
    }
}

extension PartTemplate {
    /// The lists whose rows it may read: that of its rows, or of a task those that its subject
    /// paths may lead through.
    fileprivate var lists: [String] {
        guard role == .task else { return each.map { [$0] } ?? [] }
        return Set(subject.compactMap(\.reference)).sorted()
    }
}

extension FoundPart.Time {
    /// Whether any of it lies in the period.
    fileprivate func touches(_ period: Period) -> Bool {
        switch self {
        case .period(let own): own.first <= period.last && own.last >= period.first
        case .day(let day): period.contains(day)
        }
    }
}
