import Assessment
import Causality
import Documents
import EvidenceGathering
import Merge
import Records
import Store
import Testing

@Suite("assessing a node's own records")
struct AssessmentRunTests {
    private let hekou = "330102001001"

    private func month(_ tree: TestTree) throws {
        for day in ["03-04", "03-05"] {
            try tree.matter(
                tree.hekou,
                [
                    "acceptedAt": day, "promisedDate": day, "repliedAt": "03-05", "bookedAt": day,
                    "slipPrintedAt": day, "publishedAt": "03-06",
                ],
                ["result": .text("已办"), "backDated": .boolean(day == "03-05")],
                hasRuns: day == "03-04"
            )
        }
    }

    @Test("the month of a village comes out as worked out by hand, equal to scoring its evidence")
    func scored() throws {
        let tree = try TestTree()
        try month(tree)
        let run = try tree.run(kind: "village")
        let row = run.result.document.subject(hekou)
        // No reviews and no duty: weights 30, 20, 10, 10 of 70. 1 of 2, 1 of 2, 2 of 2, 2 of 2.
        #expect(row?["sections"]?["on_time"]?.textValue == "150/7")
        #expect(row?["sections"]?["ledger"]?.textValue == "100/7")
        #expect(row?["sections"]?["deductions"]?.textValue == "-0.5")
        #expect(row?["total"]?.textValue == "893/14")
        #expect(row?["flags"] == ["no_duty", "no_satisfied"])
        let bytes = JSONWriter.write(run.evidence.document, pretty: true, sortedKeys: false)
        let scheme = try TestTree.scheme("village-monthly")
        let again = Assessor.score(evidenceJSON: bytes, schemes: [scheme])
        #expect(again.document == run.result.document)
    }

    @Test("the result says by what it was made, and up to where")
    func provenance() throws {
        let tree = try TestTree()
        try month(tree)
        let run = try tree.run(kind: "village")
        let document = run.document
        let provenance = document["provenance"]
        #expect(provenance?["scheme"]?["id"]?.textValue == "village-monthly")
        #expect(provenance?["scheme"]?["version"]?.textValue?.count == 64)
        #expect(provenance?["evidence"]?.textValue == run.evidenceHash)
        let cut = provenance?["cut"]?.objectValue?.members ?? []
        let held = try tree.county.store.read { try $0.heldStreams() }
        #expect(cut.count == held.count)
        #expect(cut.compactMap(\.value.integerValue).reduce(0, +) == 5 + 2)
        let other = try tree.run(kind: "village", at: tree.county)
        #expect(other.evidenceHash == run.evidenceHash)
        try tree.matter(tree.hekou, ["acceptedAt": "03-09", "bookedAt": "03-09"])
        #expect(try tree.run(kind: "village").evidenceHash != run.evidenceHash)
    }

    @Test("two nodes that hold the same events give the same evidence bytes")
    func sameEverywhere() throws {
        let tree = try TestTree()
        let world = try VillageWorld(tree, place: tree.township, number: 20)
        try month(tree)
        try tree.matter(
            tree.shanqian,
            ["acceptedAt": "03-07"],
            ["backDated": .boolean(true)],
            by: world.village
        )
        try world.village.send(to: tree.county)
        try tree.county.send(to: world.village)
        let here = try tree.run(kind: "village").evidence.document
        let there = try tree.run(kind: "village", at: world.village).evidence.document
        #expect(there["findings"] == here["findings"])
        #expect(there["statistics"]?[hekou] == here["statistics"]?[hekou])
    }

