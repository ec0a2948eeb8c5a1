/// What must hold of a record, in a closed grammar that is evaluated here and translated to SQL by
/// `Store`.
///
/// A field that is absent is never one of values, never after or before anything, and is not any
/// given value (`isNot` holds). A list counts as given when it has a row.
package indirect enum Condition: Hashable, Sendable {
    /// The field has a value.
    case given(ValuePath)
    /// The field has none.
    case empty(ValuePath)
    /// The field has one of the values.
    case isOneOf(ValuePath, [FieldValue])
    /// The field has none of the values, or is empty.
    case isNot(ValuePath, [FieldValue])
    /// The field's number is at least this; an empty one is not.
    case atLeast(ValuePath, Int64)
    /// More minutes than this lie between two dates with times; nothing where one is empty.
    case longer(from: ValuePath, to: ValuePath, minutes: Int)
    /// The field's day lies in the period asked.
    case inPeriod(ValuePath)
    /// The first day is not after the second.
    case notAfter(DayOperand, DayOperand)
    /// The first day is after the second.
    case after(DayOperand, DayOperand)
    /// Both have a value, and it is the same.
    case same(ValuePath, ValuePath)
    /// The reference names a held record of the register.
    case refersTo(ValuePath, register: String)
    /// The reference names a record that this node holds.
    case held(ValuePath)
    /// One of the record's events made the transition.
    case passed(transition: String)
    /// All of them hold.
    case all([Condition])
    /// At least one holds.
    case any([Condition])
    /// It does not hold.
    case not(Condition)

    /// A day to compare.
    package enum DayOperand: Hashable, Sendable {
        /// The day of a date, or of a date and time in UTC+08:00.
        case field(ValuePath)
        /// So many days after the day of a field.
        case later(ValuePath, days: Int)
        /// The last day of the period asked.
        case periodEnd
        /// The last day of the period that a field names.
        case endOf(ValuePath)
    }

    /// What a condition is evaluated against.
    ///
    /// For a list field `value` gives the count of its rows, or nil when there are none.
    package struct Facts {
        /// The value at a path.
        let value: (ValuePath) -> FieldValue?
        /// The period asked, nil where none is.
        let period: Period?
        /// The register of the held record that a value refers to, nil if none is held.
        let register: (FieldValue) -> String?
        /// Whether an event of the record made the transition.
        let passed: (String) -> Bool

        /// Makes facts; what is left out is nowhere true.
        package init(
            value: @escaping (ValuePath) -> FieldValue?,
            period: Period? = nil,
            register: @escaping (FieldValue) -> String? = { _ in nil },
            passed: @escaping (String) -> Bool = { _ in false }
        ) {
            self.value = value
            self.period = period
            self.register = register
            self.passed = passed
        }

        /// The value at a path.
        package func value(at path: ValuePath) -> FieldValue? { value(path) }

        /// Facts of the record's own fields alone.
        package init(fields: @escaping (String) -> FieldValue?, period: Period? = nil) {
            self.init(
                value: { $0.reference == nil ? fields($0.field) : nil },
                period: period
            )
        }
    }

    /// Whether the condition holds.
    ///
    /// Without a period nothing lies in it, and its end is no day.
    package func holds(_ facts: Facts) -> Bool {
        switch self {
        case .given(let path): facts.value(path) != nil
        case .empty(let path): facts.value(path) == nil
        case .isOneOf(let path, let values): facts.value(path).map(values.contains) ?? false
        case .isNot(let path, let values): !(facts.value(path).map(values.contains) ?? false)
        case .atLeast(let path, let number): Condition.number(facts.value(path)) ?? .min >= number
        case .longer(let from, let to, let minutes):
            Condition.minutes(facts.value(from), facts.value(to)).map { $0 > minutes } ?? false
        case .inPeriod(let path):
            CivilDate(of: facts.value(path)).map { facts.period?.contains($0) ?? false } ?? false
        case .notAfter(let first, let second): compare(first, second, facts, by: <=)
        case .after(let first, let second): compare(first, second, facts, by: >)
        case .same(let first, let second):
            facts.value(first).map { $0 == facts.value(second) } ?? false
        case .refersTo(let path, let register):
            facts.value(path).flatMap(facts.register) == register
        case .held(let path): facts.value(path).flatMap(facts.register) != nil
        case .passed(let transition): facts.passed(transition)
        case .all(let conditions): conditions.allSatisfy { $0.holds(facts) }
        case .any(let conditions): conditions.contains { $0.holds(facts) }
        case .not(let condition): !condition.holds(facts)
        }
    }

    /// The record's own fields on which the condition depends.
    package var fields: Set<String> {
        switch self {
        case .given(let path), .empty(let path), .isOneOf(let path, _), .isNot(let path, _),
            .atLeast(let path, _), .inPeriod(let path), .refersTo(let path, _), .held(let path):
            [path.start]
        case .longer(let from, let to, _), .same(let from, let to): [from.start, to.start]
        case .notAfter(let first, let second), .after(let first, let second):
            Set([first, second].compactMap(\.start))
        case .passed: [RegisterDefinition.stateField]
        case .all(let conditions), .any(let conditions):
            conditions.reduce(into: []) { $0.formUnion($1.fields) }
        case .not(let condition): condition.fields
        }
    }

    private static func number(_ value: FieldValue?) -> Int64? {
        if case .integer(let number)? = value { number } else { nil }
    }

    /// Whole minutes from the first moment to the second, rounded up: a second too late is late.
    static func minutes(_ from: FieldValue?, _ to: FieldValue?) -> Int? {
        guard case .text(let first)? = from, case .text(let last)? = to,
            let start = CivilDateTime(text: first), let end = CivilDateTime(text: last)
        else { return nil }
        let seconds = end.secondsSince1970 - start.secondsSince1970
        return Int(seconds > 0 ? (seconds + 59) / 60 : seconds / 60)
    }

    /// The last day of the period that a text names.
    fileprivate static func lastDay(of value: FieldValue?) -> CivilDate? {
        guard case .text(let text)? = value else { return nil }
        return Period(text: text)?.last
    }

    private func compare(
        _ first: DayOperand,
        _ second: DayOperand,
        _ facts: Facts,
        by ordered: (CivilDate, CivilDate) -> Bool
    ) -> Bool {
        guard let left = first.day(facts), let right = second.day(facts) else { return false }
        return ordered(left, right)
    }
}

extension Condition.DayOperand {
    fileprivate func day(_ facts: Condition.Facts) -> CivilDate? {
        switch self {
        case .field(let path): CivilDate(of: facts.value(path))
        case .later(let path, let days):
            CivilDate(of: facts.value(path))?.adding(days: days)
        case .periodEnd: facts.period?.last
        case .endOf(let path): Condition.lastDay(of: facts.value(path))
        }
    }

    fileprivate var start: String? {
        switch self {
        case .field(let path), .later(let path, _), .endOf(let path): path.start
        case .periodEnd: nil
        }
    }
}
