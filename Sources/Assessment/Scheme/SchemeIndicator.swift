import ExactNumbers

/// Something that people judge: by marks, or by votes.
struct SchemeIndicator: Sendable {
    /// How an indicator is judged.
    enum Content: Sendable {
        case marks(MarkTerms)
        case votes(VoteTerms)
    }

    let id: String
    let title: String
    let content: Content
    /// The kinds of subject that it is asked of; empty for all.
    let kinds: Set<String>

    /// The terms of its marks, or nil for votes.
    var marks: MarkTerms? { if case .marks(let terms) = content { terms } else { nil } }

    /// The terms of its votes, or nil for marks.
    var votes: VoteTerms? { if case .votes(let terms) = content { terms } else { nil } }
}

/// Which marks an indicator takes.
struct MarkTerms: Sendable {
    /// Who may judge, where one indicator has several sources.
    enum Sources: Sendable {
        case untaken
        case any
        case listed([String])
    }

    let least: ExactNumber
    let most: ExactNumber
    var sources = Sources.untaken
    /// The kind of sub-period that each mark must name, if it must.
    var periodKind: PeriodKind?
    /// Whether each mark must name its marker.
    var isRaterRequired = false
    /// Whether a mark that a subject gives itself does not count.
    var ignoresOwnMarks = false
}

/// Which votes an indicator takes, and what they are worth.
struct VoteTerms: Sendable {
    /// The most of one grade that counts as honest.
    struct Limit: Sendable {
        let grade: String
        /// Largest share of the marks of one ballot, from 0 to 1; the bound itself is allowed.
        let share: Quantity
        let mode: Choice
    }

    /// What happens to ballots with too much of the limited grade.
    enum LimitMode: String, CaseIterable, Sendable {
        case ballotInvalid = "ballot_invalid"
        case off
    }

    /// What a vote of each grade is worth.
    let values: [String: ExactNumber]
    let limit: Limit?
}

/// A fact about the whole document.
struct SchemeFact: Sendable {
    /// What a fact's value is.
    enum Content: String, CaseIterable, Sendable {
        /// A list of subjects.
        case subjects
        /// True or false.
        case truth
    }

    let title: String
    let content: Content
}

/// A property of a subject, true or false.
struct SchemeAttribute: Sendable {
    let title: String
    /// What it is where a subject does not name it; nil for neither.
    let standard: Bool?
}

/// Two statistics of which one counts a part of the other.
struct StatisticPair: Hashable, Sendable {
    let base: String
    let good: String
}
