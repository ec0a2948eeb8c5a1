/// A span of whole months that is assessed or closed: a year, a half, a quarter or a month.
///
/// Order is by first day, and of periods with one first day the longer comes first.
package enum Period: Hashable, Comparable, Sendable {
    /// A whole year, `2022`.
    case year(Int)
    /// A half year, `2022-H1`; the half is 1 or 2.
    case half(Int, Int)
    /// A quarter, `2022-Q1`; the quarter is 1 to 4.
    case quarter(Int, Int)
    /// A month, `2022-03`; the month is 1 to 12.
    case month(Int, Int)

    /// The month in which a day lies.
    package init(monthOf date: CivilDate) { self = .month(date.year, date.month) }

    /// Reads `2022`, `2022-H1`, `2022-Q1` or `2022-03`; nil for anything else.
    package init?(text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 4 || bytes.count == 7, let year = decimal(bytes[0..<4]), year > 0
        else { return nil }
        if bytes.count == 4 {
            self = .year(year)
            return
        }
        guard bytes[4] == UInt8(ascii: "-"),
            let period = Period.part(year: year, mark: bytes[5], rest: bytes[5..<7])
        else { return nil }
        self = period
    }

    private static func part(year: Int, mark: UInt8, rest: ArraySlice<UInt8>) -> Period? {
        switch mark {
        case UInt8(ascii: "H"):
            guard let half = decimal(rest.dropFirst()), (1...2).contains(half) else { return nil }
            return .half(year, half)
        case UInt8(ascii: "Q"):
            guard let quarter = decimal(rest.dropFirst()), (1...4).contains(quarter) else {
                return nil
            }
            return .quarter(year, quarter)
        default:
            guard let month = decimal(rest), (1...12).contains(month) else { return nil }
            return .month(year, month)
        }
    }

    /// The text by which documents and commands name the period.
    package var text: String {
        switch self {
        case .year(let year): padded(year, to: 4)
        case .half(let year, let half): "\(padded(year, to: 4))-H\(half)"
        case .quarter(let year, let quarter): "\(padded(year, to: 4))-Q\(quarter)"
        case .month(let year, let month): "\(padded(year, to: 4))-\(padded(month, to: 2))"
        }
    }

    /// The first day.
    package var first: CivilDate {
        day(of: firstMonth) { _ in 1 }
    }

    /// The last day.
    package var last: CivilDate {
        day(of: firstMonth + monthCount - 1) { CivilDate.dayCount(ofMonth: $0, in: year) }
    }

    /// Whether a day lies in the period.
    package func contains(_ date: CivilDate) -> Bool { first <= date && date <= last }

    /// Whether all days of the other period lie in this one.
    package func contains(_ other: Period) -> Bool {
        contains(other.first) && contains(other.last)
    }

    /// The year.
    package var year: Int {
        switch self {
        case .year(let year), .half(let year, _), .quarter(let year, _), .month(let year, _): year
        }
    }

    /// The months of the period, in order.
    package var months: [Period] {
        (firstMonth..<firstMonth + monthCount).map { .month(year, $0) }
    }

    /// The period of the same kind that follows; nil behind the last day of the calendar.
    package var next: Period? { last.adding(days: 1).map(ofSameKind) }

    /// The period of the same kind before; nil before the first day of the calendar.
    package var previous: Period? { first.adding(days: -1).map(ofSameKind) }

    /// The period of this one's kind in which a day lies.
    private func ofSameKind(_ day: CivilDate) -> Period {
        switch self {
        case .year: .year(day.year)
        case .half: .half(day.year, (day.month + 5) / 6)
        case .quarter: .quarter(day.year, (day.month + 2) / 3)
        case .month: .month(day.year, day.month)
        }
    }

    package static func < (left: Period, right: Period) -> Bool {
        (left.first, right.last) < (right.first, left.last)
    }

    private var firstMonth: Int {
        switch self {
        case .year: 1
        case .half(_, let half): half * 6 - 5
        case .quarter(_, let quarter): quarter * 3 - 2
        case .month(_, let month): month
        }
    }

    private var monthCount: Int {
        switch self {
        case .year: 12
        case .half: 6
        case .quarter: 3
        case .month: 1
        }
    }

    private func day(of month: Int, number: (Int) -> Int) -> CivilDate {
        guard let date = CivilDate(year: year, month: month, day: number(month)) else {
            preconditionFailure("period \(self) is outside of the calendar")
        }
        return date
    }
}
