import Bookkeeping
import Records
import Store
import Testing

@Suite("Levels of places")
struct PlaceLevelTests {
    private func place(_ more: KeyValuePairs<String, String>) -> [RecordValidation.Given] {
        fields(["name": "新地方", "from": "2020-01-01"]) + fields(more)
    }

    /// The field and reason of the one fault.
    private func fault(_ body: () throws -> Void) -> String? {
        do {
            try body()
            return nil
        } catch BookkeepingError.invalid(let faults) {
            for fault in faults { #expect(fault.message.hasSuffix("。")) }
            return faults.map { "\($0.field) \($0.reason)" }.joined(separator: ", ")
        } catch {
            return "\(error)"
        }
    }

    @Test("a level that contradicts the code is refused, one that agrees or is left out is taken")
    func byCode() throws {
        let books = try TestCounty().county.books
        func found(_ code: String, _ level: String) -> String? {
            fault {
                let parent = TestCounty.countyCode
                try books.record(
                    "region",
                    place(["code": code, "level": level, "parent": parent])
                )
            }
        }
        #expect(found("330110002", "village") == "level wrong_level")
        #expect(found("330110002001", "township") == "level wrong_level")
        #expect(found("330110002", "乡镇") == nil)
        #expect(found("330110002001", "") == nil)
    }

    @Test("a place is not put below one of its own level or lower, at entry or later")
    func byParent() throws {
        let books = try TestCounty().county.books
        let village = TestCounty.villageCodes[0]
        func found(_ code: String, below parent: String) -> String? {
            fault { try books.record("region", place(["code": code, "parent": parent])) }
        }
        #expect(found("330110003", below: TestCounty.townshipCode) == "parent wrong_level")
        #expect(found("330110003", below: village) == "parent wrong_level")
        #expect(found("330110003001", below: "330110009") == nil)
        let id = try books.find("region", village)
        let moved = fault {
            let parent = fields(["parent": TestCounty.villageCodes[1]])
            try books.change("region", id, parent, reason: "划转")
        }
        #expect(moved == "parent wrong_level")
        let renumbered = fault {
            try books.change("region", id, fields(["code": "330110004"]), reason: "换码")
        }
        #expect(renumbered?.hasPrefix("level wrong_level") ?? false)
        try books.change("region", id, fields(["note": "没有改级别"]), reason: "补充")
    }

    @Test("a record of another place is refused with that place's name and what to do")
    func authority() throws {
        let world = try TestCounty()
        let unit = fields(["id": "W9", "name": "窗口", "kind": "single"])
        let error = #expect(throws: StoreError.self) {
            try world.village.books.record(
                "unit",
                unit + fields(["region": TestCounty.countyCode])
            )
        }
        #expect(error == .noAuthority("余杭"))
        for sentence in [error?.sentence ?? "", StoreError.noAuthority(nil).sentence] {
            #expect(sentence.contains("登记") && sentence.contains("请") && sentence.hasSuffix("。"))
        }
        #expect(error?.sentence.contains("由“余杭”登记") == true)
    }
}
