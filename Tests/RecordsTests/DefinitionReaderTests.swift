import Documents
import Hashing
import Records
import Testing

/// A small register with everything in it, in which tests replace one line at a time.
let sampleRegister = """
    id: sample
    title: 样例
    kind: workflow
    levels: [village, county]
    audience: {kind: at, place: village}
    draft: {kind: only, place: author, states: [登记], optional: true}
    passOn: {kind: at, place: subject, of: [unit.region], reference: original, without: [name]}
    key: [code]
    settings: {replyDays: 4}
    fields:
      - {id: number, label: 编号, type: text, computed: 由系统给出, rule: {number: X}}
      - {id: code, label: 代码, type: text, required: true}
      - {id: name, label: 姓名, type: personName, personal: true}
      - {id: village, label: 村, type: reference, references: region}
      - {id: unit, label: 单位, type: reference, references: [unit]}
      - {id: original, label: 原件, type: reference, references: sample}
      - {id: kind, label: 种类, type: choice, choices: [甲, 乙, 丙], retiredChoices: [丙]}
      - {id: at, label: 时间, type: dateTime}
      - {id: done, label: 办结, type: date}
      - {id: days, label: 天数, type: integer}
      - {id: agreed, label: 同意, type: boolean}
      - id: papers
        label: 材料
        type: list
        items: [{id: name, label: 名称, type: text, required: true}, {id: n, label: 份, type: integer}]
      - id: due
        label: 期限
        type: date
        rule: {workingDaysAfter: {from: at, days: {setting: replyDays, default: 5}}}
    states: [登记, 办理, 办结]
    initial: 登记
    alsoInitial:
      - {state: 办理, when: 已有时间, condition: {given: at}}
    final: [办结]
    transitions:
      - {name: 受理, from: [登记], to: 办理, role: clerk, needs: [at]}
      - name: 办结
        from: [办理]
        to: 办结
        role: windowHead
        needs: [done, papers]
        deadline: {workingDays: 5, parameter: replyDays, since: at, default: true}
        when: {is: {agreed: true}}
    documents: [样表]
    lists: [{id: open, label: 未办, shows: 未办结的}]
    statistics: [{id: n, label: 数, counts: 全部, over: 全部, condition: {given: at}}]
    evidence:
      - yields: DW-N11d
        by: record
        when: 同意
        condition: {all: [{is: {agreed: true}}, {not: {held: original}}, {passed: 办结}]}
        date: done
        subject: {unit: [unit], place: [unit.region, authorPlace]}
        event: [code, recordID]
      - yields: "village-monthly:due"
        by: statistic
        when: 到期
        condition: {inPeriod: done}
        conditions: {village: {notAfter: [done, periodEnd]}}
        subject: {place: village}
      - {yields: VM-P, by: hand, when: 人工}
    findings:
      rule: code
      condition: {given: code}
      date: done
      subject: {unit: unit}
    awards:
      - names: [红旗]
        fields: {code: award, unit: subject}
        texts: {name: 某某}
    source: 测试
    note: [一, 二]
    """

