package import Causality
package import Documents
package import Records

/// What stands in a field, ready to be shown or written out; references by code, key or number.
package indirect enum ShownValue: Hashable, Sendable {
    /// Nothing.
    case empty
    /// A personal value that was erased.
    case erased
    /// A text, date, decimal, choice or reference.
    case text(String)
    /// A whole number.
    case integer(Int64)
    /// True or false.
    case boolean(Bool)
    /// The rows of a list.
    case rows([ShownRow])
    /// Several values that stand side by side, sorted, none of them the winner.
    case conflict([ShownValue])

    /// Whether nothing stands; an erased value is nothing either.
    package var isEmpty: Bool {
        switch self {
        case .empty, .erased: true
        case .rows(let rows): rows.isEmpty
        default: false
        }
    }

    /// The value for programs: full, exact decimals as texts, `{"conflict": […]}` where people must
    /// decide, null where nothing stands.
    package var json: DocumentValue {
        switch self {
        case .empty, .erased: .null
        case .text(let text): .text(text)
        case .integer(let number): .number(String(number))
        case .boolean(let flag): .boolean(flag)
        case .rows(let rows): .list(rows.map(\.json))
        case .conflict(let values): ["conflict": .list(values.map(\.json))]
        }
    }

    /// The value for the eyes of those who may see it: dates without zone, 是 and 否.
    package var plain: String { text { $0 } }

    /// The value for the same eyes, with choices that are codes in words.
    package func words(_ choiceLabels: [String: String]) -> String {
        text { choiceLabels[$0] ?? $0 }
    }

    /// The text that a form or a file has for it: what `FieldParser` reads back.
    package var entered: String {
        switch self {
        case .empty, .erased, .conflict: ""
        case .text(let text): text
        case .integer(let number): String(number)
        case .boolean(let flag): flag ? "true" : "false"
        case .rows: String(decoding: JSONWriter.write(json, sortedKeys: false), as: UTF8.self)
        }
    }

    /// The value masked by its type (`Masking`).
    func masked(_ type: FieldType) -> String { text { Masking.value($0, of: type) } }

    private func text(_ transform: (String) -> String) -> String {
        switch self {
        case .empty: ""
        case .erased: "（已删除）"
        case .text(let text): transform(ShownValue.readable(text))
        case .integer(let number): transform(String(number))
        case .boolean(let flag): flag ? "是" : "否"
        case .rows(let rows): "\(rows.count) 行"
        case .conflict(let values):
            "冲突：" + values.map { $0.isEmpty ? "（空）" : $0.text(transform) }.joined(separator: " / ")
        }
    }

    private static func readable(_ text: String) -> String {
        guard text.hasSuffix("+08:00"), let moment = CivilDateTime(text: text) else { return text }
        return String(moment.text.dropLast(9).replacing("T", with: " "))
    }

    /// The order of values that stand side by side, the same on every node: nothing first, numbers
    /// by size, texts by code points.
    func precedes(_ other: ShownValue) -> Bool {
        switch (self, other) {
        case (.integer(let left), .integer(let right)): left < right
        case (.boolean(let left), .boolean(let right)): !left && right
        case (.text(let left), .text(let right)): left.utf8.lexicographicallyPrecedes(right.utf8)
        default: rank < other.rank
        }
    }

    private var rank: Int {
        switch self {
        case .empty: 0
        case .erased: 1
        case .boolean: 2
        case .integer: 3
        case .text: 4
        case .rows: 5
        case .conflict: 6
        }
    }
}

/// One row of a list as it is shown.
package struct ShownRow: Hashable, Sendable {
    /// The row.
    package let id: RowID
    /// Its columns in the definition's order, those without a value too.
    package let columns: [ShownField]
    /// Whether somebody removed it while somebody else, unseen, changed it.
    package let isDisputed: Bool

    /// The row for programs: `row` and the columns.
    package var json: DocumentValue {
        var object = DocumentObject()
        object["row"] = .text(id.text)
        for column in columns { object[column.id] = column.value.json }
        if isDisputed { object["removed"] = ["conflict": [false, true]] }
        return .object(object)
    }
}

/// One field or column with what stands in it.
package struct ShownField: Hashable, Sendable {
    /// The field's id, `state` for the state.
    package let id: String
    /// Its label.
    package let label: String
    /// Its type.
    package let type: FieldType
    /// Whether it is a citizen's own affair, to be masked where others may look.
    package let isPersonal: Bool
    /// The record that a reference names, nil for all else and where several stand.
    package let target: RecordID?
    /// That record's name, where it is here and has one.
    package let targetName: String?
    /// What stands.
    package let value: ShownValue
    /// What people read for choices that are codes.
    package var choiceLabels: [String: String] = [:]

    /// The value as paper and screens for all show it: personal ones masked, choices in words, rows
    /// counted.
    package var masked: String {
        isPersonal ? value.masked(type) : value.words(choiceLabels)
    }
}
