import Catalogue
import Records
import Testing

@Suite("what records of the shipped registers mean to an assessment")
struct EvidenceBehaviourTests {
    private let registers: [RegisterDefinition]

    init() throws { registers = try ShippedCatalogue.registers() }

    private func rule(_ register: String, _ yields: String) throws -> EvidenceRule {
        let definition = try #require(registers.first { $0.id == register })
        return try #require(definition.evidence.first { $0.yields == yields })
    }

    private func facts(
        _ values: [String: FieldValue],
        passed: Set<String> = [],
        held: [FieldValue: String] = [:]
    ) -> Condition.Facts {
        Condition.Facts(
            value: { values[$0.text] },
            period: .month(2024, 3),
            register: { held[$0] },
            passed: { passed.contains($0) }
        )
    }

    /// Which of the rules a complaint with these values yields.
    private func findings(
        _ values: [String: FieldValue],
        held: [FieldValue: String] = [:]
    ) throws -> [String] {
        try ["DW-N11d", "DW-N11e", "DW-N11f", "DW-N16b", "DW-C9", "VM-C"].filter {
            let finding = try #require(try rule("complaint", $0).finding)
            #expect(finding.dates == [ValuePath("received")])
            #expect(finding.parts[.event]?.map(\.text) == ["event", "recordID"])
            return finding.condition.holds(facts(values, held: held))
        }
    }

    @Test("only a verified complaint with fault counts, the serious one by its own rule")
    func complaints() throws {
        let explained: [String: FieldValue] = ["explainedAt": .text("2024-03-04T09:00:00+08:00")]
        #expect(try findings(explained) == [])
        let verified = explained.merging(["verified": .boolean(true)]) { $1 }
        #expect(try findings(verified) == [])
        let atFault = verified.merging(["atFault": .boolean(true)]) { $1 }
        #expect(try findings(atFault) == ["DW-N11d", "VM-C"])
        let serious = atFault.merging(["serious": .boolean(true)]) { $1 }
        #expect(try findings(serious) == ["DW-N11e", "VM-C"])
        let copying = atFault.merging(["category": .text("拒绝复印")]) { $1 }
        #expect(try findings(copying) == ["DW-N11d", "DW-N16b", "VM-C"])
        let agency = verified.merging(["category": .text("不配合代办")]) { $1 }
        #expect(try findings(agency) == ["DW-C9"])
    }

    @Test("an explanation counts as missing only once its limit has passed in the period")
    func explanations() throws {
        let due: [String: FieldValue] = ["explainDue": .text("2024-03-08")]
        #expect(try findings(due) == ["DW-N11f"])
        let late = due.merging(["explainedAt": .text("2024-03-11T09:00:00+08:00")]) { $1 }
        #expect(try findings(late) == ["DW-N11f"])
        let onTime = due.merging(["explainedAt": .text("2024-03-08T17:00:00+08:00")]) { $1 }
        #expect(try findings(onTime) == [])
        #expect(try findings(["explainDue": .text("2024-04-02")]) == [])
        #expect(try findings([:]) == [], "never passed to the window")
    }

    @Test("a complaint passed on yields nothing while its original is held")
    func originals() throws {
        let original = FieldValue.text("o1")
        let values: [String: FieldValue] = [
            "verified": .boolean(true), "atFault": .boolean(true), "original": original,
        ]
        let here = try findings(values, held: [original: "complaint"])
        let elsewhere = try findings(values)
        #expect(here == [])
        #expect(elsewhere == ["DW-N11d", "VM-C"])
    }

    @Test("windows are charged by unit, village rules by the unit's place")
    func subjects() throws {
        let unit = try #require(try rule("complaint", "DW-N11d").finding)
        #expect(unit.subject.unit.map(\.text) == ["window"] && unit.subject.place.isEmpty)
        let place = try #require(try rule("complaint", "VM-C").finding)
        #expect(place.subject.place.map(\.text) == ["window.region"] && place.subject.unit.isEmpty)
    }

