/// When the limits of a case stood still, told from the states that it went through.
package enum ClockStops {
    /// One state and the day on which it was entered.
    package struct Entry: Hashable, Sendable {
        /// The state.
        package let state: String
        /// The day of the entry, in UTC+08:00.
        package let date: CivilDate

        /// Makes an entry.
        package init(state: String, date: CivilDate) {
            self.state = state
            self.date = date
        }
    }

    /// The spans spent in states that stop the clock; the entries stand in the order of their
    /// causes.
    ///
    /// Both the day of asking and the day of the answer are inside, as in a list of suspensions. A
    /// span whose end lies before its start (a wrong clock) holds no day.
    package static func spans(of entries: [Entry], stopping: Set<String>) -> [Suspension] {
        var spans: [Suspension] = []
        var since: CivilDate?
        for entry in entries {
            switch (since, stopping.contains(entry.state)) {
            case (nil, true): since = entry.date
            case (let start?, false):
                spans.append(Suspension(from: start, through: entry.date))
                since = nil
            case (nil, false), (_?, true): break
            }
        }
        if let since { spans.append(Suspension(from: since, through: nil)) }
        return spans
    }
}
