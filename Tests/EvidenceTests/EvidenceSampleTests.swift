import Catalogue
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

    @Test("an office may date findings by a column of the rows, and ask where a column leads")
    func columns() throws {
        let world = try SampleWorld()
        let shipped = try #require(try ShippedCatalogue.registerTexts()["hall-events"])
        let day = "      - {id: day, label: 日期, type: date, required: false, personal: false}\n"
        let changed = shipped.replacing("    items:\n", with: "    items:\n" + day)
            .replacing("    date: date\n", with: "    date: attendance.day\n")
            .replacing(
                "        - {is: {kind: 例会}}\n",
                with: "        - {is: {kind: 例会}}\n        - {held: attendance.person}\n"
            )
        let version = try DefinitionReader.read(yaml: changed).version
        try world.tree.county.store.write { session in
            _ = try session.appendDefinition(
                .register,
                id: "hall-events",
                version: version,
                from: Period.year(2024).first,
                text: changed,
                actor: "S1"
            )
        }
        func write(_ fields: String, _ rows: String) throws {
            let sample = EvidenceSample(
                "hall-events",
                EvidenceSamples.month,
                "date=2024-02-28 " + fields,
                rows: "attendance: person=@staff present=false " + rows
            )
            try world.write(sample)
        }
        try write("kind=中心会议", "day=2024-03-08")
        try write("kind=中心会议", "day=2024-04-08")
        try write("kind=例会", "day=2024-03-09 windowHead=true")
        #expect(
            try world.findings(EvidenceSamples.month).sorted() == [
                "DW-D2b 发改 2024-03-08 S9", "DW-D2c 发改 2024-03-09 S9",
            ]
        )
    }
}
