internal import Causality
internal import Hashing
internal import Merge
internal import Records
internal import Store

/// One import under way, inside its transaction.
struct ImportRun {
    private let desk: Desk
    private let definition: RegisterDefinition
    private let entry: EntryKind
    private let again: Bool
    private let actor: ActingPerson
    private let rows: [SourceRow]
    /// In which order the rows are taken over, by their indexes.
    private let order: [Int]
    private let ahead: RowsAhead
    /// Whether any row was imported before this run.
    private let hasMemory: Bool

    private var report = ImportReport()
    private var ids: [RecordID?]
    private var timesSeen: [Digest256: Int] = [:]
    /// What is remembered of the rows taken over, written at the end.
    private var imported: [ImportedRow] = []
    private var warnings: [String: Int] = [:]
    private var warningOrder: [String] = []

    /// More faults than these help nobody.
    private static let faultCountMax = 1_000
    private static let warningCountMax = 200

    init(
        desk: Desk,
        definition: RegisterDefinition,
        entry: EntryKind,
        again: Bool,
        actor: ActingPerson,
        source: SourceRows
    ) throws {
        self.desk = desk
        self.definition = definition
        self.entry = entry
        self.again = again
        self.actor = actor
        rows = source.rows
        order = ImportOrder.order(source.rows, definition)
        ahead = RowsAhead(order.map { source.rows[$0] }, desk.entryCheck(definition))
        ids = Array(repeating: nil, count: source.rows.count)
        try desk.session.prepareImportMemory()
        hasMemory = try !desk.session.isImportMemoryEmpty()
        report.notes = source.notes
        for line in Set(source.faults.map(\.line)).sorted() {
            fail(line, source.faults.filter { $0.line == line }.map(\.fault))
        }
    }

    /// Takes over every row, going on after faults so that all of them are reported.
    mutating func takeAll(_ progress: (Int, Int) -> Void) throws {
        for (done, index) in order.enumerated() {
            do {
                try take(index, ahead.row(done))
            } catch {
                guard let faults = ImportRun.faults(of: error) else { throw error }
                fail(rows[index].line, faults)
            }
            progress(done + 1, rows.count)
        }
        // After faults nothing of this is kept.
        if report.errors.isEmpty { try desk.session.noteImported(imported) }
        imported = []
    }

    /// The report; after faults nothing counts as taken over.
    func finished(isDryRun: Bool) -> ImportReport {
        var report = report
        report.isDryRun = isDryRun
        report.errors.sort { $0.line < $1.line }
        report.notes.sort { $0.line < $1.line }
        report.errors = Array(report.errors.prefix(ImportRun.faultCountMax))
        report.notes = Array(report.notes.prefix(ImportRun.faultCountMax))
        report.warnings = warningOrder.map { sentence in
            let count = warnings[sentence] ?? 1
            return count > 1 ? "\(sentence)（共 \(count) 行）" : sentence
        }
        if !report.errors.isEmpty {
            report.accepted = 0
            report.unchanged = 0
        } else if !isDryRun {
            report.ids = ids.compactMap(\.self)
        }
        return report
    }

    private mutating func take(_ index: Int, _ checked: RowsAhead.Row) throws {
        let row = rows[index]
        let given = try desk.resolve(checked.entry, in: definition)
        let digest = checked.digest
        let time = timesSeen[digest, default: 0] + 1
        timesSeen[digest] = time
        if hasMemory, !again, given.faults.isEmpty,
            let known = try desk.session.importedRecord(row: digest, ordinal: time),
            try desk.held(known) != nil
        {
            report.unchanged += 1
            ids[index] = known
            return
        }
        let id: RecordID
        if let record = try existing(given) {
            id = record.id
            try change(record, row)
        } else {
            let recorded = try desk.create(given, definition, entry: entry, actor: actor)
            id = recorded.id
            report.accepted += 1
            note(row.line, recorded.warnings, recorded.notes)
        }
        ids[index] = id
        // A keyed row that is no whole record is compared anew each time.
        guard given.faults.isEmpty else { return }
        guard again else {
            return imported.append(ImportedRow(row: digest, ordinal: time, record: id))
        }
        let ordinal = try desk.session.importedCount(row: digest) + 1
        try desk.session.noteImported([ImportedRow(row: digest, ordinal: ordinal, record: id)])
    }

