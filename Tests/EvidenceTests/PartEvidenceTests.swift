import Assessment
import Causality
import Documents
import EvidenceGathering
import Records
import Store
import Testing

@Suite("marks, votes, tasks and answers gathered from records")
struct PartEvidenceTests {
    /// Schemes whose evidence is marks, votes, tasks, answers or numbers that people enter.
    private static let schemes = [
        "district-2022-staff", "district-2022-subcenter", "exam", "huozhou-staff",
        "jiamusi-openness", "key-work-monthly", "mutual-review", "openness-plan-1",
        "openness-plan-2", "openness-plan-3", "performance-generic", "tonglu-2018",
    ]

    /// Parts of a row of a result that must be the same.
    private static let compared = [
        "sections", "total", "display", "rank", "grade", "awards", "flags", "applied", "extras",
    ]

    @Test("the worked cases of a scheme come out the same from records", arguments: schemes)
    func workedCases(id: String) throws {
        let scheme = try TestTree.scheme(id)
        var count = 0
        for worked in scheme.document["cases"]?.listValue ?? [] {
            let evidence = try #require(worked["evidence"])
            let isRefused = worked["expected"]?["status"]?.textValue == "error"
            // Of a year of months the months' records give months that the case leaves out.
            let isOfMonths = id == "tonglu-2018" && evidence["periodScores"] != nil
            guard !isRefused, !isOfMonths else { continue }
            count += 1
            try check(evidence, scheme, worked["name"]?.textValue ?? "")
        }
        #expect(count > 0)
    }

    /// Writes the evidence down, runs the assessment, and compares it with scoring the evidence.
    private func check(_ evidence: DocumentValue, _ scheme: Scheme, _ name: String) throws {
        let tree = try TestTree()
        let recorded = try RecordedEvidence(evidence, in: tree)
        let kind = evidence["subjects"]?.listValue?.first?["kind"]?.textValue
        let isOfOneKind = scheme.kinds?.isSingle ?? false
        let run = try tree.run(scheme.id, recorded.period, kind: isOfOneKind ? kind : nil)
        let wanted = Assessor.score(evidence: evidence, schemes: [scheme]).document
        var document = try #require(run.evidence.document.objectValue)
        document["parameters"] = evidence["parameters"]
        let found = Assessor.score(evidence: .object(document), schemes: [scheme]).document
        if evidence["parameters"] == nil { #expect(found == run.result.document) }
        #expect(found["status"] == wanted["status"], "\(name)：\(run.evidence.notes)")
        for key in ["quota", "figures"] { #expect(found[key] == wanted[key], "\(name) \(key)") }
        let rows = wanted["subjects"]?.listValue ?? []
        #expect(found["subjects"]?.listValue?.count == rows.count, "\(name)")
        for row in rows {
            let id = row["id"]?.textValue ?? ""
            let own = found.subject(id)
            for key in Self.compared {
                #expect(own?[key] == row[key], "\(name) \(id) \(key)：\(run.evidence.notes)")
            }
        }
        #expect(run.evidence.notes == [], "\(name)")
    }
}
