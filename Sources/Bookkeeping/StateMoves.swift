internal import Causality
internal import Merge
internal import Records
internal import Store

extension Desk {
    /// Moves the state of a revision along a transition, if one is asked for; returns its name.
    func move(
        _ revision: inout Revision,
        _ record: StoredRecord,
        _ given: GivenFields,
        _ request: ChangeRequest
    ) throws -> TransitionName? {
        let definition = revision.definition
        let shown = revision.shown[RegisterDefinition.stateField] ?? CellState()
        guard request.transition != nil || asksToMove(given.checked.state, from: shown) else {
            return nil
        }
        guard definition.workflow != nil else {
            throw BookkeepingError.transition(.noStates)
        }
        let current = record.state[RegisterDefinition.stateField]
        guard !shown.isConflict, !(current?.isConflict ?? false),
            case .text(let from)? = shown.value
        else {
            let cell = Cell.field(RegisterDefinition.stateField)
            throw BookkeepingError.undecidedState(
                conflict: ConflictName(record: record.id, cell: cell).text
            )
        }
        let transition = try choose(revision, of: record.id, from: from, given, request)
        guard request.actor.may(transition.role) else {
            throw BookkeepingError.noRole(
                person: request.actor.id,
                transition: transition.name,
                role: transition.role
            )
        }
        try checkPersons(transition, revision, record, request.actor)
        for (id, value) in transition.sets.sorted(by: { $0.key < $1.key })
        where given.values[id] == nil && revision.shown[id]?.value != value {
            revision.values[id] = value
        }
        revision.state = transition.to
        return TransitionName(name: transition.name, from: from, to: transition.to)
    }

    /// A form that hands over the state as it was shown asks for nothing.
    private func asksToMove(_ given: String?, from shown: CellState) -> Bool {
        guard let given else { return false }
        return shown.isConflict || shown.value != .text(given)
    }

    private func choose(
        _ revision: Revision,
        of record: RecordID,
        from: String,
        _ given: GivenFields,
        _ request: ChangeRequest
    ) throws -> Transition {
        let fuse = Fuse()
        let facts = facts(revision, fuse, of: record)
        let transition: Transition
        do {
            transition = try TransitionRules.transition(
                named: request.transition,
                from: from,
                to: given.checked.state,
                facts: facts,
                in: revision.definition
            )
        } catch {
            try fuse.check()
            throw BookkeepingError.transition(error)
        }
        try fuse.check()
        return transition
    }

    /// The ways that are open from a record's state.
    func offers(
        _ record: StoredRecord,
        _ definition: RegisterDefinition
    ) throws -> [TransitionRules.Offer] {
        guard case .text(let state)? = record.state[RegisterDefinition.stateField]?.value else {
            return []
        }
        let revision = Revision(of: definition, shown: record.state, current: record.state)
        let fuse = Fuse()
        let offers = TransitionRules.offers(
            from: state,
            facts: facts(revision, fuse, of: record.id),
            in: definition
        )
        try fuse.check()
        return offers
    }
}

/// Drafts: a record that only its author's place holds, until its state leaves those of a draft.
extension Desk {
    func leavesDraft(_ revision: Revision, _ record: StoredRecord) -> Bool {
        guard let draft = revision.definition.draft, let state = revision.state else {
            return false
        }
        return record.audience.kind == .only && revision.definition.audience.kind != .only
            && !draft.states.contains(state)
    }

    /// Makes the register's own record from a draft; the draft stays as it is.
    func publish(
        _ draft: Revision,
        _ record: StoredRecord,
        _ given: GivenFields,
        _ request: ChangeRequest,
        _ transition: TransitionName?,
        _ reason: String?
    ) throws -> Changed {
        let definition = draft.definition
        var revision = Revision(new: definition)
        for field in definition.fields where !field.isComputed {
            if field.type == .list {
                let rows = draft.rowsAfter(field.id)
                if !rows.isEmpty { revision.edits[field.id] = rows.map { .add($0) } }
            } else if let value = draft.after(field.id) {
                revision.values[field.id] = value
            }
        }
        if let reference = definition.draft?.reference {
            revision.values[reference] = .reference(record.id)
        }
        revision.state = draft.state
        let recorded = try append(
            new: revision,
            audience: try audienceChoice(revision).finalAudience(),
            given,
            entry: request.entry,
            actor: request.actor,
            reason: reason
        )
        try passAttachments(of: record.id, to: recorded.id, definition)
        return Changed(
            id: recorded.id,
            dot: try held(recorded.id)?.state.origin?.dot,
            fields: definition.fields.map(\.id).filter(revision.changed.contains),
            transition: transition,
            warnings: recorded.warnings,
            notes: recorded.notes
        )
    }

    /// Makes the records that the program keeps about a draft anew for the record that came of it:
    /// who holds that may not hold the draft's own.
    private func passAttachments(
        of draft: RecordID,
        to published: RecordID,
        _ definition: RegisterDefinition
    ) throws {
        guard let audience = try held(published)?.audience else { return }
        for register in session.definitions where register.isSystem && register.draft != nil {
            let links = register.fields.filter { $0.references == [definition.id] }
            for link in links {
                let attached = try session.records(
                    of: register.id,
                    where: [(link.id, .reference(draft))]
                )
                for attachment in attached where attachment.audience.kind == .only {
                    try copy(attachment, register, to: audience, [link.id: .reference(published)])
                }
            }
        }
    }

    private func copy(
        _ record: StoredRecord,
        _ definition: RegisterDefinition,
        to audience: Audience,
        _ changes: [String: FieldValue]
    ) throws {
        var values = changes
        for field in definition.fields where values[field.id] == nil {
            values[field.id] = record.state[field.id]?.value
        }
        let key = definition.key.map { values[$0] }
        let writes = values.sorted { $0.key < $1.key }.map { CellWrite(.field($0.key), $0.value) }
        _ = try append(
            Draft(
                register: definition.id,
                audience: audience,
                record: key.isEmpty
                    ? nil : .keyed(register: definition.id, audience: audience, key: key),
                type: .create,
                actor: "",
                entry: .live,
                content: { _ in (EventPayload(writes: writes), []) }
            )
        )
    }
}
