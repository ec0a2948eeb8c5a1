import Assessment
import Causality
import Documents
import EvidenceGathering
import Records
import Store
import Testing

/// The county's bulletin of 2024-03-15 is held by the village.
@Suite("clocks and assessment")
struct ClockEvidenceTests {
    private let tree: TestTree
    private let world: VillageWorld
    private let code = "330102001001"

    init() throws {
        tree = try TestTree()
        world = try VillageWorld(tree)
        try tree.county.store.write { _ = try $0.writeBulletin() }
        try tree.county.send(to: world.village)
    }

    @Test(
        "a record whose clock a bulletin contradicts counts as entered, provisionally, and is shown"
    )
    func provisional() throws {
        tree.clock.set("2024-03-04T16:00:00+08:00")
        let id = try tree.matter(
            tree.hekou,
            ["acceptedAt": "03-02", "promisedDate": "03-05", "repliedAt": "03-04"],
            by: world.village
        )
        try PeriodClosing(store: world.village.store).close(.month(2024, 3), actor: "")
        tree.clock.set("2024-03-15T09:00:00+08:00")
        try world.village.send(to: tree.county)
        let run = try tree.run(kind: "village")
        #expect(run.evidence.provisional == [code])
        #expect(run.evidence.notes.contains { $0.contains("有 1 条记录的登记时间与县里的公告对不上") })
        #expect(run.evidence.unsettled.contains { $0.contains("clock list") })
        let explanation = try tree.county.store.read {
            try SubjectExplanation.explain(run, subject: code, $0)
        }
        #expect(explanation.lines.contains { $0.contains("钟对不上") && $0.contains("不会早于那时") })
        let name = try #require(try tree.county.store.read { try $0.clockContradictions() }.first)
        #expect(name.record == id)
        try rule()
        let settled = try tree.run(kind: "village")
        #expect(settled.evidence.provisional == [])
        #expect(settled.evidence.document == run.evidence.document, "a clock changes no figure")
    }

    @Test("a mark or a call-back whose clock is contradicted makes its subject provisional, too")
    func parts() throws {
        let window = try tree.unit("甲", "single")
        try tree.county.send(to: world.village)
        tree.clock.set("2024-03-04T16:00:00+08:00")
        try world.village.record(
            "third-party-callback",
            Audience(.at, tree.hekou),
            [
                "round": .text("一"), "window": .reference(window), "state": .text("已回访"),
                "calledAt": .text("2024-03-03T10:00:00+08:00"), "answered": .boolean(true),
            ]
        )
        tree.clock.set("2024-03-15T09:00:00+08:00")
        try tree.unit("乙", "single")
        try world.village.send(to: tree.county)
        let run = try tree.run("district-2022-window", "2024")
        #expect(run.evidence.document["marks"]?.listValue?.count == 1)
        #expect(run.evidence.provisional == ["甲"])
        #expect(run.evidence.notes.contains { $0.contains("有 1 条记录的登记时间与县里的公告对不上") })
    }

    /// The county rules that the recorded times count.
    private func rule() throws {
        let audience = Audience(.under, tree.county.place)
        let fields: KeyValuePairs = [
            "node": Base32.encode(world.village.key.bytes), "from": "2024-03-04T00:00:00+08:00",
            "to": "2024-03-04T23:59:59+08:00", "as": "按登记的时间", "reason": "有纸质台账",
            "ruledAt": "2024-03-15T09:00:00+08:00",
        ]
        let values = fields.map { ($0.key, FieldValue.text($0.value)) }
        try tree.county.record(
            StoreSession.rulingRegister,
            audience,
            Dictionary(uniqueKeysWithValues: values),
            id: .keyed(
                register: StoreSession.rulingRegister,
                audience: audience,
                key: values.prefix(3).map(\.1)
            )
        )
    }

    @Test("a clock in doubt closes no month by itself, and a person may")
    func closing() throws {
        let closing = PeriodClosing(store: world.village.store)
        tree.clock.set("2036-03-01T08:00:00+08:00")
        #expect(try closing.closeEndedPeriods() == [])
        try closing.close(.month(2024, 3), actor: "H01")
        tree.clock.set("2000-01-01T08:00:00+08:00")
        #expect(try closing.closeEndedPeriods() == [])
        tree.clock.set("2024-05-02T08:00:00+08:00")
        #expect(try closing.closeEndedPeriods() == [.month(2024, 4)])
    }
}
