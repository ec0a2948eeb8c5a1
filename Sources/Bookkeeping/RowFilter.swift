internal import Causality
internal import Merge
internal import Records
internal import Store

/// Finds the records whose fields have given values.
///
/// A reference matches by its record and by the text typed before that record arrived. A field with
/// several values matches by each of them; the store's columns do not show those, so they are
/// looked for among the records with conflicts.
struct RowFilter {
    private struct Test {
        let field: String
        /// Any of these; empty for records without a value.
        let values: [FieldValue]
    }

    private let desk: Desk
    private let definition: RegisterDefinition
    private let tests: [Test]
    private let builtIn: [BuiltInTest]

    init(
        _ conditions: [RecordValidation.Given],
        _ definition: RegisterDefinition,
        _ desk: Desk
    ) throws {
        self.desk = desk
        self.definition = definition
        var tests: [Test] = []
        var builtIn: [BuiltInTest] = []
        for condition in conditions {
            if let test = try BuiltInTest(condition, definition) {
                builtIn.append(test)
            } else {
                tests.append(try RowFilter.test(condition, definition, desk))
            }
        }
        self.tests = tests
        self.builtIn = builtIn
    }

    private static func test(
        _ condition: RecordValidation.Given,
        _ definition: RegisterDefinition,
        _ desk: Desk
    ) throws -> Test {
        guard let id = definition.fieldID(named: condition.field) else {
            let message = "“\(definition.title)”没有字段“\(condition.field)”，请检查拼写。"
            throw fault(condition.field, FieldFaultReason.unknownField.rawValue, message)
        }
        guard !condition.text.isEmpty else { return Test(field: id, values: []) }
        guard let field = definition.field(id) else {
            return Test(field: id, values: [.text(condition.text)])
        }
        guard field.type != .list else {
            let message = "“\(field.label)”是列表，不能按它的内容筛选。"
            throw fault(id, FieldFaultReason.badList.rawValue, message)
        }
        let parsed: ParsedValue
        do {
            parsed = try FieldParser.parse(condition.text, as: field)
        } catch {
            throw BookkeepingError.invalid([EntryFault(error)])
        }
        guard case .value(let value) = parsed else { return Test(field: id, values: []) }
        return Test(field: id, values: try meanings(value, field, desk))
    }

    private static func meanings(
        _ value: FieldValue,
        _ field: FieldDefinition,
        _ desk: Desk
    ) throws -> [FieldValue] {
        guard field.type == .reference, case .text(let text) = value else { return [value] }
        var meanings: [FieldValue] = [value]
        if let id = try desk.reference(text, field) ?? RecordID(text: text) {
            meanings.append(.reference(id))
        }
        if let code = RegionCode(text: text)?.text, code != text { meanings.append(.text(code)) }
        return meanings
    }

    static func fault(
        _ field: String,
        _ reason: String,
        _ message: String
    ) -> BookkeepingError {
        .invalid([EntryFault(field: field, reason: reason, message: message)])
    }

    /// Hands over the records that match; ends when `body` returns false.
    func forEach(_ body: (StoredRecord) throws -> Bool) throws {
        if let id = builtIn.lazy.compactMap(\.record).first {
            // One record at most: no need to go through the register.
            guard let record = try desk.held(id), record.register == definition.id,
                isMatch(record, emptyOnly: false), try isBuiltInMatch(record)
            else { return }
            _ = try body(record)
            return
        }
        guard !builtIn.contains(where: \.matchesNothing) else { return }
        var goesOn = true
        for matches in combinations where goesOn {
            try desk.session.forEachRecord(of: definition.id, where: matches) { record in
                guard isMatch(record, emptyOnly: true), try isBuiltInMatch(record) else {
                    return true
                }
                goesOn = try body(record)
                return goesOn
            }
        }
        guard goesOn, !tests.isEmpty else { return }
        for record in try desk.session.conflictedRecords()
        where record.register == definition.id && record.state.origin != nil {
            guard tests.contains(where: { isConflict(record, $0.field) }),
                isMatch(record, emptyOnly: false), try isBuiltInMatch(record)
            else { continue }
            if !(try body(record)) { return }
        }
    }

    /// Every choice of one value for each test that has values: what the store's columns are asked
    /// for.
    private var combinations: [[(field: String, value: FieldValue)]] {
        tests.reduce([[]]) { found, test in
            guard !test.values.isEmpty else { return found }
            return found.flatMap { matches in
                test.values.map { matches + [(test.field, $0)] }
            }
        }
    }

    private func isMatch(_ record: StoredRecord, emptyOnly: Bool) -> Bool {
        tests.allSatisfy { test in
            guard test.values.isEmpty || !emptyOnly else { return true }
            if test.values.isEmpty, definition.field(test.field)?.type == .list {
                return record.state.rows(of: test.field).isEmpty
            }
            let standing = record.state[test.field]?.siblings ?? []
            guard !test.values.isEmpty else { return standing.allSatisfy { $0.value == nil } }
            return standing.contains { $0.value.map(test.values.contains) ?? false }
        }
    }

    private func isBuiltInMatch(_ record: StoredRecord) throws -> Bool {
        try builtIn.allSatisfy { try $0.holds(record, desk) }
    }

    private func isConflict(_ record: StoredRecord, _ field: String) -> Bool {
        record.state[field]?.isConflict ?? false
    }
}
