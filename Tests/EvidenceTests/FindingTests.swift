import Assessment
import Causality
import Documents
import EvidenceGathering
import Records
import Store
import Testing

@Suite("findings that records prove")
struct FindingTests {
    private let tree: TestTree
    private let window: RecordID

    init() throws {
        tree = try TestTree()
        window = try tree.unit("发改", "single")
        try tree.unit("档案", "comprehensive")
        try tree.unit("大厅", "department")
    }

    private func findings(_ scheme: String = "district-2022-window-month") throws -> [String] {
        try tree.run(scheme).evidence.document.findingTexts
    }

    @discardableResult
    private func complaint(_ received: String, _ more: [String: FieldValue]) throws -> RecordID {
        try tree.county.record(
            "complaint",
            Audience(.at, tree.county.place),
            [
                "window": .reference(window), "received": .text(received),
                "state": .text("登记"), "explainedAt": .text("2024-03-02T09:00:00+08:00"),
            ].merging(more) { $1 }
        )
    }

    private static let atFault: [String: FieldValue] = [
        "verified": .boolean(true), "atFault": .boolean(true),
    ]

    @Test(
        "windows of kind single and comprehensive in force in the month are assessed, by their ids"
    )
    func subjects() throws {
        let document = try tree.run("district-2022-window-month").evidence.document
        let subjects = document["subjects"]?.listValue ?? []
        #expect(subjects.compactMap { $0["id"]?.textValue } == ["发改", "档案"])
        #expect(subjects.first?["name"]?.textValue == "发改窗口")
        #expect(document["facts"] == nil && document["statistics"] == nil)
    }

    @Test("whoever found something is called by name where the staff record is here")
    func finder() throws {
        let under = Audience(.under, tree.county.place)
        let inspector = try tree.county.record(
            "staff",
            under,
            ["id": .text("I1"), "name": .text("王某"), "post": .text("督查人员")],
            id: .keyed(register: "staff", audience: under, key: [.text("I1")])
        )
        for person in [FieldValue.reference(inspector), .text("I2")] {
            try tree.county.record(
                "hall-patrol",
                Audience(.at, tree.county.place),
                [
                    "date": .text("2024-03-08"), "state": .text("登记"),
                    "window": .reference(window), "rule": .text("DW-D1"), "inspector": person,
                ]
            )
        }
        let run = try tree.run("district-2022-window-month")
        let lines = try #require(run.explanation(subject: "发改")).lines.joined(separator: "\n")
        #expect(lines.contains("检查人 王某（I1）"))
        #expect(lines.contains("检查人 I2"))
    }

    @Test("schemes for which a register here yields evidence come first, of these the monthly ones")
    func schemeOrder() throws {
        let registers = try tree.county.store.read { $0.definitions }
        let schemes = SchemeOrder.sorted(try Shipped.schemes.get(), registers)
        let places = Dictionary(
            uniqueKeysWithValues: schemes.enumerated().map { ($1.id, $0) }
        )
        func place(_ id: String) -> Int { places[id] ?? .max }
        #expect(schemes.first?.id == "village-monthly")
        #expect(place("district-2022-window-month") < place("district-2022-window"))
        #expect(place("district-2022-window-month") < place("exam"))
        let bare = SchemeOrder.sorted(schemes.reversed(), [])
        let monthly = bare.map { $0.periodKinds.contains(.month) }
        #expect(monthly == monthly.filter { $0 } + monthly.filter { !$0 })
    }

    @Test("a window of a place that is not known here is nobody's subject here")
    func strangers() throws {
        let elsewhere = Audience(.at, tree.hekou)
        try tree.unit("W9", "single", at: .keyed(register: "region", audience: elsewhere, key: []))
        let ids = try tree.run("district-2022-window-month").evidence.document["subjects"]?
            .listValue?.compactMap { $0["id"]?.textValue }
        #expect(ids?.contains("W9") == false)
        #expect(ids?.isEmpty == false)
    }

    @Test("what is found at a place that was merged is charged to the place that carries on")
    func heirs() throws {
        try tree.county.change(
            tree.hekou,
            "region",
            Audience(.under, tree.county.place),
            ["to": .text("2024-02-29"), "successor": .reference(tree.shanqian)]
        )
        try tree.county.record(
            "hall-patrol",
            Audience(.at, tree.township),
            [
                "date": .text("2024-03-05"), "rule": .text("VM-P"), "state": .text("登记"),
                "window": .reference(try tree.unit("代办点", "village-point", at: tree.hekou)),
            ]
        )
        let run = try tree.run("village-monthly", kind: "village")
        #expect(run.evidence.document.findingTexts == ["VM-P 330102001002 2024-03-05"])
    }

