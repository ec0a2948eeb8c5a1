import Assessment
import Causality
import Documents
import EvidenceGathering
import Merge
import Records
import Store
import Testing

@Suite("what has arrived in full")
struct CompletenessTests {
    private let tree: TestTree
    private let world: VillageWorld

    init() throws {
        tree = try TestTree()
        world = try VillageWorld(tree)
    }

    private func statuses(_ period: String = TestTree.month) throws -> [String: String] {
        let run = try tree.run("village-monthly", period, kind: "village")
        return Dictionary(
            run.evidence.completeness.map { ($0.name, $0.status.rawValue) },
            uniquingKeysWith: { first, _ in first }
        )
    }

    @Test("a place with a certified node is silent until its mark is here; others are not named")
    func silent() throws {
        #expect(try statuses() == ["河口": "silent"])
        let run = try tree.run(kind: "village")
        #expect(run.evidence.document["facts"]?["missing"] == ["330102001001"])
        let row = run.result.document.subject("330102001001")
        #expect(row?["flags"] == ["not_synced"] && row?["total"] == .null)
        #expect(run.evidence.notes.contains { $0.contains("河口") })
        try PeriodClosing(store: world.village.store).close(.month(2024, 3), actor: "")
        #expect(try statuses() == ["河口": "silent"], "written, but not here")
        try world.village.send(to: tree.county)
        #expect(try statuses() == ["河口": "complete"])
        #expect(try statuses("2024-02") == ["河口": "silent"])
    }

    @Test("a year has arrived in full when each of its months has, and says which are lacking")
    func year() throws {
        func close(_ months: ClosedRange<Int>) throws {
            for month in months {
                let closing = PeriodClosing(store: world.village.store)
                try closing.close(.month(2024, month), actor: "")
            }
            try world.village.send(to: tree.county)
        }
        try close(3...3)
        // It joined in March, and nobody has closed a later month.
        #expect(try statuses("2024") == ["河口": "complete"])
        try close(5...5)
        #expect(try statuses("2024") == ["河口": "complete"], "the later mark speaks for April too")
        let notes = try tree.run("village-monthly", "2024", kind: "village").evidence.notes
        #expect(notes.contains { $0.contains("河口（缺 2024-04）") }, "\(notes)")
        let other = try VillageWorld(tree, place: tree.shanqian, number: 47)
        try PeriodClosing(store: other.village.store).close(.month(2024, 6), actor: "")
        try other.village.send(to: tree.county)
        #expect(try statuses("2024")["河口"] == "behind")
        try close(3...6)
        #expect(try statuses("2024") == ["河口": "complete", "山前": "complete"])
    }

    @Test("another computer of a place that never reported is named, and keeps nobody from a total")
    func secondComputer() throws {
        try PeriodClosing(store: world.village.store).close(.month(2024, 3), actor: "")
        try world.village.send(to: tree.county)
        let second = try #require(NodeKey(bytes: [UInt8](repeating: 77, count: 32)))
        let certificate = NodeCertificate(
            node: second,
            agreement: [UInt8](repeating: 77, count: 32),
            place: tree.hekou,
            issuer: tree.county.key,
            issuedAt: tree.clock.now,
            signature: [UInt8](repeating: 1, count: 64)
        )
        _ = try tree.county.store.write { try $0.note(certificate) }
        #expect(try statuses() == ["河口": "complete"])
        let name = Base32.encode(second.bytes).prefix(12)
        let notes = try tree.run(kind: "village").evidence.notes
        #expect(notes.contains { $0.contains("河口还有 1 台电脑") && $0.contains(name) })
    }

    @Test("an invitation alone makes a place expected")
    func invited() throws {
        try tree.county.record(
            "invitation",
            Audience(.at, tree.liulin),
            [
                "place": .reference(tree.liulin), "invitationID": .text("x"),
                "expiresAt": .text("2024-04-01T00:00:00+08:00"),
            ],
            id: .keyed(
                register: "invitation",
                audience: Audience(.at, tree.liulin),
                key: [.text("x")]
            )
        )
        #expect(try statuses() == ["柳林": "silent", "河口": "silent"])
    }

