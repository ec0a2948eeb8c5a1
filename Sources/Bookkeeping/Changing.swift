package import Causality
internal import Merge
package import Records
internal import Store

extension Bookkeeping {
    /// Changes a record: fields, rows of lists, its state along a transition.
    ///
    /// Fields equal to what was shown are not written, so a form may hand over all of its fields;
    /// an empty text clears a field. Where nothing differs nothing is written. `reason` may be
    /// empty only where the state moves. Without the name of a `transition` a given `state` takes
    /// the first one that leads there and whose condition and needs hold. `shown` is the version
    /// that the form showed, nil for the present one: what was written unseen stands beside this
    /// change until somebody decides.
    ///
    /// Throws `invalid`, `transition`, `undecidedState`, `undecidedField`, `noRole`,
    /// `notPermitted`, `unknownRecord`.
    @discardableResult
    package func change(
        _ register: String,
        _ id: RecordID,
        _ fields: [RecordValidation.Given],
        reason: String,
        transition: String? = nil,
        actor: ActingPerson = .nodeOperator,
        shown: VersionVector? = nil,
        entry: EntryKind = .live
    ) throws -> Changed {
        try store.write { session in
            let desk = try Desk(session)
            let definition = try desk.writableDefinition(register, actor)
            let record = try desk.held(id, of: definition)
            let request = ChangeRequest(
                reason: reason,
                transition: transition,
                actor: actor,
                shown: shown,
                entry: entry
            )
            let given = try desk.check(fields, for: .change, in: definition)
            return try desk.change(record, given, definition, request)
        }
    }
}

/// How a change is asked for, besides its fields.
struct ChangeRequest {
    var reason: String
    var transition: String?
    var actor: ActingPerson
    var shown: VersionVector?
    var entry: EntryKind
}

extension Desk {
    /// Appends a change of a record, if anything differs.
    func change(
        _ record: StoredRecord,
        _ given: GivenFields,
        _ definition: RegisterDefinition,
        _ request: ChangeRequest
    ) throws -> Changed {
        // Whoever may take a step may also write what it needs.
        if request.transition == nil, given.checked.state == nil {
            try Permission.check(request.actor, .change(definition))
        }
        guard given.faults.isEmpty else { throw BookkeepingError.invalid(given.faults) }
        let shown = try request.shown.map { try state(of: record, at: $0) } ?? record.state
        var revision = Revision(of: definition, shown: shown, current: record.state)
        let decides = try take(given, into: &revision, record, request)
        if decides || revision.decidesColumn {
            try Permission.check(request.actor, .decide(definition))
        }
        try checkAudience(revision, record)
        let transition = try move(&revision, record, given, request)
        if transition == nil { try Permission.check(request.actor, .change(definition)) }
        try checkOpen(revision, request.actor, step: transition?.name)
        let reason = try reason(request, transition: transition)
        guard transition != nil || !revision.changed.isEmpty else {
            return Changed(
                id: record.id,
                dot: nil,
                fields: [],
                transition: nil,
                warnings: given.warnings,
                notes: given.notes
            )
        }
        try checkLevel(revision)
        if revision.values["code"] != nil { try checkCode(revision, of: record.id) }
        if leavesDraft(revision, record) {
            return try publish(revision, record, given, request, transition, reason)
        }
        let computed = try computed(revision, record: record.id, entry: request.entry)
        var contents = EventContents(revision, computed.writes)
        contents.transition = transition
        contents.reason = reason
        let blotted = blotReason(of: &contents, record.state, definition)
        try contents.checkCount()
        let event = try append(
            Draft(
                register: definition.id,
                audience: record.audience,
                record: record.id,
                type: decides ? .decide : .change,
                context: request.shown,
                actor: request.actor.id,
                entry: request.entry,
                content: { [contents] in contents.payloads(at: $0) }
            )
        )
        let written = contents.fields
        return Changed(
            id: record.id,
            dot: event.dot,
            fields: definition.fields.map(\.id).filter(written.contains),
            transition: transition,
            warnings: given.warnings + computed.warnings + blotted + (try deviceWarnings()),
            notes: given.notes
        )
    }

    private func reason(
        _ request: ChangeRequest,
        transition: TransitionName?
    ) throws -> String? {
        let reason = request.reason
        try Reasons.checkForm(reason)
        guard reason.allSatisfy(\.isWhitespace) else { return reason }
        guard transition != nil else { throw BookkeepingError.reasonMissing }
        return nil
    }

