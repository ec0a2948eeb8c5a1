import Bookkeeping
import Causality
import Records
import Store
import Testing

@Suite("Recording")
struct RecordingTests {
    @Test("a village case gets its number, first state and promised date from what the node holds")
    func villageCaseComputed() throws {
        let world = try TestCounty()
        let recorded = try world.village.books.record("village-agency", villageCase())
        #expect(recorded.state == "受理")
        #expect(recorded.warnings.isEmpty)
        let number = try #require(recorded.number)
        #expect(PaperNumber(text: number)?.sequence == 1)
        #expect(number.hasPrefix("330110001001-2024-D"))
        let row = try #require(try world.village.books.list("village-agency").first)
        #expect(row["promisedDate"] == .text("2024-03-27"))
        #expect(row["backDated"] == .boolean(false))
        #expect(row["masked"] == .text("张*，建房审批"))
        #expect(row["village"] == .text("330110001001"))
        #expect(row["matter"] == .text("M1"))
        #expect(row.audiencePlace == "330110001001")
        #expect(row.authorPlace == "330110001001")
    }

    @Test("a village that was merged takes what is late, and says where what is new belongs")
    func mergedVillage() throws {
        let world = try TestCounty()
        let id = try world.county.books.find("region", TestCounty.villageCodes[0])
        _ = try world.county.books.change(
            "region",
            id,
            fields(["to": "2024-03-10", "successor": TestCounty.villageCodes[1]]),
            reason: "并村"
        )
        try world.county.send(to: world.village)
        func warnings(_ day: String, at node: TestNode) throws -> [String] {
            let given = villageCase().filter { $0.field != "acceptedAt" }
            return try node.books.record(
                "village-agency",
                given + fields(["acceptedAt": "\(day) 09:30"])
            ).warnings
        }
        let late = "“地方001001”只到 2024-03-10 为止，已并入“地方001002”，这一天以后的事项请在那里登记；已照填登记。"
        #expect(try warnings("2024-03-10", at: world.village).isEmpty)
        #expect(try warnings("2024-03-11", at: world.village) == [late])
        #expect(try warnings("2024-03-20", at: world.county) == [late])
        #expect(try world.village.books.warnings("village-agency", villageCase()) == [late])
        #expect(try world.village.books.list("village-agency").count == 2)
    }

    @Test("a question begins in 问事 and gets no number before it is accepted")
    func question() throws {
        let world = try TestCounty()
        let recorded = try world.village.books.record(
            "village-agency",
            fields(["villager": "李四", "village": "330110001001", "question": "怎么办低保"])
        )
        #expect(recorded.state == "问事")
        #expect(recorded.number == nil)
    }

    @Test("without a calendar for the year the promised date stays empty, with a warning")
    func noCalendar() throws {
        let world = try TestCounty()
        world.village.clock.set("2031-03-20 10:00")
        let recorded = try world.village.books.record(
            "village-agency",
            villageCase().map {
                $0.field == "acceptedAt" ? .init("acceptedAt", "2031-03-20 09:00") : $0
            }
        )
        #expect(recorded.warnings.count == 1)
        #expect(recorded.warnings.first?.contains("2031") == true)
        let row = try #require(try world.village.books.list("village-agency").first)
        #expect(row["promisedDate"] == .empty)
    }

    @Test(
        "what was typed afterwards is back-dated, what was written down offline is not",
        arguments: [(EntryKind.live, true), (.offline, false), (.backfill, true)]
    )
    func backDated(entry: EntryKind, isBackDated: Bool) throws {
        let world = try TestCounty()
        world.village.clock.set("2024-03-22 10:00")
        let recorded = try world.village.books.record(
            "village-agency",
            villageCase(),
            entry: entry
        )
        let view = try world.village.books.show("village-agency", recorded.id)
        #expect(view.row["backDated"] == .boolean(isBackDated))
        #expect(view.row.entry == entry)
    }

    @Test("a window case copies its limits, a 即办件 is due the day itself, lateness is counted")
    func windowCase() throws {
        let books = try TestCounty().county.books
        let promised = try books.record(
            "case-handling",
            fields([
                "kind": "承诺件", "matter": "M1", "window": "W1", "applicant": "王五",
                "receivedAt": "2024-03-20 09:00", "finishedAt": "2024-03-29 15:00",
            ])
        )
        let row = try books.show("case-handling", promised.id).row
        #expect(row["promisedDays"] == .integer(5))
        #expect(row["legalDays"] == .integer(20))
        #expect(row["dueDate"] == .text("2024-03-27"))
        #expect(row["lateDays"] == .integer(2))
        #expect(row["earlyDays"] == .integer(0))
        #expect(row["round"] == .integer(0))
        let instant = try books.record(
            "case-handling",
            fields([
                "kind": "即办件", "matter": "M1", "window": "W1", "applicant": "王五",
                "receivedAt": "2024-03-20 09:00",
            ])
        )
        #expect(try books.show("case-handling", instant.id).row["dueDate"] == .text("2024-03-20"))
    }

