import Causality
import Documents
import EvidenceGathering
import Merge
import Records
import Store
import Testing

/// A record of a shipped register as somebody writes it down, and the findings that it proves.
///
/// Written as `field=value` with spaces between; `@` before a value names a record of the world.
struct EvidenceSample: Sendable, CustomTestStringConvertible {
    let register: String
    let scheme: String
    let fields: String
    /// The rows of a list: its name, a colon, the rows with a bar between.
    let rows: String?
    /// What a record would say otherwise to prove nothing; fields, or rows where it has a colon.
    let otherwise: String?
    /// `rule subject date`, and behind them parts with a value of their own.
    let expected: [String]

    init(
        _ register: String,
        _ scheme: String,
        _ fields: String,
        rows: String? = nil,
        not otherwise: String? = nil,
        _ expected: String...
    ) {
        self.register = register
        self.scheme = scheme
        self.fields = fields
        self.rows = rows
        self.otherwise = otherwise
        self.expected = expected
    }

    var testDescription: String { "\(register): \(fields) → \(expected.joined(separator: ", "))" }

    /// The same record, with everything of March in May.
    var inAnotherMonth: EvidenceSample {
        func moved(_ text: String) -> String { text.replacing("2024-03", with: "2024-05") }
        return EvidenceSample(self, fields: moved(fields), rows: rows.map(moved))
    }

    /// The record that proves nothing.
    var faultless: EvidenceSample? {
        guard let otherwise else { return nil }
        return otherwise.contains(": ")
            ? EvidenceSample(self, fields: fields, rows: otherwise)
            : EvidenceSample(self, fields: fields + " " + otherwise, rows: rows)
    }

    private init(_ other: EvidenceSample, fields: String, rows: String?) {
        register = other.register
        scheme = other.scheme
        self.fields = fields
        self.rows = rows
        otherwise = nil
        expected = []
    }
}

/// A county with a window, one of its people and one of its cases.
struct SampleWorld {
    let tree: TestTree
    private let records: [String: RecordID]

    init() throws {
        tree = try TestTree()
        let (county, at) = (tree.county, Audience(.at, tree.county.place))
        let window = try tree.unit("发改", "single")
        let other = try tree.unit("档案", "comprehensive")
        let staff = try county.record(
            "staff",
            at,
            ["id": .text("S9"), "unit": .reference(window), "post": .text("A岗")],
            id: .keyed(register: "staff", audience: at, key: [.text("S9")])
        )
        let dueOn: FieldValue = .text("2024-03-08")
        let late = try county.record(
            "case-handling",
            at,
            [
                "kind": .text("承诺件"), "window": .reference(window), "dueDate": dueOn,
                "finishedAt": .text("2024-03-12T10:00:00+08:00"), "lateDays": .integer(2),
            ]
        )
        let inTime = try county.record(
            "case-handling",
            at,
            [
                "kind": .text("承诺件"), "window": .reference(window), "dueDate": dueOn,
                "finishedAt": .text("2024-03-08T10:00:00+08:00"), "lateDays": .integer(0),
            ]
        )
        records = [
            "window": window, "other": other, "staff": staff, "late": late, "case": inTime,
        ]
    }

    /// Writes the sample down at the county.
    @discardableResult
    func write(_ sample: EvidenceSample) throws -> RecordID {
        let fields = try values(sample.fields)
        let rows = try rows(sample.rows)
        let audience = Audience(.at, tree.county.place)
        return try tree.county.store.write { session in
            try session.append(
                Draft(
                    register: sample.register,
                    audience: audience,
                    record: nil,
                    type: .create,
                    actor: "S1",
                    entry: .live
                ) { dot in
                    var writes = fields.map { CellWrite(.field($0.key), $0.value) }
                    for (list, items) in rows {
                        for (index, columns) in items.enumerated() {
                            let row = RowID(dot: dot, index: UInt32(index))
                            writes += columns.map { column, value in
                                CellWrite(.item(list: list, row: row, item: column), value)
                            }
                        }
                    }
                    return (EventPayload(writes: writes), [])
                }
            ).record
        }
    }

    /// The findings of March, as a sample expects them.
    func findings(_ scheme: String) throws -> [String] {
        let document = try tree.run(scheme).evidence.document
        return (document["findings"]?.listValue ?? []).map { finding in
            let head = ["rule", "subject", "date"].compactMap { finding[$0]?.textValue }
            let person = finding["person"]?.textValue.map { [$0] } ?? []
            let numbers = ["days", "halfDays"].compactMap { part in
                finding[part]?.integerValue.map { "\(part) \($0)" }
            }
            return (head + person + numbers).joined(separator: " ")
        }
    }

    private func rows(_ text: String?) throws -> [(list: String, items: [[String: FieldValue]])] {
        guard let parts = text?.split(separator: ": ", maxSplits: 1) else { return [] }
        return [
            (String(parts[0]), try parts[1].split(separator: "|").map { try values(String($0)) })
        ]
    }

    private func values(_ text: String) throws -> [String: FieldValue] {
        var values: [String: FieldValue] = [:]
        for pair in text.split(separator: " ") {
            let parts = pair.split(separator: "=", maxSplits: 1).map(String.init)
            values[parts[0]] = parts.count == 2 ? try value(parts[1]) : nil
        }
        return values
    }

    private func value(_ text: String) throws -> FieldValue {
        if text.hasPrefix("@") {
            return .reference(try #require(records[String(text.dropFirst())]))
        }
        switch text {
        case "true": return .boolean(true)
        case "false": return .boolean(false)
        default: break
        }
        // A moment is written without seconds and zone.
        if text.count == 16, text.contains("T") { return .text(text + ":00+08:00") }
        return Int64(text).map(FieldValue.integer) ?? .text(text)
    }
}