@Suite("definitions of registers")
struct DefinitionReaderTests {
    @Test("everything that a definition says is read")
    func readsAll() throws {
        let definition = try DefinitionReader.read(yaml: sampleRegister)
        #expect(definition.id == "sample")
        #expect(definition.kind == .workflow)
        #expect(definition.levels == [.village, .county])
        #expect(definition.audience.place == .village)
        #expect(definition.audience.ceiling == .county)
        #expect(!definition.audience.namesCeiling)
        #expect(definition.draft?.isOptional == true)
        #expect(definition.passOn?.without == ["name"])
        #expect(definition.passOn?.audience.paths.map(\.text) == ["unit.region"])
        #expect(definition.key == ["code"])
        #expect(definition.settings == ["replyDays": 4])
        #expect(definition.fields.count == 13)
        #expect(definition.field("kind")?.offeredChoices == ["甲", "乙"])
        #expect(definition.field("papers")?.item("name")?.isRequired == true)
        #expect(definition.field("number")?.rule == .number(code: "X"))
        #expect(
            definition.field("due")?.rule
                == .workingDaysAfter(
                    from: "at",
                    days: .setting("replyDays", default: 5),
                    suspensions: nil
                )
        )
        #expect(definition.documents == ["样表"])
        #expect(definition.lists.map(\.shows) == ["未办结的"])
        #expect(definition.statistics.first?.condition == .given(ValuePath("at")))
        #expect(definition.notes == ["一", "二"])
        #expect(definition.label(of: "state") == "状态")
    }

    @Test("states, ways and evidence are read with their conditions")
    func readsWorkflow() throws {
        let definition = try DefinitionReader.read(yaml: sampleRegister)
        let workflow = try #require(definition.workflow)
        #expect(workflow.alsoInitial.first?.condition == .given(ValuePath("at")))
        let done = try #require(workflow.transition(named: "办结"))
        #expect(done.condition == .isOneOf(ValuePath("agreed"), [.boolean(true)]))
        #expect(done.when == nil)
        #expect(done.deadline?.workingDays == 5)
        let finding = try #require(definition.evidence[0].finding)
        #expect(finding.rule == nil)
        #expect(finding.subject.place.map(\.text) == ["unit.region", "authorPlace"])
        #expect(finding.parts[.event]?.map(\.text) == ["code", "recordID"])
        let count = try #require(definition.evidence[1].count)
        #expect(count.condition(for: .township) == .inPeriod(ValuePath("done")))
        #expect(
            count.condition(for: .village)
                == .notAfter(.field(ValuePath("done")), .periodEnd)
        )
        #expect(definition.evidence[2].finding == nil)
        #expect(definition.findings?.rule == ValuePath("code"))
        #expect(
            definition.awards == [
                AwardRule(
                    names: ["红旗"],
                    parts: ["code": .award, "unit": .subject],
                    texts: ["name": "某某"]
                )
            ]
        )
    }

    @Test("the version is the hash of the canonical form, which reads back as the same definition")
    func roundTrips() throws {
        let definition = try DefinitionReader.read(yaml: sampleRegister)
        let again = try DefinitionReader.read(json: definition.canonicalBytes)
        #expect(again == definition)
        #expect(again.version == SHA256Hasher.hash(definition.canonicalBytes))
        let changed = sampleRegister.replacing("title: 样例", with: "title: 样表")
        #expect(try DefinitionReader.read(yaml: changed).version != definition.version)
        // Comments, order of keys and layout are no part of it.
        let moved =
            "# 说明\n"
            + sampleRegister.replacing("id: sample\ntitle: 样例", with: "title: 样例\nid: sample")
        #expect(try DefinitionReader.read(yaml: moved).version == definition.version)
    }

    @Test("faults carry the line and the place, and all of them are listed")
    func locatesFaults() throws {
        let yaml =
            sampleRegister
            .replacing("levels: [village, county]", with: "levels: [village, hamlet]")
            .replacing(
                "{id: days, label: 天数, type: integer}",
                with: "{id: days, label: 天数, type: int}"
            )
        let error = #expect(throws: DefinitionError.self) { try DefinitionReader.read(yaml: yaml) }
        guard case .malformed(let faults)? = error else {
            Issue.record("expected faults")
            return
        }
        let places = faults.map { "\($0.line ?? 0) \($0.path.pointer)" }.sorted()
        #expect(places == ["20 /fields/9/type", "4 /levels/1"])
        #expect(error?.sentence.contains("第 20 行") == true)
    }

    @Test("what is no document, or too long for an event, is refused as such")
    func refusesOtherBytes() throws {
        #expect(throws: DefinitionError.self) { try DefinitionReader.read(yaml: "id: [") }
        #expect(throws: DefinitionError.self) { try DefinitionReader.read(yaml: "[1, 2]") }
        #expect(throws: DefinitionError.self) { try DefinitionReader.read(json: [0x7B]) }
        let long = String(repeating: "字", count: 900)
        let notes = Array(repeating: "  - " + long, count: 20).joined(separator: "\n")
        let yaml = sampleRegister.replacing("note: [一, 二]", with: "note:\n" + notes)
        let error = #expect(throws: DefinitionError.self) { try DefinitionReader.read(yaml: yaml) }
        guard case .tooLarge(let count, let max)? = error else {
            Issue.record("expected too large")
            return
        }
        #expect(count > max)
    }
}
