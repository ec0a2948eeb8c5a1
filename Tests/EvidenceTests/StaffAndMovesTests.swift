import Assessment
import Causality
import Documents
import EvidenceGathering
import Records
import Spreadsheets
import Store
import Testing

/// Two windows with three people, of whom one was late.
@Suite("people, and moves between windows and townships")
struct StaffAndMovesTests {
    private static let scheme = "county-window-staff"
    private let tree: TestTree
    private let first: RecordID
    private let second: RecordID
    private let late: RecordID

    init() throws {
        tree = try TestTree()
        let tree = tree
        first = try tree.unit("A1", "single")
        second = try tree.unit("A2", "comprehensive")
        func person(_ id: String, _ name: String, _ unit: RecordID, until: String? = nil) throws
            -> RecordID
        {
            let at = Audience(.at, tree.county.place)
            var fields: [String: FieldValue] = [
                "id": .text(id), "name": .text(name), "unit": .reference(unit),
                "post": .text("A岗"), "from": .text("2020-01-01"),
            ]
            fields["to"] = until.map { .text($0) }
            let key = RecordID.keyed(register: "staff", audience: at, key: [.text(id)])
            return try tree.county.record("staff", at, fields, id: key)
        }
        late = try person("T1", "张一明", first)
        _ = try person("T2", "李二", first)
        _ = try person("T3", "王三", second)
        _ = try person("T4", "赵四", second, until: "2024-03-20")
        try tree.county.record(
            "attendance",
            Audience(.at, tree.county.place),
            [
                "date": .text("2024-03-08"), "kind": .text("迟到"), "person": .reference(late),
            ]
        )
    }

    private func people(_ run: AssessmentRun) -> [String] {
        (run.result.document["people"]?.listValue ?? []).map { row in
            ["id", "subject", "total"].compactMap { row[$0]?.textValue }.joined(separator: " ")
                + " \(row["rank"]?.integerValue ?? 0)"
        }
    }

    @Test("all who work at the windows are ranked, not only those who lost points")
    func everybody() throws {
        let run = try tree.run(StaffAndMovesTests.scheme)
        let listed = run.evidence.document["people"]?.listValue ?? []
        #expect(listed.compactMap { $0["id"]?.textValue } == ["T1", "T2", "T3"])
        #expect(people(run) == ["T1 A1 99 3", "T2 A1 100 1", "T3 A2 100 1"])
        let text = ResultText.lines(of: run.document, scheme: run.evidence.scheme)
        #expect(text.contains { $0.contains("T2") && $0.contains("李二") && $0.contains("A1窗口") })
        let explanation = try tree.county.store.read { session in
            try SubjectExplanation.explain(run, subject: "T1", session)
        }
        #expect(explanation.lines.contains { $0.contains("迟到") })
    }

    @Test("every table has the people; where it hangs in the hall, their names are masked")
    func tables() throws {
        let units = try tree.county.store.read { try ResultForm.units($0) }
        let both = ComputedResult(try tree.run(StaffAndMovesTests.scheme))
        let month = ResultForm.month.table(both, units: units)
        #expect(month.rows.count == 5 && month.columns[3] == "人员")
        #expect(month.rows.contains { $0[2] == .text("A1窗口") && $0[3] == .text("张一明") })
        let notice = ResultForm.notice.table(both, units: units)
        #expect(notice.rows.count == 5)
        #expect(notice.rows.contains { $0[1] == .text("A1窗口") && $0[2] == .text("张*") })
        let staff = ComputedResult(try tree.run("huozhou-staff", "2024-Q1"))
        let list = ResultForm.notice.table(staff, units: units)
        #expect(list.rows.count == 3)
        #expect(!list.rows.joined().contains { $0 == .text("张一明") || $0 == .text("李二") })
        #expect(list.rows.contains { $0[1] == .empty && $0[2] == .text("张*") })
    }

