/// What the node computes for a field, in machine form; the prose stays beside it.
package indirect enum ComputedRule: Hashable, Sendable {
    /// A paper number of the series with these letters, given once.
    case number(code: String)
    /// So many working days after a day, days of suspension left out.
    case workingDaysAfter(from: String, days: DayCount, suspensions: SuspensionSource?)
    /// The day of a field.
    case sameDay(String)
    /// The value that the referenced record has, once the field `at` is given.
    case copied(reference: String, field: String, at: String?)
    /// Whether the record was typed in afterwards, judged by the day of the field.
    case backDated(String)
    /// Working days from the due day to the day finished, 0 if in time.
    case daysOver(due: String, finished: String)
    /// Working days from the day finished to the due day, 0 if late.
    case daysEarly(due: String, finished: String)
    /// How often the record entered the state.
    case timesEntered(state: String)
    /// Whole minutes from one date and time to another, a started one counted; nothing if earlier.
    case minutesBetween(from: String, to: String)
    /// Whether a condition on the record's own fields holds.
    case holds(Condition)
    /// The values masked and joined; personal ones by their type, others scrubbed of numbers.
    case masked([ValuePath])
    /// The rule of the first alternative whose condition holds; nothing if none does.
    case firstOf([Alternative])

    /// How many working days.
    package enum DayCount: Hashable, Sendable {
        /// What the referenced record says.
        case referenced(reference: String, field: String)
        /// What the record's own field says.
        case field(String)
        /// A setting of the register, with a default.
        case setting(String, default: Int)
    }

    /// Which days do not count.
    package enum SuspensionSource: Hashable, Sendable {
        /// Rows of a list with the columns `from` and `to`.
        case list(String)
        /// The time spent in states that stop the clock.
        case clockStops
    }

    /// One way of several.
    package struct Alternative: Hashable, Sendable {
        /// When it is taken; nil for always.
        package let condition: Condition?
        /// What is computed then.
        package let rule: ComputedRule
    }

    /// The record's own fields on which the value depends; `state` where the history does.
    package var inputs: Set<String> {
        switch self {
        case .number: []
        case .workingDaysAfter(let from, let days, let suspensions):
            days.inputs.union([from]).union(suspensions?.inputs ?? [])
        case .sameDay(let field), .backDated(let field): [field]
        case .copied(let reference, _, let at): Set([reference, at].compactMap(\.self))
        case .daysOver(let due, let finished), .daysEarly(let due, let finished): [due, finished]
        case .timesEntered: [RegisterDefinition.stateField]
        case .minutesBetween(let from, let to): [from, to]
        case .holds(let condition): condition.fields
        case .masked(let paths): Set(paths.map(\.start))
        case .firstOf(let alternatives):
            alternatives.reduce(into: []) {
                $0.formUnion($1.rule.inputs.union($1.condition?.fields ?? []))
            }
        }
    }

    /// Whether leaving a state that stops the clock changes the value.
    package var dependsOnClock: Bool {
        switch self {
        case .workingDaysAfter(_, _, let suspensions): suspensions == .clockStops
        case .firstOf(let alternatives): alternatives.contains { $0.rule.dependsOnClock }
        default: false
        }
    }

    /// The types of field that can hold the value; nil for any.
    var fieldTypes: Set<FieldType>? {
        switch self {
        case .number: [.text]
        case .workingDaysAfter, .sameDay: [.date]
        case .copied: nil
        case .backDated, .holds: [.boolean]
        case .daysOver, .daysEarly, .timesEntered, .minutesBetween: [.integer]
        case .masked: [.text, .longText]
        case .firstOf(let alternatives):
            alternatives.compactMap(\.rule.fieldTypes).reduce(nil) { $0?.intersection($1) ?? $1 }
        }
    }
}

extension ComputedRule.DayCount {
    fileprivate var inputs: Set<String> {
        switch self {
        case .referenced(let reference, _): [reference]
        case .field(let field): [field]
        case .setting: []
        }
    }
}

extension ComputedRule.SuspensionSource {
    fileprivate var inputs: Set<String> {
        if case .list(let field) = self { [field] } else { [] }
    }
}
