internal import Bookkeeping
internal import Causality
internal import Enrolment
internal import Foundation
internal import Records
internal import Store

extension PagesNode {
    /// Reads one page of a register's ledger; without a register of the one that matters most.
    func ledgerModel(
        _ register: String?,
        _ filter: LedgerFilter,
        for visitor: Visitor
    ) async throws -> LedgerModel {
        let today = today
        return try await withBooks { books in
            let level = try books.store.read { try $0.servedPlace()?.level }
            let registers = try books.shownDefinitions(at: level)
            guard let first = registers.first else { throw PageError.unknownPage }
            let definition = try register.map(books.definition) ?? first
            var scan = LedgerScan(definition, filter, today: today, level: level)
            try scan.run(in: books)
            var filter = filter
            filter.page = scan.pageNumber
            return LedgerModel(
                definition: definition,
                registers: registers,
                filter: filter,
                columns: scan.columns.map(\.column),
                rows: scan.page,
                matchCount: scan.matchCount,
                lateCount: scan.lateCount,
                today: today,
                mayRecord: Permission.records(visitor.role, definition, at: level),
                mayExport: Permission.handles(visitor.role, definition)
            )
        }
    }

    /// A register's rows as a file for a spreadsheet, in full.
    func ledgerFile(_ register: String) async throws -> [UInt8] {
        try await withBooks { books in
            // Spreadsheets take a file without this mark for one of the old national encoding.
            var bytes: [UInt8] = [0xEF, 0xBB, 0xBF]
            _ = try books.export(register, where: [], format: .csv) { bytes += $0 }
            return bytes
        }
    }
}

/// Finds the rows of the page that is asked: without a filter from the store, which knows their
/// order; with one by going through the register once.
private struct LedgerScan {
    let columns: [(column: LedgerModel.Column, field: FieldDefinition)]
    private(set) var matchCount = 0
    private(set) var lateCount = 0
    private let definition: RegisterDefinition
    private let view: ValueView
    private let filter: LedgerFilter
    private let today: CivilDate
    /// The page's rows where the store gave them; nil where the register was gone through.
    private var pageRows: [RecordRow]?
    /// The newest rows that match, in no order: those of the page and of all newer pages.
    private var newest: [(time: Int64, order: Int, row: RecordRow)] = []

    init(
        _ definition: RegisterDefinition,
        _ filter: LedgerFilter,
        today: CivilDate,
        level: PlaceLevel?
    ) {
        self.definition = definition
        self.filter = filter
        self.today = today
        view = ValueView(definition: definition, showsPersonal: false)
        columns = definition.ledgerFields(at: level).map { field in
            let isNumber = [.integer, .decimal, .money].contains(field.type)
            return (.init(id: field.id, label: field.label, isNumber: isNumber), field)
        }
    }

    mutating func run(in books: Bookkeeping) throws {
        guard filter.isOpen else {
            var conditions: [RecordValidation.Given] = []
            if let state = filter.state {
                conditions.append(.init(RegisterDefinition.stateField, state))
            }
            try books.forEachRow(definition.id, where: conditions) { row in
                take(row)
                return true
            }
            return
        }
        func read(_ page: Int) throws -> (rows: [RecordRow], count: Int) {
            let size = LedgerFilter.pageSize
            return try books.newestRows(definition.id, skipping: (page - 1) * size, limit: size)
        }
        var found = try read(filter.page)
        matchCount = found.count
        if pageNumber != filter.page { found = try read(pageNumber) }
        pageRows = found.rows
        try books.forEachOpenRow(definition) { row in
            if DueState.of(row, in: definition, today: today).isLate { lateCount += 1 }
        }
    }

    private mutating func take(_ row: RecordRow) {
        let due = DueState.of(row, in: definition, today: today)
        if due.isLate { lateCount += 1 }
        let isAsked =
            (filter.onlyLate && due.isLate) || (filter.onlySoon && due.isSoon)
            || !(filter.onlyLate || filter.onlySoon)
        guard isAsked, matchesWords(row) else { return }
        matchCount += 1
        newest.append((row.recordedAt, matchCount, row))
        let wanted = filter.page * LedgerFilter.pageSize
        // Trimmed in bulk: sorting costs more than memory for one page more.
        if newest.count > wanted * 2 + LedgerFilter.pageSize { trim(to: wanted) }
    }

