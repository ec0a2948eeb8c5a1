/// Turns typed text into values in the one canonical spelling, or says in a sentence what to mend.
///
/// A reference stays text as typed: whether its record is held, only the store can see.
package enum FieldParser {
    /// Longest single line, in Unicode scalars.
    package static let lineLengthMax = 1_000
    /// Longest name of a person, in Unicode scalars.
    package static let nameLengthMax = 100
    /// Longest long text, in bytes of UTF-8: what one value of an event takes.
    package static let longTextByteCountMax = FieldValueCodec.textByteCountMax
    /// Most rows that one edit of a list names.
    package static let rowCountMax = 500

    /// Reads a text as the field's value; the fault names field and remedy.
    package static func parse(
        _ typed: String,
        as field: FieldDefinition
    ) throws(FieldFault) -> ParsedValue {
        try parse(typed, as: FieldLabel(field))
    }

    static func parse(
        _ typed: String,
        as label: FieldLabel
    ) throws(FieldFault) -> ParsedValue {
        let plain = TextRules.withPlainLineEnds(typed)
        let text = TextRules.trimmed(plain)
        guard !text.isEmpty else { return .empty }
        if !TextRules.isSurelyPlain(text) { try checkCharacters(text, label) }
        if label.field.type == .list { return .rows(try rows(text, label)) }
        return .value(try value(text, label))
    }

    private static func checkCharacters(
        _ text: String,
        _ label: FieldLabel
    ) throws(FieldFault) {
        guard !text.unicodeScalars.contains("\u{FFFD}") else {
            // What a terminal or file in another encoding leaves of its characters.
            throw label.fault(.forbiddenCharacter, "含有乱码，请换成正确的字后重填")
        }
        let takesLines = label.field.type == .longText || label.field.type == .list
        let isForbidden = text.unicodeScalars.contains {
            TextRules.isForbidden($0, linesAllowed: takesLines)
        }
        if isForbidden {
            throw label.fault(
                .forbiddenCharacter,
                takesLines ? "含有看不见的控制字符，请删去后重填" : "含有换行或看不见的控制字符，请删去后重填"
            )
        }
    }

    private static func value(
        _ text: String,
        _ label: FieldLabel
    ) throws(FieldFault) -> FieldValue {
        var code: String { TextRules.narrowed(text) }
        switch label.field.type {
        case .text, .reference, .file: return .text(try line(text, label, max: lineLengthMax))
        case .personName: return .text(try line(text, label, max: nameLengthMax))
        case .longText: return .text(try longText(text, label))
        case .date: return .text(try date(code, label))
        case .dateTime: return .text(try dateTime(code, label))
        case .boolean: return .boolean(try boolean(text, label))
        case .integer: return .integer(try integer(code, label))
        case .decimal: return .text(try decimal(code, label))
        case .money: return .text(try money(code, label))
        case .choice: return .text(try choice(text, label))
        case .phone: return .text(try phone(code, label))
        case .citizenID: return .text(try citizenID(code, label))
        case .creditCode: return .text(try creditCode(code, label))
        case .regionCode: return .text(try regionCode(code, label))
        case .list: preconditionFailure("lists are read as rows")
        }
    }

    private static func line(
        _ text: String,
        _ label: FieldLabel,
        max: Int
    ) throws(FieldFault) -> String {
        guard text.unicodeScalars.count <= max else {
            throw label.fault(.tooLong, "超过 \(max) 个字，请缩短")
        }
        return text
    }

    private static func longText(
        _ text: String,
        _ label: FieldLabel
    ) throws(FieldFault) -> String {
        guard text.utf8.count <= longTextByteCountMax else {
            throw label.fault(.tooLong, "太长，约一万六千个汉字以内才能保存，请缩短")
        }
        return text
    }

    private static func date(_ text: String, _ label: FieldLabel) throws(FieldFault) -> String {
        guard let date = CivilDate(text: text) else {
            throw label.fault(.badDate, typed: text, "要写成 2024-03-05 这样的日期，并且确有这一天")
        }
        return date.text
    }

    private static func dateTime(_ text: String, _ label: FieldLabel) throws(FieldFault) -> String {
        guard let moment = CivilDateTime(text: text) else {
            throw label.fault(
                .badDateTime,
                typed: text,
                "要写成 2024-03-05 09:30 这样的日期和时间（北京时间）"
            )
        }
        return moment.text
    }

    private static func boolean(_ text: String, _ label: FieldLabel) throws(FieldFault) -> Bool {
        switch text.lowercased() {
        case "true", "是": return true
        case "false", "否": return false
        default: throw label.fault(.badBoolean, typed: text, "只能填“是”或“否”")
        }
    }

    private static func integer(_ text: String, _ label: FieldLabel) throws(FieldFault) -> Int64 {
        let digits = Array(text.utf8)
        let sign = digits.first == UInt8(ascii: "-") || digits.first == UInt8(ascii: "+") ? 1 : 0
        guard Records.decimal(digits[sign...]) != nil, let number = Int64(text) else {
            throw label.fault(.badInteger, typed: text, "要填整数，例如 3，不带小数和单位")
        }
        return number
    }

    private static func decimal(_ text: String, _ label: FieldLabel) throws(FieldFault) -> String {
        guard let number = DecimalText.canonical(text) else {
            throw label.fault(.badDecimal, typed: text, "要填数字，例如 0.5，不带单位和逗号")
        }
        return number
    }

    private static func money(_ text: String, _ label: FieldLabel) throws(FieldFault) -> String {
        guard let number = DecimalText.canonical(text, decimalCountMax: 2) else {
            throw label.fault(.badMoney, typed: text, "要填以元为单位的数字，最多两位小数，例如 12.50")
        }
        return number
    }

    private static func choice(_ text: String, _ label: FieldLabel) throws(FieldFault) -> String {
        // The listed spelling is stored, so that equal choices have equal bytes.
        let choices = label.field.choices
        let listed =
            choices.first { $0 == text } ?? choices.first { label.field.words(for: $0) == text }
        guard let choice = listed else {
            let offered = label.field.offeredChoices.map(label.field.words).joined(separator: "、")
            throw label.fault(.unknownChoice, typed: text, "只能选：\(offered)")
        }
        guard !label.field.retiredChoices.contains(choice) else {
            let offered = label.field.offeredChoices.map(label.field.words).joined(separator: "、")
            throw label.fault(.retiredChoice, typed: text, "已停用，请改选：\(offered)")
        }
        return choice
    }
}

