internal import Causality
internal import GRDB
package import Records

extension StoreSession {
    /// The records of a register that are findings dated in the period, in the order of their ids.
    ///
    /// Records without a date or with one in conflict are none: nobody can say when it was.
    package func findings(
        _ template: FindingTemplate,
        _ question: EvidenceQuestion
    ) throws -> [FoundRecord] {
        if template.each != nil { return try findings(rowsOf: template, question) }
        guard var query = try query(question) else { return [] }
        let subject = SubjectColumns(question.subject, in: &query)
        let condition = template.dated
        var columns = [subject.record, subject.author, "m.id"]
        columns.append(query.firstDay(template.dates))
        columns.append(template.rule.flatMap { query.value($0) } ?? "NULL")
        let parts = FindingPart.allCases.compactMap { part in
            template.parts[part].map {
                FindingColumns(part, $0, first: columns.count, &columns, &query)
            }
        }
        let narrowing = query.narrowing([condition])
        let wanted = query.sql(condition)
        let sql = """
            SELECT \(columns.joined(separator: ", "))
            \(query.from) WHERE \(query.present)\(narrowing) AND (\(wanted))
            """
        var found: [FoundRecord] = []
        let cursor = try Row.fetchCursor(db, sql: sql, arguments: query.statementArguments)
        while let row = try cursor.next() {
            guard let text = row[3] as String?, let date = CivilDate(text: text) else { continue }
            var values: [FindingPart: FieldValue] = [:]
            for part in parts { values[part.part] = try part.value(in: row, self) }
            found.append(
                FoundRecord(
                    record: try recordID(LocalNumber(rawValue: row[2])),
                    date: date,
                    rule: row[4],
                    subject: try SubjectNumbers(row).subject(self),
                    parts: values
                )
            )
        }
        return found.sorted { $0.record < $1.record }
    }
}

extension FindingTemplate {
    /// The condition, and that the date lies in the period: no other finding is asked for.
    package var dated: Condition { .all([condition, inPeriod]) }
}

/// The columns of one part of a finding: two for each path, the value and, of a reference, the
/// number of the record.
private struct FindingColumns {
    let part: FindingPart
    private let pairs: [(value: Int, number: Int)]

    init(
        _ part: FindingPart,
        _ paths: [ValuePath],
        first: Int,
        _ columns: inout [String],
        _ query: inout EvidenceSQL
    ) {
        self.part = part
        var pairs: [(value: Int, number: Int)] = []
        for path in paths {
            guard let value = query.value(path) else { continue }
            let number = query.recordNumber(path)
            pairs.append((columns.count, columns.count + 1))
            columns.append(number == nil ? value : query.ownID(path) ?? "NULL")
            columns.append(number ?? "NULL")
        }
        self.pairs = pairs
    }

    func value(in row: Row, _ session: StoreSession) throws -> FieldValue? {
        for pair in pairs {
            if let text = row[pair.value] as DatabaseValue?, let value = FieldValue(plain: text) {
                return value
            }
            if let number = row[pair.number] as Int64? {
                return .text(try session.recordID(LocalNumber(rawValue: number)).text)
            }
        }
        return nil
    }
}

extension EvidenceSQL {
    /// The day of the first path that has one.
    fileprivate mutating func firstDay(_ paths: [ValuePath]) -> String {
        let days = paths.compactMap { value($0) }.map { "substr(\($0), 1, 10)" }
        return days.isEmpty ? "NULL" : "COALESCE(\(days.joined(separator: ", ")), NULL)"
    }

    /// The field `id` of the record that a path refers to, and what was typed where that is not
    /// here.
    fileprivate mutating func ownID(_ path: ValuePath) -> String? {
        guard path.reference == nil, let field = definition.field(path.field) else { return nil }
        let column = "m.\"\(ProjectionTable.column(field.id))\""
        let typed = "CASE typeof(\(column)) WHEN 'text' THEN \(column) END"
        let ids = targets(of: field.id).filter { $0.definition.field("id") != nil }
            .map { "\($0.alias).\"\(ProjectionTable.column("id"))\"" }
        return "COALESCE(\((ids + [typed]).joined(separator: ", ")), NULL)"
    }
}

extension FieldValue {
    /// A text or whole number of a column; nil for NULL.
    fileprivate init?(plain value: DatabaseValue) {
        switch value.storage {
        case .string(let text): self = .text(text)
        case .int64(let number): self = .integer(number)
        default: return nil
        }
    }
}
