import Assessment
import Causality
import Documents
import EvidenceGathering
import Merge
import Records
import Store
import Testing

@Suite("which marks, votes, tasks and answers count")
struct PartBehaviourTests {
    private let tree: TestTree
    private let own: Audience

    init() throws {
        tree = try TestTree()
        own = Audience(.only, tree.county.place)
    }

    @discardableResult
    private func mark(
        _ subject: RecordID,
        _ indicator: String,
        _ value: String,
        _ more: [String: FieldValue] = [:],
        in register: String = "openness-plan-3"
    ) throws -> RecordID {
        try tree.county.record(
            register,
            own,
            [
                "subject": .reference(subject), "indicator": .text(indicator),
                "value": .text(value), "period": .text("2024"), "state": .text("已封存"),
            ].merging(more) { $1 }
        )
    }

    private func marks(_ run: AssessmentRun) -> [String] {
        (run.evidence.document["marks"]?.listValue ?? []).map { mark in
            ["indicator", "source", "rater", "subject", "value", "period"]
                .compactMap { mark[$0]?.textValue }.joined(separator: " ")
        }
    }

    @Test("a mark that is not sealed, of another year or another office's indicator is left out")
    func leftOut() throws {
        let unit = try tree.unit("住建", "department")
        try tree.unit("档案", "single")
        try mark(unit, "服务速度", "80", ["source": .text("专家"), "rater": .text("甲")])
        try mark(unit, "服务质量", "81", ["state": .text("录入中")])
        try mark(unit, "服务质量", "82", ["period": .text("2023")])
        try mark(unit, "服务质量", "83", ["period": .text("去年")])
        try mark(unit, "大厅卫生", "84")
        try mark(tree.hekou, "服务态度", "85")
        let run = try tree.run("openness-plan-3", "2024")
        #expect(marks(run) == ["服务速度 专家 1 住建 80"])
        #expect(run.evidence.document["subjects"]?.listValue?.count == 1)
        let notes = run.evidence.notes.joined(separator: "\n")
        for part in ["1 条还没有封存", "大厅卫生 1 条", "去年 1 条", "不是本次考核的对象"] {
            #expect(notes.contains(part), "\(notes)")
        }
    }

    @Test("documents, which are published, do not say who gave which mark; own marks are known")
    func maskedRaters() throws {
        let windows = try ["甲", "乙", "丙"].map { try tree.unit($0, "single") }
        for (rater, subject, value) in [(0, 1, "90"), (0, 2, "80"), (0, 0, "95"), (1, 2, "70")] {
            try tree.county.record(
                "mutual-review",
                own,
                [
                    "month": .text("2024-03"), "rater": .reference(windows[rater]),
                    "subject": .reference(windows[subject]), "mark": .text(value),
                    "state": .text("已封存"),
                ]
            )
        }
        let run = try tree.run("mutual-review")
        let found = (run.evidence.document["marks"]?.listValue ?? []).map { mark in
            ["subject", "value", "rater"].compactMap { mark[$0]?.textValue }.joined(separator: " ")
        }
        #expect(Set(found) == ["乙 90 1", "丙 70 1", "丙 80 2", "甲 95 甲"])
        let totals = (run.document["subjects"]?.listValue ?? []).map { $0["total"]?.textValue }
        #expect(Set(totals) == ["90", "75", nil])
    }

    @Test("what the scheme would refuse is left out and named, and everybody else is assessed")
    func refused() throws {
        let unit = try tree.unit("住建", "department")
        let wrong = try mark(unit, "服务速度", "801")
        try mark(unit, "服务质量", "80")
        try mark(unit, "服务态度", "80", ["source": .text("路人")])
        let rater: [String: FieldValue] = ["source": .text("专家"), "rater": .text("甲")]
        for value in ["70", "90"] { try mark(unit, "团队协作", value, rater) }
        let run = try tree.run("openness-plan-3", "2024")
        #expect(marks(run) == ["团队协作 专家 1 住建 70", "服务质量 住建 80"])
        #expect(run.result.document["status"]?.textValue == "incomplete")
        #expect(run.evidence.notes.contains { $0.contains(wrong.text) && $0.contains("801") })
        #expect(run.evidence.notes.count { $0.contains("没有计入") } == 3)
    }

    @Test("a mark in conflict counts by neither value, and its subject is provisional")
    func conflict() throws {
        let unit = try tree.unit("住建", "department")
        try tree.unit("民政", "department")
        let mark = try mark(unit, "服务速度", "80")
        let seen = try tree.county.store.read { try $0.record(mark)?.state.version }
        for value in ["81", "82"] {
            try tree.county.change(
                mark,
                "openness-plan-3",
                own,
                ["value": .text(value)],
                seen: seen
            )
        }
        let run = try tree.run("openness-plan-3", "2024")
        #expect(marks(run) == [])
        #expect(run.evidence.provisional == ["住建"])
        #expect(run.evidence.notes.contains { $0.contains("1 条记录存在未处理的冲突") })
        #expect(try tree.run("openness-plan-3", "2023").evidence.provisional == [])
    }

