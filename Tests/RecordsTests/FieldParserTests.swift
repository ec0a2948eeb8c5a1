import Causality
import Documents
import Records
import Testing

@Suite("typed text becomes a value or a sentence")
struct FieldParserTests {
    private func field(
        _ type: String,
        more: String = "",
        personal: Bool = false
    ) throws -> FieldDefinition {
        let yaml = """
            id: test
            title: 测试
            kind: register
            levels: [village]
            audience: {kind: at, place: author}
            fields:
              - {id: f, label: 字段, type: \(type), personal: \(personal)\(more)}
            """
        return try #require(try DefinitionReader.read(yaml: yaml).field("f"))
    }

    private func read(_ text: String, _ type: String, more: String = "") throws -> ParsedValue {
        let personal = type == "personName" || type == "citizenID"
        return try FieldParser.parse(text, as: field(type, more: more, personal: personal))
    }

    private func reason(
        _ text: String,
        _ type: String,
        more: String = ""
    ) throws -> FieldFaultReason? {
        do {
            _ = try read(text, type, more: more)
            return nil
        } catch let fault as FieldFault {
            #expect(fault.field.hasPrefix("f"))
            #expect(fault.message.contains("字段"), "names the field: \(fault.message)")
            #expect(fault.message.hasSuffix("。"))
            return fault.reason
        }
    }

