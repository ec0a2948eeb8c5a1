import Assessment
import Bookkeeping
import Causality
import Documents
import EvidenceGathering
import Merge
import Records
import Store
import Testing

@Suite("decisions on late data: none makes a record count twice, or nowhere by mistake")
final class LateRulesTests: LateSuite {
    private func unsettled(_ period: String) throws -> String {
        try tree.run(scheme, period).evidence.unsettled.joined()
    }

    /// Changes a decision as people can, past the command that checks it.
    private func change(_ id: RecordID, _ fields: [(String, String)]) throws {
        _ = try Bookkeeping(store: tree.county.store).change(
            LateDecision.register,
            id,
            fields.map { RecordValidation.Given($0.0, $0.1) },
            reason: "手改",
            transition: "改定"
        )
    }

    /// Writes a decision as people can, past the command that checks it.
    @discardableResult
    private func write(
        _ record: RecordID,
        _ edition: Edition,
        _ fields: [String: String]
    ) throws -> RecordID {
        let usual = [
            "scheme": scheme, "period": edition.period, "record": record.text,
            "edition": edition.record.text, "register": "hall-patrol", "title": "大厅巡查",
            "decidedBy": "S8", "decidedAt": "2024-04-02",
        ]
        let given = usual.merging(fields) { $1 }.sorted { $0.key < $1.key }
        return try Bookkeeping(store: tree.county.store).record(
            LateDecision.register,
            given.map { RecordValidation.Given($0.key, $0.value) }
        ).id
    }

