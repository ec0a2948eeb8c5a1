import Assessment
import Causality
import Documents
import EvidenceGathering
import Records
import Store
import Testing

@Suite("from a result of marks and votes back to the records")
struct PartExplanationTests {
    @Test("the explanation ends with the signed records of the marks, never of ballots")
    func explained() throws {
        let tree = try TestTree()
        let none: DocumentValue = ["scheme": "openness-plan-2", "subjects": []]
        let recorded = try RecordedEvidence(none, in: tree)
        let unit = FieldValue.reference(try tree.unit("甲", "single"))
        func vote(_ kind: String, _ indicator: String, _ row: [String: FieldValue]) throws
            -> RecordID
        {
            try recorded.record(
                "district-votes",
                [
                    "round": .text("2024"), "scheme": .text("district-2022-window"),
                    "indicator": .text(indicator), "record": .text(kind), "state": .text("已计票"),
                ],
                rows: ["marks": [row.merging(["subject": unit]) { $1 }]]
            )
        }
        let mark = try vote("评分", "jiwei", ["value": .text("4.5")])
        let ballot = try vote("选票", "leaders", ["grade": .text("满意")])
        let request = try EvidenceRequest(
            scheme: try TestTree.scheme("district-2022-window"),
            period: "2024"
        )
        let explanation = try tree.county.store.read { session in
            let run = try AssessmentRun.run(request, session)
            return try SubjectExplanation.explain(run, subject: "甲", session)
        }
        let text = explanation.lines.joined(separator: "\n")
        #expect(text.contains("评分、任务等依据的记录："))
        #expect(text.contains(mark.text))
        #expect(!text.contains(ballot.text))
        let records = explanation.document["sources"]?.listValue ?? []
        #expect(records.compactMap { $0["recordID"]?.textValue } == [mark.text])
    }

    @Test("an edition and its papers are called by the kind that they are about")
    func titles() throws {
        let tree = try TestTree()
        let unit = try tree.unit("乙", "department")
        try tree.county.record(
            "openness-plan-1",
            Audience(.only, tree.county.place),
            [
                "subject": .reference(unit), "indicator": .text("领导"), "value": .text("90"),
                "kind": .text("management"), "period": .text("2024"), "state": .text("已采用"),
            ]
        )
        let run = try tree.run("openness-plan-1", "2024", kind: "management")
        #expect(ComputedResult(run).title == "政务公开考核方案一 2024（管理部门）（现在试算）")
        let village = ComputedResult(try tree.run(kind: "village"))
        #expect(village.title.contains("（村）"))
    }
}