    @Test("a complaint counts from the first to the last day of the month, by its rule")
    func complaints() throws {
        try complaint("2024-03-01", FindingTests.atFault)
        try complaint(
            "2024-03-31",
            FindingTests.atFault.merging(["serious": .boolean(true)]) { $1 }
        )
        try complaint("2024-04-01", FindingTests.atFault)
        try complaint("2024-02-29", FindingTests.atFault)
        try complaint("2024-03-05", ["verified": .boolean(true)])
        try complaint(
            "2024-03-06",
            ["verified": .boolean(true), "category": .text("不配合代办")]
        )
        try complaint(
            "2024-03-07",
            FindingTests.atFault.merging(["category": .text("拒绝复印")]) { $1 }
        )
        #expect(
            try findings() == [
                "DW-N11d 发改 2024-03-01", "DW-C9 发改 2024-03-06", "DW-N11d 发改 2024-03-07",
                "DW-N16b 发改 2024-03-07", "DW-N11e 发改 2024-03-31",
            ]
        )
    }

    @Test("event is the field, else the record; ref leads to the record")
    func links() throws {
        let first = try complaint("2024-03-01", FindingTests.atFault)
        try complaint("2024-03-02", FindingTests.atFault.merging(["event": .text("E1")]) { $1 })
        let findings = try tree.run("district-2022-window-month").evidence.document["findings"]
        #expect(findings?.listValue?[0]["event"]?.textValue == first.text)
        #expect(findings?.listValue?[0]["ref"]?.textValue == first.text)
        #expect(findings?.listValue?[1]["event"]?.textValue == "E1")
    }

    @Test("a missing explanation counts only when its limit has passed by the end of the month")
    func explanations() throws {
        for due in ["2024-03-31", "2024-04-01"] {
            let id = try complaint("2024-03-20", ["explainDue": .text(due)])
            try tree.county.change(
                id,
                "complaint",
                Audience(.at, tree.county.place),
                ["explainedAt": nil]
            )
        }
        try complaint(
            "2024-03-21",
            ["explainDue": .text("2024-03-25"), "explainedAt": .text("2024-03-26T08:00:00+08:00")]
        )
        try complaint(
            "2024-03-22",
            ["explainDue": .text("2024-03-25"), "explainedAt": .text("2024-03-25T23:00:00+08:00")]
        )
        #expect(try findings() == ["DW-N11f 发改 2024-03-20", "DW-N11f 发改 2024-03-21"])
    }

    @Test("a complaint passed on yields nothing while its original is held")
    func originals() throws {
        let original = try complaint("2024-03-01", [:])
        try complaint(
            "2024-03-01",
            FindingTests.atFault.merging(["original": .reference(original)]) { $1 }
        )
        #expect(try findings().isEmpty)
        let elsewhere = RecordID.derived(
            try #require(StreamID(bytes: [UInt8](repeating: 7, count: 16)))
        )
        try complaint(
            "2024-03-02",
            FindingTests.atFault.merging(["original": .reference(elsewhere)]) { $1 }
        )
        #expect(try findings() == ["DW-N11d 发改 2024-03-02"])
    }

    @Test("a patrol finding counts from 登记 on, for its window, and never as a draft")
    func patrols() throws {
        func patrol(_ fields: [String: FieldValue], _ audience: Audience? = nil) throws {
            try tree.county.record(
                "hall-patrol",
                audience ?? Audience(.at, tree.county.place),
                ["date": .text("2024-03-08"), "state": .text("登记"), "window": .reference(window)]
                    .merging(fields) { $1 }
            )
        }
        try patrol(["rule": .text("DW-D1"), "count": .integer(2), "slot": .text("10:00")])
        try patrol(["rule": .text("DW-N14f"), "points": .text("0.3")])
        try patrol(["rule": .text("DW-D5c"), "state": .text("巡查")])
        try patrol(["rule": .text("DW-D5c"), "state": .text("闭合")])
        try patrol(["rule": .text("DW-D5c")], Audience(.only, tree.county.place))
        try patrol(["rule": .text("VM-P")])
        try patrol(["slot": .text("16:00")])
        let run = try tree.run("district-2022-window-month")
        #expect(
            run.evidence.document.findingTexts == ["DW-D1 发改 2024-03-08", "DW-N14f 发改 2024-03-08"]
        )
        let first = run.evidence.document["findings"]?.listValue?.first
        #expect(first?["count"]?.integerValue == 2 && first?["slot"]?.textValue == "10:00")
        #expect(run.evidence.notes.contains { $0.contains("VM-P 1 次") })
        #expect(run.result.document.subject("发改")?["total"]?.textValue == "98.7")
    }

    @Test("a slip of the pen in one record keeps nobody from being assessed, and is named")
    func slips() throws {
        let slips: [[String: FieldValue]] = [
            ["rule": .text("DW-D1"), "count": .integer(0)],
            ["rule": .text("DW-N14f")],
            ["rule": .text("DW-N14f"), "points": .text("3")],
            ["rule": .text("DW-D1"), "points": .text("3"), "days": .integer(4)],
        ]
        for slip in slips {
            try tree.county.record(
                "hall-patrol",
                Audience(.at, tree.county.place),
                ["date": .text("2024-03-08"), "state": .text("登记"), "window": .reference(window)]
                    .merging(slip) { $1 }
            )
        }
        let run = try tree.run("district-2022-window-month")
        #expect(!run.result.exitIsError)
        #expect(run.evidence.document.findingTexts == ["DW-D1 发改 2024-03-08"])
        #expect(run.evidence.notes.count { $0.contains("请改正这条记录") } == 3)
    }

    @Test("a bad review is charged on its due day, to its window or that of its case")
    func reviews() throws {
        let audience = Audience(.at, tree.county.place)
        for (handled, hasWindow) in [
            ("2024-03-22", false), ("2024-03-20", true), ("2024-03-21", true),
        ] {
            let matter = try tree.county.record(
                "case-handling",
                audience,
                ["kind": .text("即办件"), "window": .reference(window)]
            )
            var fields: [String: FieldValue] = [
                "case": .reference(matter), "grade": .text("不满意"), "due": .text("2024-03-20"),
                "handledAt": .text("\(handled)T10:00:00+08:00"), "state": .text("处理"),
            ]
            if hasWindow { fields["window"] = .reference(window) }
            try tree.county.record(
                "good-bad-review",
                audience,
                fields,
                id: .keyed(
                    register: "good-bad-review",
                    audience: audience,
                    key: [.reference(matter)]
                )
            )
        }
        #expect(try findings() == ["DW-N19b 发改 2024-03-20", "DW-N19b 发改 2024-03-20"])
    }

    @Test("village rules are charged to the place of the unit or village, and to no place above")
    func villages() throws {
        let point = try tree.unit("河口点", "village-point", at: tree.hekou)
        try tree.county.record(
            "complaint",
            Audience(.at, tree.county.place),
            ["window": .reference(point), "received": .text("2024-03-05")]
                .merging(FindingTests.atFault) { $1 }
        )
        try tree.county.record(
            "hall-patrol",
            Audience(.at, tree.hekou),
            [
                "window": .reference(point), "date": .text("2024-03-06"), "rule": .text("VM-P"),
                "state": .text("登记"),
            ]
        )
        try tree.matter(tree.shanqian, ["acceptedAt": "03-07"], ["backDated": .boolean(true)])
        try tree.matter(tree.shanqian, ["acceptedAt": "03-08"], ["backDated": .boolean(false)])
        #expect(
            try findings("village-monthly") == [
                "VM-C 330102001001 2024-03-05", "VM-P 330102001001 2024-03-06",
                "VM-L 330102001002 2024-03-07",
            ]
        )
        let township = try tree.run(kind: "township")
        #expect(township.evidence.document.findingTexts.isEmpty)
        #expect(township.evidence.notes.contains { $0.contains("VM-C 1 条") })
    }

    @Test("a patrol without a window is charged to the place of the node that wrote it")
    func authors() throws {
        let world = try VillageWorld(tree)
        try world.village.record(
            "hall-patrol",
            Audience(.at, tree.hekou),
            ["date": .text("2024-03-06"), "rule": .text("VM-P"), "state": .text("登记")]
        )
        try world.village.send(to: tree.county)
        #expect(try findings("village-monthly") == ["VM-P 330102001001 2024-03-06"])
    }

    @Test("a reference typed before its record arrived finds it by its key")
    func typed() throws {
        try complaint("2024-03-01", FindingTests.atFault.merging(["window": .text("发改")]) { $1 })
        try complaint("2024-03-02", FindingTests.atFault.merging(["window": .text("不知")]) { $1 })
        try complaint("2024-03-03", FindingTests.atFault.merging(["window": .text("1")]) { $1 })
        #expect(try findings() == ["DW-N11d 发改 2024-03-01"])
    }
}