    @Test("a mark that names more than is held leaves the place behind")
    func behind() throws {
        let village = world.village
        try tree.matter(tree.hekou, ["acceptedAt": "03-04"], by: village)
        try PeriodClosing(store: village.store).close(.month(2024, 3), actor: "")
        try village.send(to: tree.county)
        #expect(try statuses() == ["河口": "complete"])
        // The next mark comes alone: it names a stream of another audience that has not arrived.
        try tree.matter(tree.hekou, ["acceptedAt": "03-05"], by: village)
        let own = try tree.county.store.read { try $0.heldStreams() }
            .first { $0.description.node == village.key }
        let position = try #require(own?.position)
        try village.record(
            "period-closing",
            Audience(.at, tree.hekou),
            [
                "period": .text(TestTree.month), "node": .text(Base32.encode(village.key.bytes)),
                "incarnation": .text("9"), "closedAt": .text("2024-03-15T09:00:00+08:00"),
            ]
        )
        try village.send(to: tree.county)
        #expect(try statuses() == ["河口": "complete"])
        try closeNaming(position.stream, sequence: 1_000)
        try village.send(to: tree.county)
        #expect(try statuses() == ["河口": "behind"])
        #expect(
            try tree.run(kind: "village").evidence.document["facts"]?["missing"] == ["330102001001"]
        )
    }

    private func closeNaming(_ stream: StreamID, sequence: Int64) throws {
        let key = world.village.key
        let place = tree.hekou
        try world.village.store.write { session in
            _ = try session.append(
                Draft(
                    register: "period-closing",
                    audience: Audience(.at, place),
                    record: nil,
                    type: .create,
                    actor: "",
                    entry: .live
                ) { dot in
                    let row = RowID(dot: dot, index: 0)
                    func cell(_ item: String) -> Cell {
                        .item(list: "positions", row: row, item: item)
                    }
                    let writes = [
                        CellWrite(.field("period"), .text(TestTree.month)),
                        CellWrite(.field("node"), .text(Base32.encode(key.bytes))),
                        CellWrite(cell("stream"), .text(Base32.encode(stream.bytes))),
                        CellWrite(cell("sequence"), .integer(sequence)),
                    ]
                    return (EventPayload(writes: writes), [])
                }
            )
        }
    }

    @Test("nobody closes a period for another node")
    func forged() throws {
        try tree.county.record(
            "period-closing",
            Audience(.at, tree.hekou),
            [
                "period": .text(TestTree.month),
                "node": .text(Base32.encode(world.village.key.bytes)),
            ]
        )
        #expect(try statuses() == ["河口": "silent"])
    }

    @Test("a township above a silent village is scored and provisional, the village is not ranked")
    func provisional() throws {
        try tree.matter(tree.hekou, ["acceptedAt": "03-04", "bookedAt": "03-04"])
        let run = try tree.run(kind: "township")
        #expect(run.evidence.provisional == ["330102001000"])
        #expect(run.result.document.subject("330102001000")?["total"] != .null)
        #expect(try tree.run(kind: "village").evidence.provisional.isEmpty)
    }

    @Test("the node closes every month that ended after it joined, once")
    func ended() throws {
        let closing = PeriodClosing(store: world.village.store)
        #expect(try closing.closeEndedPeriods().isEmpty)
        tree.clock.set("2024-06-01T00:00:01+08:00")
        let months: [Records.Period] = [.month(2024, 3), .month(2024, 4), .month(2024, 5)]
        #expect(try closing.closeEndedPeriods() == months)
        #expect(try closing.closeEndedPeriods().isEmpty)
        try world.village.send(to: tree.county)
        #expect(try statuses() == ["河口": "complete"])
        #expect(try statuses("2024-06") == ["河口": "silent"])
    }

    @Test("a mark names streams that the places above hold, and no others")
    func named() throws {
        let village = world.village
        try tree.matter(tree.hekou, ["acceptedAt": "03-04"], by: village)
        try village.record(
            "hall-patrol",
            Audience(.only, tree.hekou),
            ["date": .text("2024-03-01"), "state": .text("巡查")]
        )
        try PeriodClosing(store: village.store).close(.month(2024, 3), actor: "S1")
        try village.send(to: tree.county)
        #expect(try statuses() == ["河口": "complete"])
        let mark = try tree.county.store.read { try $0.records(of: "period-closing") }
        #expect(mark.first?.state.rows(of: "positions").count == 1)
        #expect(mark.first?.state.origin?.actor == "S1")
    }
}
