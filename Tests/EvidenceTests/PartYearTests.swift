import Assessment
import Causality
import Documents
import EvidenceGathering
import Records
import Store
import Testing

@Suite("years of marks, rates, rounds and months")
struct PartYearTests {
    private let tree: TestTree
    private let recorded: RecordedEvidence

    init() throws {
        tree = try TestTree()
        recorded = try RecordedEvidence(["scheme": "openness-plan-2", "subjects": []], in: tree)
    }

    private func marks(_ run: AssessmentRun) -> [String] {
        (run.evidence.document["marks"]?.listValue ?? []).map { mark in
            ["indicator", "source", "rater", "subject", "value"]
                .compactMap { mark[$0]?.textValue }.joined(separator: " ")
        }
    }

    private func call(_ window: RecordID, _ day: String, _ isSatisfied: Bool?) throws {
        var fields: [String: FieldValue] = [
            "round": .text("一"), "window": .reference(window), "state": .text("已回访"),
            "calledAt": .text(day + "T10:00:00+08:00"), "answered": .boolean(isSatisfied != nil),
        ]
        fields["satisfied"] = isSatisfied.map(FieldValue.boolean)
        try tree.county.record("third-party-callback", Audience(.at, tree.county.place), fields)
    }

    @Test(
        "a year of windows: months by findings, marks, votes, call-backs and the district's grade"
    )
    func windows() throws {
        let units = try ["甲", "乙"].map { try tree.unit($0, "single") }
        try tree.unit("综合", "comprehensive")
        for (window, day) in zip(units, ["2024-03-08", "2024-05-08"]) {
            try tree.county.record(
                "hall-patrol",
                Audience(.at, tree.county.place),
                [
                    "date": .text(day), "rule": .text("DW-D1"), "state": .text("登记"),
                    "window": .reference(window),
                ]
            )
        }
        try call(units[0], "2024-04-02", true)
        try call(units[0], "2024-04-03", true)
        try call(units[0], "2024-04-04", false)
        try call(units[0], "2024-04-05", nil)
        try call(units[1], "2023-12-31", true)
        for (unit, value) in zip(units, ["4.5", "5"]) {
            try recorded.record(
                "district-votes",
                [
                    "round": .text("2024"), "scheme": .text("district-2022-window"),
                    "indicator": .text("jiwei"), "record": .text("评分"),
                    "state": .text("已公布"), "voter": .text("某委员"),
                ],
                rows: ["marks": [["subject": .reference(unit), "value": .text(value)]]]
            )
        }
        try recorded.record(
            "honours",
            [
                "honour": .text("考绩优秀单位"), "date": .text("2024-12-20"),
                "confirmed": .boolean(true),
            ]
        )
        let run = try tree.run("district-2022-window", "2024")
        let document = run.evidence.document
        #expect(document["assessedPeriods"] == ["2024-03", "2024-05"])
        #expect(document["facts"] == ["district_excellent": true])
        #expect(marks(run) == ["jiwei 乙 5", "jiwei 甲 4.5", "third_party 甲 200/3"])
        let row = run.result.document.subject("甲")
        // Half a mark off in March, none in May: 70% of 99.75.
        #expect(row?["sections"]?["daily"]?.textValue == "69.825")
        #expect(row?["sections"]?["third_party"]?.textValue == "10")
        #expect(row?["sections"]?["jiwei"]?.textValue == "4.9")
        #expect(row?["flags"] == ["missing_leaders", "missing_supervisors", "months_2_of_12"])
    }

