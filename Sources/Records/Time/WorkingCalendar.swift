/// Which days are working days: Monday to Friday, but for the exception days of the year's notice.
///
/// A year is known when at least one exception of it is held: every year has holidays, so a year
/// without an entry is one whose notice has not been typed in yet, and nothing is computed from it.
package struct WorkingCalendar: Hashable, Sendable {
    /// The exception days: true is worked (调休上班), false is free.
    package let exceptions: [CivilDate: Bool]
    private let years: Set<Int>

    /// Makes a calendar of exception days.
    package init(exceptions: [CivilDate: Bool]) {
        self.exceptions = exceptions
        years = Set(exceptions.keys.map(\.year))
    }

    /// Whether deadlines can be computed in that year.
    package func knows(year: Int) -> Bool { years.contains(year) }

    /// Whether a day is worked; nil where its year is unknown.
    package func isWorkingDay(_ date: CivilDate) -> Bool? {
        knows(year: date.year) ? works(date) : nil
    }

    /// The last day of a limit: day 1 is the first working day after receipt.
    ///
    /// Days on which the clock stood still do not count. A limit of 0 is the day of receipt itself.
    /// Nil where a year that is needed is unknown, that of receipt too, and for a limit that is
    /// negative or over 10,000.
    package func add(
        workingDays: Int,
        to receipt: CivilDate,
        suspensions: [Suspension] = []
    ) -> CivilDate? {
        guard (0...WorkingCalendar.limitMax).contains(workingDays), knows(year: receipt.year)
        else { return nil }
        var left = workingDays
        var date = receipt
        while left > 0 {
            guard let next = date.adding(days: 1), let works = isWorkingDay(next) else {
                return nil
            }
            date = next
            if works, !suspensions.contains(where: { $0.contains(next) }) { left -= 1 }
        }
        return date
    }

    /// How many working days lie after the one day, up to and with the other; 0 if it is not later.
    ///
    /// Nil where a year from the one to the other is unknown.
    package func workingDays(
        after start: CivilDate,
        through end: CivilDate,
        suspensions: [Suspension] = []
    ) -> Int? {
        guard knows(year: start.year), knows(year: end.year) else { return nil }
        var count = 0
        var date = start
        while date < end, let next = date.adding(days: 1) {
            guard let works = isWorkingDay(next) else { return nil }
            if works, !suspensions.contains(where: { $0.contains(next) }) { count += 1 }
            date = next
        }
        return count
    }

    /// The longest limit that is computed; protects from a definition that would walk for ever.
    private static let limitMax = 10_000

    private func works(_ date: CivilDate) -> Bool { exceptions[date] ?? (date.weekday <= 5) }
}

/// A span of days on which a limit's clock stands still, both ends included.
package struct Suspension: Hashable, Sendable {
    /// The first day that does not count.
    package let from: CivilDate
    /// The last day that does not count; nil while the clock still stands.
    package let through: CivilDate?

    /// Makes a span.
    ///
    /// One that still runs moves no date until its end is known.
    package init(from: CivilDate, through: CivilDate?) {
        self.from = from
        self.through = through
    }

    /// Whether the clock stood still on that day, as far as is known.
    package func contains(_ date: CivilDate) -> Bool {
        guard let through else { return false }
        return from <= date && date <= through
    }
}
