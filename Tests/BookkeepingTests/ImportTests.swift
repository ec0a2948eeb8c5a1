import Bookkeeping
import Causality
import Foundation
import Records
import Store
import Testing

@Suite("Importing")
struct ImportTests {
    private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

    @Test("a file is taken over with labels or ids in any order, and twice does no harm")
    func twice() throws {
        let world = try TestCounty()
        let books = world.village.books
        let file = bytes(
            """
            受理时间,办事村民,village,matter\r
            2024-03-20 09:30,张三,330110001001,M1\r
            \r
            2024-03-20 09:30,张三,330110001001,M1\r
            2024-03-21 10:00,"李,四",330110001001,M1\r\n
            """
        )
        let first = try books.importRows("village-agency", file, format: .csv)
        #expect(first.accepted == 3)
        #expect(first.unchanged == 0)
        #expect(Set(first.ids).count == 3)
        #expect(try books.list("village-agency", where: fields(["villager": "李,四"])).count == 1)
        let second = try books.importRows("village-agency", file, format: .csv)
        #expect(second.accepted == 0)
        #expect(second.unchanged == 3)
        #expect(second.ids == first.ids)
        let again = try books.importRows("village-agency", file, format: .csv, again: true)
        #expect(again.accepted == 3)
        #expect(try books.list("village-agency").count == 6)
        let third = try books.importRows("village-agency", file, format: .csv)
        #expect(third.ids == first.ids)
        #expect(try books.list("village-agency").first?.entry == .offline)
    }

