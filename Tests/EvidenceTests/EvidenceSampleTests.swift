import Causality
import EvidenceGathering
import Merge
import Records
import Store
import Testing

@Suite("what the records of each register prove")
struct EvidenceSampleTests {
    @Test(
        "a record proves its rule once, one that says otherwise or of another month proves nothing",
        arguments: EvidenceSamples.all
    )
    func proves(_ sample: EvidenceSample) throws {
        let world = try SampleWorld()
        try world.write(try #require(sample.faultless))
        // Dates of a case are not the record's own.
        if sample.fields.contains("2024-03") { try world.write(sample.inAnotherMonth) }
        #expect(try world.findings(sample.scheme) == [])
        try world.write(sample)
        #expect(try world.findings(sample.scheme) == sample.expected)
    }

    @Test("everything that registers say they prove has a sample")
    func complete() throws {
        let older: Set = ["complaint", "good-bad-review", "honours", "village-agency"]
        var proving: [String] = []
        for register in try Shipped.registers.get() where !older.contains(register.id) {
            for rule in register.evidence where rule.finding != nil {
                proving.append("\(register.id) \(rule.yields)")
            }
        }
        let shown = EvidenceSamples.all.flatMap { sample in
            sample.expected.map { "\(sample.register) \($0.prefix { $0 != " " })" }
        }
        #expect(Set(shown).symmetricDifference(proving) == [])
    }

    @Test("a withdrawn row proves nothing, and one in conflict makes its window provisional")
    func rows() throws {
        let world = try SampleWorld()
        let sample = EvidenceSamples.all.first { $0.rows?.hasPrefix("attendance: ") ?? false }
        let (county, record) = (world.tree.county, try world.write(try #require(sample)))
        let audience = Audience(.at, county.place)
        let stored = try #require(try county.store.read { try $0.record(record) })
        let row = try #require(stored.state.rows(of: "attendance").first)
        let before = stored.state.version
        func change(_ item: String, _ value: FieldValue, seen: VersionVector?) throws {
            try county.store.write { session in
                _ = try session.append(
                    Draft(
                        register: "hall-events",
                        audience: audience,
                        record: record,
                        type: .change,
                        context: seen,
                        actor: "S2",
                        entry: .live
                    ) { _ in
                        let cell = Cell.item(list: "attendance", row: row.id, item: item)
                        return (EventPayload(writes: [CellWrite(cell, value)], reason: "更正"), [])
                    }
                )
            }
        }
        try change("lateMinutes", .integer(1), seen: before)
        #expect(try world.findings(EvidenceSamples.month) == [])
        try change("lateMinutes", .integer(9), seen: before)
        #expect(try world.findings(EvidenceSamples.month) == [])
        let run = try world.tree.run(EvidenceSamples.month)
        #expect(run.evidence.provisional == ["发改"])
        try change("lateMinutes", .integer(4), seen: nil)
        #expect(try world.findings(EvidenceSamples.month) == ["DW-D2a 发改 2024-03-08 S9"])
        try change(ListRow.removedItem, .boolean(true), seen: nil)
        #expect(try world.findings(EvidenceSamples.month) == [])
    }
}
