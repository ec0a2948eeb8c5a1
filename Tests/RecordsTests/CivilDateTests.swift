import Records
import Testing

@Suite("days of the calendar")
struct CivilDateTests {
    @Test("every day of 400 years follows the one before and reads back as written")
    func walksFourHundredYears() throws {
        var date = try #require(CivilDate(year: 1_799, month: 12, day: 31))
        var (year, month, day) = (1_799, 12, 31)
        for _ in 0..<146_097 {
            day += 1
            if day > CivilDate.dayCount(ofMonth: month, in: year) { (month, day) = (month + 1, 1) }
            if month > 12 { (year, month) = (year + 1, 1) }
            let next = try #require(date.adding(days: 1))
            #expect((next.year, next.month, next.day) == (year, month, day))
            #expect(CivilDate(text: next.text) == next)
            #expect(CivilDate(year: year, month: month, day: day) == next)
            #expect(next.weekday == date.weekday % 7 + 1)
            #expect(date < next)
            date = next
        }
    }

    @Test("known days have their known numbers and weekdays")
    func knowsDays() throws {
        let epoch = try #require(CivilDate(text: "1970-01-01"))
        #expect(epoch.daysSince1970 == 0)
        #expect(epoch.weekday == 4)
        let leap = try #require(CivilDate(text: "2024-02-29"))
        #expect(leap.weekday == 4)
        #expect(leap.daysSince1970 == 19_782)
        #expect(try epoch.days(to: #require(CivilDate(text: "1969-12-31"))) == -1)
        #expect(CivilDate.earliest.text == "0001-01-01")
        #expect(CivilDate.latest.text == "9999-12-31")
    }

    @Test(
        "what is no day is refused",
        arguments: [
            "2023-02-29", "1900-02-29", "2024-04-31", "2024-13-01", "2024-00-10", "2024-01-00",
            "2024-1-01", "2024-01-1", "24-01-01", "2024/01/01", "20240101", "+024-01-01", "",
            "0000-01-01", "2024-01-01 ", "２０２４-01-01", "2024-0１-01",
        ]
    )
    func refuses(text: String) {
        #expect(CivilDate(text: text) == nil)
    }

    @Test("the calendar ends at both ends instead of overflowing")
    func ends() {
        #expect(CivilDate.latest.adding(days: 1) == nil)
        #expect(CivilDate.earliest.adding(days: -1) == nil)
        #expect(CivilDate.latest.adding(days: .max) == nil)
        #expect(CivilDate(daysSince1970: .min) == nil)
    }
}

@Suite("moments in UTC+08:00")
struct CivilDateTimeTests {
    @Test(
        "all accepted spellings of one minute are one moment",
        arguments: [
            "2024-03-05T09:30", "2024-03-05 09:30", "2024-03-05T09:30:00",
            "2024-03-05 09:30:00", "2024-03-05T09:30+08:00", "2024-03-05T09:30:00+08:00",
        ]
    )
    func reads(text: String) throws {
        let moment = try #require(CivilDateTime(text: text))
        #expect(moment.text == "2024-03-05T09:30:00+08:00")
        #expect(moment.secondsSince1970 == 1_709_602_200)
    }

    @Test(
        "other zones, other shapes and impossible clocks are refused",
        arguments: [
            "2024-03-05", "2024-03-05T09", "2024-03-05T09:30Z", "2024-03-05T09:30+07:00",
            "2024-03-05T24:00", "2024-03-05T09:60", "2024-03-05T09:30:60", "2024-02-30T09:30",
            "2024-03-05t09:30", "2024-03-05T9:30", "2024-03-05T09:30:00.5", "+08:00", "",
            "2024-03-05T09:30+08:00+08:00",
        ]
    )
    func refuses(text: String) {
        #expect(CivilDateTime(text: text) == nil)
    }

    @Test("text and seconds go round for seeded moments, before 1970 too")
    func roundTrips() throws {
        var numbers = SeededNumbers(seed: 7)
        for _ in 0..<5_000 {
            let seconds = Int64.random(in: -62_135_600_000...253_402_271_999, using: &numbers)
            let moment = try #require(CivilDateTime(secondsSince1970: seconds))
            #expect(CivilDateTime(text: moment.text) == moment)
            let built = CivilDateTime(
                date: moment.date,
                hour: moment.hour,
                minute: moment.minute,
                second: moment.second
            )
            #expect(built == moment)
        }
        #expect(CivilDateTime(secondsSince1970: .max) == nil)
        #expect(CivilDateTime(secondsSince1970: .min) == nil)
    }

    @Test("the day changes at midnight of UTC+08:00")
    func changesDay() throws {
        let last = try #require(CivilDateTime(secondsSince1970: 57_599))
        let first = try #require(CivilDateTime(secondsSince1970: 57_600))
        #expect(last.text == "1970-01-01T23:59:59+08:00")
        #expect(first.date.text == "1970-01-02")
        #expect(CivilDate(of: .text(first.text))?.text == "1970-01-02")
        #expect(CivilDate(of: .text("昨天")) == nil)
        #expect(CivilDate(of: .integer(3)) == nil)
    }
}
