import Bookkeeping
import Records
import Testing

/// The device's clock stands at 2024-03-20 10:00.
@Suite("Days and moments that the device's clock speaks against")
struct ClockTests {
    private func warnings(
        _ register: String,
        _ given: KeyValuePairs<String, String>
    ) throws -> [String] {
        try TestCounty().county.books.record(register, fields(given)).warnings
    }

    @Test("the day of a finding that has not come yet is taken and flagged")
    func ahead() throws {
        #expect(try warnings("hall-patrol", ["date": "2024-03-20"]) == [])
        for day in ["2024-03-21", "9999-12-31"] {
            let found = try warnings("hall-patrol", ["date": day])
            #expect(found == ["“日期”晚于本机日期，已照填登记，请核对日期和本机时间。"])
        }
    }

    @Test("a limit or the start of a rule may lie ahead, but not a century")
    func limits() throws {
        let given: KeyValuePairs = ["date": "2024-03-20", "correctBy": "2024-03-25"]
        #expect(try warnings("hall-patrol", given) == [])
        let far: KeyValuePairs = ["date": "2024-03-20", "correctBy": "2204-03-25"]
        #expect(try warnings("hall-patrol", far).first?.contains("整改期限") ?? false)
        #expect(try warnings("calendar", ["date": "2025-10-01", "working": "否"]) == [])
    }

    @Test("a day before 1900 is taken and flagged, in dates and in moments")
    func early() throws {
        for given: KeyValuePairs in [
            ["date": "0001-01-01"], ["date": "2024-03-20", "seenAt": "1024-03-20 09:00"],
        ] {
            let found = try warnings("hall-patrol", given)
            #expect(found.count == 1 && found[0].contains("早于 1900 年"))
        }
    }

    @Test("moments in the rows of a list are looked at, too")
    func rows() throws {
        let runs = #"[{"step": "送镇里", "handedAt": "2030-01-01 09:00"}]"#
        let books = try TestCounty().village.books
        let found = try books.record("village-agency", villageCase(["runs": runs])).warnings
        #expect(found.contains { $0.contains("送出") && $0.contains("晚于本机时钟") })
    }
}
