import Ambient
import Bookkeeping
import Causality
import Enrolment
import Hashing
import Records
import Store
import Testing

@Suite("Withdrawn keys")
struct RevocationTests {
    private let world: TestCounty
    private let village: TestNode

    init() throws {
        world = try TestCounty()
        village = world.village
    }

    private func revoke(_ node: TestNode, by above: TestNode) throws {
        let enrolment = Enrolment(
            store: above.store,
            secrets: above.secrets,
            clock: .standing(at: Instant(secondsSince1970: above.clock.now)),
            random: .seeded(7)
        )
        let name = String(Base32.encode(node.key.bytes).prefix(12))
        _ = try enrolment.revoke(name, reason: "电脑被盗")
    }

    private func digest(_ node: TestNode) throws -> DigestSum {
        try node.store.read { session in
            let place = try session.place(code: TestCounty.villageCodes[0], on: .latest)
            return try session.counts(at: try #require(place).id).state
        }
    }

    private func accept(_ count: Int) throws -> [RecordID] {
        try (0..<count).map { _ in
            try village.books.record("village-agency", villageCase()).id
        }
    }

    @Test("what was held counts on, what comes later counts nowhere, in any order of arrival")
    func limits() throws {
        let early = try accept(3)
        try village.send(to: world.township)
        try world.township.send(to: world.county)
        // The township still gets what the thief writes, and others work on it; the county does
        // not.
        let late = try accept(2)
        try village.books.change(
            "village-agency",
            early[0],
            fields(["fileNo": "假"]),
            reason: "改"
        )
        try village.send(to: world.township)
        try world.township.books.change(
            "village-agency",
            late[0],
            fields(["fileNo": "镇里填"]),
            reason: "填"
        )
        try revoke(village, by: world.county)
        try village.send(to: world.county)
        try world.township.send(to: world.county)
        try world.county.send(to: world.township)
        for node in [world.county, world.township] {
            let rows = try node.books.list("village-agency")
            #expect(Set(rows.map(\.id)) == Set(early))
            #expect(rows.allSatisfy { $0["fileNo"].isEmpty })
            #expect(try node.store.write { try $0.verify() }.isEmpty)
        }
        #expect(try digest(world.county) == digest(world.township))
        let before = try digest(world.township)
        try world.township.store.write { try $0.rebuild() }
        #expect(try digest(world.township) == before)
    }

    @Test("a second withdrawal by a place that holds more counts more again")
    func widened() throws {
        let early = try accept(1)
        try village.send(to: world.township)
        try world.township.send(to: world.county)
        let late = try accept(2)
        try village.send(to: world.township)
        try revoke(village, by: world.county)
        try revoke(village, by: world.township)
        try world.county.send(to: world.township)
        try world.township.send(to: world.county)
        for node in [world.county, world.township] {
            let rows = try node.books.list("village-agency")
            #expect(Set(rows.map(\.id)) == Set(early + late))
            #expect(try node.store.write { try $0.verify() }.isEmpty)
        }
        #expect(try digest(world.county) == digest(world.township))
    }

    @Test("only a place above withdraws: not the node itself, not a neighbour, never the root")
    func authority() throws {
        try village.send(to: world.township)
        for (node, by) in [
            (world.villages[1], village), (world.township, village), (village, village),
            (world.county, world.township), (world.township, world.township),
        ] {
            #expect(throws: EnrolmentError.self) { try revoke(node, by: by) }
        }
        #expect(try accept(1).count == 1)
        try revoke(village, by: world.township)
        try world.township.send(to: village)
        #expect(throws: StoreError.revoked) { try accept(1) }
    }
}
