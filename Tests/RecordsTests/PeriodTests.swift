import Records
import Testing

@Suite("periods")
struct PeriodTests {
    @Test(
        "each kind has its first and last day and reads back as written",
        arguments: [
            ("2022", "2022-01-01", "2022-12-31", 12),
            ("2022-H1", "2022-01-01", "2022-06-30", 6),
            ("2022-H2", "2022-07-01", "2022-12-31", 6),
            ("2022-Q1", "2022-01-01", "2022-03-31", 3),
            ("2022-Q4", "2022-10-01", "2022-12-31", 3),
            ("2024-02", "2024-02-01", "2024-02-29", 1),
            ("9999-12", "9999-12-01", "9999-12-31", 1),
        ]
    )
    func spans(text: String, first: String, last: String, months: Int) throws {
        let period = try #require(Period(text: text))
        #expect(period.text == text)
        #expect(period.first.text == first)
        #expect(period.last.text == last)
        #expect(period.months.count == months)
        #expect(period.contains(period.first) && period.contains(period.last))
        #expect(period.first.adding(days: -1).map(period.contains) != true)
        #expect(period.last.adding(days: 1).map(period.contains) != true)
    }

    @Test(
        "what is no period is refused",
        arguments: [
            "", "202", "20222", "2022-", "2022-0", "2022-00", "2022-13", "2022-H0", "2022-H3",
            "2022-Q0", "2022-Q5", "2022-h1", "2022-W1", "0000", "2022/03", "2022-3", "2022-03-01",
        ]
    )
    func refuses(text: String) {
        #expect(Period(text: text) == nil)
    }

    @Test("a longer period holds its months, and comes before them")
    func holds() {
        let quarter = Period.quarter(2022, 2)
        #expect(quarter.contains(.month(2022, 6)))
        #expect(!quarter.contains(.month(2022, 7)))
        #expect(!Period.month(2022, 4).contains(quarter))
        let mixed: [Period] = [.month(2022, 2), .quarter(2022, 1), .month(2022, 1), .year(2022)]
        let sorted = mixed.sorted()
        #expect(
            sorted == [.year(2022), .quarter(2022, 1), .month(2022, 1), .month(2022, 2)]
        )
    }

    @Test(
        "each kind of period follows the one before, over the ends of years",
        arguments: [
            ("2023", "2024"), ("2023-H1", "2023-H2"), ("2023-H2", "2024-H1"),
            ("2023-Q3", "2023-Q4"), ("2023-Q4", "2024-Q1"), ("2024-02", "2024-03"),
            ("2023-12", "2024-01"),
        ]
    )
    func neighbours(_ first: String, _ second: String) {
        #expect(Period(text: first)?.next?.text == second)
        #expect(Period(text: second)?.previous?.text == first)
    }
}
