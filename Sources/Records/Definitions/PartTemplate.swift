/// How the records of a register, or the rows of a list in them, become parts of an evidence
/// document other than findings and counts: an item of `gathers` in a definition.
///
/// Its paths are those of `FindingTemplate`; nothing in it names a scheme but `names`, which are
/// among the `yields` of the register's evidence.
package struct PartTemplate: Hashable, Sendable {
    /// What one record becomes; raw values are the spellings of definitions.
    package enum Role: String, Hashable, Sendable, CaseIterable {
        /// A mark by one marker.
        case mark
        /// One mark for all records of a subject: 100 × those that meet `share` ÷ all.
        case rate
        /// A sheet of votes, its rows the votes; carries neither voter nor time.
        case ballot
        /// A total of votes of one grade.
        case tally
        /// A task that was given out; everybody whom its paths name has it.
        case task
        /// The right answer to one question.
        case answerKey
        /// One person's answer to one question; without a question, that the person was there.
        case answer
        /// The result of a sub-period, given by hand.
        case periodScore
        /// A number to be added up as a statistic of its subject.
        case sum
        /// A fact about the whole document: that it holds, or whom it names.
        case fact
        /// A property of the subject.
        case attribute
        /// The kind of the subject.
        case kind
    }

    /// What is read from a record besides subject and time; raw values are the spellings.
    package enum Slot: String, Hashable, Sendable, CaseIterable {
        /// The indicator, or the name of the attribute; else `names` say it.
        case name
        /// The scheme that the record is meant for.
        case scheme
        /// The number, grade, answer, kind or truth.
        case value
        /// Who judges, where one indicator has several sources.
        case source
        /// The one marker.
        case rater
        /// How many votes.
        case count
        /// The task's number.
        case id
        /// How the task ended.
        case outcome
        /// What became of the report on the task.
        case report
        /// The number of the question.
        case question
    }

    /// Where a slot's value comes from.
    package enum Operand: Hashable, Sendable {
        /// The first given value of the paths.
        case paths([ValuePath])
        /// The same for all records.
        case fixed(FieldValue)

        /// The paths, none where the value is fixed.
        package var paths: [ValuePath] {
            if case .paths(let paths) = self { paths } else { [] }
        }
    }

    /// What a record becomes.
    package let role: Role
    /// Those of the register's `yields` that are meant; empty for all of them that are by mark.
    package let names: [String]
    /// Which records count; nil for all.
    package let condition: Condition?
    /// When a record that counts is final; one that is not is left out and counted in a note.
    package let sealed: Condition?
    /// Which of the records are the good ones, for rates.
    package let share: Condition?
    /// The list whose rows are meant; nil where the records are.
    package let each: String?
    /// What is read.
    package let slots: [Slot: Operand]
    /// About whom it is: the first given value; for tasks all of them.
    package let subject: [ValuePath]
    /// The field that names the period in which it counts.
    package let period: ValuePath?
    /// The fields whose day says when it counts, where no period is named.
    package let dates: [ValuePath]
    /// What links records of one round: those without a time of their own have that of the others.
    package let group: ValuePath?

    /// All paths that the template reads but those of conditions.
    package var paths: [ValuePath] {
        let read = slots.sorted { $0.key.rawValue < $1.key.rawValue }.flatMap(\.value.paths)
        return read + subject + dates + [period, group].compactMap(\.self)
    }

    /// The record's own fields on which it depends what becomes of it.
    package var fields: Set<String> {
        [condition, sealed, share].compactMap(\.self).reduce(into: Set(paths.map(\.start))) {
            $0.formUnion($1.fields)
        }
    }
}

extension PartTemplate.Role {
    /// The slots that a definition must fill.
    var required: Set<PartTemplate.Slot> {
        switch self {
        case .mark, .ballot, .periodScore, .sum, .attribute, .kind: [.value]
        case .tally: [.value, .count]
        case .task: [.id, .outcome]
        case .answerKey, .answer: [.question, .value]
        case .rate, .fact: []
        }
    }

    /// The slots that a definition may fill besides.
    var optional: Set<PartTemplate.Slot> {
        switch self {
        case .mark: [.name, .scheme, .source, .rater]
        case .rate: [.name, .scheme, .source]
        case .ballot, .tally: [.name, .scheme]
        case .task: [.report]
        case .attribute: [.name]
        case .answerKey, .answer, .periodScore, .sum, .fact, .kind: []
        }
    }

    /// Whether each record must say whom it is about.
    var needsSubject: Bool { self != .answerKey && self != .fact }

    /// Whether the names must be written down, since no field of the records says them.
    var needsNames: Bool { self == .sum || self == .fact }
}