/// A field as sentences name it: by its label, and for a column by the row it stands in.
struct FieldLabel {
    let field: FieldDefinition
    /// The list and the row, counted from 1 as people count, of a column.
    private let row: (list: FieldDefinition, number: Int)?

    init(_ field: FieldDefinition) {
        self.field = field
        row = nil
    }

    /// The column of a row, counted from 1 as people count.
    init(column: FieldDefinition, of list: FieldDefinition, row: Int) {
        field = column
        self.row = (list, row)
    }

    var path: String { row.map { "\($0.list.id).\(field.id)" } ?? field.id }

    private var name: String {
        guard let row else { return "“\(field.label)”" }
        return "“\(row.list.label)”第 \(row.number) 行的“\(field.label)”"
    }

    /// A fault; what was typed is repeated unless it is personal.
    func fault(_ reason: FieldFaultReason, typed: String? = nil, _ remedy: String) -> FieldFault {
        guard let typed, !field.isPersonal else {
            return FieldFault(field: path, reason: reason, message: "\(name)\(remedy)。")
        }
        let shown = typed.count > 20 ? typed.prefix(20) + "…" : typed[...]
        let message = "\(name)\(remedy)；现在填的是“\(shown)”，请改正。"
        return FieldFault(field: path, reason: reason, message: message)
    }
}
