import Assessment
import Bookkeeping
import Causality
import Documents
import EvidenceGathering
import Records
import Spreadsheets
import Store
import Testing

@Suite("what comes after an edition is frozen")
final class LateDataTests: LateSuite {
    private func findings(_ period: String) throws -> [String] {
        try tree.run(scheme, period).evidence.document.findingTexts
    }

    private func proves(_ edition: Edition) throws -> Bool {
        let proof = try EditionProof.prove(edition.name, in: tree.county.store)
        return proof.resultEqual && proof.evidenceEqual == true && proof.differences.isEmpty
    }

    @Test("new, changed and withdrawn records are listed with what they change, others are not")
    func listed() throws {
        let changed = try tree.patrol("DW-D1", "2024-03-04", of: window)
        let gone = try tree.patrol("DW-D1", "2024-03-05", of: window)
        let edition = try tree.freeze(scheme, march)
        #expect(try tree.late(edition).rows.isEmpty)
        let new = try tree.patrol("DW-D1", "2024-03-06", of: window)
        try tree.patrol("DW-D1", "2024-04-06", of: window)
        let audience = Audience(.at, tree.county.place)
        try tree.county.change(changed, "hall-patrol", audience, ["rule": .text("DW-D3")])
        try tree.county.change(gone, "hall-patrol", audience, ["date": .text("2024-04-05")])
        let rows = try tree.late(edition).rows
        #expect(rows.map(\.record) == [changed, gone, new])
        #expect(rows.map(\.change) == [.changed, .withdrawn, .new])
        #expect(rows.map(\.date) == ["2024-03-04", "2024-03-05", "2024-03-06"])
        #expect(rows.allSatisfy { $0.effects.map(\.subject) == ["甲"] && $0.place == "县" })
        let points = rows.map { $0.effects.first?.points.map { "\($0.before) \($0.after)" } }
        #expect(points[1] == "99.00 99.50" && points[2] == "99.00 98.50")
        #expect(rows.allSatisfy { $0.isOpen && $0.decision == nil })
        // What was told of a record without touching the period is nothing late.
        try tree.county.change(new, "hall-patrol", audience, ["note": .text("已通报")])
        #expect(try tree.late(edition).rows.count == 3)
    }

