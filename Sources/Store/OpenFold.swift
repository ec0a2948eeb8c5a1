internal import Causality
internal import GRDB
internal import Hashing
internal import Merge
internal import Records

/// A record that events are being folded into in this transaction.
///
/// A class, so that an event is folded in place.
final class OpenFold {
    let register: String
    let audience: Int64
    let isNew: Bool
    var fold: RecordFold

    init(register: String, audience: Int64, isNew: Bool, fold: RecordFold) {
        self.register = register
        self.audience = audience
        self.isNew = isNew
        self.fold = fold
    }
}

extension StoreSession {
    /// Folds one event into its record.
    ///
    /// The caller has checked audience, record id and definition, and says whether nobody can have
    /// heard of the record yet.
    func fold(
        _ event: Event,
        _ content: EventContent,
        audience: Int64,
        isUnheard: Bool = false
    ) throws {
        let number = try number(of: event.record)
        let open = try folds[number] ?? openFold(number, event, audience, isUnheard)
        open.fold.fold(defect == .foldsByArrival ? event.seeing(open.fold.state) : event, content)
        if event.register == SystemRegister.definition { changesDefinitions = true }
        try noteTrust(of: event, content)
        noteErasure(of: event)
        try noteBulletin(event, content)
    }

    private func openFold(
        _ number: LocalNumber,
        _ event: Event,
        _ audience: Int64,
        _ isUnheard: Bool
    ) throws -> OpenFold {
        // The row of a record that is only now made is there just if a later event came before: to
        // ask whether it is there costs much less than to read one.
        let isAbsent =
            try isUnheard || event.type == .create && !hasRow(number, register: event.register)
        let stored = isAbsent ? nil : try storedState(number, register: event.register)
        let open = OpenFold(
            register: event.register,
            audience: audience,
            isNew: stored == nil,
            fold: RecordFold(
                record: event.record,
                audience: try self.audience(audience).audience,
                state: stored?.state ?? RecordState()
            )
        )
        folds[number] = open
        return open
    }

    private func hasRow(_ number: LocalNumber, register: String) throws -> Bool {
        guard let table = try madeTable(register) else { return false }
        let statement = try db.cachedStatement(sql: table.presence)
        return try Int64.fetchOne(statement, arguments: [number.rawValue]) != nil
    }

    /// A record's state as the tables have it, nil if there is no row.
    func storedState(
        _ number: LocalNumber,
        register: String
    ) throws -> (state: RecordState, audience: Int64)? {
        guard let table = try madeTable(register) else { return nil }
        let statement = try db.cachedStatement(sql: table.selection)
        guard let row = try Row.fetchOne(statement, arguments: [number.rawValue]) else {
            return nil
        }
        return (try state(row, table), row["audience"])
    }

    func state(_ row: Row, _ table: ProjectionTable) throws -> RecordState {
        let codec = StateCodec(session: self, record: LocalNumber(rawValue: row["id"]))
        return try codec.decode([UInt8](row["state"] as Data)) { cell in
            // A damaged state may name a column that is not there.
            guard case .field(let field) = cell,
                let stored = row[ProjectionTable.column(field)] as DatabaseValue?
            else { throw StoreError.damaged(table.name) }
            return try table.value(stored, field: field, self)
        }
    }

    /// For fewer records another thread is not worth waking.
    private static let aheadCountMin = 64

    /// Writes the rows of all records that were folded into, in the order of their numbers.
    func flushFolds() throws {
        let changed = folds.sorted { $0.key < $1.key }.filter(\.value.fold.isChanged)
        let ahead = changed.count >= StoreSession.aheadCountMin ? digestsAhead(of: changed) : nil
        for (number, open) in changed {
            try writeRow(number, open.fold.state, register: open.register, audience: open.audience)
        }
        let changes = ahead?.result() ?? changed.map(\.value.fold.digestChange)
        for ((_, open), change) in zip(changed, changes) {
            try changeAudience(open.audience) {
                $0.state.remove(change.removed)
                $0.state.add(change.added)
                if open.isNew { $0.recordCount += 1 }
            }
        }
        folds = [:]
    }

    private func digestsAhead(
        of changed: [(key: LocalNumber, value: OpenFold)]
    ) -> Ahead<[(added: DigestSum, removed: DigestSum)]> {
        let folded = changed.map(\.value.fold)
        return Ahead { folded.map(\.digestChange) }
    }

    /// Writes a record's row from its state.
    func writeRow(
        _ number: LocalNumber,
        _ state: RecordState,
        register: String,
        audience: Int64
    ) throws {
        let writer = try rowWriters[register] ?? RowWriter(try makeTable(register), db)
        do {
            try writer.write(number, state, audience: audience, self)
        } catch {
            // A statement that failed must not be bound again.
            rowWriters[register] = nil
            throw error
        }
        rowWriters[register] = writer
        // Whom a place's certificate speaks for, and who is withdrawn, is asked of their rows.
        if register == SystemRegister.certificate || register == SystemRegister.revocation {
            forgetTrust()
        }
        try noteAttachments(of: number, state, audience: audience)
    }
}

extension Event {
    /// The same, as if its author had been shown all of the record that is here: a planted defect.
    fileprivate func seeing(_ state: RecordState) -> Event {
        Event(
            dot: dot,
            record: record,
            register: register,
            definition: definition,
            type: type,
            context: .seen(state.version),
            actor: actor,
            deviceTime: deviceTime,
            entry: entry,
            open: open,
            personal: personal
        )
    }
}
