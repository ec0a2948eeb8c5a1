/// A kind of period that an assessment can be made for.
package enum PeriodKind: String, CaseIterable, Hashable, Sendable {
    /// A calendar year, `2022`.
    case year
    /// Half a year, `2022-H1`.
    case half
    /// A quarter, `2022-Q1`.
    case quarter
    /// A calendar month, `2022-03`.
    case month

    /// How many of these a year has.
    var countPerYear: Int {
        switch self {
        case .year: 1
        case .half: 2
        case .quarter: 4
        case .month: 12
        }
    }

    /// The kind's name in Chinese.
    package var title: String {
        switch self {
        case .year: "年度"
        case .half: "半年"
        case .quarter: "季度"
        case .month: "月份"
        }
    }
}

/// A year, half, quarter or month of the calendar, in the spelling of evidence documents.
package struct Period: Hashable, Comparable, Sendable {
    /// What kind of period this is.
    package let kind: PeriodKind
    /// From 1 to 9999.
    package let year: Int
    /// Which half, quarter or month of the year, from 1; 1 for a year.
    package let number: Int

    /// Reads `2022`, `2022-H1`, `2022-Q1` or `2022-03`; anything else gives nil.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count >= 4, let year = digits(bytes[..<4]), year > 0 else { return nil }
        self.year = year
        switch (bytes.count, bytes.dropFirst(4).first) {
        case (4, nil):
            kind = .year
            number = 1
        case (7, UInt8(ascii: "-")):
            let isMonth = digits(bytes[5...5]) != nil
            guard let number = digits(bytes[(isMonth ? 5 : 6)...]) else { return nil }
            switch bytes[5] {
            case UInt8(ascii: "H"): kind = .half
            case UInt8(ascii: "Q"): kind = .quarter
            default:
                guard isMonth else { return nil }
                kind = .month
            }
            guard (1...kind.countPerYear).contains(number) else { return nil }
            self.number = number
        default: return nil
        }
    }

    /// The spelling that is read back as this period.
    package var text: String {
        let yearText = padded(year, to: 4)
        return switch kind {
        case .year: yearText
        case .half: "\(yearText)-H\(number)"
        case .quarter: "\(yearText)-Q\(number)"
        case .month: "\(yearText)-\(padded(number, to: 2))"
        }
    }

    private init(kind: PeriodKind, year: Int, number: Int) {
        self.kind = kind
        self.year = year
        self.number = number
    }

    /// The sub-period of that kind with that place inside this period, from 1.
    func part(_ place: Int, of kind: PeriodKind) -> Period? {
        let length = 12 / kind.countPerYear
        let first = months.lowerBound + (place - 1) * length
        guard place > 0, length <= months.count, first <= months.upperBound else { return nil }
        return Period(kind: kind, year: year, number: (first - 1) / length + 1)
    }

    /// The period of that kind in which this one begins.
    func containing(_ kind: PeriodKind) -> Period {
        let length = 12 / kind.countPerYear
        return Period(kind: kind, year: year, number: (months.lowerBound - 1) / length + 1)
    }

    /// The months of the year that the period covers.
    var months: ClosedRange<Int> {
        let length = 12 / kind.countPerYear
        return (number - 1) * length + 1...number * length
    }

    /// True if the day lies in the period.
    package func contains(_ date: CalendarDate) -> Bool {
        date.year == year && months.contains(date.month)
    }

    /// True if the other period lies wholly in this one.
    package func contains(_ other: Period) -> Bool {
        other.year == year && months.contains(other.months.lowerBound)
            && months.contains(other.months.upperBound)
    }

    package static func < (left: Period, right: Period) -> Bool {
        let leftKey = (left.year, left.months.lowerBound, -left.months.count)
        return leftKey < (right.year, right.months.lowerBound, -right.months.count)
    }
}

/// A day of the calendar, from year 1 to 9999.
package struct CalendarDate: Hashable, Comparable, Sendable {
    /// From 1 to 9999.
    package let year: Int
    /// From 1 to 12.
    package let month: Int
    /// From 1 to the month's last day.
    package let day: Int

    /// Reads `YYYY-MM-DD`; a day that the calendar does not have gives nil.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        let hyphen = UInt8(ascii: "-")
        guard bytes.count == 10, bytes[4] == hyphen, bytes[7] == hyphen,
            let year = digits(bytes[..<4]), let month = digits(bytes[5..<7]),
            let day = digits(bytes[8...]), year > 0, (1...12).contains(month),
            (1...CalendarDate.dayCount(ofMonth: month, year: year)).contains(day)
        else { return nil }
        self.year = year
        self.month = month
        self.day = day
    }

    /// The spelling that is read back as this day.
    package var text: String {
        "\(padded(year, to: 4))-\(padded(month, to: 2))-\(padded(day, to: 2))"
    }

    package static func < (left: CalendarDate, right: CalendarDate) -> Bool {
        (left.year, left.month, left.day) < (right.year, right.month, right.day)
    }

    private static func dayCount(ofMonth month: Int, year: Int) -> Int {
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        return switch month {
        case 2: isLeap ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

private func digits(_ bytes: ArraySlice<UInt8>) -> Int? {
    guard !bytes.isEmpty else { return nil }
    var value = 0
    for byte in bytes {
        guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
        value = value * 10 + Int(byte - UInt8(ascii: "0"))
    }
    return value
}

private func padded(_ number: Int, to width: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, width - text.count)) + text
}