    /// Puts what differs from the version shown into the revision.
    ///
    /// Returns whether a cell with several values gets one of the person's choice, who was shown
    /// all of them.
    private func take(
        _ given: GivenFields,
        into revision: inout Revision,
        _ record: StoredRecord,
        _ request: ChangeRequest
    ) throws -> Bool {
        let definition = revision.definition
        var decides = false
        for (id, value) in given.values.sorted(by: { $0.key < $1.key }) {
            let cell = revision.shown[id] ?? CellState()
            if cell.isConflict {
                // A form shows an undecided field as an empty one: leaving it so decides nothing.
                guard let value else { continue }
                guard request.shown != nil else {
                    throw BookkeepingError.undecidedField(
                        label: definition.label(of: id),
                        conflict: ConflictName(record: record.id, cell: .field(id)).text
                    )
                }
                revision.values[id] = value
                decides = true
            } else if cell.value != value {
                try checkKey(id, cell.value, value, definition)
                revision.values[id] = .some(value)
            }
        }
        for (id, edits) in given.edits.sorted(by: { $0.key < $1.key }) {
            let remaining = try differing(edits, list: id, revision)
            if !remaining.isEmpty { revision.edits[id] = remaining }
        }
        for id in given.checked.clearedLists.sorted() {
            let rows = revision.shown.rows(of: id)
            if !rows.isEmpty { revision.edits[id] = rows.map { .remove($0.id) } }
        }
        return decides
    }

    /// A record stays in the audience that its first event chose: a value that would choose another
    /// place makes others answer for it than those who hold it.
    ///
    /// A draft is checked when it becomes the register's own record.
    func checkAudience(_ revision: Revision, _ record: StoredRecord) throws {
        let definition = revision.definition
        guard record.audience.kind != .only || definition.audience.kind == .only else { return }
        let rules = [definition.audience, definition.passOn?.audience].compactMap(\.self)
        let deciding = Set(rules.flatMap(\.lookedAt).map(\.start))
        guard let field = deciding.intersection(revision.values.keys).min() else { return }
        let place = record.audience.place
        let audience = try audienceChoice(revision, madeAt: place).audience(firstState: nil)
        guard audience.place != place else { return }
        let label = definition.label(of: field)
        throw BookkeepingError.invalid([
            EntryFault(
                field: field,
                reason: "audience_fixed",
                message: "“\(label)”定了这条记录归哪里管，登记后不能改到别处；请在那里另外登记一条，并撤销这一条。"
            )
        ])
    }

    /// A record's id was made from its key: another key is another record.
    private func checkKey(
        _ id: String,
        _ before: FieldValue?,
        _ after: FieldValue?,
        _ definition: RegisterDefinition
    ) throws {
        guard definition.key.contains(id),
            try resolved(before, definition.field(id)) != after
        else { return }
        let label = definition.label(of: id)
        throw BookkeepingError.invalid([
            EntryFault(
                field: id,
                reason: "key_fixed",
                message: "“\(label)”是这条记录的标识，不能更改；请另外登记一条，并停用这一条。"
            )
        ])
    }

    /// The edits that change something; throws for rows that the list has not.
    private func differing(
        _ edits: [ListEdit],
        list: String,
        _ revision: Revision
    ) throws -> [ListEdit] {
        let rows = Dictionary(
            uniqueKeysWithValues: revision.shown.rows(of: list).map { ($0.id, $0) }
        )
        return try edits.compactMap { edit in
            switch edit {
            case .add: return edit
            case .remove(let row):
                guard rows[row] != nil else { throw unknownRow(row, list, revision) }
                return edit
            case .change(let row, let columns):
                guard let standing = rows[row] else { throw unknownRow(row, list, revision) }
                let changed = columns.filter { id, value in
                    let cell = standing.items[id] ?? CellState()
                    return cell.isConflict ? value != nil : cell.value != value
                }
                return changed.isEmpty ? nil : .change(row, changed)
            }
        }
    }

    private func unknownRow(
        _ row: RowID,
        _ list: String,
        _ revision: Revision
    ) -> BookkeepingError {
        let label = revision.definition.label(of: list)
        return .invalid([
            EntryFault(
                field: list,
                reason: "bad_row",
                message: "“\(label)”里没有行号为 \(row.text) 的行，可能已删除，请重新查看后再改。"
            )
        ])
    }
}
