import Causality
import Documents
import EvidenceGathering
import Records
import Testing

@Suite("years and quarters are made of what was decided")
struct DecidedResultsTests {
    private let tree: TestTree
    private let window: RecordID

    init() throws {
        tree = try TestTree()
        window = try tree.unit("甲", "single")
        _ = try tree.unit("乙", "single")
    }

    private func patrol(_ rule: String, _ date: String = "2024-03-08") throws {
        try tree.county.record(
            "hall-patrol",
            Audience(.at, tree.county.place),
            [
                "date": .text(date), "state": .text("登记"), "rule": .text(rule),
                "window": .reference(window),
            ]
        )
    }

    private func score(_ scheme: String, _ period: String, of part: String) throws -> String? {
        let document = try tree.run(scheme, period).evidence.document
        return document["periodScores"]?["甲"]?[part].map { $0.textValue ?? $0.numberLiteral ?? "" }
    }

    @Test("a month that was decided on stands in its quarter, until a restated one is decided on")
    func decided() throws {
        let (scheme, quarter, month) = ("huozhou-hall", "2024-Q1", "2024-03")
        try patrol("HZ-L1")
        let before = try score(scheme, quarter, of: month)
        let draft = try tree.freeze(scheme, month)
        try patrol("HZ-L1")
        let later = try score(scheme, quarter, of: month)
        #expect(before != later, "a draft decides nothing")
        try tree.decide(draft)
        #expect(try score(scheme, quarter, of: month) == before)
        // Whoever came after the decision is worked out as of now, and is named.
        _ = try tree.unit("丙", "single")
        #expect(try tree.run(scheme, quarter).evidence.notes.contains { $0.contains("没有 丙") })
        let notes = try tree.run(scheme, quarter).evidence.notes.joined()
        #expect(notes.contains(draft.name))
        let restated = try tree.freeze(scheme, month, replaces: draft.name)
        #expect(try score(scheme, quarter, of: month) == before)
        try tree.correct(draft, by: restated)
        try tree.decide(restated)
        #expect(try score(scheme, quarter, of: month) == later)
        // A month without an edition is worked out as before.
        try patrol("HZ-L1", "2024-02-06")
        #expect(try score(scheme, quarter, of: "2024-02") != nil)
    }

    @Test("a scheme may name the scheme that gives its months")
    func otherScheme() throws {
        try patrol("DW-D1")
        let (year, month) = ("district-2022-window", "district-2022-window-month")
        #expect(try score(year, "2024", of: "2024-03") == nil)
        let edition = try tree.freeze(month, "2024-03")
        try tree.decide(edition)
        let total = try tree.run(month, "2024-03").document["subjects"]?.listValue?
            .first { $0["id"]?.textValue == "甲" }?["total"]?.textValue
        #expect(total != nil)
        #expect(try score(year, "2024", of: "2024-03") == total)
    }
}
