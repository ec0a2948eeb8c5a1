import Bookkeeping
import Causality
import Records
import Testing

@Suite("Changing")
struct ChangingTests {
    private func accepted(_ world: TestCounty) throws -> RecordID {
        try world.village.books.record("village-agency", villageCase()).id
    }

    @Test("two forms of one version that change one field: both values stand")
    func sameField() throws {
        let world = try TestCounty()
        let books = world.village.books
        let id = try accepted(world)
        let token = ShownVersion.text(try books.show("village-agency", id).version)
        for result in ["甲", "乙"] {
            try books.change(
                "village-agency",
                id,
                fields(["result": result]),
                reason: "填结果",
                shown: ShownVersion.read(token)
            )
        }
        let view = try books.show("village-agency", id)
        #expect(view.row["result"] == .conflict([.text("乙"), .text("甲")]))
        #expect(view.row.hasConflict)
        #expect(view.conflicts.map(\.field) == ["masked", "result"])
        #expect(view.history.map(\.hasUnseen) == [false, true, true])
    }

    @Test("two forms of one version that change different fields: both stand, no conflict")
    func differentFields() throws {
        let world = try TestCounty()
        let books = world.village.books
        let id = try accepted(world)
        let shown = try books.show("village-agency", id).version
        let all = villageCase()
        try books.change(
            "village-agency",
            id,
            all + fields(["pages": "3"]),
            reason: "一",
            shown: shown
        )
        let second = try books.change(
            "village-agency",
            id,
            all + fields(["fileNo": "D-1"]),
            reason: "二",
            shown: shown
        )
        #expect(second.fields == ["fileNo"])
        let row = try books.show("village-agency", id).row
        #expect(row["pages"] == .integer(3))
        #expect(row["fileNo"] == .text("D-1"))
        #expect(!row.hasConflict)
    }

