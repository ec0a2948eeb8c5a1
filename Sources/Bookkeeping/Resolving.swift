package import Causality
internal import Merge
internal import Records
internal import Store

extension Bookkeeping {
    /// Decides a conflict for one of the values that stand; `keep` is its event.
    ///
    /// `shown` are the events of the values that the person had in view, where that is known: one
    /// that has come since is not decided away unseen. Computed values that hang on the field are
    /// computed anew. Throws `unknownConflict`, `notStanding`, `valueCame`, `erasedValue`,
    /// `reasonMissing`, `notPermitted`.
    @discardableResult
    package func resolve(
        _ conflict: String,
        keep: Dot,
        shown: Set<Dot>? = nil,
        reason: String,
        actor: ActingPerson = .nodeOperator
    ) throws -> Resolved {
        try decide(conflict, shown, reason, actor) { desk, definition, cell, record in
            let standing = try desk.standing(cell, of: record, definition)
            guard let kept = standing.first(where: { $0.dot == keep }) else {
                throw BookkeepingError.notStanding(
                    dot: RecordID.dot(keep).text,
                    known: standing.map { RecordID.dot($0.dot).text }
                )
            }
            guard !kept.isErased else { throw BookkeepingError.erasedValue }
            return kept.value
        }
    }

    /// Decides a conflict for a value, given as typed; empty for none.
    ///
    /// Throws what the other one throws but for `notStanding`, and `invalid` where the text is no
    /// value of the field.
    @discardableResult
    package func resolve(
        _ conflict: String,
        value: String,
        shown: Set<Dot>? = nil,
        reason: String,
        actor: ActingPerson = .nodeOperator
    ) throws -> Resolved {
        try decide(conflict, shown, reason, actor) { desk, definition, cell, record in
            try desk.checkIsTyped(cell, definition)
            let value = try desk.decided(value, cell, definition)
            if desk.isFixed(cell, definition, actor) {
                try desk.checkStands(value, cell, record, definition)
            }
            return value
        }
    }

    private func decide(
        _ conflict: String,
        _ shown: Set<Dot>?,
        _ reason: String,
        _ actor: ActingPerson,
        _ choose: (Desk, RegisterDefinition, Cell, StoredRecord) throws -> FieldValue?
    ) throws -> Resolved {
        try Reasons.check(reason)
        return try store.write { session in
            let desk = try Desk(session)
            guard let name = ConflictName(text: conflict), let record = try desk.held(name.record),
                try record.state.conflicts(session.definition(record.register))
                    .contains(name.cell)
            else { throw BookkeepingError.unknownConflict(conflict) }
            let definition = try desk.writableDefinition(record.register, actor)
            try Permission.check(actor, .decide(definition))
            if let shown {
                let standing = try desk.standing(name.cell, of: record, definition).map(\.dot)
                guard shown.isSuperset(of: standing) else { throw BookkeepingError.valueCame }
            }
            let value = try choose(desk, definition, name.cell, record)
            return try desk.appendDecision(
                name.cell,
                value,
                of: record,
                definition,
                reason: reason,
                actor: actor
            )
        }
    }
}

extension Desk {
    static func isComputed(_ cell: Cell, _ definition: RegisterDefinition) -> Bool {
        guard case .field(let id) = cell else { return false }
        return definition.field(id)?.isComputed ?? false
    }

    /// Nobody types what is computed: of the masked text everybody sees it.
    fileprivate func checkIsTyped(
        _ cell: Cell,
        _ definition: RegisterDefinition
    ) throws {
        guard Desk.isComputed(cell, definition) else { return }
        throw invalid(cell, "computed", "由系统计算，不能另填；请决定它依据的那一项，或从并存的值中选。", definition)
    }