    @Test("what another edition of the period counted is not put into the next")
    func otherEdition() throws {
        let first = try tree.freeze(scheme, march)
        let late = try tree.patrol("DW-D1", "2024-03-06", of: window)
        let second = try tree.freeze(scheme, march)
        #expect(throws: EditionError.outdated(first.name, by: second.name)) {
            try tree.decide(.next, late, of: first)
        }
        let fields = ["treatment": "算到下期", "target": april, "reason": "手写"]
        let id = try write(late, first, fields)
        #expect(try total(march) == "99.5" && total(april) == "100")
        #expect(try unsettled(march).contains("没有照办：“\(second.name)”已经算过它"))
        try change(id, [("treatment", "不采用")])
        #expect(try total(march) == "99.5")
        #expect(try unsettled(march).contains("没有照办"))
    }

    @Test("after the correcting edition counted a record, its decision cannot be turned")
    func turned() throws {
        let edition = try tree.freeze(scheme, march)
        let late = try tree.patrol("DW-D1", "2024-03-06", of: window)
        let id = try tree.decide(.restate, late, of: edition)
        let restated = try tree.freeze(scheme, march, replaces: edition.name)
        try change(id, [("treatment", "算到下期"), ("target", april)])
        #expect(try total(march) == "99.5" && total(april) == "100")
        #expect(try unsettled(march).contains("“\(restated.name)”已经算过它"))
    }

    @Test("what an edition left out can be decided anew, and comes back")
    func anew() throws {
        let edition = try tree.freeze(scheme, march)
        let late = try tree.patrol("DW-D1", "2024-03-06", of: window)
        try tree.decide(.omit, late, of: edition)
        let restated = try tree.freeze(scheme, march, replaces: edition.name)
        #expect(try tree.late(restated).rows.map(\.isOpen) == [false])
        try tree.decide(.restate, late, of: restated)
        #expect(try total(march) == "99.5" && tree.late(restated).restatedCount == 1)
        try tree.decide(.next, late, of: restated)
        #expect(try total(march) == "100" && total(april) == "99.5")
        #expect(try tree.late(restated).rows.map(\.isOpen) == [false])
        let audience = Audience(.at, tree.county.place)
        try tree.county.change(late, "hall-patrol", audience, ["rule": .text("DW-D3")])
        #expect(try tree.late(restated).rows.map(\.change) == [.leftOut])
        #expect(try tree.late(restated).rows.map(\.isOpen) == [true])
    }

    @Test("a decision on an earlier edition does not answer for what changed since")
    func changedSince() throws {
        let edition = try tree.freeze(scheme, march)
        let late = try tree.patrol("DW-D1", "2024-03-06", of: window)
        let audience = Audience(.at, tree.county.place)
        try tree.decide(.restate, late, of: edition)
        #expect(try tree.late(edition).rows.map(\.isOpen) == [false])
        try tree.county.change(late, "hall-patrol", audience, ["note": .text("已通报")])
        #expect(try tree.late(edition).rows.map(\.isOpen) == [false])
        let restated = try tree.freeze(scheme, march, replaces: edition.name)
        try tree.county.change(late, "hall-patrol", audience, ["rule": .text("DW-D3")])
        let rows = try tree.late(restated).rows
        #expect(rows.map(\.change) == [.changed] && rows.map(\.isOpen) == [true])
        #expect(try tree.late(edition).rows.map(\.isOpen) == [true])
        try tree.decide(.omit, late, of: restated)
        #expect(try tree.late(restated).rows.map(\.isOpen) == [false])
        try tree.county.change(late, "hall-patrol", audience, ["date": .text("2024-03-07")])
        #expect(try tree.late(restated).rows.map(\.isOpen) == [true])
    }

    @Test("without a reason or without a fitting period nothing is moved")
    func incomplete() throws {
        let edition = try tree.freeze(scheme, march)
        let late = try tree.patrol("DW-D1", "2024-03-06", of: window)
        let id = try write(late, edition, ["treatment": "不采用"])
        #expect(try total(march) == "99.5" && unsettled(march).contains("没有照办：没有写理由"))
        #expect(try tree.late(edition).rows.map(\.isOpen) == [true])
        for (target, why) in [("", "算到哪一期"), ("2024-Q2", "算到哪一期")] {
            let fields = [("treatment", "算到下期"), ("target", target), ("reason", "会议")]
            try change(id, fields.filter { !$0.1.isEmpty })
            let open = try unsettled(march)
            #expect(open.contains("没有照办") && open.contains(why), "\(open)")
            #expect(try total(march) == "99.5" && total(april) == "100")
            #expect(try tree.run(scheme, march).evidence.provisional.isEmpty)
        }
        try change(id, [("target", "2024-05")])
        #expect(try total(march) == "100" && total("2024-05") == "99.5")
    }

    @Test("what is typed into a decided period is late data there, whatever the clocks showed")
    func decidedTarget() throws {
        let edition = try tree.freeze(scheme, march)
        let late = try tree.patrol("DW-D1", "2024-03-06", of: window)
        let following = try tree.freeze(scheme, april)
        try tree.decide(following)
        try write(late, edition, ["treatment": "算到下期", "target": april, "reason": "会议"])
        let rows = try tree.late(following).rows
        #expect(rows.map(\.change) == [.moved] && rows.map(\.isOpen) == [true])
        #expect(try total(march) == "100" && total(april) == "99.5")
    }

    @Test("what is put off a second time is late data wherever it arrives")
    func secondHop() throws {
        let edition = try tree.freeze(scheme, march)
        let following = try tree.freeze(scheme, april)
        let may = try tree.freeze(scheme, "2024-05")
        let late = try tree.patrol("DW-D1", "2024-03-06", of: window)
        try tree.decide(.next, late, of: edition)
        #expect(try tree.late(following).rows.map(\.change) == [.moved])
        try tree.decide(.next, late, of: following)
        #expect(try total(april) == "100" && total("2024-05") == "99.5")
        let rows = try tree.late(may).rows
        #expect(rows.map(\.change) == [.moved] && rows.map(\.isOpen) == [true])
    }

    @Test("a decision that was not obeyed when an edition was frozen put nothing into it")
    func obeyedLater() throws {
        let edition = try tree.freeze(scheme, march)
        let late = try tree.patrol("DW-D1", "2024-03-06", of: window)
        let id = try write(late, edition, ["treatment": "算到下期", "target": april])
        let following = try tree.freeze(scheme, april)
        #expect(try total(april) == "100" && tree.late(following).rows.isEmpty)
        try change(id, [("reason", "会议")])
        #expect(try total(april) == "99.5")
        #expect(try tree.late(following).rows.map(\.change) == [.moved])
    }

    @Test("what an edition counted and is put elsewhere is late data there until it is decided on")
    func takenAway() throws {
        let edition = try tree.freeze(scheme, march)
        let late = try tree.patrol("DW-D1", "2024-03-06", of: window)
        let id = try write(
            late,
            edition,
            ["treatment": "算到下期", "target": april, "reason": "会议"]
        )
        let following = try tree.freeze(scheme, april)
        try tree.decide(following)
        #expect(try total(april) == "99.5" && tree.late(following).rows.isEmpty)
        try change(id, [("target", "2024-05")])
        #expect(try total(april) == "100" && total("2024-05") == "99.5")
        let rows = try tree.late(following).rows
        #expect(rows.map(\.change) == [.withdrawn] && rows.map(\.isOpen) == [true])
        try tree.decide(.omit, late, of: following)
        #expect(try tree.late(following).rows.map(\.isOpen) == [false])
        #expect(try total(april) == "100" && total("2024-05") == "99.5")
    }

    @Test("nobody's number gets into a decision")
    func personal() throws {
        let edition = try tree.freeze(scheme, march)
        let late = try tree.patrol("DW-D1", "2024-03-06", of: window)
        #expect(throws: EditionError.personalReason) {
            try tree.decide(.omit, late, of: edition, reason: "来电 13800001234 说明")
        }
        try write(late, edition, ["treatment": "不采用", "reason": "来电13800001234"])
        #expect(throws: EditionError.personalData(["说明第 2 条"])) {
            _ = try tree.freeze(scheme, april)
            _ = try tree.freeze(scheme, march)
        }
    }

    @Test("a record behind a share belongs to its period: it is left out or counted, not moved")
    func share() throws {
        let year = "district-2022-window"
        func call(_ isGood: Bool) throws -> RecordID {
            try tree.county.record(
                "third-party-callback",
                Audience(.at, tree.county.place),
                [
                    "answered": .boolean(true), "satisfied": .boolean(isGood),
                    "window": .reference(window), "state": .text("已回访"),
                    "calledAt": .text("2024-03-05T09:00:00+08:00"),
                ]
            )
        }
        func marks() throws -> DocumentValue? {
            try tree.run(year, "2024").evidence.document["marks"]
        }
        _ = try call(true)
        let edition = try tree.freeze(year, "2024")
        let before = try marks()
        let late = try call(false)
        let row = try #require(try tree.late(edition).rows.first)
        #expect(row.record == late && before != nil)
        #expect(try marks() != before)
        #expect(throws: EditionError.boundToPeriod(row.title)) {
            try tree.decide(.next, late, of: edition)
        }
        let fields = ["scheme": year, "treatment": "算到下期", "target": "2025", "reason": "手写"]
        let id = try write(late, edition, fields)
        #expect(try marks() != before)
        try change(id, [("treatment", "不采用")])
        #expect(try marks() == before)
    }
}
