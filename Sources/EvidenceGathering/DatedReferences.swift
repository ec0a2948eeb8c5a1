internal import Causality
internal import Merge
internal import Records
internal import Store

/// What a field of a directory's records referred to on a day: a move of today changes nothing of
/// the months before it.
///
/// A change counts from the day on which it was written; before the first one stands what the
/// record began with. An undecided field refers to nothing, on whatever day.
struct DatedReferences {
    private struct Change {
        let day: CivilDate
        let value: RecordID?
    }

    private let present: [RecordID: RecordID]
    /// Of records whose field changed: the values by their days, rising.
    private var changes: [RecordID: [Change]] = [:]

    /// Reads the field of records whose present values are given.
    init(
        _ field: String,
        of present: [RecordID: RecordID],
        _ session: StoreSession
    ) throws {
        self.present = present
        for record in present.keys {
            let events = try session.history(of: record)
            guard events.count > 1 else { continue }
            let written = try DatedReferences.writes(of: field, in: events, session)
            if written.count > 1 { changes[record] = written }
        }
    }

    private static func writes(
        of field: String,
        in events: [Event],
        _ session: StoreSession
    ) throws -> [Change] {
        let ordered = events.sorted { ($0.deviceTime, $0.dot) < ($1.deviceTime, $1.dot) }
        return try ordered.compactMap { event in
            guard try session.asideReason(event.dot) == nil,
                let content = try? EventContent(event),
                let write = content.writes.first(where: { $0.cell == .field(field) }),
                let day = CivilDateTime(secondsSince1970: event.deviceTime)?.date
            else { return nil }
            return Change(day: day, value: write.sibling.value?.record)
        }
    }

    /// What the field referred to at the end of a day.
    subscript(record: RecordID, day: CivilDate) -> RecordID? {
        guard let now = present[record] else { return nil }
        guard let changes = changes[record], let last = changes.last, day < last.day else {
            return now
        }
        return (changes.last { $0.day <= day } ?? changes[0]).value
    }
}