    @Test("a form that changes nothing writes nothing; a change needs a reason")
    func nothingChanged() throws {
        let world = try TestCounty()
        let id = try accepted(world)
        let same = try world.village.books.change(
            "village-agency",
            id,
            villageCase(["state": "受理", "address": ""]),
            reason: "看看"
        )
        #expect(same.dot == nil)
        #expect(try world.village.books.show("village-agency", id).history.count == 1)
        #expect(throws: BookkeepingError.reasonMissing) {
            try world.village.books.change(
                "village-agency",
                id,
                fields(["result": "好"]),
                reason: "  "
            )
        }
    }

    @Test("a state moves along a transition whose needs hold, by name or by its end")
    func transitions() throws {
        let world = try TestCounty()
        let books = world.village.books
        let id = try accepted(world)
        let jump = #expect(throws: BookkeepingError.self) {
            try books.change("village-agency", id, fields(["state": "建档"]), reason: "跳过")
        }
        #expect(jump?.kind == .refused)
        let missing = #expect(throws: BookkeepingError.self) {
            try books.change("village-agency", id, [], reason: "办", transition: "承办")
        }
        guard case .transition(.missing(_, let lacking, _))? = missing else {
            Issue.record("refused as \(String(describing: missing))")
            return
        }
        #expect(lacking == ["runs"])
        let moved = try books.change(
            "village-agency",
            id,
            fields(["runs": #"[{"step": "到镇里"}]"#, "state": "承办"]),
            reason: ""
        )
        #expect(moved.transition == TransitionName(name: "承办", from: "受理", to: "承办"))
        #expect(try books.show("village-agency", id).row.state == "承办")
        let offers = try books.show("village-agency", id).offers.map(\.transition.name)
        #expect(offers == ["受理后退回补正", "上转", "回复", "办事人撤回"])
    }

    @Test("the clock stands still while papers are missing, and the promise moves with it")
    func clockStops() throws {
        let world = try TestCounty()
        let books = world.village.books
        let id = try accepted(world)
        world.village.clock.set("2024-03-21 10:00")
        let back = fields(["returnReason": "缺照片", "missingPapers": #"[{"name": "照片"}]"#])
        try books.change("village-agency", id, back, reason: "补", transition: "受理后退回补正")
        #expect(try books.show("village-agency", id).row["promisedDate"] == .text("2024-03-27"))
        world.village.clock.set("2024-03-25 10:00")
        let papers = fields(["papers": #"[{"name": "照片", "copies": 2}]"#])
        let moved = try books.change(
            "village-agency",
            id,
            papers,
            reason: "齐",
            transition: "补正后受理"
        )
        #expect(moved.fields.contains("promisedDate"))
        #expect(try books.show("village-agency", id).row["promisedDate"] == .text("2024-04-01"))
    }

    @Test("suspensions move the due date of a window case, rows are added, changed and removed")
    func suspensions() throws {
        let books = try TestCounty().county.books
        let id = try books.record(
            "case-handling",
            fields([
                "kind": "承诺件", "matter": "M1", "window": "W1", "applicant": "王五",
                "receivedAt": "2024-03-20 09:00",
            ])
        ).id
        let added = #"[{"from": "2024-03-21", "to": "2024-03-22"}]"#
        try books.change("case-handling", id, fields(["suspensions": added]), reason: "补件")
        var row = try books.show("case-handling", id).row
        #expect(row["dueDate"] == .text("2024-03-29"))
        #expect(row["promisedDate"] == .text("2024-03-27"))
        guard case .rows(let rows) = row["suspensions"] else { return }
        let name = try #require(rows.first?.id.text)
        let changed = #"[{"row": "\#(name)", "to": "2024-03-21"}]"#
        try books.change("case-handling", id, fields(["suspensions": changed]), reason: "更正")
        row = try books.show("case-handling", id).row
        #expect(row["dueDate"] == .text("2024-03-28"))
        let removed = #"[{"row": "\#(name)", "remove": true}]"#
        try books.change("case-handling", id, fields(["suspensions": removed]), reason: "撤")
        row = try books.show("case-handling", id).row
        #expect(row["dueDate"] == .text("2024-03-27"))
        #expect(row["suspensions"] == .rows([]))
        #expect(throws: BookkeepingError.self) {
            try books.change("case-handling", id, fields(["suspensions": removed]), reason: "再撤")
        }
    }

    @Test("a transition writes what it sets: a case sent back becomes a 退件")
    func sets() throws {
        let books = try TestCounty().county.books
        let id = try books.record(
            "case-handling",
            fields(["kind": "承诺件", "matter": "M1", "window": "W1", "applicant": "王五"])
        ).id
        let given = fields(["resultReason": "不归本局", "finishedAt": "2024-03-20 16:00"])
        try books.change("case-handling", id, given, reason: "", transition: "退件")
        let row = try books.show("case-handling", id).row
        #expect(row["kind"] == .text("退件"))
        #expect(row.state == "退件")
    }

    @Test("a named actor needs the transition's role; the operator may do all")
    func roles() throws {
        let world = try TestCounty()
        let books = world.village.books
        let id = try accepted(world)
        let given = fields(["runs": #"[{"step": "到镇里"}]"#])
        let clerk = ActingPerson(id: "S2", roles: [.clerk])
        #expect(throws: BookkeepingError.noRole(person: "S2", transition: "承办", role: .agent)) {
            try books.change(
                "village-agency",
                id,
                given,
                reason: "",
                transition: "承办",
                actor: clerk
            )
        }
        let agent = ActingPerson(id: "S1", roles: [.agent])
        try books.change("village-agency", id, given, reason: "", transition: "承办", actor: agent)
        #expect(try books.show("village-agency", id).history.last?.actor == "S1")
        #expect(throws: BookkeepingError.self) {
            try world.county.books.record("village-agency", villageCase(), actor: agent)
        }
    }

    @Test("staff roles come from the list of roles, else from the post")
    func persons() throws {
        let books = try TestCounty().county.books
        let staff = fields(["name": "周", "unit": "W1", "from": "2020-01-01"])
        try books.record("staff", staff + fields(["id": "S1", "post": "督查人员"]))
        try books.record(
            "staff",
            staff
                + fields([
                    "id": "S2", "post": "领导", "account": "zhou", "roles": #"[{"role": "clerk"}]"#,
                ])
        )
        #expect(try books.person(named: "S1") == ActingPerson(id: "S1", roles: [.inspector]))
        #expect(try books.person(named: "zhou") == ActingPerson(id: "S2", roles: [.clerk]))
        #expect(try books.person(named: "nobody").roles == [])
    }

    @Test("a key stays, a required field is not cleared, others are")
    func clearing() throws {
        let books = try TestCounty().county.books
        let id = try books.find("matter", "M1")
        for given in [["id": "M9"], ["name": ""]] as [KeyValuePairs<String, String>] {
            let error = #expect(throws: BookkeepingError.self) {
                try books.change("matter", id, fields(given), reason: "改")
            }
            #expect(error?.kind == .badData)
        }
        try books.change("matter", id, fields(["legalDays": ""]), reason: "无法定时限")
        #expect(try books.show("matter", id).row["legalDays"] == .empty)
    }

    @Test("a township writes on a village's case, and the village sees who and where")
    func township() throws {
        let world = try TestCounty()
        let id = try accepted(world)
        try world.village.send(to: world.township)
        try world.township.books.change(
            "village-agency",
            id,
            fields(["result": "镇里已办"]),
            reason: "镇办"
        )
        try world.township.send(to: world.village)
        let view = try world.village.books.show("village-agency", id)
        #expect(view.row["result"] == .text("镇里已办"))
        #expect(view.history.map(\.placeCode) == ["330110001001", "330110001000"])
        #expect(view.history.last?.seen == [view.history[0].dot])
    }

    @Test("what decided who holds a record is not changed to another place")
    func audienceStays() throws {
        let world = try TestCounty()
        let id = try accepted(world)
        let other = fields(["village": TestCounty.villageCodes[1]])
        for node in [world.village, world.township] {
            try world.village.send(to: world.township)
            let error = #expect(throws: BookkeepingError.self) {
                try node.books.change("village-agency", id, other, reason: "改村")
            }
            guard case .invalid(let faults)? = error else { return }
            #expect(faults.map(\.field) == ["village"])
        }
        let same = fields(["village": TestCounty.villageCodes[0], "fileNo": "甲"])
        let changed = try world.village.books.change("village-agency", id, same, reason: "补")
        #expect(changed.fields == ["fileNo"])
        // A patrol at no window is of the place that made it; a window of that place may be added.
        let patrol = try world.county.books.record(
            "hall-patrol",
            fields(["date": "2024-03-19", "rule": "DW-N1"])
        ).id
        let there = fields(["window": "T1"])
        let error = #expect(throws: BookkeepingError.self) {
            try world.county.books.change("hall-patrol", patrol, there, reason: "改")
        }
        guard case .invalid? = error else { return }
        try world.county.books.change(
            "hall-patrol",
            patrol,
            fields(["window": "W1"]),
            reason: "改"
        )
    }

    @Test("an empty value clears a list: every row shown ends, and nothing is written twice")
    func clearsList() throws {
        let world = try TestCounty()
        let books = world.village.books
        let papers = #"[{"name": "照片", "copies": 2}, {"name": "户口簿"}]"#
        let id = try books.record("village-agency", villageCase(["papers": papers])).id
        let changed = try books.change(
            "village-agency",
            id,
            fields(["papers": ""]),
            reason: "收错了"
        )
        #expect(changed.fields == ["papers"])
        #expect(try books.show("village-agency", id).row["papers"].isEmpty)
        let again = try books.change(
            "village-agency",
            id,
            fields(["papers": ""]),
            reason: "再清一次"
        )
        #expect(again.dot == nil)
    }
}
