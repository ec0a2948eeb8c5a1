package import Causality
package import Records

/// A record, or a row of a list in it, that is a part of evidence as a template says.
package struct FoundPart: Hashable, Sendable {
    /// When a part counts.
    package enum Time: Hashable, Sendable {
        /// The period that the record names.
        case period(Period)
        /// A day of the record.
        case day(CivilDate)

        /// The last day.
        package var last: CivilDate {
            switch self {
            case .period(let period): period.last
            case .day(let day): day
            }
        }

        /// Whether all of it lies in the period.
        package func isWithin(_ period: Period) -> Bool {
            switch self {
            case .period(let own): period.contains(own)
            case .day(let day): period.contains(day)
            }
        }
    }

    /// The record.
    package let record: RecordID
    /// Whether it is final.
    package let isSealed: Bool
    /// When it counts: as it says itself, else as the others of its group say; empty if nothing
    /// says it.
    package let times: [Time]
    /// A text that should name a period and does not, where nothing else says when it counts.
    package let badPeriod: String?
    /// What links it with others.
    package let group: String?
    /// About whom it is; only tasks are about several.
    package let subjects: [RecordID]
    /// What was read: references as the record's own `id`, else its recordID.
    package let values: [PartTemplate.Slot: FieldValue]
    /// The records that references among these name.
    package let records: [PartTemplate.Slot: RecordID]
}
