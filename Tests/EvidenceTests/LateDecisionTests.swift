import Assessment
import Bookkeeping
import Causality
import Documents
import EvidenceGathering
import Merge
import Records
import Store
import Testing

@Suite("decisions on late data: what they may be about, and what becomes of two")
final class LateDecisionTests: LateSuite {
    /// Expects that a decision is refused, and that nothing was written.
    private func refuse(
        _ expected: EditionError,
        line: Int = #line,
        _ body: () throws -> RecordID
    ) throws {
        let before = try tree.county.store.read { try $0.lastCommit() }
        #expect(throws: expected, "line \(line)") { _ = try body() }
        #expect(try tree.county.store.read { try $0.lastCommit() } == before)
    }

    @Test("a decision that does not fit the record, the edition or the period is refused")
    func refused() throws {
        let counted = try tree.patrol("DW-D1", "2024-03-04", of: window)
        let edition = try tree.freeze(scheme, march)
        let late = try tree.patrol("DW-D1", "2024-03-06", of: window)
        try refuse(.notLate(record: counted.text, edition: edition.name)) {
            try tree.decide(.omit, counted, of: edition)
        }
        try refuse(.reasonMissing) { try tree.decide(.omit, late, of: edition, reason: " ") }
        try refuse(.reasonMissing) { try tree.decide(.next, late, of: edition, reason: "") }
        for bad in ["2024-03", "2024-02", "2024-Q2", "四月"] {
            try refuse(.badTarget(bad)) {
                try tree.decide(.next, late, of: edition, target: bad)
            }
        }
        let audience = Audience(.at, tree.county.place)
        try tree.county.change(counted, "hall-patrol", audience, ["rule": .text("DW-D3")])
        let title = try #require(try tree.late(edition).rows.first).title
        try refuse(.alreadyCounted(title)) { try tree.decide(.next, counted, of: edition) }
        try tree.decide(.omit, counted, of: edition, reason: "差别很小")
        let kept = try #require(try tree.late(edition).rows.first)
        #expect(kept.decision?.words(of: kept.change).hasPrefix("不更正，定稿的版照旧") == true)
        #expect(try tree.run(scheme, march).evidence.document.findingTexts.count == 2)
        let following = try tree.freeze(scheme, april)
        try tree.decide(following)
        try refuse(.targetDecided(april, edition: following.name)) {
            try tree.decide(.next, late, of: edition)
        }
        try tree.decide(.next, late, of: edition, target: "2024-05")
        let newer = try tree.freeze(scheme, march, replaces: edition.name)
        try refuse(.outdated(edition.name, by: newer.name)) {
            try tree.decide(.restate, late, of: edition)
        }
    }

    @Test("what a decided period has got is not taken out of it again")
    func stays() throws {
        let edition = try tree.freeze(scheme, march)
        let late = try tree.patrol("DW-D1", "2024-03-06", of: window)
        try tree.decide(.next, late, of: edition)
        let following = try tree.freeze(scheme, april)
        try tree.decide(following)
        try refuse(.targetDecided(april, edition: following.name)) {
            try tree.decide(.omit, late, of: edition)
        }
    }

