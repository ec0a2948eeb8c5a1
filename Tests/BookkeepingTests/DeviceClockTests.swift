import Bookkeeping
import Causality
import Documents
import Records
import Store
import Testing

/// The county's clock stands at 2024-03-20 10:00 and its bulletin of then is held everywhere.
@Suite("Devices whose clock is wrong")
struct DeviceClockTests {
    private let world: TestCounty
    private var county: TestNode { world.county }
    private var village: TestNode { world.village }

    init() throws {
        world = try TestCounty()
        try county.store.write { _ = try $0.writeBulletin() }
        try county.send(to: village)
    }

    private func doubt(_ node: TestNode) throws -> ClockDoubt? {
        try node.store.read { try $0.clockDoubt() }
    }

    private func clock(of id: RecordID, at node: TestNode) throws -> ClockContradiction? {
        try node.books.show("village-agency", id).history.first?.clock
    }

    private func openCount(_ node: TestNode) throws -> Int {
        try node.store.read { try $0.openClockContradictions().count }
    }

    @Test("a clock earlier than the newest bulletin is in doubt, some minutes are not")
    func early() throws {
        #expect(try doubt(village) == nil)
        village.clock.set("2024-03-20 09:52")
        #expect(try doubt(village) == nil)
        village.clock.set("2000-01-01 08:00")
        guard case .early? = try doubt(village) else {
            Issue.record("expected a doubt")
            return
        }
        let recorded = try village.books.record("village-agency", villageCase())
        let sentence = "本机的钟是 2000年1月1日 08:00，比县里 2024年3月20日 10:00 的公告还早"
        #expect(recorded.warnings.contains { $0.hasPrefix(sentence) && $0.contains("请校准") })
    }

    @Test("a clock more than 400 days later than anything known is in doubt")
    func late() throws {
        village.clock.set("2025-04-20 10:00")
        #expect(try doubt(village) == nil)
        village.clock.set("2025-04-25 10:00")
        guard case .late? = try doubt(village) else {
            Issue.record("expected a doubt")
            return
        }
        #expect(try doubt(world.villages[1]) == nil, "of whom no bulletin is held knows nothing")
    }

    @Test("a clock in doubt makes no record back-dated, and one that is not does")
    func backDated() throws {
        func isBackDated() throws -> DocumentValue? {
            let id = try village.books.record("village-agency", villageCase()).id
            return try village.books.show("village-agency", id).json["backDated"]
        }
        village.clock.set("2024-03-25 10:00")
        #expect(try isBackDated() == .boolean(true))
        village.clock.set("2036-03-01 08:00")
        #expect(try isBackDated() == .boolean(false))
    }

    @Test("the root writes no bulletin while its clock is in doubt, until a person confirms it")
    func rootInDoubt() throws {
        county.clock.set("2000-01-01 08:00")
        #expect(try !county.store.write { try $0.writeBulletin() })
        county.clock.set("2036-01-01 08:00")
        #expect(try !county.store.write { try $0.writeBulletin() })
        #expect(try county.store.read { try $0.clockWarning() }?.contains("clock confirm") ?? false)
        #expect(try county.store.write { try $0.writeBulletin(confirmed: true) })
        #expect(try doubt(county) == nil)
        #expect(try !village.store.write { try $0.writeBulletin(confirmed: true) })
    }

    @Test("a clock earlier than a bulletin held is told by the event itself, and changes no state")
    func namesBulletin() throws {
        let right = try village.books.record("village-agency", villageCase()).id
        village.clock.set("2024-03-05 16:00")
        let wrong = try village.books.record("village-agency", villageCase()).id
        try village.send(to: county)
        for node in [village, county] {
            #expect(try clock(of: right, at: node) == nil)
            let found = try #require(try clock(of: wrong, at: node))
            #expect(found.notBefore == CivilDateTime(text: "2024-03-20 10:00")?.secondsSince1970)
            #expect(found.notAfter == nil && found.node == village.key)
            #expect(found.sentence.contains("不会早于那时，钟却是 2024年3月5日 16:00"))
        }
        let place = try village.store.read { try $0.ownPlace() }
        let states = try [village, county].map { node in
            try node.store.read { try $0.counts(at: place).state }
        }
        #expect(states[0] == states[1])
        let view = try county.books.show("village-agency", wrong)
        #expect(view.conflicts.isEmpty && view.version.entries.count == 1)
        #expect(try county.store.read { try $0.verify() } == [])
    }

