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
        let narrowing = query.narrowing(conditions)
        let sets = ConditionSet.sets(of: conditions)
        let met = sets.map { query.sql($0) }.joined(separator: ", ")
        let sql = """
            SELECT \(subject.record), \(subject.author), \(met)
            \(query.from) WHERE \(query.present)\(narrowing)
            """
        var tallies: [SubjectNumbers: Tally] = [:]
        let cursor = try Row.fetchCursor(db, sql: sql, arguments: query.statementArguments)
        while let row = try cursor.next() {
            let subject = SubjectNumbers(row)
            for (index, set) in sets.enumerated() {
                let bits = row[2 + index] as Int64
                guard bits != 0 else { continue }
                tallies[subject, default: Tally(count: conditions.count)].add(bits, of: set)
            }
        }
        var found: [RecordID?: [Int]] = [:]
        for (numbers, tally) in tallies {
            let charged = try numbers.subject(self)
            found[charged] = found[charged].map { zip($0, tally.counts).map(+) } ?? tally.counts
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
                    subject: try SubjectNumbers(row).subject(self),
                    meets: conditions.indices.map { row[3 + $0] as Bool }
                )
            )
        }
        return found.sorted { $0.record < $1.record }
    }

    /// The query for a question; nil if there never was a record that could answer it.
    func query(_ question: EvidenceQuestion) throws -> EvidenceSQL? {
        guard let table = try madeTable(question.register) else { return nil }
        var query = EvidenceSQL(
            table.definition,
            made: try allMadeTables(),
            period: question.period
        )
        query.leftOut = try question.without.compactMap { try knownNumber(of: $0) }
        query.chosen = try question.only?.compactMap { try knownNumber(of: $0) }
        return query
    }

    private static func isBefore(_ left: RecordID?, _ right: RecordID?) -> Bool {
        guard let right else { return false }
        return left.map { $0 < right } ?? true
    }
}

/// How many rows of one subject met each condition.
private struct Tally {
    private(set) var counts: [Int]

    init(count: Int) { counts = Array(repeating: 0, count: count) }

    mutating func add(_ bits: Int64, of set: ConditionSet) {
        var left = bits
        while left != 0 {
            counts[set.start + left.trailingZeroBitCount] += 1
            left &= left - 1
        }
    }
}