    @Test("one deed in two registers counts once, and the record left out is named")
    func oneDeed() throws {
        func patrol(_ day: String, _ person: RecordID?) throws -> RecordID {
            var fields: [String: FieldValue] = [
                "date": .text(day), "window": .reference(first), "rule": .text("CW-D1a"),
                "state": .text("登记"),
            ]
            fields["person"] = person.map { .reference($0) }
            return try tree.county.record(
                "hall-patrol",
                Audience(.at, tree.county.place),
                fields
            )
        }
        let repeated = try patrol("2024-03-08", late)
        _ = try patrol("2024-03-09", late)
        _ = try patrol("2024-03-08", nil)
        let run = try tree.run(StaffAndMovesTests.scheme)
        #expect(
            run.evidence.document.findingTexts.count { $0.hasPrefix("CW-D1a A1 2024-03-08") } == 2
        )
        #expect(run.evidence.document.findingTexts.count == 3)
        #expect(run.evidence.notes.contains { $0.contains(repeated.text) })
    }

    /// Moves the one who was late to the other window.
    private func moveLate() throws {
        let at = Audience(.at, tree.county.place)
        try tree.county.change(late, "staff", at, ["unit": .reference(second)])
    }

    @Test("who moved to another window since counts where they were on the day")
    func movedPerson() throws {
        let before = try tree.run(StaffAndMovesTests.scheme).result.document
        tree.clock.set("2024-04-10T09:00:00+08:00")
        try moveLate()
        #expect(try tree.run(StaffAndMovesTests.scheme).result.document == before)
        let april = try tree.run(StaffAndMovesTests.scheme, "2024-04")
        let listed = april.evidence.document["people"]?.listValue ?? []
        #expect(listed.first?["id"] == "T1" && listed.first?["subject"] == "A2")
    }

    @Test("a finding of a month in which somebody moved is charged to the window of that day")
    func movedWithinMonth() throws {
        tree.clock.set("2024-03-20T09:00:00+08:00")
        try moveLate()
        let findings = try tree.run(StaffAndMovesTests.scheme).evidence.document.findingTexts
        #expect(findings.count == 1 && findings[0].contains("A1"), "\(findings)")
    }

    @Test("a village that moved since counts in the township that it was in")
    func movedVillage() throws {
        let under = Audience(.under, tree.county.place)
        let west = try tree.county.record(
            "region",
            under,
            [
                "code": .text("330102002000"), "name": .text("西镇"), "level": .text("township"),
                "from": .text("2000-01-01"), "parent": .reference(tree.county.place),
            ]
        )
        try tree.matter(tree.hekou, ["acceptedAt": "03-04", "bookedAt": "03-04"])
        let before = try tree.run(kind: "township").evidence.document["statistics"]
        tree.clock.set("2024-04-10T09:00:00+08:00")
        try tree.county.change(tree.hekou, "region", under, ["parent": .reference(west)])
        #expect(try tree.run(kind: "township").evidence.document["statistics"] == before)
        let april = try tree.run("village-monthly", "2024-04", kind: "township")
        try tree.matter(tree.hekou, ["acceptedAt": "2024-04-04", "bookedAt": "2024-04-04"])
        let later = try tree.run("village-monthly", "2024-04", kind: "township")
        #expect(
            april.evidence.document["statistics"]?["330102002000"]
                != later.evidence.document["statistics"]?["330102002000"]
        )
    }

    @Test("what the directory has for a part of the period only is named")
    func partOfPeriod() throws {
        try tree.county.change(
            second,
            "unit",
            Audience(.under, tree.county.place),
            ["from": .text("2024-03-20")]
        )
        let notes = try tree.run(StaffAndMovesTests.scheme).evidence.notes
        #expect(notes.contains { $0.contains("A2窗口（自 2024-03-20）") }, "\(notes)")
    }

    @Test(
        "a scheme says which of the directories are of which kind",
        arguments: [
            ("staff", ["T1", "T2", "T3"]), ("window", ["A1", "A2"]),
        ]
    )
    func kinds(kind: String, ids: [String]) throws {
        let run = try tree.run("city-performance", kind: kind)
        let subjects = run.result.document["subjects"]?.listValue ?? []
        #expect(subjects.compactMap { $0["id"]?.textValue } == ids)
        #expect(subjects.allSatisfy { $0["total"] == .null })
    }

    @Test("reviews of a window are its share of good ones")
    func reviews() throws {
        for grade in ["非常满意", "满意", "不满意", "基本满意"] {
            try tree.county.record(
                "good-bad-review",
                Audience(.at, tree.county.place),
                [
                    "grade": .text(grade), "window": .reference(first), "state": .text("已评"),
                    "at": .text("2024-03-08T09:00:00+08:00"),
                ]
            )
        }
        let run = try tree.run("good-bad-review")
        #expect(run.result.document.subject("A1")?["total"] == "75")
        #expect(run.result.document.subject("A2")?["total"] == .null)
    }
}
