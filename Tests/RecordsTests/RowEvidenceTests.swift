import Records
import Testing

@Suite("evidence that is a row of a list, and what it compares")
struct RowEvidenceTests {
    private static let head = """
        id: meeting
        title: 会议
        kind: register
        levels: [county]
        audience: {kind: at, place: author}
        fields:
          - {id: date, label: 日期, type: date}
          - {id: start, label: 开始, type: dateTime}
          - {id: end, label: 结束, type: dateTime}
          - {id: minutes, label: 时长, type: integer, rule: {minutesBetween: {from: start, to: end}}}
          - {id: long, label: 过长, type: boolean, rule: {holds: {atLeast: {minutes: 120}}}}
          - {id: unit, label: 单位, type: reference, references: unit}
          - id: people
            label: 人员
            type: list
            items:
              - {id: person, label: 人员, type: reference, references: staff}
              - {id: late, label: 迟到分钟, type: integer}
              - {id: came, label: 到会时间, type: dateTime}

        """

    private static func read(
        _ evidence: String,
        rule: String = "{holds: {atLeast: {minutes: 120}}}"
    ) throws -> RegisterDefinition {
        let yaml = head.replacing("{holds: {atLeast: {minutes: 120}}}", with: rule)
        return try DefinitionReader.read(
            yaml: yaml + "evidence:\n  - {yields: X-1, by: record, when: 某时, \(evidence)}\n"
        )
    }

    @Test("a row's columns are named by the list, and the dates stand in their order")
    func reads() throws {
        let definition = try Self.read(
            "each: people, once: true, condition: {atLeast: {people.late: 3}}, "
                + "date: [start, date], subject: {unit: [people.person, unit]}"
        )
        let finding = try #require(definition.evidence.first?.finding)
        #expect(finding.each?.list == "people" && finding.each?.isOnce == true)
        #expect(finding.condition == .atLeast(ValuePath(reference: "people", field: "late"), 3))
        #expect(finding.dates == [ValuePath("start"), ValuePath("date")])
        #expect(
            finding.inPeriod
                == .any([
                    .all([.inPeriod(ValuePath("start"))]),
                    .all([.empty(ValuePath("start")), .inPeriod(ValuePath("date"))]),
                ])
        )
    }

    @Test(
        "one slip is one refusal that says what is wrong",
        arguments: [
            ("each: unit, condition: {given: unit}, date: date, subject: {unit: unit}", "列表字段"),
            ("condition: {given: people.late}, date: date, subject: {unit: unit}", "不是引用类字段"),
            (
                "each: people, condition: {given: people.gone}, date: date, subject: {unit: unit}",
                "没有列"
            ),
            (
                "each: people, condition: {is: {people.late: 三}}, date: date, "
                    + "subject: {unit: unit}",
                "不符"
            ),
            ("condition: {atLeast: {unit: 3}}, date: date, subject: {unit: unit}", "不是整数字段"),
            ("condition: {atLeast: {minutes: 三}}, date: date, subject: {unit: unit}", "整数"),
            ("condition: {given: unit}, subject: {unit: unit}", "缺少日期"),
            (
                "condition: {longer: {from: date, to: end, minutes: 3}}, date: date, "
                    + "subject: {unit: unit}",
                "不是时间字段"
            ),
            (
                "condition: {after: [{day: date, plus: 0}, end]}, date: date, "
                    + "subject: {unit: unit}",
                "整数"
            ),
        ]
    )
    func refuses(evidence: String, says: String) throws {
        let error = #expect(throws: DefinitionError.self) { try Self.read(evidence) }
        #expect(error?.sentence.contains(says) == true, "\(error?.sentence ?? "")")
    }

    @Test("minutes are computed whole, and a condition as a yes or no")
    func computes() throws {
        let definition = try Self.read(
            "condition: {given: unit}, date: date, subject: {unit: unit}"
        )
        var record = ComputedCase()
        record.after = [
            "start": .text("2024-03-08T09:00:00+08:00"),
            "end": .text("2024-03-08T10:59:01+08:00"),
        ]
        #expect(try record.written("minutes", definition) == .some(.integer(120)))
        #expect(try record.written("long", definition) == .some(.boolean(true)))
        record.after["end"] = .text("2024-03-08T08:00:00+08:00")
        #expect(try record.written("minutes", definition) == nil)
        #expect(try record.written("long", definition) == .some(.boolean(false)))
    }

    @Test("minutes are between two moments of the record")
    func refusesRule() throws {
        let evidence = "condition: {given: unit}, date: date, subject: {unit: unit}"
        for rule in ["{minutesBetween: {from: date, to: end}}", "{minutesBetween: {from: start}}"] {
            let error = #expect(throws: DefinitionError.self) {
                try Self.read(evidence, rule: rule)
            }
            #expect(error?.sentence.contains("两个时间字段") == true)
        }
    }
}
