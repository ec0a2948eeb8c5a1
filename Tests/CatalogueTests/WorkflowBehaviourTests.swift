import Catalogue
import Records
import Testing

@Suite("how records of the shipped registers begin and go on")
struct WorkflowBehaviourTests {
    private let registers: [RegisterDefinition]

    init() throws { registers = try ShippedCatalogue.registers() }

    private func register(_ id: String) throws -> RegisterDefinition {
        try #require(registers.first { $0.id == id })
    }

    private func start(_ id: String, _ given: [String: String]) throws -> String? {
        let given = given.sorted { $0.key < $1.key }.map {
            RecordValidation.Given($0.key, $0.value)
        }
        let checked = try RecordValidation.check(given, for: .record, in: register(id))
        #expect(checked.faults == [])
        return checked.state
    }

    private func move(
        _ id: String,
        from: String,
        to: String,
        _ values: [String: FieldValue]
    ) throws -> String {
        try TransitionRules.transition(
            named: nil,
            from: from,
            to: to,
            facts: Condition.Facts(fields: { values[$0] }),
            in: register(id)
        ).name
    }

    @Test("a village's case begins in 受理 if it was accepted, else in 问事")
    func villageAgency() throws {
        let asked = ["villager": "张三", "village": "350102003001"]
        #expect(try start("village-agency", asked) == "问事")
        let accepted = asked.merging(["acceptedAt": "2024-03-05 09:30"]) { $1 }
        #expect(try start("village-agency", accepted) == "受理")
    }

    @Test(
        "a case begins as its kind and receipt say",
        arguments: [
            (["kind": "承诺件"], "申请"), (["kind": "承诺件", "receivedAt": "2024-03-05 09:30"], "受理"),
            (["kind": "补办件", "receivedAt": "2024-03-05 09:30"], "待补"), (["kind": "补办件"], "待补"),
            (["kind": "退件"], "退件"), (["kind": "承诺件", "state": "咨询"], "咨询"),
        ]
    )
    func caseHandling(more: [String: String], state: String) throws {
        let given = ["matter": "m1", "window": "w1", "applicant": "李四"].merging(more) { $1 }
        #expect(try start("case-handling", given) == state)
    }

    @Test("a finding begins in 登记, a sheet in 计划; a given review in 已评")
    func patrolAndReview() throws {
        #expect(try start("hall-patrol", ["date": "2024-03-05", "rule": "DW-D1"]) == "登记")
        #expect(try start("hall-patrol", ["date": "2024-03-05"]) == "计划")
        #expect(try start("good-bad-review", ["case": "c1", "grade": "满意"]) == "已评")
        #expect(try start("good-bad-review", ["case": "c1"]) == "邀评")
        #expect(try start("complaint", ["window": "w1", "received": "2024-03-05"]) == "登记")
    }

    @Test("a 补办件 follows its own kind after its papers came")
    func ownKind() throws {
        let done: [String: FieldValue] = [
            "result": .text("准予"), "finishedAt": .text("2024-03-05T09:30:00+08:00"),
            "steps": .integer(1),
        ]
        let instant = done.merging(["kind": .text("补办件"), "ownKind": .text("即办件")]) { $1 }
        #expect(try move("case-handling", from: "受理", to: "办结", instant) == "当场办结")
        #expect(throws: TransitionFault.self) {
            try move("case-handling", from: "受理", to: "流转", instant)
        }
        let promised = done.merging(["kind": .text("补办件"), "ownKind": .text("承诺件")]) { $1 }
        #expect(try move("case-handling", from: "受理", to: "流转", promised) == "内部流转")
        let withdrawn = promised.merging(["result": .text("撤回")]) { $1 }
        #expect(try move("case-handling", from: "受理", to: "办结", withdrawn) == "申请人撤回")
    }

    @Test("papers that came in go on as the kind says")
    func supplemented() throws {
        let values: [String: FieldValue] = [
            "ownKind": .text("承诺件"), "receivedAt": .text("2024-03-05T09:30:00+08:00"),
            "suspensions": .integer(1),
        ]
        let late = values.merging(["kind": .text("补办件")]) { $1 }
        #expect(try move("case-handling", from: "补齐", to: "受理", late) == "补齐后受理")
        let other = values.merging(["kind": .text("承诺件")]) { $1 }
        #expect(try move("case-handling", from: "补齐", to: "受理", other) == "继续办理")
    }

    @Test("a refused application becomes a 退件, and a good review is not dispatched")
    func effects() throws {
        let refusal = try register("case-handling").workflow?.transition(named: "退件")
        #expect(refusal?.sets == ["kind": .text("退件")])
        let review: [String: FieldValue] = ["handler": .text("w1"), "grade": .text("满意")]
        #expect(throws: TransitionFault.self) {
            try move("good-bad-review", from: "已评", to: "派单", review)
        }
        let bad = review.merging(["grade": .text("不满意")]) { $1 }
        #expect(try move("good-bad-review", from: "已评", to: "派单", bad) == "差评派单")
    }

    @Test("a reply needs the villager's signature, a withdrawal does not")
    func replies() throws {
        let values: [String: FieldValue] = [
            "result": .text("已办"), "repliedAt": .text("2024-03-05T09:30:00+08:00"),
        ]
        #expect(try move("village-agency", from: "承办", to: "回复", values) == "办事人撤回")
        let signed = values.merging(["signed": .boolean(true)]) { $1 }
        #expect(try move("village-agency", from: "承办", to: "回复", signed) == "回复")
        let stopping = try register("village-agency").workflow?.clockStoppingStates
        #expect(stopping == ["退回补正"])
        #expect(try register("case-handling").workflow?.clockStoppingStates == ["待补"])
    }

    @Test("who holds a record follows from where it is about")
    func audiences() throws {
        let patrol = try register("hall-patrol")
        #expect(patrol.audience.paths.map(\.text) == ["window.region", "authorPlace"])
        #expect(patrol.draft?.audience.kind == .only)
        #expect(try register("staff").audience.paths.map(\.text) == ["unit.region"])
        #expect(try register("good-bad-review").audience.paths.map(\.text) == ["case"])
        #expect(try register("complaint").passOn?.audience.paths.map(\.text) == ["window.region"])
        #expect(try register("region").audience.ceiling == .province)
        for id in ["node-certificate", "node-revocation"] {
            #expect(try register(id).audience.kind == .authorOrSubject)
        }
    }
}
