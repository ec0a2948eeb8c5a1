internal import Causality
package import Records

/// One row of a list as it stands.
package struct ListRow: Hashable, Sendable {
    /// The item whose value `true` ends a row.
    package static let removedItem = "removed"

    /// The list field.
    package let list: String
    /// The row.
    package let id: RowID
    /// What stands in the columns, by item id; the item `removed` is not among them.
    package let items: [String: CellState]
    /// Whether somebody removed the row while somebody else, unseen, changed it: it stays and is
    /// shown as a conflict, because a removal must not swallow work that its author had not seen.
    package let isDisputed: Bool
}

extension RecordState {
    /// The rows that stand in all lists, in the order of list and row.
    package var rows: [ListRow] {
        var columns: [String: [RowID: [String: CellState]]] = [:]
        for entry in cells.entries {
            guard case .item(let list, let row, let item) = entry.cell else { continue }
            columns[list, default: [:]][row, default: [:]][item] = entry.state
        }
        guard !columns.isEmpty else { return [] }
        return columns.sorted { $0.key < $1.key }.flatMap { list, rows in
            rows.sorted { $0.key < $1.key }.compactMap { row, items in
                ListRow.standing(list: list, row: row, items: items)
            }
        }
    }

    /// The rows that stand in one list, in order.
    package func rows(of list: String) -> [ListRow] { rows.filter { $0.list == list } }
}

extension ListRow {
    fileprivate static func standing(
        list: String,
        row: RowID,
        items: [String: CellState]
    ) -> ListRow? {
        var columns = items
        let removal = columns.removeValue(forKey: removedItem)
        let isRemoved =
            removal?.siblings.contains { $0.value == .boolean(true) } ?? false
        guard isRemoved, let removal else {
            return ListRow(list: list, id: row, items: columns, isDisputed: false)
        }
        let isUnseen = columns.values.contains { column in
            column.siblings.contains { !removal.seen.contains($0.dot) }
        }
        guard isUnseen else { return nil }
        return ListRow(list: list, id: row, items: columns, isDisputed: true)
    }
}
