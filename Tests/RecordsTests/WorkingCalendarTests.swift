import Records
import Testing

@Suite("working days")
struct WorkingCalendarTests {
    private func day(_ text: String) throws -> CivilDate { try #require(CivilDate(text: text)) }

    /// The notice for 2026, as field.md has it.
    private func notice() throws -> WorkingCalendar {
        var exceptions: [CivilDate: Bool] = [:]
        let free = [
            ("2026-01-01", 3), ("2026-02-15", 9), ("2026-04-04", 3), ("2026-05-01", 5),
            ("2026-06-19", 3), ("2026-09-25", 3), ("2026-10-01", 7),
        ]
        for (first, count) in free {
            for offset in 0..<count {
                exceptions[try #require(try day(first).adding(days: offset))] = false
            }
        }
        let worked = [
            "2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10",
        ]
        for text in worked { exceptions[try day(text)] = true }
        return WorkingCalendar(exceptions: exceptions)
    }

    @Test("day 1 is the working day after receipt, over holidays and made-up Saturdays")
    func addsOverHolidays() throws {
        let calendar = try notice()
        // Friday 2026-02-13, then Saturday 14 is worked, 15 to 23 are free, 24 is a Tuesday.
        #expect(calendar.add(workingDays: 1, to: try day("2026-02-13"))?.text == "2026-02-14")
        #expect(calendar.add(workingDays: 2, to: try day("2026-02-13"))?.text == "2026-02-24")
        #expect(calendar.add(workingDays: 0, to: try day("2026-02-16"))?.text == "2026-02-16")
        #expect(calendar.add(workingDays: 1, to: try day("2026-03-07"))?.text == "2026-03-09")
    }

    @Test("a year without any entry is unknown, and nothing is computed from it")
    func refusesUnknownYears() throws {
        let calendar = try notice()
        #expect(calendar.isWorkingDay(try day("2027-01-04")) == nil)
        #expect(calendar.add(workingDays: 5, to: try day("2026-12-30")) == nil)
        #expect(calendar.add(workingDays: 1, to: try day("2026-12-30"))?.text == "2026-12-31")
        #expect(calendar.add(workingDays: 1, to: try day("2025-12-31")) == nil)
        #expect(
            calendar.workingDays(after: try day("2026-12-30"), through: try day("2027-01-05"))
                == nil
        )
        #expect(
            calendar.workingDays(after: try day("2027-01-05"), through: try day("2026-12-30"))
                == nil
        )
    }

    @Test("limits that no paper has are refused instead of walked")
    func refusesAbsurdLimits() throws {
        let calendar = try notice()
        #expect(calendar.add(workingDays: -1, to: try day("2026-03-02")) == nil)
        #expect(calendar.add(workingDays: .max, to: try day("2026-03-02")) == nil)
    }

    @Test("days of a suspension do not count, a running one moves nothing yet")
    func leavesSuspensionsOut() throws {
        let calendar = try notice()
        let monday = try day("2026-03-02")
        let stop = Suspension(from: try day("2026-03-04"), through: try day("2026-03-08"))
        #expect(calendar.add(workingDays: 5, to: monday)?.text == "2026-03-09")
        #expect(calendar.add(workingDays: 5, to: monday, suspensions: [stop])?.text == "2026-03-12")
        // The same days named twice are left out once.
        #expect(
            calendar.add(workingDays: 5, to: monday, suspensions: [stop, stop])?.text
                == "2026-03-12"
        )
        let running = Suspension(from: try day("2026-03-04"), through: nil)
        #expect(
            calendar.add(workingDays: 5, to: monday, suspensions: [running])?.text == "2026-03-09"
        )
    }

    @Test("counting agrees with adding and with a slow day-by-day model", arguments: 0..<40)
    func agreesWithModel(seed: Int) throws {
        var numbers = SeededNumbers(seed: UInt64(seed))
        let start = try day("2024-01-01")
        var exceptions: [CivilDate: Bool] = [:]
        for year in ["2024", "2025", "2026"] { exceptions[try day("\(year)-01-01")] = false }
        for _ in 0..<120 {
            let date = start.adding(days: .random(in: 0..<1_000, using: &numbers))
            exceptions[try #require(date)] = .random(using: &numbers)
        }
        let calendar = WorkingCalendar(exceptions: exceptions)
        for _ in 0..<60 {
            let offset = Int.random(in: 0..<700, using: &numbers)
            let receipt = try #require(start.adding(days: offset))
            let limit = Int.random(in: 0...60, using: &numbers)
            let stopStart = try #require(receipt.adding(days: .random(in: 0...20, using: &numbers)))
            let stopEnd = stopStart.adding(days: .random(in: 0...10, using: &numbers))
            let stops = [Suspension(from: stopStart, through: stopEnd)]
            var model = receipt
            var counted = 0
            while counted < limit {
                model = try #require(model.adding(days: 1))
                let works = exceptions[model] ?? (model.weekday < 6)
                let stands = model >= stopStart && model <= (stopEnd ?? model)
                if works && !stands { counted += 1 }
            }
            let due = calendar.add(workingDays: limit, to: receipt, suspensions: stops)
            #expect(due == model, "seed \(seed)")
            let back = calendar.workingDays(after: receipt, through: model, suspensions: stops)
            #expect(back == limit, "seed \(seed)")
        }
    }
}

@Suite("standing clocks told from states")
struct ClockStopsTests {
    private func entry(_ state: String, _ day: String) throws -> ClockStops.Entry {
        ClockStops.Entry(state: state, date: try #require(CivilDate(text: day)))
    }

    @Test("each stay in a stopping state is one span, the last may still run")
    func spans() throws {
        let entries = [
            try entry("受理", "2024-03-01"), try entry("待补", "2024-03-04"),
            try entry("受理", "2024-03-06"), try entry("流转", "2024-03-07"),
            try entry("待补", "2024-03-11"),
        ]
        let spans = ClockStops.spans(of: entries, stopping: ["待补"])
        #expect(
            spans == [
                Suspension(from: entries[1].date, through: entries[2].date),
                Suspension(from: entries[4].date, through: nil),
            ]
        )
    }

    @Test("moving from one stopping state to another is one span")
    func joins() throws {
        let entries = [
            try entry("甲", "2024-03-04"), try entry("乙", "2024-03-05"),
            try entry("丙", "2024-03-08"),
        ]
        let spans = ClockStops.spans(of: entries, stopping: ["甲", "乙"])
        #expect(spans == [Suspension(from: entries[0].date, through: entries[2].date)])
    }
}
