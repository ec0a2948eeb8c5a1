/// What the computed values of one record are made from, as its author's node holds it.
package struct ComputedContext {
    /// What a referenced record says.
    package enum Referenced: Hashable, Sendable {
        /// The record is not here.
        case notHeld
        /// The field's value, nil if it is empty.
        case held(FieldValue?)
    }

    /// The record's values as the person leaves them; a list gives the count of its rows.
    package let after: (String) -> FieldValue?
    /// The record's values before, nothing for a new one.
    package let before: (String) -> FieldValue?
    /// The fields that the person wrote, with `state` if it moved; of a new record, of which
    /// everything is computed, none need be named.
    package let changed: Set<String>
    /// Whether the record is being made.
    package let isNew: Bool
    /// A field of the record that a value refers to.
    package let referenced: (FieldValue, String) -> Referenced
    /// The working days as held.
    package let calendar: WorkingCalendar
    /// The device's clock.
    package let deviceTime: CivilDateTime
    /// Whether something speaks against that clock: then nothing is judged by it.
    package let isClockInDoubt: Bool
    /// How the record is entered.
    package let entry: EntryKind
    /// The spans that a list of suspensions names, this change included.
    package let suspensions: (String) -> [Suspension]
    /// The states that the record went through, this change included, in the order of their causes.
    package let history: [ClockStops.Entry]
    /// The next paper number of a series with these letters; called only when one is given out.
    package let nextNumber: (String) -> String?

    /// Makes a context.
    package init(
        after: @escaping (String) -> FieldValue?,
        before: @escaping (String) -> FieldValue?,
        changed: Set<String>,
        isNew: Bool,
        referenced: @escaping (FieldValue, String) -> Referenced,
        calendar: WorkingCalendar,
        deviceTime: CivilDateTime,
        isClockInDoubt: Bool = false,
        entry: EntryKind,
        suspensions: @escaping (String) -> [Suspension],
        history: [ClockStops.Entry],
        nextNumber: @escaping (String) -> String?
    ) {
        self.after = after
        self.before = before
        self.changed = changed
        self.isNew = isNew
        self.referenced = referenced
        self.calendar = calendar
        self.deviceTime = deviceTime
        self.isClockInDoubt = isClockInDoubt
        self.entry = entry
        self.suspensions = suspensions
        self.history = history
        self.nextNumber = nextNumber
    }
}

/// What the node writes besides what the person typed.
package struct ComputedOutcome: Hashable, Sendable {
    /// One computed field that changes; nil clears it.
    package struct Write: Hashable, Sendable {
        /// The field.
        package let field: String
        /// Its new value.
        package let value: FieldValue?
    }

    /// The computed fields that change, in the definition's order.
    package internal(set) var writes: [Write] = []
    /// Sentences on what could not be computed.
    package internal(set) var warnings: [String] = []
}
