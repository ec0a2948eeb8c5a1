internal import Records

extension EntryForm {
    /// A field's typed text in the words in which the record will show it.
    func words(of field: FieldDefinition, _ choices: ReferenceChoices) -> String {
        guard field.type == .list else {
            return EntryForm.words(values[field.id] ?? "", field, choices)
        }
        let rows = (rows[field.id] ?? []).filter { !$0.isBlank && !$0.isRemoved }
        return rows.map { row in
            field.items.compactMap { column in
                let text = EntryForm.words(row.columns[column.id] ?? "", column, choices)
                return text.isEmpty ? nil : text
            }.joined(separator: "，")
        }.joined(separator: "\n")
    }

    private static func words(
        _ typed: String,
        _ field: FieldDefinition,
        _ choices: ReferenceChoices
    ) -> String {
        switch field.type {
        case .boolean: typed == "true" ? "是" : typed == "false" ? "否" : typed
        case .choice: field.words(for: typed)
        case .date, .dateTime: ChineseDate.reading(typed) ?? typed
        case .reference:
            choices.choices(for: field)?.first { $0.text == typed }.map { entry in
                entry.name.isEmpty || entry.name == typed ? typed : "\(entry.name)（\(typed)）"
            } ?? typed
        default: typed
        }
    }
}