    @Test("a field in conflict has neither value, and the subject is provisional")
    func conflict() throws {
        let tree = try TestTree()
        let audience = Audience(.at, tree.hekou)
        let matter = try tree.matter(
            tree.hekou,
            ["acceptedAt": "03-04", "promisedDate": "03-10", "bookedAt": "03-04"]
        )
        let seen = try tree.county.store.read { try $0.record(matter)?.state.version }
        let world = try VillageWorld(tree)
        try world.village.change(
            matter,
            "village-agency",
            audience,
            ["repliedAt": .text("2024-03-09T10:00:00+08:00")],
            seen: seen
        )
        try tree.county.change(
            matter,
            "village-agency",
            audience,
            ["repliedAt": .text("2024-03-12T10:00:00+08:00")],
            seen: seen
        )
        #expect(try tree.counts("330102001000", kind: "township")["onTime"] == 0)
        #expect(try tree.run(kind: "village").evidence.notes.allSatisfy { !$0.contains("冲突") })
        try world.village.send(to: tree.county)
        let counts = try tree.counts(hekou)
        #expect(counts["due"] == 1 && counts["onTime"] == 0 && counts["closed"] == 0)
        let run = try tree.run(kind: "township")
        #expect(run.evidence.provisional == ["330102001000"])
        #expect(run.evidence.notes.contains { $0.contains("1 条记录存在未处理的冲突") })
        #expect(
            try tree.run("village-monthly", "2024-05", kind: "village").evidence.notes.allSatisfy {
                !$0.contains("冲突")
            }
        )
    }

    @Test("the explanation leads from the total to the signed events")
    func explained() throws {
        let tree = try TestTree()
        try month(tree)
        let request = try EvidenceRequest(
            scheme: try TestTree.scheme("village-monthly"),
            period: TestTree.month
        )
        let explanation = try tree.county.store.read { session in
            let run = try AssessmentRun.run(request, naming: hekou, session)
            return try SubjectExplanation.explain(run, subject: hekou, session)
        }
        let text = explanation.lines.joined(separator: "\n")
        #expect(text.contains("河口在 2024-03 的总分是 893/14（约 63.79） 分"))
        #expect(text.contains("台账事后补录"))
        #expect(text.contains("失分"))
        #expect(text.contains("第 2 号"))
        #expect(text.contains("2024年3月15日 09:00"))
        #expect(!text.contains("村民,"), "no citizen's name")
        #expect(explanation.document["about"]?.textValue == "total")
    }

    @Test("an edition is explained by its own evidence, in the sentences of the run it was made of")
    func explainedEdition() throws {
        let tree = try TestTree()
        try month(tree)
        let request = try EvidenceRequest(
            scheme: try TestTree.scheme("village-monthly"),
            period: TestTree.month
        )
        func running() throws -> [String] {
            try tree.clock.afterTheYear {
                try tree.county.store.read { session in
                    let run = try AssessmentRun.run(request, session)
                    return try SubjectExplanation.explain(run, subject: hekou, session).lines
                }
            }
        }
        let before = try running()
        let edition = try tree.freeze("village-monthly", TestTree.month)
        func frozen() throws -> [String] {
            try tree.county.store.read { session in
                let content = try EditionContent(
                    EditionShelf.edition(edition.name, session),
                    session
                )
                #expect(throws: EvidenceError.unknownSubject("nobody")) {
                    try SubjectExplanation.explain(content, subject: "nobody", session)
                }
                let overview = try ResultOverview(content, session)
                #expect(overview.lines.contains { $0.contains("河口在 2024-03 的总分") })
                #expect(!overview.lines.contains { $0.contains("流 ") })
                return try SubjectExplanation.explain(content, subject: hekou, session).lines
            }
        }
        #expect(try frozen() == before)
        #expect(before.contains { $0.contains("流 ") })

        // What came later is not told as part of it, and the records are not told by other numbers.
        try tree.matter(tree.hekou, ["promisedDate": "03-09", "repliedAt": "03-30"])
        #expect(try running().first != before.first)
        let after = try frozen()
        #expect(after.first == before.first)
        #expect(after.contains { $0.contains("定稿以后这个对象的数有变动") })
    }

    @Test("a township is explained among townships without being told so")
    func explainedTownship() throws {
        let tree = try TestTree()
        try month(tree)
        let request = try EvidenceRequest(
            scheme: try TestTree.scheme("village-monthly"),
            period: TestTree.month
        )
        let explanation = try tree.county.store.read { session in
            let run = try AssessmentRun.run(request, naming: "330102001000", session)
            return try SubjectExplanation.explain(run, subject: "330102001000", session)
        }
        #expect(explanation.lines.first?.hasPrefix("东镇在 2024-03") == true)
        #expect(throws: EvidenceError.unknownSubject("nobody")) {
            try tree.county.store.read { session in
                let run = try AssessmentRun.run(request, naming: "nobody", session)
                return try SubjectExplanation.explain(run, subject: "nobody", session)
            }
        }
    }

    @Test("a year is the mean of the months of which something is held")
    func year() throws {
        let tree = try TestTree()
        try month(tree)
        let run = try tree.run("village-monthly", "2024", kind: "village")
        let scores = run.evidence.document["periodScores"]
        #expect(scores?[hekou] == ["2024-03": "893/14"])
        #expect(run.result.document.subject(hekou)?["flags"] == ["months_1_of_12"])
        #expect(run.result.document.subject(hekou)?["total"]?.textValue == "893/14")
    }

    @Test("requests that fit neither scheme nor node are refused in a sentence")
    func refusals() throws {
        let tree = try TestTree()
        #expect(throws: EvidenceError.badPeriod("2024-Q1")) {
            try tree.run("village-monthly", "2024-Q1")
        }
        #expect(throws: EvidenceError.badPeriod("x")) { try tree.run("village-monthly", "x") }
        #expect(throws: EvidenceError.kindNotTaken) {
            try tree.run("district-2022-window-month", kind: "village")
        }
        #expect(throws: EvidenceError.noSubjects("县")) { try tree.run(kind: "county") }
        #expect {
            try tree.run(kind: "hamlet")
        } throws: { error in
            guard case EvidenceError.unknownKind("hamlet", let known) = error else { return false }
            return known == ["village", "township", "county", "city"]
        }
    }

    @Test("the ranking for people is aligned and names what is missing")
    func ranking() throws {
        let tree = try TestTree()
        try month(tree)
        _ = try VillageWorld(tree, place: tree.shanqian)
        let run = try tree.run(kind: "village")
        let lines = ResultText.lines(of: run.document, scheme: run.evidence.scheme)
        #expect(lines[0] == "名次  编号          名称   得分  备注")
        #expect(lines[1].hasPrefix("   1  330102001001  河口  63.79"))
        #expect(lines.contains { $0.contains("山前") && $0.contains("数据未到齐") })
    }
}
