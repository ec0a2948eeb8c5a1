internal import Causality
internal import Merge
internal import Records
internal import Store

extension Bookkeeping {
    /// Everything that waits for a person's decision, by register and record.
    package func conflicts() throws -> [Conflict] {
        try store.read { session in
            let desk = try Desk(session)
            return try session.conflictedRecords().flatMap { record in
                try desk.conflicts(of: record, try session.definition(record.register))
            }
        }
    }
}

extension Desk {
    /// What of a record waits for a decision, by cell.
    func conflicts(
        of record: StoredRecord,
        _ definition: RegisterDefinition
    ) throws -> [Conflict] {
        let cells = record.state.conflicts(definition)
        guard !cells.isEmpty else { return [] }
        let history = FoldedHistory(events: try foldedHistory(of: record.id))
        let place = record.audience.place
        let late = Set(record.state.lateChanges(definition.workflow))
        return try cells.map { cell in
            let described = definition.cell(cell)
            let isState = cell == .field(RegisterDefinition.stateField)
            let values = try standing(cell, of: record, definition, history).map { sibling in
                try value(
                    sibling,
                    of: cell,
                    history,
                    changesOf: isState && late.contains(sibling.dot) ? definition : nil
                )
            }
            return Conflict(
                id: ConflictName(record: record.id, cell: cell).text,
                register: definition.id,
                title: definition.title,
                record: record.id,
                number: try caption(of: record.id).text,
                placeCode: try code(of: place),
                placeName: try caption(of: place).name,
                cell: cell,
                field: described.id,
                label: described.label + (try rowName(cell, record, definition) ?? ""),
                type: described.type,
                isPersonal: definition.isPersonal(cell),
                isComputed: Desk.isComputed(cell, definition),
                values: values.sorted {
                    $0.value == $1.value ? $0.dot < $1.dot : $0.value.precedes($1.value)
                },
                choiceLabels: described.choiceLabels
            )
        }
    }

    /// What tells a list's row from the others: its first value that is nobody's personal data.
    private func rowName(
        _ cell: Cell,
        _ record: StoredRecord,
        _ definition: RegisterDefinition
    ) throws -> String? {
        guard case .item(let list, let id, _) = cell, let field = definition.field(list),
            let row = record.state.rows(of: list).first(where: { $0.id == id })
        else { return nil }
        for item in field.items where !field.isPersonal && !item.isPersonal {
            let value = try shown(row.items[item.id]?.value)
            if !value.isEmpty { return "（\(value.words(item.choiceLabels))）" }
        }
        return nil
    }

    /// The values that stand against each other in a cell.
    ///
    /// Where a removed row was changed unseen they are the removal, true, and each such change,
    /// which says that the row stays.
    static func standing(_ cell: Cell, in state: RecordState) -> [Sibling] {
        guard case .item(let list, let id, ListRow.removedItem) = cell else {
            return state[cell]?.siblings ?? []
        }
        let removal = state[cell] ?? CellState()
        guard let row = state.rows(of: list).first(where: { $0.id == id }), row.isDisputed else {
            return removal.siblings
        }
        let kept = row.items.values.flatMap(\.siblings).filter { !removal.seen.contains($0.dot) }
        var dots: Set<Dot> = Set(removal.siblings.map(\.dot))
        let stays = kept.sorted { $0.dot < $1.dot }.filter { dots.insert($0.dot).inserted }.map {
            Sibling(dot: $0.dot, value: .boolean(false), payloadHash: nil)
        }
        return removal.siblings + stays
    }

    /// The values of a cell that a person chooses from.
    ///
    /// Where a closed record was changed unseen, the state has besides the one that closes it that
    /// each such author had before him: the record can be left as it is, or taken up again.
    func standing(
        _ cell: Cell,
        of record: StoredRecord,
        _ definition: RegisterDefinition
    ) throws -> [Sibling] {
        let history = FoldedHistory(events: try foldedHistory(of: record.id))
        return try standing(cell, of: record, definition, history)
    }

    /// The same, by a history that was read already.
    private func standing(
        _ cell: Cell,
        of record: StoredRecord,
        _ definition: RegisterDefinition,
        _ history: FoldedHistory
    ) throws -> [Sibling] {
        let found = Desk.standing(cell, in: record.state)
        let late = record.state.lateChanges(definition.workflow)
        guard cell == .field(RegisterDefinition.stateField), !late.isEmpty else { return found }
        return found
            + late.map { dot in
                let before = history.state(before: dot)
                let value = before?[RegisterDefinition.stateField]?.siblings.first?.value
                return Sibling(
                    dot: dot,
                    value: value ?? definition.workflow.map { .text($0.initial) },
                    payloadHash: nil
                )
            }
    }

    private func value(
        _ sibling: Sibling,
        of cell: Cell,
        _ history: FoldedHistory,
        changesOf definition: RegisterDefinition?
    ) throws -> Conflict.Value {
        let found = history.events.first { $0.event.dot == sibling.dot }
        let event = found?.event
        var changes: [HistoryEntry.Write] = []
        if let definition, let content = found?.content {
            changes = try writes(of: content, definition)
        }
        let place = try place(ofAuthor: sibling.dot)
        return Conflict.Value(
            dot: sibling.dot,
            value: sibling.isErased ? .erased : try shown(sibling.value),
            by: event?.actor ?? "",
            at: event?.deviceTime ?? 0,
            placeCode: try place.flatMap { try code(of: $0) },
            placeName: try place.flatMap { try caption(of: $0).name },
            seen: try seen(cell, before: sibling.dot, in: history),
            changes: changes
        )
    }
}

extension RegisterDefinition {
    /// Whether a cell's values belong to the personal payload.
    func isPersonal(_ cell: Cell) -> Bool {
        switch cell {
        case .field(let id): field(id)?.isPersonal ?? false
        case .item(_, _, ListRow.removedItem): false
        case .item(let list, _, let item):
            (field(list)?.isPersonal ?? false) || (field(list)?.item(item)?.isPersonal ?? false)
        }
    }
}
