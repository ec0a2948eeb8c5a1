import Records
import Testing

@Suite("which way a record goes")
struct TransitionRulesTests {
    private let definition: RegisterDefinition
    private let workflow: Workflow

    init() throws {
        let yaml = sampleRegister.replacing(
            "needs: [at]}",
            with: """
                needs: [at], sets: {kind: 乙}}
                  - {name: 直办, from: [登记], to: 办结, role: clerk, needs: [kind, done],
                     when: {is: {days: 0}}}
                  - {name: 退回, from: [登记], to: 办结, role: clerk, needs: [done]}
                """
        )
        definition = try DefinitionReader.read(yaml: yaml)
        workflow = try #require(definition.workflow)
    }

    private func facts(_ values: [String: FieldValue]) -> Condition.Facts {
        Condition.Facts(fields: { values[$0] })
    }

    private func move(
        _ name: String? = nil,
        from: String,
        to: String?,
        _ values: [String: FieldValue] = [:]
    ) throws(TransitionFault) -> Transition {
        try TransitionRules.transition(
            named: name,
            from: from,
            to: to,
            facts: facts(values),
            in: definition
        )
    }

    @Test("a step is offered before its checks hold, and taken only when they do")
    func checks() throws {
        let yaml = sampleRegister.replacing(
            "needs: [at]}",
            with: "needs: [at], checks: [{notAfter: [{endOf: code}, done]}]}"
        )
        let definition = try DefinitionReader.read(yaml: yaml)
        let way = try #require(definition.workflow?.transitions.first { $0.needs == ["at"] })
        let start = try #require(way.from.first)
        let early: [String: FieldValue] = [
            "at": .text("2024-03-05T09:00:00+08:00"), "code": .text("2024-Q1"),
            "done": .text("2024-03-30"),
        ]
        let offers = TransitionRules.offers(from: start, facts: facts(early), in: definition)
        #expect(offers.contains { $0.transition.name == way.name && $0.missing.isEmpty })
        func take(_ values: [String: FieldValue]) throws(TransitionFault) {
            _ = try TransitionRules.transition(
                named: way.name,
                from: start,
                to: nil,
                facts: facts(values),
                in: definition
            )
        }
        let fault = #expect(throws: TransitionFault.self) { try take(early) }
        #expect(fault?.sentence.contains("最后一天不晚于") ?? false, "\(fault?.sentence ?? "")")
        try take(early.merging(["done": .text("2024-03-31")]) { $1 })
    }

    @Test("without a name the first listed way whose condition and needs hold is taken")
    func chooses() throws {
        let direct: [String: FieldValue] = [
            "days": .integer(0), "kind": .text("甲"), "done": .text("2024-03-05"),
        ]
        #expect(try move(from: "登记", to: "办结", direct).name == "直办")
        // The condition does not hold, so the second way is taken; so is it where a need is empty.
        #expect(try move(from: "登记", to: "办结", ["done": .text("2024-03-05")]).name == "退回")
        var without = direct
        without["kind"] = nil
        #expect(try move(from: "登记", to: "办结", without).name == "退回")
    }

    @Test("a named way needs no state, and what it sets itself is not missing")
    func named() throws {
        let values: [String: FieldValue] = ["at": .text("2024-03-05T09:30:00+08:00")]
        let transition = try move("受理", from: "登记", to: nil, values)
        #expect(transition.to == "办理")
        #expect(transition.sets == ["kind": .text("乙")])
    }