    /// A typed value of a cell.
    fileprivate func decided(
        _ text: String,
        _ cell: Cell,
        _ definition: RegisterDefinition
    ) throws -> FieldValue? {
        let field: FieldDefinition?
        switch cell {
        case .field(RegisterDefinition.stateField):
            guard let workflow = definition.workflow, workflow.states.contains(text),
                !workflow.retiredStates.contains(text)
            else { throw invalid(cell, "unknown_state", "没有状态“\(text)”，请从并存的值中选。", definition) }
            return .text(text)
        case .item(_, _, ListRow.removedItem):
            switch text {
            case "true", "是": return .boolean(true)
            case "false", "否": return .boolean(false)
            default: throw invalid(cell, "bad_boolean", "删除填“是”，保留填“否”。", definition)
            }
        case .field(let id): field = definition.field(id)
        case .item(let list, _, let item): field = definition.field(list)?.item(item)
        }
        guard let field else { return nil }
        return try parsed(text, field, path: definition.cell(cell).id)
    }

    /// Whether only steps write a cell: the state, and what a register closes.
    fileprivate func isFixed(
        _ cell: Cell,
        _ definition: RegisterDefinition,
        _ actor: ActingPerson
    ) -> Bool {
        guard let open = definition.openFields else {
            return cell == .field(RegisterDefinition.stateField)
        }
        return !open.contains { actor.may($0.role) && $0.fields.contains(cell.field) }
    }

    /// What steps alone write: a decision takes one of those that stand, and whoever wants another
    /// one takes a step afterwards.
    fileprivate func checkStands(
        _ value: FieldValue?,
        _ cell: Cell,
        _ record: StoredRecord,
        _ definition: RegisterDefinition
    ) throws {
        let standing = try standing(cell, of: record, definition).compactMap(\.value)
        guard let value, standing.contains(value) else {
            let texts = standing.compactMap { if case .text(let text) = $0 { text } else { nil } }
            let listed = Set(texts).sorted().map { "“\($0)”" }.joined(separator: "、")
            let label = definition.label(of: cell.field)
            throw invalid(
                cell,
                "not_standing",
                cell == .field(RegisterDefinition.stateField)
                    ? "状态只能从并存的\(listed)中选；定下之后，再按步骤办到别的状态。"
                    : "“\(label)”只随流转更改，这里只能从并存的值\(listed)中选。",
                definition
            )
        }
    }

    private func parsed(
        _ text: String,
        _ field: FieldDefinition,
        path: String
    ) throws -> FieldValue? {
        let parsed: ParsedValue
        do {
            parsed = try FieldParser.parse(text, as: field)
        } catch {
            throw BookkeepingError.invalid([EntryFault(error)])
        }
        guard case .value(let value) = parsed else { return nil }
        var resolving = ReferenceResolving(self)
        let resolved = try resolving.value(value, field, path: path)
        guard resolving.faults.isEmpty else {
            throw BookkeepingError.invalid(resolving.faults)
        }
        return resolved
    }

    private func invalid(
        _ cell: Cell,
        _ reason: String,
        _ message: String,
        _ definition: RegisterDefinition
    ) -> BookkeepingError {
        let field = definition.cell(cell).id
        return .invalid([EntryFault(field: field, reason: reason, message: message)])
    }

    /// Appends a decision that has seen everything which is here now.
    fileprivate func appendDecision(
        _ cell: Cell,
        _ value: FieldValue?,
        of record: StoredRecord,
        _ definition: RegisterDefinition,
        reason: String,
        actor: ActingPerson
    ) throws -> Resolved {
        var revision = Revision(of: definition, shown: record.state, current: record.state)
        switch cell {
        case .field(RegisterDefinition.stateField):
            if case .text(let state)? = value { revision.state = state }
        case .field(let id): revision.values[id] = .some(value)
        case .item(let list, let row, let item):
            let isRemoval = item == ListRow.removedItem && value == .boolean(true)
            revision.edits[list] = [isRemoval ? .remove(row) : .change(row, [item: value])]
        }
        try checkAudience(revision, record)
        let computed = try computed(revision, record: record.id, entry: .live)
        let kept = computed.writes.filter { Cell.field($0.field) != cell }
        var contents = EventContents(revision, kept)
        contents.reason = reason
        let blotted = blotReason(of: &contents, record.state, definition)
        try contents.checkCount()
        let event = try append(
            Draft(
                register: definition.id,
                audience: record.audience,
                record: record.id,
                type: .decide,
                actor: actor.id,
                entry: .live,
                content: { [contents] in contents.payloads(at: $0) }
            )
        )
        return Resolved(id: record.id, dot: event.dot, warnings: computed.warnings + blotted)
    }
}
