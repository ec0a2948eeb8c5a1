internal import Causality
internal import Merge
internal import Records
internal import Store

/// Turns what is stored into what is shown.
extension Desk {
    /// A record as it stands in a list.
    func row(_ record: StoredRecord, _ definition: RegisterDefinition) throws -> RecordRow {
        let state = record.state
        let rows = Dictionary(grouping: state.rows, by: \.list)
        var fields: [ShownField] = []
        if definition.workflow != nil {
            fields.append(try stateField(state[RegisterDefinition.stateField], definition))
        }
        for field in definition.fields {
            if field.type == .list {
                fields.append(try list(field, rows[field.id] ?? []))
            } else {
                fields.append(
                    try shown(state[field.id], field, isPersonal: field.isPersonal)
                )
            }
        }
        let author = try state.origin.flatMap { try place(ofAuthor: $0.dot) }
        let ownID = definition.field("id") == nil ? nil : Desk.text(state["id"])
        return RecordRow(
            id: record.id,
            register: definition.id,
            shownID: ownID ?? record.id.text,
            fields: fields,
            authorPlace: try author.flatMap { try code(of: $0) },
            audiencePlace: try code(of: record.audience.place),
            recordedAt: state.origin?.deviceTime ?? 0,
            entry: state.origin?.entry ?? .live,
            hasConflict: !state.conflicts(definition).isEmpty
        )
    }

    private func stateField(
        _ cell: CellState?,
        _ definition: RegisterDefinition
    ) throws -> ShownField {
        ShownField(
            id: RegisterDefinition.stateField,
            label: definition.label(of: RegisterDefinition.stateField),
            type: .choice,
            isPersonal: false,
            target: nil,
            targetName: nil,
            value: try value(of: cell, type: .choice)
        )
    }

    private func list(_ field: FieldDefinition, _ rows: [ListRow]) throws -> ShownField {
        let shownRows = try rows.map { row in
            ShownRow(
                id: row.id,
                columns: try field.items.map { column in
                    try shown(
                        row.items[column.id],
                        column,
                        isPersonal: field.isPersonal || column.isPersonal
                    )
                },
                isDisputed: row.isDisputed
            )
        }
        return ShownField(
            id: field.id,
            label: field.label,
            type: .list,
            isPersonal: field.isPersonal,
            target: nil,
            targetName: nil,
            value: .rows(shownRows)
        )
    }

    /// A field or column with what stands in its cell.
    func shown(
        _ cell: CellState?,
        _ field: FieldDefinition,
        isPersonal: Bool
    ) throws -> ShownField {
        var target: RecordID?
        var name: String?
        if field.type == .reference, case .reference(let id)? = cell?.value {
            target = id
            name = try caption(of: id).name
        }
        return ShownField(
            id: field.id,
            label: field.label,
            type: field.type,
            isPersonal: isPersonal,
            target: target,
            targetName: name,
            value: try value(of: cell, type: field.type),
            choiceLabels: field.choiceLabels
        )
    }

    private func value(of cell: CellState?, type: FieldType) throws -> ShownValue {
        guard let cell, let first = cell.siblings.first else { return .empty }
        guard cell.isConflict else { return first.isErased ? .erased : try shown(first.value) }
        var values: [ShownValue] = []
        for sibling in cell.siblings {
            let value: ShownValue = sibling.isErased ? .erased : try shown(sibling.value)
            if !values.contains(value) { values.append(value) }
        }
        return .conflict(values.sorted { $0.precedes($1) })
    }

    /// A value with a reference by what people call its record.
    func shown(_ value: FieldValue?) throws -> ShownValue {
        switch value {
        case nil: .empty
        case .text(let text)?: .text(text)
        case .integer(let number)?: .integer(number)
        case .boolean(let flag)?: .boolean(flag)
        case .reference(let id)?: .text(try caption(of: id).text)
        }
    }
}
