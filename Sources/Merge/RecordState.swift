package import Causality
package import Records

/// How a record came to be: its first event, the least dot if two nodes made one key.
package struct RecordOrigin: Hashable, Sendable {
    /// The event that made the record.
    package let dot: Dot
    /// Its device time, seconds since 1970 UTC.
    package let deviceTime: Int64
    /// How it was entered.
    package let entry: EntryKind
    /// Who acted.
    package let actor: String

    /// Makes an origin.
    package init(dot: Dot, deviceTime: Int64, entry: EntryKind, actor: String) {
        self.dot = dot
        self.deviceTime = deviceTime
        self.entry = entry
        self.actor = actor
    }
}

/// A record's state: a pure function of the set of its events, whatever order they came in.
package struct RecordState: Hashable, Sendable {
    /// What stands in each cell that was ever written.
    package private(set) var cells: CellTable
    /// All events that were folded in: the context that a form shown now carries.
    package private(set) var version: VersionVector
    /// The first event; nil while only later events have arrived.
    package private(set) var origin: RecordOrigin?
    /// The names of all transitions that any event made, whether or not its state stands.
    package private(set) var passed: Set<String>

    /// The state before any event.
    package init() {
        cells = CellTable()
        version = VersionVector()
        origin = nil
        passed = []
    }

    /// A state as it was stored.
    ///
    /// The caller vouches that the parts come from another state.
    package init(
        cells: CellTable,
        version: VersionVector,
        origin: RecordOrigin?,
        passed: Set<String>
    ) {
        self.cells = cells
        self.version = version
        self.origin = origin
        self.passed = passed
    }

    /// Folds one event whose payload has been read.
    ///
    /// Folding it twice changes nothing.
    package mutating func fold(_ event: Event, _ content: EventContent) {
        let context = event.context.vector(of: event.dot)
        cells.reserve(content.writes.count)
        for write in content.writes {
            cells.change(write.cell) { $0.add(write.sibling, context: context) }
        }
        version.advance(event.dot.stream, to: event.dot.sequence)
        if let transition = content.payload.transition { passed.insert(transition.name) }
        if event.type == .create { noteOrigin(event) }
    }

    /// Joins the state of another set of events of the same record.
    package mutating func join(_ other: RecordState) {
        for entry in other.cells.entries { cells.change(entry.cell) { $0.join(entry.state) } }
        version.join(other.version)
        passed.formUnion(other.passed)
        if let theirs = other.origin, origin.map({ theirs.dot < $0.dot }) ?? true {
            origin = theirs
        }
    }

    /// What stands in a cell, nil if nothing was ever written.
    package subscript(cell: Cell) -> CellState? { cells[cell] }

    /// What stands in a plain field.
    package subscript(field: String) -> CellState? { cells[.field(field)] }

    /// The cells that people must decide on, in order.
    package var conflicts: [Cell] {
        var found = cells.entries.filter(\.state.isConflict).map(\.cell)
        for row in rows.filter(\.isDisputed) {
            let cell = Cell.item(list: row.list, row: row.id, item: ListRow.removedItem)
            if !found.contains(cell) { found.append(cell) }
        }
        return found.sorted()
    }

    private mutating func noteOrigin(_ event: Event) {
        if let known = origin, !(event.dot < known.dot) { return }
        origin = RecordOrigin(
            dot: event.dot,
            deviceTime: event.deviceTime,
            entry: event.entry,
            actor: event.actor
        )
    }
}
