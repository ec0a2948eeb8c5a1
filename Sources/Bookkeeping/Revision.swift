internal import Causality
internal import Merge
internal import Records

/// A record before and after a change: what the person was shown, what is here now, what is given.
struct Revision {
    let definition: RegisterDefinition
    /// What the person was shown; empty for a new record.
    let shown: RecordState
    /// What is here now, folded in or not when the form was made.
    let current: RecordState
    let isNew: Bool
    /// Fields that the person changed, references resolved.
    var values: [String: FieldValue?] = [:]
    /// Edits of lists.
    var edits: [String: [ListEdit]] = [:]
    /// The state that is entered, nil if it does not move.
    var state: String?

    /// A new record.
    init(new definition: RegisterDefinition) {
        self.definition = definition
        shown = RecordState()
        current = RecordState()
        isNew = true
    }

    /// A change of a record.
    init(of definition: RegisterDefinition, shown: RecordState, current: RecordState) {
        self.definition = definition
        self.shown = shown
        self.current = current
        isNew = false
    }

    /// The ids of what changes, `state` among them if it moves.
    var changed: Set<String> {
        var ids = Set(values.keys).union(edits.keys)
        if state != nil { ids.insert(RegisterDefinition.stateField) }
        return ids
    }

    /// Whether a column of which several values stand gets one of them or another.
    var decidesColumn: Bool {
        edits.contains { list, edits in
            let rows = shown.rows(of: list)
            return edits.contains { edit in
                guard case .change(let id, let columns) = edit else { return false }
                let row = rows.first { $0.id == id }
                return columns.keys.contains { row?.items[$0]?.isConflict ?? false }
            }
        }
    }

    /// The value before; of a list the count of its rows.
    ///
    /// A computed value as it is here now: another clerk's paper number must not be followed by a
    /// second one, nor two of them by a third.
    func before(_ field: String) -> FieldValue? {
        if isNew { return nil }
        guard let known = definition.field(field), known.isComputed else {
            return shown.value(field, in: definition)
        }
        if let value = current.value(field, in: definition) { return value }
        guard known.rule?.givesNumber ?? false else { return nil }
        return current[field]?.siblings.lazy.compactMap(\.value).first
    }

    /// The value after; of a list the count of its rows.
    func after(_ field: String) -> FieldValue? {
        if field == RegisterDefinition.stateField, let state { return .text(state) }
        if let given = values[field] { return given }
        guard let edits = edits[field] else { return before(field) }
        var count = shown.rows(of: field).count
        for edit in edits {
            switch edit {
            case .add: count += 1
            case .remove: count -= 1
            case .change: break
            }
        }
        return count > 0 ? .integer(Int64(count)) : nil
    }

    /// The rows of a list after the change, by column.
    func rowsAfter(_ list: String) -> [[String: FieldValue]] {
        var rows: [(id: RowID?, columns: [String: FieldValue])] = shown.rows(of: list).map {
            ($0.id, $0.items.compactMapValues(\.value))
        }
        for edit in edits[list] ?? [] {
            switch edit {
            case .add(let columns): rows.append((nil, columns))
            case .remove(let row): rows.removeAll { $0.id == row }
            case .change(let row, let columns):
                guard let index = rows.firstIndex(where: { $0.id == row }) else { continue }
                for (column, value) in columns { rows[index].columns[column] = value }
            }
        }
        return rows.map(\.columns)
    }
}

extension ComputedRule {
    fileprivate var givesNumber: Bool {
        switch self {
        case .number: true
        case .firstOf(let alternatives): alternatives.contains { $0.rule.givesNumber }
        default: false
        }
    }
}
