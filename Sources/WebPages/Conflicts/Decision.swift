internal import Causality

/// What a person decided about values that stand side by side, as the form sends it.
struct Decision: Sendable {
    enum Choice: Sendable {
        /// One of them, by the event that wrote it.
        case keep(Dot)
        /// Another value.
        case write(String)
    }

    let conflict: String
    let choice: Choice
    let reason: String

    /// What is chosen when a new value is typed.
    static let otherValue = "other"

    /// Reads a form; throws `nothingChosen`, or `formUnreadable` where it is none of ours.
    init(_ form: SentForm) throws {
        guard let conflict = form["conflict"], let keep = form["keep"] else {
            throw PageError.nothingChosen
        }
        self.conflict = conflict
        reason = form["reason"] ?? ""
        if keep == Decision.otherValue {
            choice = .write(form["value"] ?? "")
        } else if case .dot(let dot)? = RecordID(text: keep) {
            choice = .keep(dot)
        } else {
            throw PageError.formUnreadable
        }
    }
}
