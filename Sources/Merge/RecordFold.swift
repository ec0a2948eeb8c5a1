package import Causality
package import Hashing
package import Records

/// Folds events into one record and keeps count of what they change in the place's digest.
package struct RecordFold: Sendable {
    /// The record.
    package let record: RecordID
    /// Its audience, the same for all of its events.
    package let audience: Audience
    /// The state after the events folded so far.
    package private(set) var state: RecordState
    /// Whether any event has been folded since the start.
    package private(set) var isChanged = false
    private let start: CellTable

    /// Starts from a record's stored state, or from nothing.
    package init(record: RecordID, audience: Audience, state: RecordState = RecordState()) {
        self.record = record
        self.audience = audience
        self.state = state
        start = state.cells
    }

    /// Folds one event.
    package mutating func fold(_ event: Event, _ content: EventContent) {
        isChanged = true
        state.fold(event, content)
    }

    /// What the place's digest changes by: the cells as they stand now, less what stood at the
    /// start.
    package var digestChange: (added: DigestSum, removed: DigestSum) {
        var added = DigestSum()
        var removed = DigestSum()
        var digester = CellDigester(record: record, audience: audience)
        // A cell once written never goes, so that every old cell comes by in its turn. By index: to
        // take an entry out of its array copies all that it holds.
        let (old, new) = (start.entries, state.cells.entries)
        var next = 0
        for index in new.indices {
            if next < old.count, old[next].cell == new[index].cell {
                next += 1
                if old[next - 1].state == new[index].state { continue }
                if let digest = digester.digest(of: old[next - 1].state, in: new[index].cell) {
                    removed.add(digest)
                }
            }
            if let digest = digester.digest(of: new[index].state, in: new[index].cell) {
                added.add(digest)
            }
        }
        return (added, removed)
    }

    /// The record's whole part in its place's digest, computed anew.
    package static func digest(
        of state: RecordState,
        record: RecordID,
        audience: Audience
    ) -> DigestSum {
        var sum = DigestSum()
        var digester = CellDigester(record: record, audience: audience)
        for entry in state.cells.entries {
            if let digest = digester.digest(of: entry.state, in: entry.cell) { sum.add(digest) }
        }
        return sum
    }
}
