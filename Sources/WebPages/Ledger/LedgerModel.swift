internal import Causality
internal import Records

/// What is asked of a ledger.
struct LedgerFilter: Sendable {
    var state: String?
    var onlyLate = false
    /// Due today or in the next two days.
    var onlySoon = false
    /// Words that must stand somewhere in the row as it is shown.
    var words = ""
    /// From 1, the newest records first.
    var page = 1

    static let pageSize = 50

    /// Whether everything is asked for.
    var isOpen: Bool { state == nil && !onlyLate && !onlySoon && words.isEmpty }

    /// The address of a page of the ledger.
    func path(_ register: String, page: Int? = nil) -> PagePath {
        let page = page ?? self.page
        return PagePath(
            ["ledger", register],
            query: [
                ("state", state), ("late", onlyLate ? "1" : nil),
                ("soon", onlySoon ? "1" : nil),
                ("words", words.isEmpty ? nil : words), ("page", page > 1 ? String(page) : nil),
            ]
        )
    }
}

/// A page of a register's ledger.
struct LedgerModel: Sendable {
    /// A column: a field shown in a line.
    struct Column: Sendable {
        let id: String
        let label: String
        let isNumber: Bool
    }

    /// A record's row.
    struct Row: Sendable {
        let id: RecordID
        /// What the row is called: its paper number, key or name.
        let title: String
        let cells: [String]
        let state: String?
        let due: DueState
        let hasConflict: Bool
        let isBackfill: Bool
    }

    let definition: RegisterDefinition
    let registers: [RegisterDefinition]
    let filter: LedgerFilter
    let columns: [Column]
    let rows: [Row]
    let matchCount: Int
    let lateCount: Int
    let today: CivilDate
    let mayRecord: Bool
    let mayExport: Bool

    var pageCount: Int { max(1, (matchCount + LedgerFilter.pageSize - 1) / LedgerFilter.pageSize) }
    /// The columns in which something stands on this page, with their places in a row's cells.
    var filledColumns: [(index: Int, column: Column)] {
        columns.enumerated().filter { index, _ in
            rows.contains { !$0.cells[index].isEmpty }
        }.map { ($0.offset, $0.element) }
    }

    var hasDueDays: Bool { rows.contains { $0.due != .none } }
}