    @Test("what was typed in as a result is no edition, and a decision typed in changes nothing")
    func typed() throws {
        let counted = try tree.patrol("DW-D1", "2024-03-04", of: window)
        let edition = try tree.freeze(scheme, march)
        try tree.county.record(
            "publication",
            Audience(.under, tree.county.place),
            [
                "scheme": .text(scheme), "period": .text("2023-03"), "edition": .integer(1),
                "title": .text("旧公示"), "state": .text("公示"),
            ]
        )
        let name = "\(scheme)/2023-03/1"
        #expect(throws: EditionError.notFrozen(name)) {
            try tree.county.store.read { _ = try LateReview(name, $0) }
        }
        #expect(throws: EditionError.unknownEdition("没有/2023-03/1")) {
            try tree.county.store.read { _ = try LateReview("没有/2023-03/1", $0) }
        }
        try write("算到下期", of: counted, edition)
        #expect(try total(march) == "99.5" && total(april) == "100")
        #expect(try tree.run(scheme, march).evidence.unsettled.contains { $0.contains("没有照办") })
    }

    /// Writes a decision as it would be typed in.
    private func write(_ handling: String, of record: RecordID, _ edition: Edition) throws {
        let fields = [
            ("scheme", scheme), ("period", march), ("record", record.text),
            ("edition", edition.record.text), ("register", "hall-patrol"), ("title", "大厅巡查"),
            ("treatment", handling), ("target", april), ("reason", "手写"), ("decidedBy", "S8"),
            ("decidedAt", "2024-04-02"),
        ]
        _ = try Bookkeeping(store: tree.county.store).record(
            LateDecision.register,
            fields.map { RecordValidation.Given($0.0, $0.1) }
        )
    }

    @Test("two decisions made at once are a conflict: neither counts until people decide")
    func concurrent() throws {
        let standby = try VillageWorld(tree, place: tree.county.place).village
        let edition = try tree.freeze(scheme, march)
        let late = try tree.patrol("DW-D1", "2024-03-06", of: window)
        try tree.county.send(to: standby)
        #expect(try total(march, at: standby) == "99.5")
        let id = try tree.decide(.next, late, of: edition)
        #expect(try tree.decide(.omit, late, of: edition, at: standby) == id)
        #expect(try total(march, at: standby) == "100" && total(april, at: standby) == "100")
        // Whichever way they travel, both nodes come to the same.
        try standby.send(to: tree.county)
        try tree.county.send(to: standby)
        for node in [tree.county, standby] {
            #expect(try total(march, at: node) == "99.5" && total(april, at: node) == "100")
            for period in [march, april] {
                let run = try tree.run(scheme, period, at: node)
                #expect(run.evidence.provisional == ["甲"], "\(period)")
                let open = run.evidence.unsettled.joined()
                #expect(open.contains("不采用、算到下期") || open.contains("算到下期、不采用"))
            }
            #expect(try tree.late(edition, at: node).rows.map(\.isOpen) == [true])
            let conflicts = try node.store.read { try $0.conflictedRecords() }
            #expect(conflicts.map(\.id) == [id])
        }
        let hashes = try [tree.county, standby].map {
            try tree.run(scheme, march, at: $0).evidenceHash
        }
        #expect(Set(hashes).count == 1)
        #expect(throws: EditionError.self) {
            let request = try EvidenceRequest(scheme: TestTree.scheme(scheme), period: april)
            let freezing = Freezing(request, reason: "", actor: "", replaces: nil)
            _ = try tree.clock.afterTheYear { try freezing.freeze(in: tree.county.store) }
        }
        #expect(throws: BookkeepingError.self) {
            try tree.decide(.omit, late, of: edition, reason: "会议再定")
        }
        _ = try Bookkeeping(store: tree.county.store).resolve(
            "\(id.text):treatment",
            value: "不采用",
            reason: "会议再定"
        )
        #expect(try total(march) == "100" && total(april) == "100")
        #expect(try tree.run(scheme, march).evidence.provisional == [])
    }

    @Test("over undecided late data neither the next period is frozen nor this one restated")
    func open() throws {
        let edition = try tree.freeze(scheme, march)
        let late = try tree.patrol("DW-D1", "2024-03-06", of: window)
        try tree.patrol("DW-D1", "2024-04-06", of: window)
        func freeze(_ period: String, _ replaces: String? = nil) throws -> Edition {
            let request = try EvidenceRequest(scheme: TestTree.scheme(scheme), period: period)
            let freezing = Freezing(request, reason: "", actor: "", replaces: replaces)
            return try tree.clock.afterTheYear { try freezing.freeze(in: tree.county.store) }
        }
        for (period, replaces) in [(april, nil), (march, edition.name)] {
            do {
                _ = try freeze(period, replaces)
                Issue.record("\(period) was frozen")
            } catch EditionError.unsettled(let sentences) {
                let found = sentences.contains {
                    $0.contains("又来了 1 条数据，还没有决定怎么办：大厅巡查登记 2024-03-06")
                }
                #expect(found, "\(sentences)")
            }
        }
        try tree.decide(.restate, late, of: edition, reason: "")
        let counts = try tree.county.store.read { try LateReview.restatements($0) }
        #expect(counts == [edition.record: 1])
        #expect(try tree.late(edition).restatedCount == 1)
        _ = try freeze(april)
        let restated = try freeze(march, edition.name)
        #expect(try tree.county.store.read { try LateReview.restatements($0) }.isEmpty)
        #expect(try tree.late(edition).restatedCount == 0)
        #expect(try tree.late(restated).rows.isEmpty)
        #expect(try EditionProof.prove(restated.name, in: tree.county.store).evidenceEqual == true)
    }

    @Test("a decision stays at the place that made it, with the nodes of that place")
    func travels() throws {
        let world = try VillageWorld(tree)
        let edition = try tree.freeze(scheme, march)
        let late = try tree.patrol("DW-D1", "2024-03-06", of: window)
        let id = try tree.decide(.omit, late, of: edition)
        try tree.county.send(to: world.village)
        let held = try world.village.store.read { try $0.record(id) }
        #expect(held == nil)
        let standby = try VillageWorld(tree, place: tree.county.place, number: 8).village
        let there = try standby.store.read { try $0.record(id) }
        #expect(there?.state["treatment"]?.value == .text("不采用"))
    }
}