    @Test("an event in the root's own audience never claims to have seen what was not shown")
    func ownAudience() throws {
        county.clock.set("2024-03-01 10:00")
        let id = try county.books.find("matter", "M1")
        let shown = try county.books.show("matter", id).version
        for days in ["6", "7"] {
            _ = try county.books.change(
                "matter",
                id,
                fields(["promisedDays": days]),
                reason: "提速",
                shown: shown
            )
        }
        #expect(try county.books.show("matter", id).conflicts.count == 1)
        #expect(try county.store.read { try $0.clockContradictions() } == [])
    }

    @Test("an event that a bulletin lists was not recorded after it")
    func listed() throws {
        village.clock.set("2036-03-01 08:00")
        let id = try village.books.record("village-agency", villageCase()).id
        try village.send(to: county)
        #expect(try clock(of: id, at: county) == nil)
        try county.store.write { _ = try $0.writeBulletin() }
        let found = try #require(try clock(of: id, at: county))
        #expect(found.notAfter == CivilDateTime(text: "2024-03-20 10:00")?.secondsSince1970)
        #expect(found.sentence.contains("不会晚于那时"))
        try county.send(to: village)
        #expect(try clock(of: id, at: village)?.notAfter == found.notAfter)
        try county.store.write { try $0.rebuild() }
        #expect(try clock(of: id, at: county) == found)
    }

    @Test("a county that set its clock right takes back what its wrong bulletins said")
    func rootCorrected() throws {
        county.clock.set("2024-04-20 10:00")
        try county.store.write { _ = try $0.writeBulletin() }
        try county.send(to: village)
        let id = try village.books.record("village-agency", villageCase()).id
        try village.send(to: county)
        #expect(try clock(of: id, at: county) != nil)
        county.clock.set("2024-03-20 10:01")
        #expect(try county.store.write { try $0.writeBulletin(confirmed: true) })
        #expect(try clock(of: id, at: county) == nil)
    }

    @Test("a ruling settles a device and spell once, and only the county makes it")
    func ruling() throws {
        village.clock.set("2024-03-05 16:00")
        let id = try village.books.record("village-agency", villageCase()).id
        try village.send(to: county)
        let spell = try #require(try county.books.clockSpells().first)
        #expect(spell.node == village.key && spell.events.count == 1 && spell.ruling == nil)
        #expect(try openCount(county) == 1)
        let name = String(Base32.encode(village.key.bytes).prefix(8))
        func rule(_ verdict: ClockRuling.Verdict, from: String = "2024-03-05", at node: TestNode)
            throws -> Int
        {
            try node.books.ruleClock(
                of: name,
                from: from,
                to: "2024-03-05",
                as: verdict,
                reason: "主板电池没电"
            )
        }
        #expect(throws: BookkeepingError.clockNotOurs) { try rule(.recorded, at: village) }
        #expect(throws: BookkeepingError.badSpell("2024-03-06 2024-03-05")) {
            try rule(.recorded, from: "2024-03-06", at: county)
        }
        #expect(try rule(.recorded, at: county) == 1)
        #expect(try openCount(county) == 0)
        let sentence = try clock(of: id, at: county)?.sentence ?? ""
        #expect(sentence.contains("已裁定：按登记的时间，主板电池没电"))
        #expect(try county.books.clockSpells().first?.ruling?.verdict == .recorded)
        #expect(try rule(.bounded, at: county) == 1)
        #expect(try openCount(county) == 1, "the day that it bears out still stands")
        _ = try county.books.change(
            "village-agency",
            id,
            fields(["acceptedAt": "2024-03-20T10:00"]),
            reason: "按裁定更正"
        )
        #expect(try openCount(county) == 0)
    }
}