    @Test("a patrol record is the finding of the rule that it names, from 登记 on")
    func patrols() throws {
        let patrol = try #require(registers.first { $0.id == "hall-patrol" })
        let finding = try #require(patrol.findings)
        #expect(finding.rule == ValuePath("rule"))
        #expect(finding.dates == [ValuePath("date")])
        #expect(finding.subject.unit.map(\.text) == ["window"])
        #expect(finding.subject.place.map(\.text) == ["window.region", "authorPlace"])
        #expect(
            Set(finding.parts.keys) == [
                .person, .event, .case, .count, .points, .days, .halfDays, .slot, .finder, .ref,
            ]
        )
        for state in ["登记", "告知", "整改", "复查"] {
            let values: [String: FieldValue] = ["rule": .text("DW-D1"), "state": .text(state)]
            #expect(finding.condition.holds(facts(values)))
        }
        // Closed after it was told; a patrol that found nothing is closed as well.
        let told = CivilDateTime(text: "2024-03-08 10:30")?.text ?? ""
        let closed: [String: FieldValue] = ["rule": .text("DW-D1"), "state": .text("闭合")]
        #expect(finding.condition.holds(facts(closed.merging(["toldAt": .text(told)]) { $1 })))
        #expect(!finding.condition.holds(facts(closed)))
        for values: [String: FieldValue] in [
            ["state": .text("闭合")], ["rule": .text("DW-D1"), "state": .text("巡查")],
        ] {
            #expect(!finding.condition.holds(facts(values)))
        }
    }

    @Test("a bad review handled late counts, an invalid one does not")
    func reviews() throws {
        let finding = try #require(try rule("good-bad-review", "DW-N19b").finding)
        var values: [String: FieldValue] = [
            "grade": .text("不满意"), "due": .text("2024-03-20"),
            "handledAt": .text("2024-03-21T08:00:00+08:00"), "state": .text("处理"),
        ]
        #expect(finding.dates == [ValuePath("due")])
        #expect(finding.condition.holds(facts(values)))
        values["malicious"] = .boolean(true)
        #expect(!finding.condition.holds(facts(values)))
        values["malicious"] = nil
        values["handledAt"] = .text("2024-03-20T18:00:00+08:00")
        #expect(!finding.condition.holds(facts(values)))
    }

    /// Which counts of `village-monthly` a case is in, for subjects of a level.
    private func counts(
        _ values: [String: FieldValue],
        level: PlaceLevel = .village,
        passed: Set<String> = []
    ) throws -> [String] {
        try [
            "due", "onTime", "booked", "matched", "accepted", "closedLocal", "closed", "published",
        ].filter {
            let rule = try rule("village-agency", "village-monthly:\($0)")
            let condition = try #require(rule.count?.condition(for: level))
            return condition.holds(facts(values, passed: passed))
        }
    }

    private let accepted: [String: FieldValue] = ["acceptedAt": .text("2024-03-01T09:00:00+08:00")]
    private let reply = FieldValue.text("2024-03-20T09:00:00+08:00")

    @Test("promises, books and closings of a month are counted as the scheme says")
    func months() throws {
        #expect(try counts(accepted) == [])
        let due = accepted.merging(["promisedDate": .text("2024-03-20")]) { $1 }
        #expect(try counts(due) == ["due"])
        let booked = accepted.merging(["bookedAt": reply, "slipPrintedAt": reply]) { $1 }
        #expect(try counts(booked) == ["booked"])
        #expect(try counts(booked.merging(["runs": .integer(1)]) { $1 }) == ["booked", "matched"])
        let closed = due.merging(["repliedAt": reply, "result": .text("已办")]) { $1 }
        let local = ["due", "onTime", "accepted", "closedLocal", "closed"]
        #expect(try counts(closed) == local)
        #expect(try counts(closed.merging(["publishedAt": reply]) { $1 }) == local + ["published"])
        let late = closed.merging(["repliedAt": .text("2024-03-21T09:00:00+08:00")]) { $1 }
        #expect(try counts(late) == ["due", "accepted", "closedLocal", "closed"])
    }

    @Test("a matter passed up counts when it goes, not again when it is answered")
    func passedUp() throws {
        let up = accepted.merging(["sentUpAt": reply]) { $1 }
        #expect(try counts(up) == ["accepted"])
        #expect(try counts(up, level: .township) == [])
        let before = accepted.merging([
            "sentUpAt": .text("2024-02-20T09:00:00+08:00"), "repliedAt": reply,
        ]) { $1 }
        #expect(try counts(before) == ["closed"])
        #expect(try counts(before, level: .township) == ["accepted", "closedLocal", "closed"])
        let further = before.merging(["townshipCase.sentUpAt": reply]) { $1 }
        #expect(try counts(further, level: .township) == ["accepted", "closed"])
        #expect(try counts(further, level: .county) == ["accepted", "closedLocal", "closed"])
    }

    @Test("answers on the spot and withdrawals need not be shown")
    func shown() throws {
        let closed = accepted.merging(["repliedAt": reply, "result": .text("已办")]) { $1 }
        #expect(try counts(closed, passed: ["办事人撤回"]).contains("closed") == false)
        #expect(try counts(closed, passed: ["当场答复"]).contains("closed") == false)
        let imported = closed.merging(["result": .text("撤回")]) { $1 }
        #expect(try counts(imported).contains("closed") == false)
        var answered = accepted.merging(["repliedAt": reply, "answer": .text("不用办")]) { $1 }
        #expect(try counts(answered).contains("closed") == false)
        answered["result"] = .text("后来办了")
        #expect(try counts(answered).contains("closed"))
    }

    @Test("reviews of village cases are valid and satisfied as their grade says")
    func satisfaction() throws {
        let one = FieldValue.text("c1")
        var values: [String: FieldValue] = ["case": one, "grade": .text("基本满意"), "at": reply]
        let valid = try #require(try rule("good-bad-review", "village-monthly:valid").count)
        let satisfied = try #require(try rule("good-bad-review", "village-monthly:satisfied").count)
        let (all, good) = (valid.condition(for: .village), satisfied.condition(for: .village))
        let village = [one: "village-agency"]
        #expect(all?.holds(facts(values, held: village)) == true)
        #expect(good?.holds(facts(values, held: village)) == true)
        #expect(all?.holds(facts(values, held: [one: "case-handling"])) == false)
        values["grade"] = .text("不满意")
        #expect(all?.holds(facts(values, held: village)) == true)
        #expect(good?.holds(facts(values, held: village)) == false)
        values["state"] = .text("无效")
        #expect(all?.holds(facts(values, held: village)) == false)
    }

    @Test("only an entry made after the act is a back-dated ledger")
    func backDated() throws {
        let finding = try #require(try rule("village-agency", "VM-L").finding)
        #expect(finding.dates == [ValuePath("acceptedAt")])
        let late = accepted.merging(["backDated": .boolean(true)]) { $1 }
        #expect(finding.condition.holds(facts(late)))
        let live = accepted.merging(["backDated": .boolean(false)]) { $1 }
        #expect(!finding.condition.holds(facts(live)))
        #expect(!finding.condition.holds(facts(accepted)))
    }

    @Test("evidence that is not derived keeps its words and nothing else")
    func prose() throws {
        let chop = try rule("case-handling", "DW-C5")
        #expect(chop.finding == nil && chop.count == nil && !chop.when.isEmpty)
    }
}