    private mutating func trim(to count: Int) {
        newest.sort { ($0.time, $0.order) > ($1.time, $1.order) }
        newest.removeLast(max(0, newest.count - count))
    }

    /// The page that is shown: the last one where a later one was asked for.
    var pageNumber: Int {
        min(filter.page, max(1, (matchCount + LedgerFilter.pageSize - 1) / LedgerFilter.pageSize))
    }

    var page: [LedgerModel.Row] {
        if let pageRows { return pageRows.map(shown) }
        let skipped = (pageNumber - 1) * LedgerFilter.pageSize
        let sorted = newest.sorted { ($0.time, $0.order) > ($1.time, $1.order) }
        return sorted.dropFirst(skipped).prefix(LedgerFilter.pageSize).map { shown($0.row) }
    }

    private func matchesWords(_ row: RecordRow) -> Bool {
        let words = filter.words.split(whereSeparator: \.isWhitespace)
        guard !words.isEmpty else { return true }
        let text = ([row.shownID] + row.fields.map(view.line)).joined(separator: "\n")
        return words.allSatisfy { text.localizedStandardContains($0) }
    }

    private func shown(_ row: RecordRow) -> LedgerModel.Row {
        let cells = columns.map { column, field in
            row.fields.first { $0.id == field.id }.map(view.line) ?? ""
        }
        return LedgerModel.Row(
            id: row.id,
            title: row.title(definition),
            cells: cells,
            state: row.state,
            due: DueState.of(row, in: definition, today: today),
            hasConflict: row.hasConflict,
            isBackfill: row.entry == .backfill || row["backDated"] == .boolean(true)
        )
    }
}

extension Bookkeeping {
    /// Hands over the rows that still owe something: of registers whose steps name a day, those in
    /// a state that is not final.
    func forEachOpenRow(
        _ definition: RegisterDefinition,
        _ body: (RecordRow) -> Void
    ) throws {
        guard let workflow = definition.workflow,
            workflow.transitions.contains(where: { $0.deadline?.parameter != nil })
        else { return }
        for state in workflow.states where !workflow.final.contains(state) {
            let open = RecordValidation.Given(RegisterDefinition.stateField, state)
            try forEachRow(definition.id, where: [open]) { row in
                body(row)
                return true
            }
        }
    }
}

extension RecordRow {
    /// What people call the record: its paper number, code or key, else when it was recorded.
    func title(_ definition: RegisterDefinition) -> String {
        let text = definition.titleField.map { self[$0.id].plain } ?? ""
        guard text.isEmpty else { return ChineseDate.reading(text) ?? text }
        return "\(ChineseDate.moment(recordedAt)) 登记"
    }
}

extension RegisterDefinition {
    /// The field by which people call a record; nil where there is none.
    var titleField: FieldDefinition? {
        if let number = field("number"), number.isComputed { return number }
        if key.count == 1, let only = key.first { return field(only) }
        return fields.first { $0.type == .regionCode && $0.isRequired }
    }

    /// The fields that tell rows apart: key, required ones, and what the first steps need.
    ///
    /// At a village its own name does not stand in every row.
    func ledgerFields(at level: PlaceLevel?) -> [FieldDefinition] {
        let starts = Set(
            [workflow?.initial].compactMap(\.self) + (workflow?.alsoInitial.map(\.state) ?? [])
        )
        let needed = (workflow?.transitions ?? []).filter { starts.contains($0.to) }.flatMap(
            \.needs
        )
        let ids = Set(key + needed)
        let fields = fields.filter { field in
            guard !field.isRetired, field.id != titleField?.id,
                ![.list, .longText, .file, .citizenID, .boolean].contains(field.type)
            else { return false }
            if level == .village, field.id == "village" { return false }
            return field.isRequired || ids.contains(field.id)
        }
        let shown = fields.isEmpty ? self.fields.filter { $0.type != .list } : fields
        return Array(shown.prefix(5))
    }
}
