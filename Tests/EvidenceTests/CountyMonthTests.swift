import Assessment
import Causality
import Documents
import EvidenceGathering
import Records
import Store
import Testing

/// A county of ten villages in two townships: three silent, two late, one moved, four in order.
@Suite("a month with silent, late and moved villages")
struct CountyMonthTests {
    private let tree: TestTree
    private var villages: [(name: String, code: String, world: VillageWorld)] = []
    private static let silent: ClosedRange<Int> = 1...3
    private static let late: ClosedRange<Int> = 4...5
    private static let moved = 6

    init() throws {
        let tree = try TestTree()
        self.tree = tree
        let under = Audience(.under, tree.county.place)
        func place(_ code: String, _ name: String, _ level: String, in parent: RecordID) throws
            -> RecordID
        {
            try tree.county.record(
                "region",
                under,
                [
                    "code": .text(code), "name": .text(name), "level": .text(level),
                    "from": .text("2000-01-01"), "parent": .reference(parent),
                ]
            )
        }
        let other = try place("330102002000", "西镇", "township", in: tree.county.place)
        for number in 1...10 {
            let code = "33010200120\(number % 10)"
            let village = try place(code, "村\(number)", "village", in: tree.township)
            let world = try VillageWorld(tree, place: village, number: UInt8(40 + number))
            villages.append(("村\(number)", code, world))
            try work(number, village, world)
        }
        try tree.county.change(
            villages[CountyMonthTests.moved - 1].world.village.place,
            "region",
            under,
            ["parent": .reference(other)]
        )
    }

    /// A month's work at a village, different at each, and what of it reaches the county.
    private func work(_ number: Int, _ village: RecordID, _ world: VillageWorld) throws {
        for index in 0..<(2 + number) {
            try tree.matter(
                village,
                [
                    "acceptedAt": "03-04", "promisedDate": "03-10", "bookedAt": "03-04",
                    "slipPrintedAt": "03-04", "repliedAt": index == 0 ? "03-11" : "03-09",
                ],
                ["result": .text("已办"), "backDated": .boolean(index == 1)],
                hasRuns: true,
                by: world.village
            )
        }
        if CountyMonthTests.silent.contains(number) { return }
        try PeriodClosing(store: world.village.store).close(.month(2024, 3), actor: "")
        if CountyMonthTests.late.contains(number) {
            try sendMarkAlone(from: world.village)
        } else {
            try world.village.send(to: tree.county)
        }
    }

    /// As if the line was cut: the mark says more than is here.
    private func sendMarkAlone(from village: TestNode) throws {
        let stream = try village.store.read { try $0.heldStreams() }
            .first { $0.description.node == village.key }?.position
        let position = try #require(stream)
        try village.store.write { session in
            _ = try session.append(
                Draft(
                    register: "period-closing",
                    audience: Audience(.at, village.place),
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
                        CellWrite(.field("node"), .text(Base32.encode(village.key.bytes))),
                        CellWrite(cell("stream"), .text(Base32.encode(position.stream.bytes))),
                        CellWrite(cell("sequence"), .integer(Int64(position.sequence) + 50)),
                    ]
                    return (EventPayload(writes: writes), [])
                }
            )
        }
        try village.send(to: tree.county)
    }

    private func codes(_ numbers: ClosedRange<Int>) -> Set<String> {
        Set(numbers.map { villages[$0 - 1].code })
    }

    @Test("each is named, the silent and late stay open, every other total is as without them")
    func month() throws {
        let run = try tree.run(kind: "village")
        let missing = codes(CountyMonthTests.silent).union(codes(CountyMonthTests.late))
        let statuses = Dictionary(
            uniqueKeysWithValues: run.evidence.completeness.map { ($0.region, $0.status) }
        )
        for code in codes(CountyMonthTests.silent) { #expect(statuses[code] == .silent) }
        for code in codes(CountyMonthTests.late) { #expect(statuses[code] == .behind) }
        for number in 1...5 {
            let name = "村\(number)"
            #expect(run.evidence.unsettled.contains { $0.contains(name) }, "\(name)")
        }
        let without = AssessmentDocument.without(missing, run.evidence.document)
        let scheme = try TestTree.scheme("village-monthly")
        let rest = Assessor.score(evidence: without, schemes: [scheme]).document
        var compared = 0
        for subject in run.result.document["subjects"]?.listValue ?? [] {
            let id = subject["id"]?.textValue ?? ""
            if missing.contains(id) {
                #expect(subject["total"] == .null && subject["rank"] == .null)
            } else {
                #expect(subject["total"] == rest.subject(id)?["total"], "\(id)")
                if subject["total"] != .null { compared += 1 }
            }
        }
        #expect(compared == 5, "the moved one and the four in order")
    }

    @Test("the moved village is one subject, and counts where it now belongs")
    func movedOnce() throws {
        let code = villages[CountyMonthTests.moved - 1].code
        let run = try tree.run(kind: "village").result.document
        let rows = (run["subjects"]?.listValue ?? []).filter { $0["id"]?.textValue == code }
        #expect(rows.count == 1 && rows.first?["total"] != .null)
        let townships = try tree.run(kind: "township").evidence.document
        #expect(townships["statistics"]?["330102002000"]?["accepted"]?.integerValue == 8)
    }

    @Test("an edition frozen then stands when the missing arrive; the trial run moves on")
    func lateData() throws {
        let request = try EvidenceRequest(
            scheme: try TestTree.scheme("village-monthly"),
            period: TestTree.month,
            kind: "village"
        )
        let freezing = Freezing(request, reason: "等不及", actor: "", replaces: nil)
        let edition = try freezing.freeze(in: tree.county.store)
        let silent = villages[0].world.village
        try PeriodClosing(store: silent.store).close(.month(2024, 3), actor: "")
        try silent.send(to: tree.county)
        let proof = try EditionProof.prove(edition.name, in: tree.county.store)
        #expect(proof.resultEqual && proof.evidenceEqual == true, "\(proof.differences)")
        let frozen = try tree.county.store.read { try EditionContent(edition, $0) }
        let comparison = ResultComparison(
            try ComputedResult(frozen),
            ComputedResult(try tree.run(kind: "village"))
        )
        #expect(comparison.figures.rows.contains { $0.name == "村1" && $0.total.before == nil })
        #expect(comparison.evidence.parts == ["facts"])
    }
}

/// Evidence documents with parts taken out.
private enum AssessmentDocument {
    static func without(_ ids: Set<String>, _ evidence: DocumentValue) -> DocumentValue {
        var object = evidence.objectValue ?? DocumentObject()
        func isOut(_ value: DocumentValue, _ key: String) -> Bool {
            value[key]?.textValue.map(ids.contains) ?? false
        }
        let subjects = (object["subjects"]?.listValue ?? []).filter { !isOut($0, "id") }
        let findings = (object["findings"]?.listValue ?? []).filter { !isOut($0, "subject") }
        let statistics = (object["statistics"]?.objectValue?.members ?? []).filter {
            !ids.contains($0.key)
        }
        object["subjects"] = .list(subjects)
        object["findings"] = .list(findings)
        object["statistics"] = .object(
            DocumentObject(members: statistics.map { ($0.key, $0.value) })
        )
        object["facts"] = ["missing": []]
        return .object(object)
    }
}
