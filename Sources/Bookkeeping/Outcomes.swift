package import Causality
package import Records

/// What became of a new record.
package struct Recorded: Hashable, Sendable {
    /// The record.
    package let id: RecordID
    /// The paper number that it was given, nil if none.
    package let number: String?
    /// Its first state, nil where the register has no states.
    package let state: String?
    /// Sentences on what was accepted but needs attention: references not here, dates not computed.
    package let warnings: [String]
    /// Given values that were left aside.
    package let notes: [EntryFault]
}

/// What became of a change.
package struct Changed: Hashable, Sendable {
    /// The record.
    ///
    /// Another one than was asked for when a draft became the record of the register.
    package let id: RecordID
    /// The event; nil if nothing differed, so that nothing was written.
    package let dot: Dot?
    /// Ids of the fields that were written, computed ones included, in the definition's order.
    package let fields: [String]
    /// The transition that was made, nil if the state did not move.
    package let transition: TransitionName?
    /// Sentences on what was accepted but needs attention.
    package let warnings: [String]
    /// Given values that were left aside.
    package let notes: [EntryFault]
}

/// What became of a decision between values that stood side by side.
package struct Resolved: Hashable, Sendable {
    /// The record.
    package let id: RecordID
    /// The decision's event.
    package let dot: Dot
    /// Sentences on what needs attention: computed values that changed or could not be computed.
    package let warnings: [String]
}
