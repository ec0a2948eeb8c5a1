internal import Causality
internal import GRDB
internal import Merge
package import Records

extension StoreSession {
    /// The records that would meet a condition by some of the values that stand side by side in
    /// them, in the records that they refer to, or in where they name their subject: what they
    /// count for is provisional until a person decides.
    ///
    /// In the order of their ids.
    package func undecided(
        _ question: EvidenceQuestion,
        meeting condition: Condition
    ) throws -> [UndecidedRecord] {
        let paths = condition.paths.union(question.subject).sorted { $0.text < $1.text }
        return try disputed(question.register, paths).compactMap { number in
            let record = try recordID(number)
            guard question.asks(record), let stored = try self.record(record) else { return nil }
            let definition = try definition(stored.register)
            guard !definition.isDraft(stored.audience) else { return nil }
            let standing = try Standing(stored, paths: paths, in: self)
            let fields = standing.disputedFields
            guard !fields.isEmpty else { return nil }
            let combinations = standing.combinations.filter { values in
                condition.holds(standing.facts(values, question.period))
            }
            guard !combinations.isEmpty else { return nil }
            return UndecidedRecord(
                record: record,
                fields: fields,
                subjects: Set(combinations.compactMap { charged(question.subject, $0) })
            )
        }
    }

    /// The same for findings, those among them that are rows of lists too.
    package func undecided(
        _ question: EvidenceQuestion,
        making template: FindingTemplate
    ) throws -> [UndecidedRecord] {
        guard let each = template.each else {
            return try undecided(question, meeting: template.dated)
        }
        return try undecidedRows(template, each, question)
    }

    /// The numbers of the records with anything in conflict, or that refer to such a record.
    private func disputed(_ register: String, _ paths: [ValuePath]) throws -> [LocalNumber] {
        guard let table = try madeTable(register) else { return [] }
        let definition = table.definition
        var found = try Int64.fetchAll(
            db,
            sql: "SELECT id FROM \"\(table.name)\" WHERE conflicts > 0 AND time IS NOT NULL"
        )
        for field in Set(paths.compactMap(\.reference)).sorted() {
            let references = definition.field(field)?.references ?? []
            for target in try allMadeTables() where references.contains(target.definition.id) {
                // Nearly always there are none, and the long table need not be read.
                let disputed = try Int64.fetchAll(
                    db,
                    sql: "SELECT id FROM \"\(target.name)\" WHERE conflicts > 0"
                )
                guard !disputed.isEmpty else { continue }
                found += try Int64.fetchAll(
                    db,
                    sql: """
                        SELECT id FROM "\(table.name)" WHERE "\(ProjectionTable.column(field))" IN
                        (\(disputed.map(String.init).joined(separator: ","))) AND time IS NOT NULL
                        """
                )
            }
        }
        return Set(found).sorted().map(LocalNumber.init(rawValue:))
    }

    private func charged(
        _ paths: [ValuePath],
        _ values: [ValuePath: FieldValue]
    ) -> RecordID? {
        for path in paths {
            if case .reference(let record)? = values[path] { return record }
        }
        return nil
    }
}

/// What may stand at each path of one record.
private struct Standing {
    /// More combinations than this are not looked at: a record with so many conflicts is named
    /// anyway by the ones that are.
    private static let combinationCountMax = 256

    private let passed: Set<String>
    private var values: [(path: ValuePath, values: [FieldValue?])] = []
    /// The registers of the held records that the values refer to.
    private var registers: [RecordID: String] = [:]

    init(_ record: StoredRecord, paths: [ValuePath], in session: StoreSession) throws {
        passed = record.state.passed
        for path in paths {
            let found = try Standing.values(at: path, of: record, in: session)
            values.append((path, found))
            for case .reference(let id)? in found where path.reference == nil {
                registers[id] = try session.record(id)?.register
            }
        }
    }

    /// The fields on which people must decide.
    var disputedFields: [String] {
        Set(values.filter { $0.values.count > 1 }.map(\.path.start)).sorted()
    }

    var combinations: [[ValuePath: FieldValue]] {
        var found: [[ValuePath: FieldValue]] = [[:]]
        for (path, choices) in values {
            let wider = found.flatMap { known in
                choices.map { choice in
                    var next = known
                    next[path] = choice
                    return next
                }
            }
            guard wider.count <= Standing.combinationCountMax else { break }
            found = wider
        }
        return found
    }

    func facts(_ values: [ValuePath: FieldValue], _ period: Period) -> Condition.Facts {
        Condition.Facts(
            value: { values[$0] },
            period: period,
            register: { value in
                guard case .reference(let id) = value else { return nil }
                return registers[id]
            },
            passed: passed.contains
        )
    }

    private static func values(
        at path: ValuePath,
        of record: StoredRecord,
        in session: StoreSession
    ) throws -> [FieldValue?] {
        guard let reference = path.reference else {
            return try values(of: path.field, record, in: session)
        }
        var found: [FieldValue?] = []
        for value in try values(of: reference, record, in: session) {
            guard case .reference(let id)? = value, let target = try session.record(id) else {
                if !found.contains(nil) { found.append(nil) }
                continue
            }
            for value in try values(of: path.field, target, in: session)
            where !found.contains(value) { found.append(value) }
        }
        return found
    }

    private static func values(
        of field: String,
        _ record: StoredRecord,
        in session: StoreSession
    ) throws -> [FieldValue?] {
        switch field {
        case "recordID": return [.reference(record.id)]
        case "audiencePlace": return [.reference(record.audience.place)]
        case "authorPlace":
            guard let dot = record.state.origin?.dot,
                let stream = try session.knownStream(dot.stream)
            else { return [nil] }
            return [try session.authorPlace(stream).map { .reference($0) }]
        default: break
        }
        let rowCount = record.state.rows(of: field).count
        if rowCount > 0 { return [.integer(Int64(rowCount))] }
        guard let cell = record.state[field], !cell.siblings.isEmpty else { return [nil] }
        var found: [FieldValue?] = []
        for sibling in cell.siblings where !found.contains(sibling.value) {
            found.append(sibling.value)
        }
        return found
    }
}
