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
    private var before: [Cell: CellState?]

    /// Starts from a record's stored state, or from nothing.
    package init(record: RecordID, audience: Audience, state: RecordState = RecordState()) {
        self.record = record
        self.audience = audience
        self.state = state
        before = [:]
    }

    /// Whether any event has been folded since the start.
    package var isChanged: Bool { !before.isEmpty }

    /// Folds one event.
    package mutating func fold(_ event: Event, _ content: EventContent) {
        for write in content.writes where before[write.cell] == nil {
            before[write.cell] = .some(state[write.cell])
        }
        state.fold(event, content)
    }

    /// What the place's digest changes by: the cells as they stand now, less what stood at the start.
    package var digestChange: (added: DigestSum, removed: DigestSum) {
        var added = DigestSum()
        var removed = DigestSum()
        for (cell, old) in before {
            if let digest = old?.digest(audience: audience, record: record, cell: cell) {
                removed.add(digest)
            }
            if let digest = state[cell]?.digest(audience: audience, record: record, cell: cell) {
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
        for (cell, cellState) in state.cells {
            if let digest = cellState.digest(audience: audience, record: record, cell: cell) {
                sum.add(digest)
            }
        }
        return sum
    }
}
