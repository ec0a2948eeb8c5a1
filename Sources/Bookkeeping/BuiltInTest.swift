internal import Causality
internal import Merge
internal import Records
internal import Store

/// A condition on what every record has besides its register's fields.
enum BuiltInTest {
    /// Its id; nil for a text that is none.
    case record(RecordID?)
    /// The present code of its author's place, nil where that is unknown here.
    case authorPlace(String?)
    /// The present code of the place whose nodes hold it, nil where that is unknown here.
    case audiencePlace(String?)

    /// Reads a condition; nil for one on a field of the register.
    ///
    /// Throws `invalid` for a place that is no code.
    init?(
        _ condition: RecordValidation.Given,
        _ definition: RegisterDefinition
    ) throws(BookkeepingError) {
        let name = condition.field
        guard definition.fieldID(named: name) == nil else { return nil }
        switch name {
        case "recordID", "id": self = .record(RecordID(text: condition.text))
        case "authorPlace": self = .authorPlace(try BuiltInTest.code(condition))
        case "audiencePlace": self = .audiencePlace(try BuiltInTest.code(condition))
        default: return nil
        }
    }

    private static func code(
        _ condition: RecordValidation.Given
    ) throws(BookkeepingError) -> String? {
        guard !condition.text.isEmpty else { return nil }
        guard let code = RegionCode(text: condition.text) else {
            throw RowFilter.fault(
                condition.field,
                FieldFaultReason.badRegionCode.rawValue,
                "“\(condition.text)”不是区划代码：应为 2、4、6、9 或 12 位数字，请核对后重输。"
            )
        }
        return code.text
    }

    /// The one record that is asked for, nil for another condition or none.
    var record: RecordID? {
        if case .record(let id) = self { id } else { nil }
    }

    /// Whether a record is asked for by a text that is no record's id.
    var matchesNothing: Bool {
        if case .record(nil) = self { true } else { false }
    }

    /// Whether the condition holds for a record.
    func holds(_ record: StoredRecord, _ desk: Desk) throws -> Bool {
        switch self {
        case .record(let id): return record.id == id
        case .authorPlace(let code):
            let place = try record.state.origin.flatMap { try desk.place(ofAuthor: $0.dot) }
            return try place.flatMap { try desk.code(of: $0) } == code
        case .audiencePlace(let code):
            return try desk.code(of: record.audience.place) == code
        }
    }
}
