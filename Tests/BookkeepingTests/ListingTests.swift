import Bookkeeping
import Causality
import Documents
import Records
import Store
import Testing

@Suite("Listing, showing and writing out")
struct ListingTests {
    @Test("a list is flat objects for programs, with full values and lists as rows")
    func flat() throws {
        let world = try TestCounty()
        let books = world.village.books
        let given = villageCase(["papers": #"[{"name": "照片", "copies": 2}]"#])
        let recorded = try books.record("village-agency", given)
        let json = try #require(try books.list("village-agency").first?.json)
        #expect(json["recordID"] == .text(recorded.id.text))
        #expect(json["id"] == .text(recorded.id.text))
        #expect(json["villager"] == "张三丰")
        #expect(json["acceptedAt"] == "2024-03-20T09:30:00+08:00")
        #expect(json["papers"]?.listValue?.first?["copies"] == 2)
        #expect(json["papers"]?.listValue?.first?["form"] == .null)
        #expect(json["result"] == .null)
        #expect(try world.county.books.list("matter").first?.json["id"] == "M1")
    }

    @Test("a record keyed by a reference is found by whatever its target is called")
    func keyedByReference() throws {
        let world = try TestCounty()
        let books = world.village.books
        let target = try books.record("village-agency", villageCase())
        let number = try #require(target.number)
        let given = fields(["case": number, "grade": "满意"])
        let review = try books.record("good-bad-review", given).id
        for name in [number, target.id.text, review.text] {
            #expect(try books.find("good-bad-review", name) == review)
        }
        let other = try books.record("village-agency", villageCase())
        #expect(throws: BookkeepingError.self) {
            try books.find("good-bad-review", other.number ?? "")
        }
    }

    @Test("text for people masks what is personal")
    func masked() throws {
        let world = try TestCounty()
        try world.village.books.record("village-agency", villageCase())
        let row = try #require(try world.village.books.list("village-agency").first)
        let masked = Dictionary(uniqueKeysWithValues: row.fields.map { ($0.id, $0.masked) })
        #expect(masked["villager"] == "张*")
        #expect(masked["phone"] == "138****5678")
        #expect(masked["acceptedAt"] == "2024-03-20 09:30")
        #expect(row.fields.first { $0.id == "matter" }?.targetName == "建房审批")
    }

    @Test("conditions take typed texts, labels, references by code, and empty for none")
    func conditions() throws {
        let world = try TestCounty()
        let books = world.village.books
        let one = try books.record("village-agency", villageCase(["pages": "3"])).id
        let two = try books.record("village-agency", villageCase(["signed": "是"])).id
        func found(_ conditions: KeyValuePairs<String, String>) throws -> [RecordID] {
            try books.list("village-agency", where: fields(conditions)).map(\.id)
        }
        #expect(try found(["pages": "3"]) == [one])
        #expect(try found(["村民签收": "true"]) == [two])
        #expect(try found(["pages": ""]) == [two])
        #expect(try found(["village": "330110001001", "state": "受理"]) == [one, two])
        #expect(try found(["state": "公示"]).isEmpty)
        #expect(throws: BookkeepingError.self) { try found(["pages": "三"]) }
        #expect(throws: BookkeepingError.self) { try found(["papers": "x"]) }
        #expect(try books.list("village-agency", limit: 1).count == 1)
    }

    @Test("a list is narrowed by what every record has: its id, its author's place, its holders'")
    func builtInFields() throws {
        let world = try TestCounty()
        let books = world.village.books
        let one = try books.record("village-agency", villageCase(["pages": "3"])).id
        let two = try books.record("village-agency", villageCase()).id
        func found(_ conditions: KeyValuePairs<String, String>) throws -> [RecordID] {
            try books.list("village-agency", where: fields(conditions)).map(\.id)
        }
        let village = TestCounty.villageCodes[0]
        #expect(try found(["recordID": one.text]) == [one])
        #expect(try found(["id": two.text]) == [two])
        #expect(try found(["recordID": one.text, "pages": "4"]).isEmpty)
        #expect(try found(["recordID": "没有这一条"]).isEmpty)
        #expect(try found(["authorPlace": village]) == [one, two])
        #expect(try found(["authorPlace": village, "pages": "3"]) == [one])
        #expect(try found(["authorPlace": "330110"]).isEmpty)
        #expect(try found(["audiencePlace": village]) == [one, two])
        #expect(try found(["authorPlace": ""]).isEmpty)
        #expect(throws: BookkeepingError.self) { try found(["authorPlace": "村里"]) }
        let unit = try books.list("unit", where: fields(["id": "W1"]))
        #expect(unit.count == 1)
        let id = unit[0].id.text
        #expect(try books.list("unit", where: fields(["recordID": id])) == unit)
        #expect(try books.list("matter", where: fields(["recordID": id])).isEmpty)
    }

    @Test("a record is found by record id, key, code and paper number, also as typed from paper")
    func finding() throws {
        let world = try TestCounty()
        let books = world.village.books
        let recorded = try books.record("village-agency", villageCase())
        let number = try #require(recorded.number)
        #expect(try books.find("village-agency", number) == recorded.id)
        #expect(try books.find("village-agency", number.lowercased()) == recorded.id)
        #expect(try books.find("village-agency", recorded.id.text) == recorded.id)
        #expect(try books.find(anywhere: number)?.register == "village-agency")
        #expect(try books.find(anywhere: "330110001001-2024-D7K2QX-00012-7") == nil)
        #expect(try books.find("calendar", "2024-01-01") == books.list("calendar")[0].id)
        #expect(throws: BookkeepingError.self) { try books.find("village-agency", "没有") }
        #expect(throws: BookkeepingError.unknownPlace("339999")) { try books.place(code: "339999") }
        #expect(throws: StoreError.unknownRegister("nothing")) { try books.list("nothing") }
    }

    @Test("what is written out can be read in again elsewhere", arguments: RowFormat.allCases)
    func roundTrip(format: RowFormat) throws {
        let world = try TestCounty()
        let given = villageCase([
            "papers": #"[{"name": "照片, \"大\"", "copies": 2}]"#, "question": "一行\n两行",
        ])
        try world.village.books.record("village-agency", given)
        var bytes: [UInt8] = []
        let count = try world.village.books.export("village-agency", format: format) { bytes += $0 }
        #expect(count == 1)
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(text.contains("张三丰"))
        let mended = try Self.withoutRowIDs(text)
        let other = try TestCounty()
        let report = try other.village.books.importRows(
            "village-agency",
            Array(mended.utf8),
            format: format
        )
        #expect(report.errors.isEmpty)
        let row = try #require(try other.village.books.list("village-agency").first)
        #expect(row["question"] == .text("一行\n两行"))
        #expect(row.state == "受理")
    }

    /// New records take no row ids of others.
    private static func withoutRowIDs(_ text: String) throws -> String {
        text.replacing(try Regex(#"("+)row\1:\1[0-9a-z.\-]+\1,"#), with: "")
    }

    @Test("numbers of two incarnations of one place never collide, and go on without gaps")
    func numbers() throws {
        let world = try TestCounty()
        var numbers: Set<String> = []
        for incarnation in [21, 22, 23] as [UInt64] {
            try world.village.store.write { try $0.renewIncarnation(to: incarnation) }
            for sequence in 1...3 {
                let number = try #require(
                    try world.village.books.record("village-agency", villageCase()).number
                )
                #expect(PaperNumber(text: number)?.sequence == sequence)
                #expect(numbers.insert(number).inserted)
            }
        }
        #expect(numbers.count == 9)
    }

    @Test("a refused record gives no number away, and a stored one is never given twice")
    func numbersStay() throws {
        let world = try TestCounty()
        let books = world.village.books
        _ = try? books.record("village-agency", villageCase(["pages": "x"]))
        let id = try books.record("village-agency", villageCase()).id
        let shown = try books.show("village-agency", id).version
        let number = try books.show("village-agency", id).row["number"]
        for day in ["2024-03-18", "2024-03-19"] {
            let given = fields(["acceptedAt": "\(day) 09:00"])
            try books.change("village-agency", id, given, reason: "更正", shown: shown)
        }
        #expect(try books.show("village-agency", id).row["number"] == number)
    }

    @Test("the version that a form shows survives its text, and a damaged one is refused")
    func shownVersion() throws {
        let world = try TestCounty()
        let id = try world.village.books.record("village-agency", villageCase()).id
        try world.village.send(to: world.township)
        try world.township.books.change("village-agency", id, fields(["pages": "1"]), reason: "页")
        let version = try world.township.books.show("village-agency", id).version
        let text = ShownVersion.text(version)
        #expect(try ShownVersion.read(text) == version)
        #expect(throws: BookkeepingError.badShownVersion) { try ShownVersion.read(text + "x") }
        #expect(throws: BookkeepingError.badShownVersion) {
            try world.village.books.change(
                "village-agency",
                id,
                fields(["pages": "1"]),
                reason: "页",
                shown: version
            )
        }
    }
}
