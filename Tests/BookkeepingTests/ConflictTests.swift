import Bookkeeping
import Causality
import Documents
import Records
import Store
import Testing

@Suite("Conflicts and decisions")
struct ConflictTests {
    /// A case on which village and township wrote different results, unseen, and both have both.
    private func disputed(_ world: TestCounty, _ field: String = "fileNo") throws -> RecordID {
        let id = try world.village.books.record("village-agency", villageCase()).id
        try world.village.send(to: world.township)
        for (node, value) in [(world.village, "甲"), (world.township, "乙")] {
            try node.books.change("village-agency", id, fields([field: value]), reason: "填")
        }
        try exchange(world)
        return id
    }

    private func exchange(_ world: TestCounty) throws {
        try world.village.send(to: world.township)
        try world.township.send(to: world.village)
    }

    @Test("a conflict lists each value with who, when and where, and is never a winner in a list")
    func listed() throws {
        let world = try TestCounty()
        let id = try disputed(world)
        let conflict = try #require(try world.village.books.conflicts().first)
        #expect(conflict.field == "fileNo")
        #expect(conflict.record == id)
        #expect(conflict.values.map(\.value) == [.text("乙"), .text("甲")])
        #expect(conflict.values.map(\.placeCode) == ["330110001000", "330110001001"])
        #expect(try world.township.books.conflicts() == [conflict])
        // Whose record it is; neither had seen a file number.
        #expect(conflict.placeCode == "330110001001")
        #expect(conflict.values.map(\.seen) == [[], []])
        // The operator is nobody in particular.
        let values = conflict.json["values"]?.listValue ?? []
        #expect(values.map { $0["by"] } == [.null, .null])
        let shown = try world.village.books.show("village-agency", id).json
        #expect(shown["history"]?.listValue?.map { $0["by"] } == [.null, .null, .null])
        let row = try #require(try world.village.books.list("village-agency").first)
        #expect(row.json["fileNo"]?["conflict"] == ["乙", "甲"])
        for value in ["甲", "乙"] {
            let found = try world.village.books.list(
                "village-agency",
                where: fields(["fileNo": value])
            )
            #expect(found.map(\.id) == [id])
        }
    }

    @Test("each value says what its author had before him")
    func seen() throws {
        let world = try TestCounty()
        let id = try disputed(world)
        let books = world.township.books
        let first = try #require(try books.conflicts().first)
        try books.resolve(first.id, keep: first.values[1].dot, reason: "以村里为准")
        let words = first.values.map { value in first.seenWords(value) { $0.plain } }
        #expect(words == ["填时这一项还空着", "填时这一项还空着"])
        // The village decides too, and has seen both; the township changes what it decided.
        try world.village.books.resolve(first.id, value: "丙", reason: "都不对")
        try books.change("village-agency", id, fields(["fileNo": "丁"]), reason: "改")
        try exchange(world)
        let second = try #require(try books.conflicts().first)
        #expect(second.values.map(\.value) == [.text("丁"), .text("丙")])
        #expect(second.values.map(\.seen) == [[.text("甲")], [.text("乙"), .text("甲")]])
        let said = second.seenWords(second.values[1]) { $0.plain }
        #expect(said == "填时看到的是“乙”、“甲”")
        #expect(try world.village.books.conflicts() == [second])
    }