    @Test(
        "audiences follow the definitions: author, village, county, place of the unit, the case's"
    )
    func audiences() throws {
        let world = try TestCounty()
        let books = world.county.books
        let county = try books.place(code: "330110")
        let township = try books.place(code: "330110001")
        let village = try books.place(code: "330110001001")
        let matter = try books.find("matter", "M1")
        #expect(try books.show("matter", matter).audience == Audience(.under, county))
        let staff = try books.record(
            "staff",
            fields(["id": "S1", "name": "周", "unit": "T1", "post": "A岗", "from": "2020-01-01"])
        )
        #expect(try books.show("staff", staff.id).audience == Audience(.at, township))
        let complaint = try books.record(
            "complaint",
            fields(["window": "W1", "received": "2024-03-01"])
        )
        #expect(try books.show("complaint", complaint.id).audience == Audience(.at, county))
        let patrol = try books.record("hall-patrol", fields(["date": "2024-03-01"]))
        #expect(try books.show("hall-patrol", patrol.id).audience == Audience(.at, county))
        let below = try books.record(
            "hall-patrol",
            fields(["date": "2024-03-01", "window": "T1", "rule": "DW-D1"])
        )
        #expect(below.state == "登记")
        #expect(try books.show("hall-patrol", below.id).audience == Audience(.at, township))
        let agency = try world.village.books.record("village-agency", villageCase())
        let review = try world.village.books.record(
            "good-bad-review",
            fields(["case": try #require(agency.number), "grade": "满意", "at": "2024-03-21 08:00"])
        )
        let shown = try world.village.books.show("good-bad-review", review.id)
        #expect(shown.audience == Audience(.at, village))
        #expect(shown.row["matter"] == .text("M1"))
    }

    @Test("a complaint passed on is held at the place of the window and leaves the complainant out")
    func passedOn() throws {
        let books = try TestCounty().county.books
        let original = try books.record(
            "complaint",
            fields(["window": "T1", "received": "2024-03-01", "complainant": "匿"])
        )
        let given = fields([
            "window": "T1", "received": "2024-03-01", "original": original.id.text,
        ])
        let passed = try books.record("complaint", given)
        let township = try books.place(code: "330110001")
        #expect(try books.show("complaint", passed.id).audience == Audience(.at, township))
        let fault = #expect(throws: BookkeepingError.self) {
            try books.record("complaint", given + fields(["phone": "13812345678"]))
        }
        #expect(fault?.kind == .badData)
    }

    @Test("a place that decides the audience must be held, any other reference may be on its way")
    func unheldReferences() throws {
        let world = try TestCounty()
        let error = #expect(throws: BookkeepingError.self) {
            try world.village.books.record(
                "village-agency",
                fields(["villager": "张", "village": "330199001001"])
            )
        }
        guard case .invalid(let faults)? = error else {
            Issue.record("refused as \(String(describing: error))")
            return
        }
        #expect(faults.map(\.field) == ["village"])
        #expect(faults.map(\.reason) == ["unheld_reference"])
        let recorded = try world.village.books.record(
            "village-agency",
            villageCase(["agent": "S9"])
        )
        #expect(recorded.warnings.count == 1)
        let row = try world.village.books.show("village-agency", recorded.id).row
        #expect(row["agent"] == .text("S9"))
    }

