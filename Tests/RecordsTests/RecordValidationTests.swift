import Records
import Testing

@Suite("what is given for a record is checked field by field")
struct RecordValidationTests {
    private let definition: RegisterDefinition

    init() throws {
        let yaml = sampleRegister.replacing(
            "id: days, label: 天数,",
            with: "id: days, label: 天数, retired: true,"
        )
        definition = try DefinitionReader.read(yaml: yaml)
    }

    private func check(
        _ given: [(String, String)],
        for purpose: RecordValidation.Purpose = .record
    ) -> CheckedRecord {
        let given = given.map { RecordValidation.Given($0.0, $0.1) }
        return RecordValidation.check(given, for: purpose, in: definition)
    }

    @Test("a record's values are read, its state follows from them")
    func reads() {
        let papers = #"[{"name": "身份证"}, {"name": "照片"}]"#
        let checked = check([("code", " A1 "), ("at", "2024-03-05 09:30"), ("papers", papers)])
        #expect(checked.faults.isEmpty)
        #expect(checked.notes.isEmpty)
        #expect(checked.values["code"] == .some(.text("A1")))
        #expect(checked.rows["papers"]?.count == 2)
        #expect(checked.state == "办理")
        #expect(check([("code", "A1")]).state == "登记")
    }

    @Test("all faults are listed, each with its field and reason")
    func listsAll() {
        let checked = check([
            ("name", "张\u{0}三"), ("kind", "丁"), ("at", "昨天"), ("colour", "红"), ("kind", "甲"),
            ("days", "3"),
        ])
        let found = checked.faults.map { "\($0.field) \($0.reason.rawValue)" }
        #expect(
            found == [
                "name forbidden_character", "kind unknown_choice", "at bad_date_time",
                "colour unknown_field", "kind duplicate_field", "days retired_field",
                "code required",
            ]
        )
        for fault in checked.faults { #expect(fault.message.hasSuffix("。")) }
    }

    @Test("a required field that is faulty is not also called missing")
    func namesOnce() {
        #expect(check([("code", "甲\n乙")]).faults.map(\.reason) == [.forbiddenCharacter])
    }

    @Test("a computed value is left aside with a note")
    func ignoresComputed() {
        let checked = check([("code", "A1"), ("number", "7"), ("due", "2024-03-05")])
        #expect(checked.faults.isEmpty)
        #expect(checked.notes.map(\.field) == ["number", "due"])
        #expect(checked.notes.allSatisfy { $0.reason == .computedIgnored })
        #expect(checked.values.keys.sorted() == ["code"])
    }

    @Test("blank is absent in a new record and clears in a change, but not what is required")
    func blanks() {
        #expect(check([("code", "A1"), ("kind", "")]).values.keys.sorted() == ["code"])
        let changed = check([("kind", " "), ("days", "")], for: .change)
        #expect(changed.values == ["kind": nil, "days": nil])
        #expect(check([("code", "")], for: .change).faults.map(\.reason) == [.required])
        #expect(check([("papers", "")], for: .change).faults.isEmpty)
        #expect(check([("kind", "甲")], for: .change).faults.isEmpty)
    }

    @Test("an import starts in any state, a record only in a starting one")
    func states() {
        #expect(check([("code", "A1"), ("state", "办结")], for: .importRow).state == "办结")
        #expect(check([("code", "A1"), ("state", "")], for: .importRow).state == "登记")
        #expect(check([("code", "A1"), ("at", "2024-03-05 09:30")], for: .importRow).state == "办理")
        let refused = check([("code", "A1"), ("state", "办结")])
        #expect(refused.faults.map(\.reason) == [.badFirstState])
        #expect(check([("state", "飞")], for: .change).faults.map(\.reason) == [.unknownState])
        #expect(check([("state", "办结")], for: .change).state == "办结")
        #expect(check([("kind", "甲")], for: .change).state == nil)
    }

    @Test("rows of a new record have no row ids yet")
    func newRows() {
        let papers = #"[{"row": "x", "name": "甲"}]"#
        #expect(check([("code", "A1"), ("papers", papers)]).faults.map(\.reason) == [.badRow])
    }

    @Test("the value as it will stand counts the rows of a list")
    func countsRows() {
        let checked = check([("papers", #"[{"name": "甲"}]"#), ("kind", "")], for: .change)
        let before: (String) -> FieldValue? = { $0 == "papers" ? .integer(2) : .text("旧") }
        #expect(checked.value("papers", before: before) == .integer(3))
        #expect(checked.value("papers", before: { _ in nil }) == .integer(1))
        #expect(checked.value("kind", before: before) == nil)
        #expect(checked.value("code", before: before) == .text("旧"))
    }
}