    @Test("forms of a survey give the rate where they have no marks, and are about nobody new")
    func survey() throws {
        let unit = try tree.unit("住建", "department")
        let window = try tree.unit("窗口", "single")
        func form(_ about: RecordID, _ kind: String, _ isSatisfied: Bool?, _ mark: String?) throws {
            var fields: [String: FieldValue] = [
                "round": .text("一"), "way": .text("电话"), "respondentKind": .text(kind),
                "unit": .reference(about), "at": .text("2024-04-02"), "state": .text("已收集"),
            ]
            fields["satisfied"] = isSatisfied.map(FieldValue.boolean)
            let row: [String: FieldValue]? = mark.map {
                ["indicator": .text("企业满意度"), "value": .text($0)]
            }
            try recorded.record("opinion-survey", fields, rows: ["marks": row.map { [$0] } ?? []])
        }
        try form(unit, "群众", true, nil)
        try form(unit, "群众", false, nil)
        try form(unit, "群众", true, nil)
        try form(unit, "企业", true, "90")
        try form(unit, "企业", nil, "95.5")
        try form(window, "群众", true, nil)
        let run = try tree.run("openness-plan-3", "2024")
        #expect(
            marks(run) == ["企业满意度 评价 住建 90", "企业满意度 评价 住建 95.5", "群众满意度 评价 住建 200/3"]
        )
        #expect(run.evidence.document["subjects"]?.listValue?.count == 1)
        #expect(run.evidence.notes == [])
    }

    @Test("of two tests in a period the last one counts, and two right answers are none")
    func rounds() throws {
        func exam(_ session: String, _ fields: [String: FieldValue]) throws {
            try recorded.record("exam", ["session": .text(session)].merging(fields) { $1 })
        }
        let under = Audience(.under, tree.county.place)
        let person = try tree.county.record(
            "staff",
            under,
            ["id": .text("S7"), "name": .text("张某")],
            id: .keyed(register: "staff", audience: under, key: [.text("S7")])
        )
        for (session, day) in [("补考", "2024-03-20"), ("首考", "2024-03-05")] {
            try exam(session, ["record": .text("场次"), "date": .text(day)])
            let right = FieldValue.text(session == "补考" ? "√" : "×")
            try exam(session, ["record": .text("题目"), "questionNo": .integer(1), "key": right])
            try exam(
                session,
                [
                    "record": .text("答卷"), "questionNo": .integer(1), "answer": .text("√"),
                    "person": .reference(person),
                ]
            )
        }
        for key in ["√", "×"] {
            try exam(
                "补考",
                ["record": .text("题目"), "questionNo": .integer(2), "key": .text(key)]
            )
        }
        try exam("补考", ["record": .text("题目"), "questionNo": .integer(3), "key": .text("A")])
        let run = try tree.run("exam", "2024-03")
        #expect(
            run.evidence.document["answers"] == ["key": ["1": "√"], "sheets": ["S7": ["1": "√"]]]
        )
        #expect(run.result.document.subject("S7")?["total"]?.textValue == "1.5")
        let notes = run.evidence.notes.joined(separator: "\n")
        for part in ["只算最后一场“补考”", "“2”有两条", "答案只能是 √ 或 ×"] {
            #expect(notes.contains(part), "\(notes)")
        }
    }

    @Test("a year of departments: the mean of the months, then red flags and the volume of cases")
    func departments() throws {
        let evidence: DocumentValue = [
            "scheme": "tonglu-2018", "period": "2024", "subjects": [["id": "甲"], ["id": "乙"]],
            "periodScores": ["甲": ["2024-05": 96], "乙": ["2024-05": 103]],
            "statistics": ["甲": ["red_flags": 2], "乙": ["red_flags": 1, "volume": 3]],
        ]
        let year = try RecordedEvidence(evidence, in: try TestTree())
        let run = try year.tree.run("tonglu-2018", "2024")
        #expect(
            run.evidence.document["periodScores"] == [
                "乙": ["2024-05": "103"], "甲": ["2024-05": "96"],
            ]
        )
        #expect(
            run.evidence.document["statistics"] == [
                "乙": ["red_flags": "1", "volume": 3], "甲": ["red_flags": "2", "volume": 0],
            ]
        )
        #expect(run.result.document.subject("乙")?["total"]?.textValue == "103")
    }

    @Test("whoever works at a window is assessed without a mark too, who has left is not")
    func staff() throws {
        let window = try tree.unit("窗口", "single")
        let office = try tree.unit("机关", "department")
        let under = Audience(.under, tree.county.place)
        func person(_ id: String, _ unit: RecordID, _ to: String?) throws -> RecordID {
            var fields: [String: FieldValue] = [
                "id": .text(id), "name": .text(id), "unit": .reference(unit),
            ]
            fields["to"] = to.map(FieldValue.text)
            return try tree.county.record(
                "staff",
                under,
                fields,
                id: .keyed(register: "staff", audience: under, key: [.text(id)])
            )
        }
        let marked = try person("S1", office, nil)
        _ = try person("S2", window, nil)
        _ = try person("S3", window, "2024-06-30")
        _ = try person("S4", office, nil)
        for (value, kind) in [("90", "single"), ("95", "comprehensive")] {
            try recorded.record(
                "district-2022-staff",
                [
                    "subject": .reference(marked), "indicator": .text("年度得分"),
                    "value": .text(value), "kind": .text(kind), "period": .text("2024"),
                    "state": .text("已封存"),
                ]
            )
        }
        let run = try tree.run("district-2022-staff", "2024")
        #expect(
            run.evidence.document["subjects"] == [
                ["id": "S1", "name": "S1"], ["id": "S2", "name": "S2", "kind": "single"],
            ]
        )
        #expect(marks(run) == ["score S1 90", "score S1 95"])
        #expect(run.evidence.notes.contains { $0.contains("1 个对象的类别或情况") })
        #expect(run.result.document.subject("S2")?["flags"] == ["missing_score"])
    }
}