    @Test("a change from the present state does not overwrite what nobody decided")
    func undecided() throws {
        let world = try TestCounty()
        let id = try disputed(world)
        let error = #expect(throws: BookkeepingError.self) {
            try world.village.books.change(
                "village-agency",
                id,
                fields(["fileNo": "丙"]),
                reason: "改"
            )
        }
        #expect(error?.kind == .refused)
        // Whoever was shown both may choose; leaving the field empty in the form decides nothing.
        let shown = try world.village.books.show("village-agency", id).version
        let kept = try world.village.books.change(
            "village-agency",
            id,
            fields(["fileNo": "", "pages": "2"]),
            reason: "页数",
            shown: shown
        )
        #expect(kept.fields == ["pages"])
        #expect(try world.village.books.conflicts().count == 1)
    }

    @Test("a value that came after somebody looked is not decided away unseen")
    func unseen() throws {
        let world = try TestCounty()
        let id = try world.village.books.record("village-agency", villageCase()).id
        try world.village.send(to: world.township)
        try world.village.send(to: world.county)
        for (node, value) in [
            (world.village, "甲"), (world.township, "乙"), (world.county, "丙"),
        ] {
            try node.books.change("village-agency", id, fields(["fileNo": value]), reason: "填")
        }
        try world.village.send(to: world.township)
        let seen = try #require(try world.township.books.conflicts().first)
        let shown = Set(seen.values.map(\.dot))
        try world.county.send(to: world.township)
        let books = world.township.books
        #expect(throws: BookkeepingError.valueCame) {
            try books.resolve(seen.id, keep: seen.values[0].dot, shown: shown, reason: "定")
        }
        #expect(throws: BookkeepingError.valueCame) {
            try books.resolve(seen.id, value: "丁", shown: shown, reason: "定")
        }
        let now = try #require(try books.conflicts().first)
        let all = Set(now.values.map(\.dot))
        #expect(all.isStrictSuperset(of: shown))
        try books.resolve(now.id, keep: seen.values[0].dot, shown: all, reason: "定")
        #expect(try books.conflicts().isEmpty)
    }

    @Test("a decision keeps one of the values, with its reason in the history")
    func keep() throws {
        let world = try TestCounty()
        let id = try disputed(world)
        let conflict = try #require(try world.township.books.conflicts().first)
        let books = world.township.books
        #expect(throws: BookkeepingError.reasonMissing) {
            try books.resolve(conflict.id, keep: conflict.values[0].dot, reason: "")
        }
        try books.resolve(conflict.id, keep: conflict.values[1].dot, reason: "以村里为准")
        #expect(throws: BookkeepingError.unknownConflict(conflict.id)) {
            try books.resolve(conflict.id, keep: conflict.values[1].dot, reason: "再定")
        }
        try exchange(world)
        for node in [world.village, world.township] {
            let view = try node.books.show("village-agency", id)
            #expect(view.row["fileNo"] == .text("甲"))
            #expect(view.conflicts.isEmpty)
            #expect(view.history.last?.reason == "以村里为准")
            #expect(view.history.last?.kind == "decide")
        }
    }

    /// A case that the village closed while the township, unseen, changed the question.
    private func closedMeanwhile(_ world: TestCounty) throws -> RecordID {
        let given = fields(["villager": "何知礼", "village": "330110001001", "question": "问社保"])
        let id = try world.village.books.record("village-agency", given).id
        try world.village.send(to: world.township)
        try world.village.books.change(
            "village-agency",
            id,
            fields(["answer": "带户口簿", "repliedAt": "2026-10-08T10:00"]),
            reason: "当场答复",
            transition: "当场答复"
        )
        try world.township.books.change(
            "village-agency",
            id,
            fields(["question": "问社保转移"]),
            reason: "电话里又问清楚了"
        )
        try exchange(world)
        return id
    }

    @Test("a change of a record that another closed unseen is listed at both, until it is decided")
    func closed() throws {
        for keepsClosed in [true, false] {
            let world = try TestCounty()
            let id = try closedMeanwhile(world)
            let conflict = try #require(try world.village.books.conflicts().first)
            #expect(conflict.field == "state" && conflict.isLateChange)
            let shown = conflict.values.map(\.value)
            #expect(Set(shown) == [.text("回复"), .text("问事")], "\(shown)")
            let late = try #require(conflict.values.first { !$0.changes.isEmpty })
            #expect(late.changes.map(\.field.value) == [.text("问社保转移")])
            #expect(late.placeCode == "330110001000")
            for node in [world.village, world.township] {
                #expect(try node.books.conflicts() == [conflict])
                #expect(try node.store.read { try $0.counts().conflicts } == 1)
                let row = try node.books.show("village-agency", id).row
                #expect(row["state"] == .text("回复") && row["question"] == .text("问社保转移"))
                #expect(try node.store.read { try $0.verify() } == [])
            }
            let kept = try #require(
                conflict.values.first { $0.changes.isEmpty == keepsClosed }
            )
            try world.township.books.resolve(conflict.id, keep: kept.dot, reason: "核对过")
            try exchange(world)
            for node in [world.village, world.township] {
                #expect(try node.books.conflicts() == [])
                #expect(try node.store.read { try $0.counts().conflicts } == 0)
                let row = try node.books.show("village-agency", id).row
                #expect(row["state"] == .text(keepsClosed ? "回复" : "问事"))
                #expect(row["question"] == .text("问社保转移"))
            }
        }
    }

    @Test("a change by somebody who had seen that the record is closed is no conflict")
    func closedBefore() throws {
        let world = try TestCounty()
        let id = try closedMeanwhile(world)
        try world.township.books.change(
            "village-agency",
            id,
            fields(["question": "问社保关系转移"]),
            reason: "看到已办结，改得更准"
        )
        try exchange(world)
        #expect(try world.village.books.conflicts() == [])
        #expect(try world.village.store.read { try $0.verify() } == [])
    }

    @Test("a decision may be for another value, and is checked like any other")
    func value() throws {
        let world = try TestCounty()
        let id = try disputed(world)
        let conflict = try #require(try world.village.books.conflicts().first)
        try world.village.books.resolve(conflict.id, value: "丙", reason: "查档案")
        #expect(try world.village.books.show("village-agency", id).row["fileNo"] == .text("丙"))
        #expect(throws: BookkeepingError.self) {
            try world.village.books.resolve("x:y", value: "丙", reason: "查")
        }
    }

    @Test("two decisions made unseen stand side by side again; equal ones do not")
    func concurrentDecisions() throws {
        let world = try TestCounty()
        let id = try disputed(world)
        let conflict = try #require(try world.village.books.conflicts().first)
        for (node, value) in [(world.village, "丙"), (world.township, "丁")] {
            try node.books.resolve(conflict.id, value: value, reason: "定")
        }
        try exchange(world)
        let again = try #require(try world.township.books.conflicts().first)
        #expect(again.id == conflict.id)
        #expect(again.values.count == 2)
        for node in [world.village, world.township] {
            try node.books.resolve(again.id, value: "戊", reason: "商定")
        }
        try exchange(world)
        #expect(try world.village.books.conflicts().isEmpty)
        #expect(try world.township.books.show("village-agency", id).row["fileNo"] == .text("戊"))
    }

    @Test("while the state has two values it does not move; a decision is possible and it goes on")
    func states() throws {
        let world = try TestCounty()
        let id = try world.village.books.record("village-agency", villageCase()).id
        let runs = fields(["runs": #"[{"step": "到镇里"}]"#])
        try world.village.books.change("village-agency", id, runs, reason: "", transition: "承办")
        try world.village.send(to: world.township)
        try world.village.books.change(
            "village-agency",
            id,
            fields(["sentUpAt": "2024-03-20 11:00"]),
            reason: "",
            transition: "上转"
        )
        try world.township.books.change(
            "village-agency",
            id,
            fields(["result": "撤回", "repliedAt": "2024-03-20 11:00"]),
            reason: "",
            transition: "办事人撤回"
        )
        try exchange(world)
        let books = world.township.books
        #expect(try books.show("village-agency", id).offers.isEmpty)
        let name = "\(id.text):state"
        #expect(throws: BookkeepingError.undecidedState(conflict: name)) {
            try books.change("village-agency", id, [], reason: "", transition: "上级办结")
        }
        // Other fields may be changed meanwhile.
        try books.change("village-agency", id, fields(["pages": "1"]), reason: "页数")
        try books.resolve(name, value: "上转", reason: "村民没有撤回")
        #expect(try books.show("village-agency", id).row.state == "上转")
        let done = fields(["doneAboveAt": "2024-03-22 09:00"])
        try books.change("village-agency", id, done, reason: "", transition: "上级办结")
    }

    @Test("deciding a day computes the promise from it anew")
    func computedAnew() throws {
        let world = try TestCounty()
        let id = try world.village.books.record("village-agency", villageCase()).id
        try world.village.send(to: world.township)
        for (node, day) in [(world.village, "2024-03-21"), (world.township, "2024-03-22")] {
            let given = fields(["acceptedAt": "\(day) 09:00"])
            try node.books.change("village-agency", id, given, reason: "更正受理时间")
        }
        try exchange(world)
        #expect(try world.village.books.conflicts().map(\.field) == ["acceptedAt", "promisedDate"])
        try world.village.books.resolve(
            "\(id.text):acceptedAt",
            value: "2024-03-22 09:00",
            reason: "查台账"
        )
        let row = try world.village.books.show("village-agency", id).row
        #expect(row["promisedDate"] == .text("2024-03-29"))
        #expect(!row.hasConflict)
    }

    @Test("a row removed here and changed there waits for a decision")
    func disputedRow() throws {
        let world = try TestCounty()
        let given = villageCase(["papers": #"[{"name": "照片"}, {"name": "户口本"}]"#])
        let id = try world.village.books.record("village-agency", given).id
        try world.village.send(to: world.township)
        guard
            case .rows(let rows) = try world.village.books.show("village-agency", id).row["papers"],
            let row = rows.first?.id.text
        else { return }
        let remove = fields(["papers": #"[{"row": "\#(row)", "remove": true}]"#])
        try world.village.books.change("village-agency", id, remove, reason: "不需要")
        let change = fields(["papers": #"[{"row": "\#(row)", "copies": 2}]"#])
        try world.township.books.change("village-agency", id, change, reason: "两份")
        try exchange(world)
        let conflict = try #require(try world.village.books.conflicts().first)
        #expect(conflict.field == "papers.removed")
        #expect(conflict.values.map(\.value) == [.boolean(false), .boolean(true)])
        let stays = try #require(conflict.values.first)
        try world.village.books.resolve(conflict.id, keep: stays.dot, reason: "还要")
        #expect(try world.village.books.conflicts().isEmpty)
        guard
            case .rows(let kept) = try world.village.books.show("village-agency", id).row["papers"]
        else { return }
        #expect(kept.count == 2)
    }

    @Test("two offline creations of one key are one record with both values")
    func oneKey() throws {
        let world = try TestCounty()
        let number = try #require(
            try world.village.books.record("village-agency", villageCase()).number
        )
        try world.village.send(to: world.township)
        for (node, grade) in [(world.village, "满意"), (world.township, "不满意")] {
            try node.books.record("good-bad-review", fields(["case": number, "grade": grade]))
        }
        try exchange(world)
        let rows = try world.township.books.list("good-bad-review")
        #expect(rows.count == 1)
        #expect(rows.first?["grade"] == .conflict([.text("不满意"), .text("满意")]))
    }

    @Test("a state in conflict is decided for one that stands, not for one that no step led to")
    func decidedState() throws {
        let world = try TestCounty()
        let id = try world.village.books.record("village-agency", villageCase()).id
        try world.village.send(to: world.township)
        try world.village.books.change(
            "village-agency",
            id,
            fields(["result": "撤回", "repliedAt": "2024-03-20 09:50"]),
            reason: "不办了",
            transition: "办事人撤回"
        )
        try world.township.books.change(
            "village-agency",
            id,
            fields(["runs": #"[{"step": "到镇里"}]"#, "state": "承办"]),
            reason: ""
        )
        try exchange(world)
        let conflicts = try world.village.books.conflicts().filter { $0.field == "state" }
        let name = try #require(conflicts.first).id
        let error = #expect(throws: BookkeepingError.self) {
            try world.village.books.resolve(name, value: "建档", reason: "办完了")
        }
        guard case .invalid(let faults)? = error else { return }
        #expect(faults.map(\.reason) == ["not_standing"])
        #expect(try world.village.books.show("village-agency", id).row.state == nil)
        try world.village.books.resolve(name, value: "承办", reason: "还要办")
        #expect(try world.village.books.show("village-agency", id).row.state == "承办")
    }
}