    @Test("a reference typed before its record arrived counts once it is here")
    func lateArrival() throws {
        let world = try TestCounty()
        let given = villageCase().map { $0.field == "matter" ? .init("matter", "M2") : $0 }
        let recorded = try world.village.books.record("village-agency", given)
        #expect(recorded.warnings.count == 2)
        try world.county.books.record(
            "matter",
            fields(["id": "M2", "name": "低保", "kind": "承诺件", "promisedDays": "3"])
        )
        try world.county.send(to: world.village)
        world.village.clock.set("2024-03-21 10:00")
        let changed = try world.village.books.change(
            "village-agency",
            recorded.id,
            fields(["acceptedAt": "2024-03-21 09:00"]),
            reason: "更正"
        )
        #expect(changed.warnings.isEmpty)
        let row = try world.village.books.show("village-agency", recorded.id).row
        #expect(row["promisedDate"] == .text("2024-03-26"))
        #expect(
            try world.village.books.list("village-agency", where: fields(["matter": "M2"])).count
                == 1
        )
    }

    @Test("bad types, choices and check digits are refused, all at once, and nothing is written")
    func badValues() throws {
        let world = try TestCounty()
        let error = #expect(throws: BookkeepingError.self) {
            try world.village.books.record(
                "village-agency",
                villageCase(["documentNo": "11010519491231002Y", "group": "没有", "zzz": "1"])
            )
        }
        guard case .invalid(let faults)? = error else {
            Issue.record("refused as \(String(describing: error))")
            return
        }
        #expect(faults.map(\.field).sorted() == ["documentNo", "group", "zzz"])
        #expect(error?.kind == .badData)
        #expect(try world.village.books.list("village-agency").isEmpty)
    }

    @Test("a key is recorded once, and a computed value given by hand is left aside with a note")
    func keysAndNotes() throws {
        let world = try TestCounty()
        let error = #expect(throws: BookkeepingError.self) {
            try world.county.books.record(
                "matter",
                fields(["id": "M1", "name": "另一个", "kind": "即办件"])
            )
        }
        #expect(error?.kind == .refused)
        let recorded = try world.village.books.record(
            "village-agency",
            villageCase(["promisedDate": "2030-01-01"])
        )
        #expect(recorded.notes.map(\.reason) == ["computed_ignored"])
        let row = try world.village.books.show("village-agency", recorded.id).row
        #expect(row["promisedDate"] == .text("2024-03-27"))
    }

    @Test("the county alone makes places and matters; a village writes for no other village")
    func authority() throws {
        let world = try TestCounty()
        #expect(throws: StoreError.self) {
            try world.village.books.record(
                "matter",
                fields(["id": "M5", "name": "村事项", "kind": "即办件"])
            )
        }
        let foreign = villageCase().map {
            $0.field == "village" ? .init("village", TestCounty.villageCodes[1]) : $0
        }
        #expect(throws: StoreError.self) {
            try world.village.books.record("village-agency", foreign)
        }
        #expect(throws: BookkeepingError.systemRegister("期末封账")) {
            try world.village.books.record("period-closing", fields(["period": "2024-03"]))
        }
    }

    @Test("a place's level follows from its code, and a code is in force once")
    func places() throws {
        let books = try TestCounty().county.books
        let recorded = try books.record(
            "region",
            fields(["code": "330110002", "name": "东镇", "parent": "330110", "from": "2010-01-01"])
        )
        let row = try books.show("region", recorded.id).row
        #expect(row["level"] == .text("township"))
        #expect(row["code"] == .text("330110002000"))
        #expect(row["parent"] == .text("330110000000"))
        #expect(throws: BookkeepingError.self) {
            try books.record(
                "region",
                fields([
                    "code": "330110002000", "name": "西镇", "parent": "330110", "from": "2010-01-01",
                ])
            )
        }
        let renumbered = fields(["code": "330110001"])
        #expect(throws: BookkeepingError.self) {
            try books.change("region", recorded.id, renumbered, reason: "改码")
        }
        let free = fields(["code": "330110009"])
        try books.change("region", recorded.id, free, reason: "改码")
        #expect(try books.place(code: "330110009") == recorded.id)
        #expect(throws: BookkeepingError.self) { try books.place(code: "330110002") }
    }

    @Test("personal values stand in the personal payload alone, others in the open one")
    func personalPayload() throws {
        let world = try TestCounty()
        let recorded = try world.village.books.record("village-agency", villageCase())
        let event = try #require(
            try world.village.store.read { try $0.history(of: recorded.id) }.first
        )
        let open = String(decoding: event.open, as: UTF8.self)
        #expect(!open.contains("张三丰"))
        #expect(!open.contains("13812345678"))
        guard case .held(_, let bytes)? = event.personal else {
            Issue.record("no personal payload")
            return
        }
        #expect(String(decoding: bytes, as: UTF8.self).contains("张三丰"))
    }

    @Test("a moment that the device's clock has not reached is accepted and flagged")
    func aheadOfClock() throws {
        let world = try TestCounty()
        let recorded = try world.village.books.record(
            "village-agency",
            villageCase(["repliedAt": "2024-03-21 09:30"])
        )
        #expect(recorded.warnings.count == 1)
        #expect(recorded.warnings.first?.contains("回复时间") == true)
    }

    @Test("more than an event takes is refused in a sentence")
    func tooMuch() throws {
        let world = try TestCounty()
        let row = #"{"step": "一", "handedAt": "2024-03-20 09:00", "backAt": "2024-03-20 09:01"}"#
        let rows = Array(repeating: row, count: 400).joined(separator: ",")
        let error = #expect(throws: BookkeepingError.self) {
            try world.village.books.record("village-agency", villageCase(["runs": "[\(rows)]"]))
        }
        #expect(error?.kind == .badData)
    }
}
