internal import Causality
internal import GRDB
package import Records

extension StoreSession {
    /// Counts the records of each subject that meet each condition: one pass over the table,
    /// however many conditions.
    ///
    /// Subjects for which nothing counts are left out; order by subject.
    ///
    /// Read before writing in the same transaction, like `forEachRecord`.
    package func counts(
        _ question: EvidenceQuestion,
        meeting conditions: [Condition]
    ) throws -> [SubjectCounts] {
        guard var query = try query(question) else { return [] }
        let subject = SubjectColumns(question.subject, in: &query)
        // In a filter, unlike in a sum, the rest of a conjunction is not looked at once it is
        // false.
        let sums = conditions.map { "COUNT(*) FILTER (WHERE \(query.sql($0)))" }
        let narrowing = query.narrowing(conditions)
        let sql = """
            SELECT \(subject.record), \(subject.author), \(sums.joined(separator: ", "))
            \(query.from) WHERE \(query.present)\(narrowing) GROUP BY 1, 2
            """
        var found: [RecordID?: [Int]] = [:]
        let cursor = try Row.fetchCursor(db, sql: sql, arguments: query.statementArguments)
        while let row = try cursor.next() {
            let counts = conditions.indices.map { row[2 + $0] as Int }
            guard counts.contains(where: { $0 > 0 }) else { continue }
            let charged = try self.subject(row)
            let before = found[charged] ?? conditions.map { _ in 0 }
            found[charged] = zip(before, counts).map(+)
        }
        return found.map { SubjectCounts(subject: $0.key, counts: $0.value) }
            .sorted { StoreSession.isBefore($0.subject, $1.subject) }
    }

    /// The records that meet the first condition, with what they meet of the others: what stands
    /// behind a count.
    ///
    /// In the order of their ids; ends when `body` is false.
    package func countedRecords(
        _ question: EvidenceQuestion,
        meeting conditions: [Condition]
    ) throws -> [CountedRecord] {
        guard let first = conditions.first else { return [] }
        guard var query = try query(question) else { return [] }
        let subject = SubjectColumns(question.subject, in: &query)
        let met = conditions.map { "COALESCE((\(query.sql($0))), 0)" }
        let narrowing = query.narrowing([first])
        let wanted = query.sql(first)
        let sql = """
            SELECT \(subject.record), \(subject.author), m.id, \(met.joined(separator: ", "))
            \(query.from) WHERE \(query.present)\(narrowing) AND (\(wanted))
            """
        var found: [CountedRecord] = []
        let cursor = try Row.fetchCursor(db, sql: sql, arguments: query.statementArguments)
        while let row = try cursor.next() {
            found.append(
                CountedRecord(
                    record: try recordID(LocalNumber(rawValue: row[2])),
                    subject: try self.subject(row),
                    meets: conditions.indices.map { row[3 + $0] as Bool }
                )
            )
        }
        return found.sorted { $0.record < $1.record }
    }

    /// The query for a question; nil if there never was a record that could answer it.
    func query(_ question: EvidenceQuestion) throws -> EvidenceSQL? {
        guard let table = try madeTable(question.register) else { return nil }
        return EvidenceSQL(
            table.definition,
            made: try allMadeTables(),
            period: question.period
        )
    }

    private static func isBefore(_ left: RecordID?, _ right: RecordID?) -> Bool {
        guard let right else { return false }
        return left.map { $0 < right } ?? true
    }
}

extension EvidenceSQL {
    /// A clause that every record meeting any of the conditions fulfils, made of ranges of days
    /// alone: the years before and after are passed over quickly.
    ///
    /// Empty where there is none.
    mutating func narrowing(_ conditions: [Condition]) -> String {
        guard let paths = Condition.any(conditions).periodPaths else { return "" }
        let ranges = paths.sorted { $0.text < $1.text }.flatMap { range($0) }
        return ranges.isEmpty ? " AND 0" : " AND (\(ranges.joined(separator: " OR ")))"
    }

    private mutating func range(_ path: ValuePath) -> [String] {
        guard let reference = path.reference else {
            return value(path).map { [inPeriod($0)] } ?? []
        }
        let column = "m.\"\(ProjectionTable.column(reference))\""
        let targets = definition.field(reference)?.references.compactMap { tables[$0] } ?? []
        return targets.filter { $0.definition.field(path.field) != nil }.map { table in
            let day = inPeriod("\"\(ProjectionTable.column(path.field))\"")
            // A reference holds a number, or still one of the names that were typed.
            let names = ["id"] + table.namingFields.map { "\"\(ProjectionTable.column($0))\"" }
            let selects = names.map { "SELECT \($0) FROM \"\(table.name)\" WHERE \(day)" }
            return "\(column) IN (\(selects.joined(separator: " UNION ALL ")))"
        }
    }
}
