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
    }

    /// The awards' names as schemes have them; never empty.
    package let names: Set<String>
    /// What stands in fields of the record.
    package let parts: [String: Part]
    /// Texts that stand in fields of every such record.
    package let texts: [String: String]

    /// The fields by which one record is told from another: those that all editions fill alike.
    package var identity: Set<String> {
        let same: Set<Part> = [.award, .period, .assessment, .subject]
        return Set(parts.filter { same.contains($0.value) }.keys).union(texts.keys)
    }

    /// Makes a rule of names, parts and texts; the fields are the register's.
    package init(names: Set<String>, parts: [String: Part], texts: [String: String]) {
        self.names = names
        self.parts = parts
        self.texts = texts
    }
}
