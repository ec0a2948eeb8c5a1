/// What the records of a register yield for an assessment.
package struct EvidenceRule: Hashable, Sendable {
    /// Where evidence comes from; raw values are the spellings of definitions.
    package enum Source: String, Hashable, Sendable, CaseIterable {
        /// Made from records when the condition holds.
        case record
        /// Entered by a person as a finding.
        case hand
        /// Counted.
        case statistic
        /// Marks, ballots, tasks, answers.
        case mark
    }

    /// A rule's id, or `scheme:name` for statistics, marks, facts, tasks and answers.
    package let yields: String
    /// Where it comes from.
    package let source: Source
    /// When, in words.
    package let when: String
    /// How a record becomes a finding; nil where that is not decided, or where it does not.
    package let finding: FindingTemplate?
    /// How records are counted; nil where that is not decided, or where they are not.
    package let count: CountTemplate?
}

/// Who is charged or credited: first given value of the paths, by what the scheme assesses.
package struct EvidenceSubject: Hashable, Sendable {
    /// Paths to a unit, for schemes over windows and units; empty if none can be named.
    package let unit: [ValuePath]
    /// Paths to a place, for schemes over places; empty if none can be named.
    package let place: [ValuePath]
}

/// Parts of a finding besides rule, subject and date; raw values are the keys of evidence
/// documents.
package enum FindingPart: String, Hashable, Sendable, CaseIterable, Comparable {
    /// The person at fault.
    case person
    /// What links findings of one event.
    case event
    /// The case concerned.
    case `case`
    /// How often.
    case count
    /// The chosen amount of a discretionary rule.
    case points
    /// Days over.
    case days
    /// Half days.
    case halfDays
    /// The patrol's slot.
    case slot
    /// Who found it.
    case finder
    /// The record on which it rests.
    case ref

    package static func < (left: FindingPart, right: FindingPart) -> Bool {
        left.rawValue < right.rawValue
    }
}

/// How one record becomes one finding, or each row of a list in it one.
package struct FindingTemplate: Hashable, Sendable {
    /// The field that names the rule; nil where `EvidenceRule.yields` does.
    package let rule: ValuePath?
    /// Which records are findings.
    package let condition: Condition
    /// The field whose day is the finding's date: the first of them that is given.
    package let dates: [ValuePath]
    /// Who is charged.
    package let subject: EvidenceSubject
    /// The other parts, each the first given value of its paths.
    package let parts: [FindingPart: [ValuePath]]
    /// The list each of whose rows may be a finding; nil where the record is.
    ///
    /// Paths then name columns as `list.column`.
    package let each: EachRow?

    /// The rows of a list as findings.
    package struct EachRow: Hashable, Sendable {
        /// The list.
        package let list: String
        /// Whether a record is one finding however many of its rows are at fault.
        package let isOnce: Bool
    }

    /// That the finding is dated in the period.
    package var inPeriod: Condition { FindingTemplate.inPeriod(dates) }

    /// That the first given of some days lies in the period.
    package static func inPeriod(_ dates: [ValuePath]) -> Condition {
        let cases = dates.indices.map { index in
            Condition.all(dates[..<index].map(Condition.empty) + [.inPeriod(dates[index])])
        }
        return dates.count == 1 ? .inPeriod(dates[0]) : .any(cases)
    }
}

/// How records are counted.
package struct CountTemplate: Hashable, Sendable {
    /// Which records count, for subjects of the level; the entry without a level is for all others.
    package let conditions: [PlaceLevel?: Condition]
    /// For whom; a place's count is pooled over all places below it.
    package let subject: EvidenceSubject

    /// The condition for subjects of a level, nil for units; nil if the count is not made for them.
    package func condition(for level: PlaceLevel?) -> Condition? {
        conditions[level] ?? conditions[.none]
    }
}
