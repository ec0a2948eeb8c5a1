package import Causality
package import Records

/// What is asked of one register's records for one period.
package struct EvidenceQuestion: Sendable {
    /// The register's id.
    package let register: String
    /// Where each record says whom it is charged or credited to: the first path with a value
    /// counts.
    package let subject: [ValuePath]
    /// The period that the conditions are asked for.
    package let period: Period
    /// Records that are not asked.
    package let without: Set<RecordID>
    /// The only records that are asked; nil for all.
    package let only: Set<RecordID>?

    /// Asks.
    package init(
        register: String,
        subject: [ValuePath],
        period: Period,
        without: Set<RecordID> = [],
        only: Set<RecordID>? = nil
    ) {
        self.register = register
        self.subject = subject
        self.period = period
        self.without = without
        self.only = only
    }

    /// The same question for another period, asked of some records alone.
    package func asked(in period: Period, only: Set<RecordID>) -> EvidenceQuestion {
        EvidenceQuestion(register: register, subject: subject, period: period, only: only)
    }

    /// Whether a record is asked.
    func asks(_ record: RecordID) -> Bool {
        !without.contains(record) && only?.contains(record) ?? true
    }
}

/// How many records of one subject meet each of several conditions.
package struct SubjectCounts: Hashable, Sendable {
    /// The place or unit; nil if the records name none, or none that can be told.
    package let subject: RecordID?
    /// The counts, in the order of the conditions.
    package let counts: [Int]
}

/// A record that is a finding.
package struct FoundRecord: Hashable, Sendable {
    /// The record.
    package let record: RecordID
    /// The finding's day.
    package let date: CivilDate
    /// The rule that the record names, where the template asks for one.
    package let rule: String?
    /// The place or unit; nil if the record names none, or none that can be told.
    package let subject: RecordID?
    /// The other parts that have a value: references as the record's own `id`, else its recordID.
    package let parts: [FindingPart: FieldValue]
}

/// A record behind a count, and which of the conditions it meets.
package struct CountedRecord: Hashable, Sendable {
    /// The record.
    package let record: RecordID
    /// The place or unit that it counts for.
    package let subject: RecordID?
    /// Whether it meets each condition, in their order.
    package let meets: [Bool]
}

/// A record that would count by one of the values that stand side by side in it.
package struct UndecidedRecord: Hashable, Sendable {
    /// The record.
    package let record: RecordID
    /// The fields in conflict on which it depends whether the record counts, in order.
    package let fields: [String]
    /// All places or units that it may count for.
    package let subjects: Set<RecordID>
}

extension StoreSession {
    /// The registers that a condition looks into and that this node does not have, in order.
    package func unknownRegisters(_ condition: Condition, in register: String) throws -> [String] {
        let definition = try definition(register)
        var unknown: Set<String> = []
        for path in condition.paths {
            guard let field = path.reference else { continue }
            let targets = definition.field(field)?.references ?? []
            if targets.allSatisfy({ shelf.current($0) == nil }) { unknown.formUnion(targets) }
        }
        unknown.formUnion(condition.registers.filter { shelf.current($0) == nil })
        return unknown.sorted()
    }
}

extension Condition {
    /// The registers that it names itself.
    fileprivate var registers: Set<String> {
        switch self {
        case .refersTo(_, let register): [register]
        case .all(let conditions), .any(let conditions):
            conditions.reduce(into: []) { $0.formUnion($1.registers) }
        case .not(let condition): condition.registers
        default: []
        }
    }
}
