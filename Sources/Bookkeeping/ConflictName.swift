internal import Causality
internal import Records

/// A conflict's id: record and cell with colons between, the same on every node.
struct ConflictName: Equatable {
    let record: RecordID
    let cell: Cell

    init(record: RecordID, cell: Cell) {
        self.record = record
        self.cell = cell
    }

    /// The id as people and scripts see it.
    var text: String {
        switch cell {
        case .field(let field): "\(record.text):\(field)"
        case .item(let list, let row, let item):
            "\(record.text):\(list):\(row.text):\(item)"
        }
    }

    /// Reads what `text` writes; nil for anything else.
    init?(text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard let first = parts.first, let record = RecordID(text: first) else { return nil }
        self.record = record
        switch parts.count {
        case 2: cell = .field(parts[1])
        case 4:
            guard let row = RowID(text: parts[2]) else { return nil }
            cell = .item(list: parts[1], row: row, item: parts[3])
        default: return nil
        }
    }
}
