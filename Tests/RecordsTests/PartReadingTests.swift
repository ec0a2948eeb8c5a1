import Records
import Testing

@Suite("records that are marks, votes, tasks and answers")
struct PartReadingTests {
    private static let head = """
        id: vote
        title: 评议
        kind: register
        levels: [county]
        audience: {kind: only, place: author}
        fields:
          - {id: round, label: 轮次, type: text}
          - {id: closedAt, label: 截止, type: date}
          - {id: indicator, label: 指标, type: text}
          - {id: unit, label: 单位, type: reference, references: unit}
          - {id: value, label: 分值, type: decimal}
          - id: marks
            label: 评议
            type: list
            items:
              - {id: subject, label: 单位, type: reference, references: unit}
              - {id: grade, label: 评议, type: text}
        states: [开启, 封存]
        initial: 开启
        final: [封存]
        transitions:
          - {name: 封存, from: [开启], to: 封存, role: inspector, needs: []}
        evidence:
          - {yields: "s:a", by: mark, when: 某时}
          - {yields: "s:b", by: statistic, when: 某时}

        """

    private static func read(_ part: String) throws -> RegisterDefinition {
        try DefinitionReader.read(yaml: head + "gathers:\n  - {\(part)}\n")
    }

    @Test("a mark says where its indicator, value, subject and period stand, and when it is final")
    func mark() throws {
        let definition = try Self.read(
            "as: mark, name: indicator, value: value, source: {fixed: 自评}, subject: unit, "
                + "period: round, sealed: {is: {state: 封存}}"
        )
        let part = try #require(definition.gathers.first)
        #expect(part.role == .mark && part.names.isEmpty && part.each == nil)
        #expect(part.slots[.name] == .paths([ValuePath("indicator")]))
        #expect(part.slots[.source] == .fixed(.text("自评")))
        #expect(part.subject == [ValuePath("unit")] && part.period == ValuePath("round"))
        #expect(part.sealed == .isOneOf(ValuePath("state"), [.text("封存")]))
        #expect(part.fields == ["indicator", "value", "unit", "round", "state"])
        let again = try DefinitionReader.read(json: definition.canonicalBytes)
        #expect(again.gathers == definition.gathers)
    }

    @Test("votes are rows; what has no time of its own has that of its round")
    func ballot() throws {
        let part = try #require(
            try Self.read(
                "as: ballot, for: \"s:a\", each: marks, subject: marks.subject, "
                    + "value: marks.grade, date: closedAt, group: round"
            ).gathers.first
        )
        #expect(part.each == "marks" && part.names == ["s:a"])
        #expect(part.subject == [ValuePath(reference: "marks", field: "subject")])
        #expect(part.dates == [ValuePath("closedAt")] && part.group == ValuePath("round"))
    }

    @Test("a task is everybody's who stands in the record or in its list")
    func task() throws {
        let part = try #require(
            try Self.read(
                "as: task, id: [round, recordID], outcome: value, subject: [unit, marks.subject], "
                    + "period: round"
            ).gathers.first
        )
        #expect(part.subject.map(\.text) == ["unit", "marks.subject"] && part.each == nil)
    }

    @Test(
        "one slip is one refusal that says what is wrong",
        arguments: [
            ("as: grade, value: value, subject: unit, period: round", "可写"),
            ("as: mark, subject: unit, period: round", "缺少“value”"),
            ("as: mark, value: value, period: round", "记到谁"),
            ("as: mark, value: value, subject: unit", "哪一期"),
            ("as: mark, for: \"s:c\", value: value, subject: unit, period: round", "evidence"),
            ("as: mark, value: value, subject: unit, period: round, voter: unit", "不认识"),
            ("as: mark, value: value, subject: unit, period: round, outcome: value", "不用"),
            ("as: mark, value: {fixed: 1.5}, subject: unit, period: round", "加引号"),
            ("as: mark, value: {is: 1}, subject: unit, period: round", "不认识"),
            ("as: mark, value: gone, subject: unit, period: round", "没有字段"),
            ("as: ballot, value: value, subject: unit, period: round", "each"),
            ("as: ballot, each: unit, value: value, subject: unit, period: round", "列表字段"),
            ("as: rate, subject: unit, date: closedAt", "share"),
            ("as: rate, share: {given: unit}, subject: unit, period: round", "date"),
            ("as: mark, value: value, subject: unit, group: unit.name", "group"),
            (
                "as: mark, share: {given: unit}, value: value, subject: unit, period: round",
                "share"
            ),
            ("as: sum, value: value, subject: unit, period: round", "for"),
            ("as: periodScore, value: value, subject: unit, date: closedAt", "period"),
            (
                "as: task, each: marks, id: round, outcome: value, subject: unit, period: round",
                "each"
            ),
        ]
    )
    func refuses(part: String, says: String) throws {
        let error = #expect(throws: DefinitionError.self) { try Self.read(part) }
        #expect(error?.sentence.contains(says) == true, "\(error?.sentence ?? "")")
    }

    @Test("a slip is told with its line")
    func line() throws {
        let error = #expect(throws: DefinitionError.self) {
            try Self.read("as: mark, value: gone, subject: unit, period: round")
        }
        let line = Self.head.split(separator: "\n", omittingEmptySubsequences: false).count + 1
        #expect(error?.sentence.contains("第 \(line) 行") == true, "\(error?.sentence ?? "")")
    }
}
