package import Records

/// What stands in each cell of a record that was ever written, in the order of the cells.
///
/// A sorted array and no dictionary: a record has a few dozen cells, every byte form wants them in
/// order, and hashing a cell's name costs more than finding it.
package struct CellTable: Hashable, Sendable {
    /// One cell and what stands in it.
    package struct Entry: Hashable, Sendable {
        /// The cell.
        package let cell: Cell
        /// What stands in it.
        package fileprivate(set) var state: CellState
    }

    /// The cells in order, none twice.
    package private(set) var entries: [Entry]

    /// A table without cells.
    package init() { entries = [] }

    /// What stands in a cell, nil if nothing was ever written.
    package subscript(cell: Cell) -> CellState? {
        let index = firstIndex(notBefore: cell)
        guard index < entries.count, entries[index].cell == cell else { return nil }
        return entries[index].state
    }

    /// Puts a cell behind the last one; false if it does not come after it, and nothing is done.
    package mutating func append(_ cell: Cell, _ state: CellState) -> Bool {
        if let last = entries.last, !(last.cell < cell) { return false }
        entries.append(Entry(cell: cell, state: state))
        return true
    }

    /// Makes room for so many cells more, where there are none yet.
    mutating func reserve(_ count: Int) {
        if entries.isEmpty { entries.reserveCapacity(count) }
    }

    /// Changes what stands in a cell, which is entered if it is not there.
    mutating func change(_ cell: Cell, _ change: (inout CellState) -> Void) {
        let index = firstIndex(notBefore: cell)
        if index == entries.count || entries[index].cell != cell {
            entries.insert(Entry(cell: cell, state: CellState()), at: index)
        }
        change(&entries[index].state)
    }

    private func firstIndex(notBefore cell: Cell) -> Int {
        // Payloads bring their cells in order, so that a new record's cells come last.
        if let last = entries.last, last.cell < cell { return entries.count }
        var low = 0
        var high = entries.count
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].cell < cell { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
