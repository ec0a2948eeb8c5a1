/// Awards or consequences of a decided assessment that become records of a register: a travelling
/// flag with its holder, an honour, an order to mend something.
package struct AwardRule: Hashable, Sendable {
    /// What of the result a field may take over; raw values are the spellings of definitions.
    package enum Part: String, CaseIterable, Sendable {
        /// The award's name.
        case award
        /// The period as text.
        case period
        /// The edition's name, `scheme/period/number`.
        case edition
        /// What was assessed, `scheme/period`: the same in all editions.
        case assessment
        /// The id of the subject that got the award.
        case subject
        /// The subject's place, a whole number; nothing where it has none.
        case rank
        /// The subject's total with two decimals.
        case total
        /// The day of the decision.
        case decided
        /// A sentence: what was assessed, the total, the place.
        case summary
        /// The record of the edition.
        case record
        /// The scheme's id.
        case scheme
        /// The subject's grade; nothing where it has none.
        case grade
        /// What people call the level or kind of those assessed; nothing where there is one.
        case kind
        /// The meeting that decided.
        case decidedBy
    }

    /// The awards' names as schemes have them; empty only where the rest is taken.
    package let names: Set<String>
    /// Whether it takes whatever no register takes by its name.
    package let takesRest: Bool
    /// What stands in fields of the record.
    package let parts: [String: Part]
    /// Texts that stand in fields of every such record.
    package let texts: [String: String]
    /// The states of records that were taken back: what is given again becomes another record.
    package let takenBack: Set<String>

    /// The fields by which one record is told from another: those that all editions fill alike.
    package var identity: Set<String> {
        let same: Set<Part> = [.award, .period, .assessment, .subject, .scheme]
        return Set(parts.filter { same.contains($0.value) }.keys).union(texts.keys)
    }

    /// The fields that say by which edition the record was made: a later one says the rest alike.
    package var origins: Set<String> {
        let named: Set<Part> = [.edition, .record, .decided, .decidedBy]
        return Set(parts.filter { named.contains($0.value) }.keys)
    }

    /// Makes a rule of names, parts and texts; the fields are the register's.
    package init(
        names: Set<String>,
        takesRest: Bool = false,
        parts: [String: Part],
        texts: [String: String],
        takenBack: Set<String> = []
    ) {
        self.names = names
        self.takesRest = takesRest
        self.parts = parts
        self.texts = texts
        self.takenBack = takenBack
    }
}