    @Test(
        "values take their one spelling",
        arguments: [
            ("text", " 张三\u{3000}", FieldValue.text("张三")),
            ("longText", "甲\r\n乙\r丙", .text("甲\n乙\n丙")),
            ("integer", "+007", .integer(7)),
            ("integer", "-3", .integer(-3)),
            ("integer", "１２", .integer(12)),
            ("decimal", "00.500", .text("0.5")),
            ("decimal", "-0.0", .text("0")),
            ("decimal", "-12.30", .text("-12.3")),
            ("money", "12.50", .text("12.5")),
            ("money", "1000", .text("1000")),
            ("date", "２０２４-03-05", .text("2024-03-05")),
            ("dateTime", "2024-03-05 09:30", .text("2024-03-05T09:30:00+08:00")),
            ("boolean", "是", .boolean(true)),
            ("boolean", "FALSE", .boolean(false)),
            ("phone", "０595-2213 8000", .text("0595-2213 8000")),
            ("citizenID", "11010519491231002x", .text("11010519491231002X")),
            ("citizenID", "440524188001010014", .text("440524188001010014")),
            ("creditCode", "91350100m000100y43", .text("91350100M000100Y43")),
            ("regionCode", "350102", .text("350102000000")),
            ("personName", "阿依古丽·买买提", .text("阿依古丽·买买提")),
            ("file", "照片 1.jpg", .text("照片 1.jpg")),
        ]
    )
    func canonical(type: String, typed: String, value: FieldValue) throws {
        #expect(try read(typed, type) == .value(value))
        // What was made canonical is read as itself.
        if case .text(let text) = value { #expect(try read(text, type) == .value(value)) }
    }

    @Test("blank text is nothing, whatever the type", arguments: FieldType.allCases)
    func empty(type: FieldType) throws {
        let more =
            switch type {
            case .choice: ", choices: [甲]"
            case .reference: ", references: unit"
            case .list: ", items: [{id: a, label: 甲, type: text}]"
            default: ""
            }
        #expect(try read(" \u{3000}\n", type.rawValue, more: more) == .empty)
    }

    @Test(
        "each type refuses what it cannot hold, with its own reason",
        arguments: [
            ("text", "甲\u{0}乙", FieldFaultReason.forbiddenCharacter),
            ("text", "甲\u{202E}乙", .forbiddenCharacter),
            ("text", "甲\n乙", .forbiddenCharacter),
            ("text", "甲\u{FFFD}乙", .forbiddenCharacter),
            ("longText", "甲\u{2066}乙", .forbiddenCharacter),
            ("longText", "甲\u{7}乙", .forbiddenCharacter),
            ("text", String(repeating: "字", count: 1_001), .tooLong),
            ("personName", String(repeating: "字", count: 101), .tooLong),
            ("longText", String(repeating: "字", count: 16_385), .tooLong),
            ("date", "2024-02-30", .badDate),
            ("date", "2024.3.5", .badDate),
            ("dateTime", "2024-03-05", .badDateTime),
            ("boolean", "对", .badBoolean),
            ("integer", "3.0", .badInteger),
            ("integer", "9223372036854775808", .badInteger),
            ("integer", "-", .badInteger),
            ("decimal", "1e3", .badDecimal),
            ("decimal", "1,000", .badDecimal),
            ("decimal", ".5", .badDecimal),
            ("decimal", String(repeating: "9", count: 40), .badDecimal),
            ("money", "0.005", .badMoney),
            ("money", "¥3", .badMoney),
            ("phone", "138abc", .badPhone),
            ("phone", "12", .badPhone),
            ("phone", "123456789012345678901", .badPhone),
            ("citizenID", "110105491231002", .oldCitizenID),
            ("citizenID", "1101051949123100", .badCitizenID),
            ("citizenID", "0101051949123100XX", .badCitizenID),
            ("citizenID", "110105194913310021", .badBirthDate),
            ("citizenID", "110105194912310021", .badCheckDigit),
            ("creditCode", "91350100M000100Y4", .badCreditCode),
            ("creditCode", "91350100I000100Y43", .badCreditCode),
            ("creditCode", "9135A100M000100Y43", .badCreditCode),
            ("creditCode", "91350100M000100Y44", .badCheckDigit),
            ("regionCode", "35010", .badRegionCode),
            ("regionCode", "000000", .badRegionCode),
            ("regionCode", "3501020030011", .badRegionCode),
        ]
    )
    func refuses(type: String, typed: String, expected: FieldFaultReason) throws {
        #expect(try reason(typed, type) == expected)
    }

    @Test("a personal value is never repeated in a sentence")
    func keepsPersonalValuesOut() throws {
        let name = try field("phone", personal: true)
        let fault = #expect(throws: FieldFault.self) {
            try FieldParser.parse("13800001111x", as: name)
        }
        #expect(fault?.message.contains("1380000") == false)
        let open = try field("phone")
        let shown = #expect(throws: FieldFault.self) {
            try FieldParser.parse("13800001111x", as: open)
        }
        #expect(shown?.message.contains("13800001111x") == true)
    }

    @Test("a choice must be listed and not retired")
    func choices() throws {
        let more = ", choices: [甲, 乙, \"10:00\"], retiredChoices: [乙]"
        #expect(try read("甲", "choice", more: more) == .value(.text("甲")))
        #expect(try read("10:00", "choice", more: more) == .value(.text("10:00")))
        #expect(try reason("丙", "choice", more: more) == .unknownChoice)
        #expect(try reason("乙", "choice", more: more) == .retiredChoice)
        let coded = ", choices: [a, b], choiceLabels: {a: 甲}"
        #expect(try read("a", "choice", more: coded) == .value(.text("a")))
        #expect(try read("甲", "choice", more: coded) == .value(.text("a")))
        #expect(try reason("乙", "choice", more: coded) == .unknownChoice)
    }

    private let columns = """
        , items: [{id: name, label: 名称, type: text, required: true}, \
        {id: copies, label: 份数, type: integer}, {id: signed, label: 签字, type: boolean}]
        """

    @Test("a list adds, changes and ends rows")
    func rows() throws {
        let stream = try #require(StreamID(bytes: Array(repeating: 7, count: 16)))
        let row = RowID(dot: Dot(stream: stream, sequence: 3), index: 1)
        let json = """
            [{"name": "身份证", "copies": 2, "signed": true},
             {"row": "\(row.text)", "copies": null},
             {"row": "\(RowID(dot: row.dot, index: 2).text)", "remove": true}]
            """
        let expected: [ListEdit] = [
            .add(["name": .text("身份证"), "copies": .integer(2), "signed": .boolean(true)]),
            .change(row, ["copies": nil]),
            .remove(RowID(dot: row.dot, index: 2)),
        ]
        #expect(try read(json, "list", more: columns) == .rows(expected))
    }

    @Test(
        "a list in another form is refused with the row that is wrong",
        arguments: [
            (#"{"name": "甲"}"#, FieldFaultReason.badList),
            (#"[1]"#, .badList),
            (#"[{"name": "甲"}"#, .badList),
            (#"[{"name": ["甲"]}]"#, .badList),
            (#"[{"nam": "甲"}]"#, .unknownColumn),
            (#"[{"copies": 1}]"#, .required),
            (#"[{"name": null}]"#, .required),
            (#"[{"name": "甲", "copies": "两份"}]"#, .badInteger),
            (#"[{"name": "甲", "copies": 1.5}]"#, .badInteger),
            (#"[{"row": "x", "name": "甲"}]"#, .badRow),
            (#"[{"remove": true}]"#, .badRow),
            (#"[{"remove": "yes"}]"#, .badRow),
        ]
    )
    func refusesLists(json: String, expected: FieldFaultReason) throws {
        #expect(try reason(json, "list", more: columns) == expected)
    }

    @Test("a row that is named twice, or cleared where it must be filled, is refused")
    func refusesRowTwice() throws {
        let stream = try #require(StreamID(bytes: Array(repeating: 7, count: 16)))
        let row = RowID(dot: Dot(stream: stream, sequence: 3), index: 1).text
        let twice = #"[{"row": "\#(row)", "copies": 1}, {"row": "\#(row)", "copies": 2}]"#
        #expect(try reason(twice, "list", more: columns) == .badRow)
        let cleared = #"[{"row": "\#(row)", "name": ""}]"#
        #expect(try reason(cleared, "list", more: columns) == .required)
        let many = "[" + Array(repeating: #"{"name":"甲"}"#, count: 501).joined(separator: ",") + "]"
        #expect(try reason(many, "list", more: columns) == .badList)
    }
}