    @Test("each refusal says what can be done instead")
    func refuses() {
        let known = workflow.transitions.map(\.name)
        #expect(throws: TransitionFault.unknownName("飞", known: known)) {
            try move("飞", from: "登记", to: nil)
        }
        #expect(throws: TransitionFault.wrongStart(name: "受理", state: "办理", starts: ["登记"])) {
            try move("受理", from: "办理", to: nil)
        }
        #expect(throws: TransitionFault.wrongEnd(name: "受理", state: "办结", end: "办理")) {
            try move("受理", from: "登记", to: "办结")
        }
        #expect(throws: TransitionFault.noWay(from: "办结", to: "登记", open: [])) {
            try move(from: "办结", to: "登记")
        }
        #expect(throws: TransitionFault.noWay(from: "登记", to: "登记", open: ["受理", "退回"])) {
            try move(from: "登记", to: nil)
        }
        #expect(throws: TransitionFault.notOffered(name: "办结", when: "“同意”是“是”")) {
            try move(from: "办理", to: "办结")
        }
        let missing = TransitionFault.missing(name: "受理", fields: ["at"], labels: ["时间"])
        #expect(throws: missing) { try move(from: "登记", to: "办理") }
        #expect(missing.sentence == "“受理”之前要先填：时间。")
    }

    @Test("a register without states has no ways, and a retired state is not entered")
    func refusesRetired() throws {
        let plain = try DefinitionReader.read(
            yaml: """
                id: plain
                title: 清单
                kind: register
                levels: [village]
                audience: {kind: at, place: author}
                fields: [{id: code, label: 代码, type: text}]
                """
        )
        #expect(throws: TransitionFault.noStates) {
            try TransitionRules.transition(
                named: nil,
                from: "",
                to: "办结",
                facts: facts([:]),
                in: plain
            )
        }
        let retired = try DefinitionReader.read(
            yaml: sampleRegister.replacing("initial: 登记", with: "initial: 登记\nretiredStates: [办理]")
        )
        let values: [String: FieldValue] = ["at": .text("2024-03-05")]
        let fault = #expect(throws: TransitionFault.self) {
            try TransitionRules.transition(
                named: "受理",
                from: "登记",
                to: nil,
                facts: facts(values),
                in: retired
            )
        }
        #expect(fault?.sentence.contains("已停用") == true)
        let offers = TransitionRules.offers(from: "登记", facts: facts(values), in: retired)
        #expect(offers.isEmpty)
    }

    @Test("the ways that are open are offered with what they still need")
    func offers() {
        let offers = TransitionRules.offers(from: "登记", facts: facts([:]), in: definition)
        #expect(offers.map(\.transition.name) == ["受理", "退回"])
        #expect(offers.map(\.missing) == [["at"], ["done"]])
    }

    @Test(
        "what a way waits for is said with labels and choices, never as the definition spells it",
        arguments: [
            ("{is: {kind: [甲, 乙]}}", "“种类”是“甲作”或“乙”"),
            ("{isNot: {kind: 甲}}", "“种类”不是“甲作”"), ("{given: at}", "“时间”已填"),
            ("{empty: papers}", "“材料”没有填"),
            ("{notAfter: [at, done]}", "“时间”不晚于“办结”"),
            ("{after: [done, periodEnd]}", "“办结”晚于期末"), ("{inPeriod: done}", "“办结”在本期内"),
            ("{held: original}", "“原件”所指的记录已在本机"), ("{passed: 受理}", "已办过“受理”"),
            ("{is: {state: 办结}}", "“状态”是“办结”"), ("{given: unit.region}", "“单位”所指记录的相应内容已填"),
            (
                "{any: [{is: {days: 3}}, {all: [{given: at}, {not: {given: done}}]}]}",
                "“天数”是“3”，或者（“时间”已填，并且不满足：“办结”已填）"
            ),
        ]
    )
    func saysConditions(condition: String, sentence: String) throws {
        let yaml = sampleRegister.replacing(
            "when: {is: {agreed: true}}",
            with: "when: \(condition)"
        )
        .replacing("choices: [甲, 乙, 丙]", with: "choices: [甲, 乙, 丙], choiceLabels: {甲: 甲作}")
        let definition = try DefinitionReader.read(yaml: yaml)
        let transition = try #require(definition.workflow?.transition(named: "办结"))
        #expect(transition.condition?.sentence(in: definition) == sentence)
    }

    @Test("every fault has a sentence")
    func sentences() {
        let faults: [TransitionFault] = [
            .noStates, .unknownName("飞", known: ["受理"]),
            .wrongStart(name: "受理", state: "办理", starts: ["登记"]),
            .wrongEnd(name: "受理", state: "办结", end: "办理"),
            .noWay(from: "登记", to: "办结", open: ["受理"]), .noWay(from: "办结", to: "登记", open: []),
            .notOffered(name: "办结", when: "同意"), .notOffered(name: "办结", when: ""),
        ]
        for fault in faults { #expect(fault.sentence.hasSuffix("。")) }
    }

    @Test("a new record begins where its values say, or where it is told to if that is a start")
    func starts() {
        let given = facts(["at": .text("2024-03-05T09:30:00+08:00")])
        #expect(TransitionRules.firstState(named: nil, facts: facts([:]), in: workflow) == "登记")
        #expect(TransitionRules.firstState(named: nil, facts: given, in: workflow) == "办理")
        #expect(TransitionRules.firstState(named: "登记", facts: given, in: workflow) == "登记")
        #expect(TransitionRules.firstState(named: "办理", facts: given, in: workflow) == "办理")
        #expect(TransitionRules.firstState(named: "办理", facts: facts([:]), in: workflow) == nil)
        #expect(TransitionRules.firstState(named: "办结", facts: given, in: workflow) == nil)
    }
}
