import ExactNumbers

/// An evidence document without a fault, reduced to what scoring uses.
struct Evidence: Sendable {
    let period: Period
    let subjects: [EvidenceSubject]
    let parameters: [String: ParameterOverride]
    /// The subjects that each fact names.
    let facts: [String: Set<String>]
    let findings: [EvidenceFinding]
    /// Numbers by subject and name.
    let statistics: [String: [String: ExactNumber]]
    /// Given results of sub-periods by subject.
    let periodScores: [String: [Period: ExactNumber]]
}

/// One who is assessed.
struct EvidenceSubject: Sendable {
    let id: String
    let name: String?
    let kind: String?
}

/// One finding.
struct EvidenceFinding: Sendable {
    /// Place in the document's list, from 0.
    let index: Int
    let rule: String
    /// Rules that give way to this one where the same event is named.
    let replaces: [String]
    let subject: String
    let date: CalendarDate
    /// Count, times days or half days where the rule is counted in these.
    let units: ExactNumber
    /// The chosen amount of one unit, at discretionary rules only.
    let points: ExactNumber?
    let event: String?
    let details: Details

    /// What identifies the finding to a person; none of it changes the score.
    struct Details: Sendable {
        var person: String?
        var `case`: String?
        var slot: String?
        var finder: String?
        var ref: String?
    }
}
