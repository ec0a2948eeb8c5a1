/// A bug that the simulated glue can be made with, to prove that the checkers would find it.
///
/// Each one but those of the store is a way in which the adapter between engine and store, the form
/// between person and store, or the courier could be written wrongly, and no production code knows
/// of it.
package enum PlantedDefect: String, CaseIterable, Sendable {
    /// The parent reports a commit before it is durable: a crash just after it loses what was
    /// acknowledged.
    case acknowledgesEarly
    /// The parent passes over a segment now and then, but reports its position as reached.
    case skipsSegment
    /// A form is saved with the context of the moment of saving, not of what the person was shown.
    case claimsUnseen
    /// A form is saved as if the person had been shown all that was ever written anywhere.
    case claimsEverything
    /// A store set back to an older copy goes on under the incarnation that it had.
    case reusesSequence
    /// Of two values side by side the one that arrived last is taken, and nobody is asked.
    case settlesByArrival
    /// Whoever sends events may write there.
    case trustsAnyone
    /// Personal data that arrives after its erasure is kept: a store's own defect.
    case takesErasedAgain
    /// What arrives later takes the place of what is there, whatever its author had seen: a store's
    /// own defect.
    case foldsByArrival
    /// A stick that is to carry everything begins at what its receiver is known to hold.
    case shortensSticks
}