    @Test("one bad row refuses the file; faults name the physical line and the field")
    func allOrNothing() throws {
        let world = try TestCounty()
        let file = bytes(
            """
            villager,village,matter,acceptedAt,question
            张三,330110001001,M1,2024-03-20 09:30,"两行
            的话"
            李四,330110001001,M1,2024-13-20 09:30,
            ,330110001001,M1,2024-03-20 09:30,
            王五,330110001002,M1,2024-03-20 09:30,
            """
        )
        let report = try world.village.books.importRows("village-agency", file, format: .csv)
        #expect(report.accepted == 0)
        #expect(report.rejected == 3)
        #expect(report.errors.map(\.line) == [4, 5, 6])
        #expect(report.errors.map(\.fault.field) == ["acceptedAt", "villager", ""])
        #expect(report.errors.map(\.fault.reason) == ["bad_date_time", "required", "no_authority"])
        #expect(report.ids.isEmpty)
        #expect(try world.village.books.list("village-agency").isEmpty)
        // What was refused is not remembered as imported.
        let mended = String(decoding: file, as: UTF8.self).split(separator: "\n").prefix(3)
        let good = bytes(mended.joined(separator: "\n"))
        #expect(
            try world.village.books.importRows("village-agency", good, format: .csv).accepted == 1
        )
    }

    @Test("a dry run reports the same and writes nothing, not even a paper number")
    func dryRun() throws {
        let world = try TestCounty()
        let books = world.village.books
        let file = bytes("villager,village,acceptedAt\n张三,330110001001,2024-03-20 09:30\n")
        let report = try books.importRows("village-agency", file, format: .csv, dryRun: true)
        #expect(report.accepted == 1)
        #expect(report.isDryRun)
        #expect(try books.list("village-agency").isEmpty)
        try books.importRows("village-agency", file, format: .csv)
        let number = try #require(try books.list("village-agency").first?["number"].plain)
        #expect(PaperNumber(text: number)?.sequence == 1)
    }

    @Test("a keyed row changes its record, an equal one is left alone, lists do not grow")
    func keyed() throws {
        let books = try TestCounty().county.books
        let roles = #""roles":[{"role":"clerk"}]"#
        func staff(_ post: String) -> [UInt8] {
            bytes(
                """
                {"id":"S1","name":"周","unit":"W1","post":"\(post)","from":"2020-01-01",\(roles)}
                {"工号":"S2","姓名":"吴","单位":"W1","岗位":"B岗","from":"2020-01-01"}
                """
            )
        }
        let first = try books.importRows("staff", staff("A岗"), format: .jsonl)
        #expect(first.accepted == 2)
        let second = try books.importRows("staff", staff("领导"), format: .jsonl)
        #expect(second.accepted == 1)
        #expect(second.unchanged == 1)
        #expect(second.ids == first.ids)
        let row = try books.show("staff", first.ids[0]).row
        #expect(row["post"] == .text("领导"))
        guard case .rows(let roles) = row["roles"] else { return }
        #expect(roles.count == 1)
        // An earlier file once more: its rows were imported, so nothing goes back.
        #expect(try books.importRows("staff", staff("A岗"), format: .jsonl).unchanged == 2)
        #expect(
            try books.importRows("staff", staff("A岗"), format: .jsonl, again: true).accepted == 1
        )
        let part = bytes("id,name\nW1,国土窗口\n")
        #expect(try books.importRows("unit", part, format: .csv).accepted == 1)
        #expect(
            try books.list("unit", where: fields(["id": "W1"])).first?["kind"] == .text("single")
        )
    }

    @Test("rows refer to rows of the same file, wherever those stand")
    func references() throws {
        let books = try TestCounty().county.books
        let file = bytes(
            """
            code,name,parent,from
            330110003001,南村,330110003,2000-01-01
            330110003,南镇,330110,2000-01-01
            """
        )
        let report = try books.importRows("region", file, format: .csv)
        #expect(report.accepted == 2)
        #expect(report.warnings.isEmpty)
        let village = try books.show("region", report.ids[0]).row
        #expect(village["name"] == .text("南村"))
        #expect(village["parent"] == .text("330110003000"))
        let units = bytes(
            """
            id,name,kind,region,department
            A1,窗口,single,330110,B1
            B1,局,department,330110,
            """
        )
        #expect(try books.importRows("unit", units, format: .csv).warnings.isEmpty)
        #expect(
            try books.list("unit", where: fields(["department": "B1"])).map(\.shownID) == ["A1"]
        )
    }

    @Test("an import may start in any state, and a computed column is left aside with a note")
    func states() throws {
        let world = try TestCounty()
        let file = bytes(
            """
            villager,village,acceptedAt,matter,状态,promisedDate,recordID
            张三,330110001001,2024-03-20 09:30,M1,建档,2030-01-01,x
            """
        )
        let books = world.village.books
        let report = try books.importRows("village-agency", file, format: .csv, entry: .backfill)
        #expect(report.accepted == 1)
        #expect(report.notes.map(\.fault.field) == ["recordID", "promisedDate"])
        let row = try books.show("village-agency", report.ids[0]).row
        #expect(row.state == "建档")
        #expect(row["backDated"] == .boolean(true))
        #expect(row["promisedDate"] == .text("2024-03-27"))
    }

    @Test("GB18030 and a byte order mark are read, other encodings are refused in a sentence")
    func encodings() throws {
        let books = try TestCounty().county.books
        let head: [UInt8] = bytes("id,name,kind,region\nG1,")
        // 龦 is a character of four bytes in GB18030.
        let name: [UInt8] = [0xB9, 0xFA, 0xCD, 0xC1, 0x82, 0x35, 0x8F, 0x33]
        let rest = bytes(",single,330110\n")
        #expect(try books.importRows("unit", head + name + rest, format: .csv).accepted == 1)
        #expect(try books.list("unit", where: fields(["id": "G1"])).first?["name"] == .text("国土龦"))
        let marked = [0xEF, 0xBB, 0xBF] + bytes("id,name,kind,region\nG2,税务,single,330110\n")
        #expect(try books.importRows("unit", marked, format: .csv).accepted == 1)
        for broken in [[0xFF, 0xFE, 0x69, 0x00], bytes("id,name\n") + [0xFF, 0xFF, 0x41]] {
            let report = try books.importRows("unit", broken as [UInt8], format: .csv)
            #expect(report.errors.map(\.fault.reason) == ["bad_encoding"])
        }
    }

    @Test(
        "files that are no table are refused with the line",
        arguments: [
            ("id,name\nA,\"open\n", RowFormat.csv, 2, "bad_csv"),
            ("id,name\nA,\"b\"c\n", .csv, 2, "bad_csv"),
            ("id,name,nom\nA,b,c\n", .csv, 1, "unknown_field"),
            ("id,编号\nA,b\n", .csv, 1, "duplicate_field"),
            ("id,name\nA,b,c\n", .csv, 2, "too_many_cells"),
            ("", .csv, 1, "empty_file"),
            ("{\"id\":\"A\"}\n\n[1]\n", .jsonl, 3, "bad_json"),
            ("{\"id\":\n", .jsonl, 1, "bad_json"),
            ("{\"id\":[\"A\"]}\n", .jsonl, 1, "bad_value"),
        ]
    )
    func malformed(text: String, format: RowFormat, line: Int, reason: String) throws {
        let books = try TestCounty().county.books
        let report = try books.importRows("unit", bytes(text), format: format)
        let found = report.errors.first { $0.fault.reason == reason }
        #expect(found?.line == line)
        #expect(report.accepted == 0)
    }

    @Test("a large file is one transaction in a real file, and every row has a number of its own")
    func many() throws {
        let folder = try TestFolder()
        let world = try TestCounty(file: folder.path + "/store")
        var text = "kind,matter,window,applicant,receivedAt\n"
        let count = 300
        for index in 0..<count { text += "承诺件,M1,W1,申请人\(index),2024-03-20 09:30\n" }
        let report = try world.county.books.importRows("case-handling", bytes(text), format: .csv)
        #expect(report.accepted == count)
        let numbers = try world.county.books.list("case-handling").map { $0["number"] }
        #expect(Set(numbers).count == count)
        #expect(try world.county.store.read { try $0.verify() }.isEmpty)
    }

    @Test("rows checked ahead keep their lines and their order", arguments: [255, 256, 257, 512])
    func long(count: Int) throws {
        let village = try TestCounty().village
        let books = village.books
        func file(badAt bad: Set<Int>) -> [UInt8] {
            var text = "villager,village,matter,acceptedAt\n"
            for row in 0..<count {
                let day = bad.contains(row) ? "13-45" : "03-20"
                text += "村民\(row),330110001001,M1,2024-\(day) 09:30\n"
            }
            return bytes(text)
        }
        let bad: Set<Int> = [0, 254, count - 1]
        let refused = try books.importRows("village-agency", file(badAt: bad), format: .csv)
        #expect(refused.accepted == 0 && refused.rejected == bad.count)
        #expect(refused.errors.map(\.line) == bad.sorted().map { $0 + 2 })
        let taken = try books.importRows("village-agency", file(badAt: []), format: .csv)
        #expect(taken.accepted == count && taken.ids.count == count)
        for row in bad {
            let record = try books.show("village-agency", taken.ids[row]).row
            #expect(record["villager"] == .text("村民\(row)"))
        }
        let again = try books.importRows("village-agency", file(badAt: []), format: .csv)
        #expect(again.unchanged == count && again.ids == taken.ids)
        #expect(try village.store.read { try $0.verify() }.isEmpty)
    }
}
