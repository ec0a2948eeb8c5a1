import Assessment
import Causality
import Documents
import EvidenceGathering
import Records
import Spreadsheets
import Store
import Testing

@Suite("results of what the records were at a cut")
struct CutTests {
    private let tree: TestTree
    private static let village = "330102001001"

    init() throws {
        tree = try TestTree()
        try tree.matter(tree.hekou, ["promisedDate": "03-08", "repliedAt": "03-06"])
    }

    private func request(_: StoreSession) throws -> EvidenceRequest {
        try EvidenceRequest(
            scheme: try TestTree.scheme("village-monthly"),
            period: TestTree.month,
            kind: "village"
        )
    }

    private func result(at cut: String) throws -> ComputedResult {
        let store = tree.county.store
        return try tree.clock.afterTheYear {
            let cut = try store.read { try RecordCut(cut, $0) }
            return try cut.run(in: store, request)
        }
    }

    private func due(_ result: ComputedResult) -> Int? {
        result.evidence["statistics"]?[Self.village]?["due"]?.integerValue
    }

    @Test("the cut of an edition, by its name or as it is printed, gives what was frozen")
    func editions() throws {
        let edition = try tree.freeze("village-monthly", TestTree.month, kind: "village")
        try tree.matter(tree.hekou, ["promisedDate": "03-09", "repliedAt": "03-16"])
        let content = try tree.county.store.read { try EditionContent(edition, $0) }
        let provenance = try #require(content.fullResult["provenance"])
        let cut = try #require(provenance["cut"])
        let texts: [DocumentValue] = [cut, provenance, content.fullResult]
        let printed = texts.map {
            String(decoding: JSONWriter.write($0, sortedKeys: false), as: UTF8.self)
        }
        for text in [edition.name, edition.record.text] + printed {
            let result = try result(at: text)
            #expect(result.evidence == content.evidence)
            #expect(result.title.contains("截至"))
        }
        let now = ComputedResult(try tree.run("village-monthly", kind: "village"))
        #expect(due(now) == 2)
        let table = ResultComparison(try result(at: edition.name), now).spreadsheet
        let cells = table.rows.map { $0.map(\.shown) }
        #expect(table.notes.first?.hasPrefix("共 \(table.rows.count) 行") ?? false)
        #expect(cells.contains([Self.village, "", "数 due", "1", "2", ""]), "\(cells)")
        #expect(cells.contains { $0[1] == "河口" && $0[2] == "总分" && $0[5].hasPrefix("-") })
        let same = ResultComparison(now, now).spreadsheet
        #expect(same.rows.isEmpty && same.notes.contains("两份结果完全相同。"))
    }

    @Test("the county knows what it held at a time, others say that they do not")
    func times() throws {
        let world = try VillageWorld(tree)
        func take(_ day: String, at moment: String) throws {
            tree.clock.set(moment)
            try tree.matter(
                tree.hekou,
                ["promisedDate": day, "repliedAt": day],
                by: world.village
            )
            try world.village.send(to: tree.county)
            try tree.county.store.write { _ = try $0.writeBulletin() }
        }
        try take("03-11", at: "2024-03-16T09:00:00+08:00")
        try take("03-12", at: "2024-03-18T09:00:00+08:00")
        tree.clock.set("2024-03-19T09:00:00+08:00")
        try tree.matter(tree.hekou, ["promisedDate": "03-13", "repliedAt": "03-13"])
        #expect(due(try result(at: "2024-03-15")) == 1)
        #expect(due(try result(at: "2024-03-17")) == 2)
        #expect(due(try result(at: "2024-03-18T08:00:00+08:00")) == 2)
        #expect(due(try result(at: "2024-03-18")) == 3)
        #expect(due(try result(at: "2024-03-19")) == 4)
        #expect(throws: RecordCutError.timesUnknown) {
            try world.village.store.read { try RecordCut("2024-03-18", $0) }
        }
    }

    @Test("a standby that leads has not taken down when others' records came, and says so")
    func standby() throws {
        let standby = try VillageWorld(tree, place: tree.county.place).village
        try standby.store.write { try $0.takeLead() }
        #expect(try standby.store.read { try $0.leads() })
        #expect(throws: RecordCutError.timesUnknown) {
            try standby.store.read { try RecordCut("2024-03-16", $0) }
        }
    }

    @Test("a clock that was wrong for a while leaves nothing out silently")
    func wrongClock() throws {
        func take(_ moment: String) throws {
            tree.clock.set(moment)
            try tree.matter(tree.hekou, ["promisedDate": "03-08", "repliedAt": "03-06"])
        }
        try take("2036-03-16T09:00:00+08:00")
        // As long as nothing follows, what the clock says may be so.
        #expect(due(try result(at: "2024-03-15")) == 1)
        try take("2024-03-17T09:00:00+08:00")
        #expect(due(try result(at: "2024-03-16")) == 1)
        let error = #expect(throws: RecordCutError.self) { try result(at: "2024-03-18") }
        #expect(error?.sentence.contains("时钟") == true)
        #expect(due(try result(at: "2036-03-19")) == 3)
    }

    @Test("what was written about another place proves that the clock was wrong as well")
    func wrongElsewhere() throws {
        func take(_ village: RecordID, _ moment: String) throws {
            tree.clock.set(moment)
            try tree.matter(village, ["promisedDate": "03-08", "repliedAt": "03-06"])
        }
        try take(tree.hekou, "2036-03-16T09:00:00+08:00")
        try take(tree.shanqian, "2024-03-17T09:00:00+08:00")
        #expect(due(try result(at: "2024-03-16")) == 1)
        let error = #expect(throws: RecordCutError.self) { try result(at: "2024-03-18") }
        #expect(error?.sentence.contains("时钟") == true)
        #expect(due(try result(at: "2036-03-19")) == 2)
    }

    @Test("what is no cut, or is not held here, is refused")
    func refused() throws {
        #expect(throws: RecordCutError.unreadable) { try result(at: "{\"cut\": 5}") }
        #expect(throws: RecordCutError.unreadable) { try result(at: "{\"x\": {\"y\": 1}}") }
        #expect(throws: EditionError.unknownEdition("x/2024-03/1")) {
            try result(at: "x/2024-03/1")
        }
        let stream = try tree.county.store.read { session in
            try #require(try session.heldStreams().first).position
        }
        let name = Base32.encode(stream.stream.bytes)
        #expect(throws: RecordCutError.notHeld) {
            try result(at: "{\"\(name)\": \(stream.sequence + 1)}")
        }
    }
}