    /// The record that the row's key names, if it is here.
    private func existing(_ given: GivenFields) throws -> StoredRecord? {
        guard !definition.key.isEmpty else { return nil }
        var revision = Revision(new: definition)
        revision.values = given.values.filter { $0.value != nil }
        revision.state = given.checked.state
        let audience: Audience
        do {
            audience = try desk.audienceChoice(revision).audience(firstState: revision.state)
        } catch let error as BookkeepingError {
            guard given.faults.isEmpty else { return nil }
            throw error
        }
        return try desk.keyedID(revision, audience).flatMap { try desk.held($0) }
    }

    private mutating func change(_ record: StoredRecord, _ row: SourceRow) throws {
        var given = try desk.check(row.given, for: .change, in: definition)
        for (list, edits) in given.edits {
            let remaining = ImportRun.withoutStanding(edits, record.state.rows(of: list))
            given.edits[list] = remaining.isEmpty ? nil : remaining
        }
        let request = ChangeRequest(
            reason: "导入文件",
            transition: nil,
            actor: actor,
            shown: nil,
            entry: entry
        )
        let changed = try desk.change(record, given, definition, request)
        if changed.dot == nil { report.unchanged += 1 } else { report.accepted += 1 }
        note(row.line, changed.warnings, changed.notes)
    }

    /// A file says what a list holds, so a row that stands in it already is not added once more.
    private static func withoutStanding(_ edits: [ListEdit], _ rows: [ListRow]) -> [ListEdit] {
        var standing = rows.map { $0.items.compactMapValues(\.value) }
        return edits.filter { edit in
            guard case .add(let columns) = edit,
                let index = standing.firstIndex(of: columns)
            else { return true }
            standing.remove(at: index)
            return false
        }
    }

    private mutating func note(_ line: Int, _ warnings: [String], _ notes: [EntryFault]) {
        for warning in warnings {
            if self.warnings[warning] == nil {
                guard warningOrder.count < ImportRun.warningCountMax else { continue }
                warningOrder.append(warning)
            }
            self.warnings[warning, default: 0] += 1
        }
        if report.notes.count < ImportRun.faultCountMax {
            report.notes += notes.map { RowFault(line: line, fault: $0) }
        }
    }

    private mutating func fail(_ line: Int, _ faults: [EntryFault]) {
        report.rejected += 1
        guard report.errors.count < ImportRun.faultCountMax * 10 else { return }
        report.errors += faults.map { RowFault(line: line, fault: $0) }
    }

    /// What is wrong with a row, nil for faults that are not the row's.
    private static func faults(of error: any Error) -> [EntryFault]? {
        switch error {
        case BookkeepingError.invalid(let faults): faults
        case let error as BookkeepingError:
            [EntryFault(field: "", reason: error.reason, message: error.sentence)]
        case let error as Unacceptable:
            [EntryFault(field: "", reason: "unacceptable", message: error.sentence)]
        case StoreError.noAuthority, StoreError.tooLarge:
            (error as? StoreError).map {
                let reason = if case .tooLarge = $0 { "too_large" } else { "no_authority" }
                return [EntryFault(field: "", reason: reason, message: $0.sentence)]
            }
        default: nil
        }
    }
}

extension BookkeepingError {
    /// The refusal in small letters for programs.
    fileprivate var reason: String {
        switch self {
        case .transition: "illegal_transition"
        case .undecidedState, .undecidedField: "undecided"
        case .noRole, .notPermitted: "no_role"
        case .alreadyRecorded: "already_recorded"
        default: "refused"
        }
    }
}

/// What makes two rows of files equal: all the values that they give.
enum RowDigest {
    static func digest(_ row: CheckedRecord, register: String) -> Digest256 {
        var writer = ByteWriter(capacity: 256)
        writer.text(register)
        writer.text(row.state ?? "")
        for (field, value) in row.values.sorted(by: { $0.key < $1.key }) {
            writer.text(field)
            FieldValueCodec.write(value, to: &writer)
        }
        for (field, edits) in row.rows.sorted(by: { $0.key < $1.key }) {
            writer.text(field)
            for edit in edits { write(edit, to: &writer) }
        }
        return SHA256Hasher.hash(writer.bytes)
    }

    private static func write(_ edit: ListEdit, to writer: inout ByteWriter) {
        switch edit {
        case .add(let columns): write(columns.mapValues { .some($0) }, row: "", to: &writer)
        case .change(let row, let columns): write(columns, row: row.text, to: &writer)
        case .remove(let row): write([:], row: row.text, to: &writer)
        }
    }

    private static func write(
        _ columns: [String: FieldValue?],
        row: String,
        to writer: inout ByteWriter
    ) {
        writer.text(row)
        writer.varint(UInt64(columns.count))
        for (column, value) in columns.sorted(by: { $0.key < $1.key }) {
            writer.text(column)
            FieldValueCodec.write(value, to: &writer)
        }
    }
}
