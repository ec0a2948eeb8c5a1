import ExactNumbers

/// An evidence document without a fault, reduced to what scoring uses.
struct Evidence: Sendable {
    /// Nil only where the scheme needs no period and the document names none.
    let period: Period?
    let subjects: [EvidenceSubject]
    var people: [EvidencePerson] = []
    let parameters: [String: ParameterOverride]
    /// The subjects that each fact names.
    var facts: [String: Set<String>] = [:]
    /// The facts that are true or false.
    var truths: [String: Bool] = [:]
    var findings: [EvidenceFinding] = []
    /// Numbers by subject and name.
    var statistics: [String: [String: ExactNumber]] = [:]
    /// Given results of sub-periods by subject.
    var periodScores: [String: [Period: ExactNumber]] = [:]
    /// Sub-periods that are computed from the findings.
    var assessedPeriods: [Period] = []
    var marks: [EvidenceMark] = []
    var ballots: [EvidenceBallot] = []
    var tallies: [EvidenceTally] = []
    var tasks: [EvidenceTask] = []
    var answers: EvidenceAnswers?

    /// The period as sentences name it.
    var periodText: String { period?.text ?? "本次" }
}

/// One who is assessed.
struct EvidenceSubject: Sendable {
    let id: String
    let name: String?
    let kind: String?
    var attributes: [String: Bool] = [:]
}

/// A person of a subject.
struct EvidencePerson: Hashable, Sendable {
    let id: String
    let subject: String
    let name: String?
}

/// One finding.
struct EvidenceFinding: Sendable {
    /// Place in the document's list, from 0.
    let index: Int
    let rule: String
    let subject: String
    let date: CalendarDate
    /// Count, times days or half days where the rule is counted in these.
    let units: ExactNumber
    /// The chosen amount of one unit, at discretionary rules only.
    let points: ExactNumber?
    let event: String?
    let details: Details
    /// The period in which it counts whatever its day: it came late, and was put there.
    var countedIn: Period?

    /// Whether it counts in a period; without one all do.
    func counts(in period: Period?) -> Bool {
        guard let period else { return true }
        return countedIn.map(period.contains) ?? period.contains(date)
    }

    /// What identifies the finding to a person.
    struct Details: Sendable {
        var person: String?
        var `case`: String?
        var slot: String?
        var finder: String?
        var ref: String?
    }
}

/// One mark by one marker.
struct EvidenceMark: Sendable {
    let indicator: String
    let source: String?
    let rater: String?
    let subject: String
    let value: ExactNumber
    let period: Period?
}

/// One sheet of votes.
struct EvidenceBallot: Sendable {
    let indicator: String
    /// The grade of each subject that the sheet marks; a grade that nobody knows is kept as it is.
    let grades: [String: String]
}

/// Votes of which only the totals are known.
struct EvidenceTally: Sendable {
    let indicator: String
    let subject: String
    let counts: [String: ExactNumber]
}

/// One task that was given out.
struct EvidenceTask: Sendable {
    /// What became of a task.
    enum Outcome: String, CaseIterable, Sendable {
        case done
        case outstanding
        case poor
        case unfinished
    }

    /// The report by which a unit asks to be excused.
    enum Report: String, CaseIterable, Sendable {
        case none
        /// Handed in and not decided.
        case submitted
        case extended
        case cancelled
    }

    let id: String
    let subjects: Set<String>
    let outcome: Outcome
    let report: Report
}

/// The sheets of a test.
struct EvidenceAnswers: Sendable {
    /// The right sign of each question.
    let key: [String: String]
    /// What each subject put down.
    let sheets: [String: [String: String]]
}
