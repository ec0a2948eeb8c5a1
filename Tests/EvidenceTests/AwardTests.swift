import Bookkeeping
import Causality
import EvidenceGathering
import Merge
import Records
import Store
import Testing

@Suite("awards of decided editions become records")
struct AwardTests {
    private let tree: TestTree
    private static let scheme = "huozhou-hall"
    private static let quarter = "2024-Q1"

    /// Four windows: 甲 with nothing against it, the others ever more.
    init() throws {
        tree = try TestTree()
        let counts: [(String, Int64)] = [("甲", 0), ("乙", 1), ("丙", 2), ("丁", 4)]
        for (name, count) in counts {
            let window = try tree.unit(name, "single")
            if count > 0 { try patrol(window, count) }
        }
    }

    private func patrol(_ window: RecordID, _ count: Int64) throws {
        try tree.county.record(
            "hall-patrol",
            Audience(.at, tree.county.place),
            [
                "date": .text("2024-03-08"), "state": .text("登记"), "rule": .text("HZ-L1"),
                "window": .reference(window), "count": .integer(count),
            ]
        )
    }

    private var books: Bookkeeping { Bookkeeping(store: tree.county.store) }

    private func freeze(replaces: String? = nil) throws -> Edition {
        try tree.freeze(AwardTests.scheme, AwardTests.quarter, replaces: replaces)
    }

    private func plan(_ edition: Edition) throws -> AwardPlan {
        try tree.county.store.read { try AwardPlan(edition.name, $0) }
    }

    private func give(_ plan: AwardPlan) throws -> [RecordedTogether] {
        try books.record(
            together: plan.entries.map {
                RecordingEntry(register: $0.register, fields: $0.fields, identity: $0.identity)
            }
        )
    }

    @Test("flags of a decided edition are recorded once, with their holders")
    func flags() throws {
        let edition = try freeze()
        #expect(throws: EditionError.undecided(edition.name)) { try self.plan(edition) }
        try tree.decide(edition)
        let plan = try self.plan(edition)
        #expect(plan.entries.map(\.award) == ["优秀窗口", "优秀窗口", "红旗窗口"])
        #expect(plan.entries.map(\.subject) == ["乙", "丙", "甲"])
        #expect(plan.unregistered.isEmpty && plan.withdrawn.isEmpty)
        let made = try give(plan)
        let rows = try tree.county.store.read { session in
            try session.records(of: "red-flag").map { record in
                ["flag", "period", "place", "score", "state"].map { field in
                    switch record.state[field]?.value {
                    case .text(let text)?: text
                    case .integer(let number)?: String(number)
                    default: ""
                    }
                }
            }
        }
        #expect(rows.contains(["红旗窗口", AwardTests.quarter, "1", "100", "已计算"]), "\(rows)")
        #expect(rows.count == 3)
        let again = try give(plan)
        for (first, second) in zip(made, again) {
            guard case .made(let recorded) = first else {
                Issue.record("\(first) was there before")
                continue
            }
            #expect(second == .held(recorded.id, differing: []))
        }
    }

    @Test("a restated edition names what it takes back, and the one it replaced gives no more")
    func restated() throws {
        let first = try freeze()
        try tree.decide(first)
        _ = try give(try plan(first))
        let loser = try #require(
            try tree.county.store.read { session in
                try session.records(of: "unit").first { $0.state["id"]?.value == .text("甲") }?.id
            }
        )
        try patrol(loser, 8)
        let second = try freeze(replaces: first.name)
        try tree.correct(first, by: second)
        try tree.decide(second)
        #expect(throws: EditionError.replaced(first.name, by: second.name)) { try self.plan(first) }
        let plan = try self.plan(second)
        #expect(plan.withdrawn.map(\.award) == ["优秀窗口", "红旗窗口"])
        #expect(plan.withdrawn.map(\.subject) == ["乙", "甲"])
        let outcomes = try give(plan)
        let differing = outcomes.compactMap { outcome -> [String]? in
            guard case .held(_, let fields) = outcome else { return nil }
            return fields
        }
        #expect(differing == [["名次"]])
    }

    @Test("what only a person can say is asked for, and nothing is written before it is given")
    func moreToSay() throws {
        let window = RecordValidation.Given("unit", "甲")
        let own = [
            window, RecordValidation.Given("kind", "限期改正"), .init("basis", "考核结果"),
            .init("basisRef", "x/2024/1"), .init("problem", "得分 58.00"),
        ]
        let flag: [RecordValidation.Given] = [
            .init("flag", "红旗窗口"), .init("period", "2024-Q1"), .init("holder", "甲"),
        ]
        let identity: Set = ["unit", "kind", "basis", "basisRef"]
        let entries = [
            RecordingEntry(register: "red-flag", fields: flag, identity: []),
            RecordingEntry(register: "correction-order", fields: own, identity: identity),
        ]
        #expect(throws: BookkeepingError.self) { try books.record(together: entries) }
        #expect(try tree.county.store.read { try $0.records(of: "red-flag") }.isEmpty)
        let limit = [RecordValidation.Given("limit", "2024-04-30")]
        let made = try books.record(together: entries, more: limit)
        #expect(made.count == 2)
        // A person may have put the problem into other words.
        let restated = RecordingEntry(
            register: "correction-order",
            fields: own.dropLast() + [RecordValidation.Given("problem", "得分 59.00")],
            identity: identity
        )
        let again = try books.record(together: entries + [restated], more: limit)
        let differing = again.compactMap { outcome -> [String]? in
            if case .held(_, let fields) = outcome { fields } else { nil }
        }
        #expect(differing == [[], [], ["问题"]])
    }
}