    @Test("a row in conflict makes whom it may be about provisional")
    func rowConflict() throws {
        let recorded = try RecordedEvidence(
            ["scheme": "openness-plan-2", "subjects": []],
            in: tree
        )
        let (unit, other) = (try tree.unit("甲", "single"), try tree.unit("乙", "single"))
        let votes = try recorded.record(
            "district-votes",
            [
                "round": .text("2024"), "scheme": .text("district-2022-window"),
                "indicator": .text("jiwei"), "record": .text("评分"), "state": .text("已计票"),
            ],
            rows: ["marks": [["subject": .reference(unit), "value": .text("4")]]]
        )
        let state = try #require(try tree.county.store.read { try $0.record(votes)?.state })
        let row = try #require(state.rows(of: "marks").first)
        for subject in [unit, other] {
            try tree.county.store.write { session in
                _ = try session.append(
                    Draft(
                        register: "district-votes",
                        audience: own,
                        record: votes,
                        type: .change,
                        context: state.version,
                        actor: "S1",
                        entry: .live
                    ) { _ in
                        let cell = Cell.item(list: "marks", row: row.id, item: "subject")
                        let write = CellWrite(cell, .reference(subject))
                        return (EventPayload(writes: [write], reason: "更正"), [])
                    }
                )
            }
        }
        let run = try tree.run("district-2022-window", "2024")
        #expect(marks(run) == [])
        #expect(run.evidence.provisional == ["乙", "甲"])
    }

    @Test("ballots carry neither voter nor time, and of two votes for one window none counts")
    func ballots() throws {
        let recorded = try RecordedEvidence(
            ["scheme": "openness-plan-2", "subjects": []],
            in: tree
        )
        try tree.unit("税务", "subcenter")
        let units = try ["甲", "乙"].map { FieldValue.reference(try tree.unit($0, "single")) }
        func vote(_ state: String, _ grades: [(Int, String)], _ more: [String: FieldValue] = [:])
            throws
        {
            try recorded.record(
                "district-votes",
                [
                    "round": .text("年终"), "scheme": .text("district-2022-window"),
                    "indicator": .text("leaders"), "record": .text("选票"),
                    "voter": .text("某领导"), "state": .text(state),
                ].merging(more) { $1 },
                rows: ["marks": grades.map { ["subject": units[$0.0], "grade": .text($0.1)] }]
            )
        }
        try vote("已封存", [(1, "满意"), (0, "一般")])
        try vote("已封存", [(0, "满意"), (0, "一般"), (1, "一般")])
        try vote("重投", [(0, "不满意")])
        try vote("已发票", [(0, "不满意")])
        try recorded.record(
            "district-votes",
            [
                "round": .text("年终"), "record": .text("轮次"), "closedAt": .text("2024-12-20"),
                "scheme": .text("district-2022-window"), "indicator": .text("leaders"),
            ]
        )
        let run = try tree.run("district-2022-window", "2024")
        #expect(
            run.evidence.document["ballots"] == [
                ["indicator": "leaders", "marks": ["乙": "一般"]],
                ["indicator": "leaders", "marks": ["乙": "满意", "甲": "一般"]],
            ]
        )
        #expect(run.evidence.notes.contains { $0.contains("1 条还没有封存") })
        #expect(run.result.document["figures"]?["void_ballots.leaders"]?.textValue == "0")
        #expect(try tree.run("district-2022-window", "2023").evidence.document["ballots"] == nil)
        #expect(try tree.run("district-2022-subcenter", "2024").evidence.document["ballots"] == nil)
    }

    @Test("of kinds that stand apart one is assessed, the first where none is asked for")
    func kinds() throws {
        let person = try tree.unit("甲", "single")
        let office = try tree.unit("乙", "department")
        let plan = "openness-plan-1"
        try mark(person, "业务能力", "80", ["kind": .text("staff")], in: plan)
        try mark(office, "领导", "90", ["kind": .text("management")], in: plan)
        let first = try tree.run(plan, "2024")
        #expect(marks(first) == ["业务能力 甲 80"] && first.evidence.notes == [])
        #expect(marks(try tree.run(plan, "2024", kind: "management")) == ["领导 乙 90"])
        #expect(throws: EvidenceError.nobodyNamed) {
            try tree.run(plan, "2024", kind: "handler")
        }
        #expect(
            throws: EvidenceError.unknownKind("hall", known: ["staff", "management", "handler"])
        ) {
            try tree.run(plan, "2024", kind: "hall")
        }
        let offered = try Shipped.schemes.get().map { ($0.id, OfferedKinds.kinds(of: $0)) }
        #expect(offered.first { $0.0 == "district-2022-window" }?.1 == [])
        #expect(offered.first { $0.0 == plan }?.1 == ["staff", "management", "handler"])
        #expect(offered.first { $0.0 == "village-monthly" }?.1.count == 4)
    }
}