    @Test("put into the next period a record counts there once, with its own day, and is named")
    func next() throws {
        try tree.patrol("DW-D1", "2024-03-04", of: window)
        let edition = try tree.freeze(scheme, march)
        let late = try tree.patrol("DW-D1", "2024-03-06", of: window)
        #expect(try total(march) == "99" && total(april) == "100")
        try tree.decide(.next, late, of: edition)
        #expect(try total(march) == "99.5" && total(april) == "99.5")
        #expect(try findings(march) == ["DW-D1 甲 2024-03-04"])
        #expect(try findings(april) == ["DW-D1 甲 2024-03-06"])
        #expect(try total("2024-05") == "100" && total("2024-02") == "100")
        let notes = try tree.run(scheme, march).evidence.notes.joined()
        #expect(notes.contains("定稿以后才到的，没有计入：算到 2024-04"))
        #expect(notes.contains("S8 2025-01-05 决定，理由：主任会议同意"))
        let run = try tree.run(scheme, april)
        #expect(run.evidence.notes.joined().contains("是 2024-03 的迟到数据，算到本期"))
        let explanation = try tree.county.store.read {
            try SubjectExplanation.explain(run, subject: "甲", $0)
        }
        #expect(explanation.lines.contains { $0.contains("2024-03-06（3 月的迟到数据，算到本期）") })
        #expect(explanation.lines.contains { $0.contains(late.text) })
        // Frozen then, both are proven then and now, and nothing of it is late any more.
        let restated = try tree.freeze(scheme, march, replaces: edition.name)
        let following = try tree.freeze(scheme, april)
        let kept = try tree.late(restated).rows
        #expect(kept.map(\.record) == [late] && kept.map(\.change) == [.leftOut])
        #expect(
            kept.allSatisfy { !$0.isOpen } && kept.first?.effects.first?.points?.after == "99.00"
        )
        #expect(try tree.late(following).rows.isEmpty)
        #expect(try proves(edition) && proves(restated) && proves(following))
        #expect(try tree.late(edition).rows.map(\.record) == [late])
        let content = try tree.county.store.read { try EditionContent(following, $0) }
        let explained = ResultForm.deductions.table(try ComputedResult(content), units: ["甲"])
        #expect("\(explained.rows)".contains("3 月的迟到数据，算到本期"))
    }

    @Test("left out a record counts nowhere, and who left it out and why is told")
    func omitted() throws {
        let edition = try tree.freeze(scheme, march)
        let late = try tree.patrol("DW-D1", "2024-03-06", of: window)
        try tree.decide(.omit, late, of: edition, reason: "照片看不清")
        for period in [march, april, "2024-05"] { #expect(try total(period) == "100") }
        let notes = try tree.run(scheme, march).evidence.notes.joined()
        #expect(notes.contains("没有计入：不采用（S8 2025-01-05 决定，理由：照片看不清）"))
        #expect(notes.contains(late.text))
        // A later decision counts from then on.
        try tree.decide(.next, late, of: edition, target: "2024-06")
        #expect(try total("2024-06") == "99.5" && total(march) == "100")
        try tree.decide(.restate, late, of: edition)
        #expect(try total("2024-06") == "100" && total(march) == "99.5")
    }

    @Test("years and quarters have a moved record once, by the months that were decided")
    func year() throws {
        let edition = try tree.freeze(scheme, march)
        try tree.decide(edition)
        let late = try tree.patrol("DW-D1", "2024-03-06", of: window)
        try tree.decide(.next, late, of: edition)
        let following = try tree.freeze(scheme, april)
        try tree.decide(following)
        let document = try tree.run("district-2022-window", "2024").evidence.document
        let scores = document["periodScores"]?["甲"]
        #expect(scores?["2024-03"]?.textValue == "100" && scores?["2024-04"]?.textValue == "99.5")
        for (period, month) in [("2024-Q1", "2024-03"), ("2024-Q2", "2024-04")] {
            try quarter(period, month)
        }
    }

    /// The quarter of another scheme counts its own late data in its own month.
    private func quarter(_ period: String, _ month: String) throws {
        let huozhou = "huozhou-hall"
        let name = "2024-03"
        let edition = try tree.freeze(huozhou, name)
        let late = try tree.patrol("HZ-L1", "2024-03-07", of: window)
        let before = try score(huozhou, period, month)
        try tree.decide(.next, late, of: edition)
        let after = try score(huozhou, period, month)
        #expect(before != after, "\(period)")
    }

    private func score(_ scheme: String, _ period: String, _ part: String) throws -> String? {
        let document = try tree.run(scheme, period).evidence.document
        return document["periodScores"]?["甲"]?[part].map { $0.textValue ?? $0.numberLiteral ?? "" }
    }

    private func matter(_ day: String) throws -> RecordID {
        try tree.matter(tree.hekou, ["acceptedAt": day, "bookedAt": day])
    }

    private func counts(_ period: String, _ code: String, _ kind: String) throws -> [String: Int] {
        let run = try tree.run("village-monthly", period, kind: kind)
        let members = run.evidence.document["statistics"]?[code]?.objectValue?.members ?? []
        return Dictionary(
            members.map { ($0.key, $0.value.integerValue ?? -1) },
            uniquingKeysWith: { first, _ in first }
        )
    }

    @Test("pooled counts leave a moved record out of its month and have it in the next")
    func pooled() throws {
        _ = try matter("03-04")
        let request = try EvidenceRequest(
            scheme: try TestTree.scheme("village-monthly"),
            period: march,
            kind: "township"
        )
        let freezing = Freezing(request, reason: "先定", actor: "S9", replaces: nil)
        let edition = try tree.clock.afterTheYear { try freezing.freeze(in: tree.county.store) }
        let (code, kind) = ("330102001000", "township")
        let before = try counts(march, code, kind)
        let late = try matter("03-05")
        let both = try counts(march, code, kind)
        let none = try counts(april, code, kind)
        #expect(before != both)
        let row = try #require(try tree.late(edition).rows.first)
        #expect(row.record == late && row.change == .new && row.effects.map(\.subject) == [code])
        try tree.decide(.next, late, of: edition)
        #expect(try counts(march, code, kind) == before)
        let next = try counts(april, code, kind)
        let added = both.merging(before) { $0 - $1 }
        #expect(next == none.merging(added) { $0 + $1 })
        // Of the villages nobody has decided.
        let village = try counts(march, "330102001001", "village")
        #expect(village == both)
    }

    @Test("quarters and years that count records themselves decide on late data themselves")
    func direct() throws {
        func review(_ day: String) throws -> RecordID {
            try tree.county.record(
                "good-bad-review",
                Audience(.at, tree.county.place),
                [
                    "grade": .text("满意"), "window": .reference(window), "state": .text("已评"),
                    "at": .text("2024-\(day)T09:00:00+08:00"),
                ]
            )
        }
        func count(_ period: String) throws -> Int? {
            let run = try tree.run("good-bad-review", period)
            return run.evidence.document["statistics"]?["甲"]?["reviews"]?.integerValue
        }
        for day in ["03-04", "04-04"] { _ = try review(day) }
        let edition = try tree.freeze("good-bad-review", march)
        let late = try review("03-05")
        let periods = [march, april, "2024-Q1", "2024-Q2", "2024-Q3", "2024"]
        #expect(try periods.map(count) == [2, 1, 2, 1, 0, 3])
        let quarterly = try tree.freeze("good-bad-review", "2024-Q1")
        let second = try review("03-06")
        try tree.decide(.next, late, of: edition)
        try tree.decide(.restate, second, of: edition)
        // What was decided of the month says nothing of the quarter and the year.
        #expect(try periods.map(count) == [2, 2, 3, 1, 0, 4])
        try tree.decide(.next, second, of: quarterly)
        #expect(try periods.map(count) == [2, 2, 2, 2, 0, 4])
        #expect(try tree.late(quarterly).rows.map(\.record) == [second])
        let yearly = try tree.freeze("good-bad-review", "2024")
        #expect(try tree.late(yearly).rows.isEmpty && proves(yearly))
    }

    @Test("late data that a period was given after it was frozen is late there, too")
    func movedAgain() throws {
        let edition = try tree.freeze(scheme, march)
        let draft = try tree.freeze(scheme, april)
        let late = try tree.patrol("DW-D1", "2024-03-06", of: window)
        try tree.decide(.next, late, of: edition)
        let rows = try tree.late(draft).rows
        #expect(rows.map(\.change) == [.moved] && rows.first?.record == late)
        #expect(rows.first?.origin?.contains("2024-03 的迟到数据") == true)
        #expect(rows.first?.effects.first?.points?.after == "99.50")
        try tree.decide(.next, late, of: draft)
        #expect(try total(march) == "100" && total(april) == "100" && total("2024-05") == "99.5")
        let last = try tree.freeze(scheme, "2024-05")
        #expect(try proves(edition) && proves(draft) && proves(last))
    }
}
