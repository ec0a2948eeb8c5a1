internal import Bookkeeping
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
    /// The events of the values that the form showed.
    let shown: Set<Dot>
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
        shown = try Decision.shown(form["shown"] ?? "")
        if keep == Decision.otherValue {
            choice = .write(form["value"] ?? "")
        } else if case .dot(let dot)? = RecordID(text: keep) {
            choice = .keep(dot)
        } else {
            throw PageError.formUnreadable
        }
    }

    /// The values that a form shows, as text in a hidden field.
    static func text(ofShown values: [Conflict.Value]) -> String {
        values.map { RecordID.dot($0.dot).text }.joined(separator: ".")
    }

    private static func shown(_ text: String) throws -> Set<Dot> {
        Set(
            try text.split(separator: ".").map { part in
                guard case .dot(let dot)? = RecordID(text: String(part)) else {
                    throw PageError.formUnreadable
                }
                return dot
            }
        )
    }
}
