internal import Records

/// Draws the inputs of a form's fields.
struct FieldInput: Sendable {
    let form: EntryForm
    let choices: ReferenceChoices
    /// Fields that must be filled in on this form, required ones aside.
    var needed: Set<String> = []

    /// More than so many are typed with proposals instead of picked from a list.
    private static let pickedCountMax = 60
    /// So few are shown side by side.
    private static let sideBySideMax = 5

    /// A field with label, hint and faults.
    func markup(_ field: FieldDefinition) -> Markup {
        if field.type == .list { return list(field) }
        let faults = form.faults(of: field)
        let className = faults.isEmpty ? "field" : "field wrong"
        if isSideBySide(field) {
            return Tag.fieldset(.class(className), .id(anchor(field))) {
                Tag.legend { label(field) }
                notes(field, faults)
                sideBySide(field)
            }
        }
        return Tag.div(.class(className), .id(anchor(field))) {
            Tag.label(.for(FieldInput.id(field.id))) { label(field) }
            notes(field, faults)
            input(
                field,
                name: field.id,
                value: form.values[field.id] ?? "",
                isWrong: !faults.isEmpty
            )
        }
    }

    /// The id of an input: apart from those of the page around it.
    private static func id(_ name: String) -> String { "i-\(name)" }

    /// Where a link to the field leads.
    static func anchor(_ field: String) -> String { "f-\(field)" }
    private func anchor(_ field: FieldDefinition) -> String { FieldInput.anchor(field.id) }

    private func isNeeded(_ field: FieldDefinition) -> Bool {
        field.isRequired || needed.contains(field.id)
    }

    private func label(_ field: FieldDefinition) -> Markup {
        .sequence([
            field.label.asMarkup,
            isNeeded(field) ? .nothing : Tag.span(.class("optional")) { "选填" },
        ])
    }

    private func notes(_ field: FieldDefinition, _ faults: [String]) -> Markup {
        .sequence(
            [hint(field).map { hint in Tag.span(.class("hint"), .id("h-\(field.id)")) { hint } }]
                .compactMap(\.self)
                + faults.enumerated().map { index, fault in
                    Tag.p(.class("fault"), index == 0 ? .id("e-\(field.id)") : nil) {
                        "请改正：\(fault)"
                    }
                }
        )
    }

    /// What a screen reader says after the label: the hint, and what is wrong.
    private func described(_ field: FieldDefinition, isWrong: Bool) -> Attribute? {
        let ids = [hint(field) == nil ? nil : "h-\(field.id)", isWrong ? "e-\(field.id)" : nil]
        let text = ids.compactMap(\.self).joined(separator: " ")
        return text.isEmpty ? nil : .describedBy(text)
    }

    private func hint(_ field: FieldDefinition) -> String? {
        switch field.type {
        case .citizenID: "18 位公民身份号码，最后一位可能是 X。"
        case .phone: "手机号码，或带区号的座机号码。"
        case .money: "以元为单位，例如 12.50。"
        case .integer, .decimal: field.unit.map { "单位：\($0)。" }
        case .creditCode: "18 位统一社会信用代码。"
        case .file: "已另外交来的文件的名称。"
        case .reference where choices.choices(for: field) == nil: "填对方单据上的编号。"
        default: nil
        }
    }

    private func isSideBySide(_ field: FieldDefinition) -> Bool {
        switch field.type {
        case .boolean: true
        case .choice: field.offeredChoices.count <= FieldInput.sideBySideMax
        default: false
        }
    }

    private func sideBySide(_ field: FieldDefinition) -> Markup {
        var options: [(value: String, label: String)] =
            field.type == .boolean
            ? [("true", "是"), ("false", "否")]
            : field.offeredChoices.map { ($0, field.words(for: $0)) }
        if !isNeeded(field) { options.append(("", "不填")) }
        let value = form.values[field.id] ?? ""
        return Tag.div(.class("choices")) {
            for (index, option) in options.enumerated() {
                Tag.div(.class("choice")) {
                    Tag.input(
                        .type(.radio),
                        .id(FieldInput.id("\(field.id)-\(index)")),
                        .name(field.id),
                        .value(option.value),
                        option.value == value ? .checked : nil
                    )
                    Tag.label(.for(FieldInput.id("\(field.id)-\(index)"))) { option.label }
                }
            }
        }
    }

    private func input(
        _ field: FieldDefinition,
        name: String,
        value: String,
        isWrong: Bool = false
    ) -> Markup {
        let common: [Attribute?] = [
            .id(FieldInput.id(name)), .name(name), .autocomplete(.off), isWrong ? .invalid : nil,
            name == field.id ? described(field, isWrong: isWrong) : nil,
        ]
        switch field.type {
        case .longText:
            return Tag.textarea.with(common + [.rows(4)]) { value }
        case .choice:
            return select(field.offeredChoices.map { ($0, field.words(for: $0)) }, value, common)
        case .boolean: return select([("true", "是"), ("false", "否")], value, common)
        case .reference: return reference(field, value, common)
        default:
            let (kind, shown) = FieldInput.kind(of: field.type, value)
            let mode: Attribute? =
                switch field.type {
                case .integer, .citizenID, .creditCode, .regionCode: .inputmode("text")
                case .decimal, .money: .inputmode("decimal")
                default: nil
                }
            return Tag.input.with(common + [.type(kind), .value(shown), mode])
        }
    }

    /// The browser's own pickers for days and times; whatever they cannot show is typed as text.
    private static func kind(
        of type: FieldType,
        _ value: String
    ) -> (kind: Attribute.InputType, value: String) {
        switch type {
        case .date where value.isEmpty || CivilDate(text: value) != nil: (.date, value)
        case .dateTime where value.isEmpty: (.dateTime, "")
        case .dateTime:
            // The picker wants the local time to the minute or second and no zone.
            CivilDateTime(text: value).map { (.dateTime, String($0.text.dropLast(6))) } ?? (
                .text, value
            )
        case .phone: (.tel, value)
        default: (.text, value)
        }
    }

    private func select(
        _ options: [(value: String, label: String)],
        _ value: String,
        _ attributes: [Attribute?]
    ) -> Markup {
        let isKnown = value.isEmpty || options.contains { $0.value == value }
        return Tag.select.with(attributes) {
            Tag.option(.value("")) { "请选择" }
            for option in options {
                Tag.option(.value(option.value), option.value == value ? .selected : nil) {
                    option.label
                }
            }
            // What stands now stays selected even where it is no longer offered.
            if !isKnown { Tag.option(.value(value), .selected) { value } }
        }
    }

    private func reference(
        _ field: FieldDefinition,
        _ value: String,
        _ attributes: [Attribute?]
    ) -> Markup {
        let entries = choices.choices(for: field) ?? []
        let options = entries.map { entry in
            (value: entry.text, label: entry.name.isEmpty ? entry.text : entry.name)
        }
        if !options.isEmpty, options.count <= FieldInput.pickedCountMax {
            return select(options, value, attributes)
        }
        let list = "choices-\(field.id)"
        return .sequence([
            Tag.input.with(
                attributes + [.type(.text), .value(value), options.isEmpty ? nil : .list(list)]
            ),
            options.isEmpty
                ? .nothing
                : Tag.datalist(.id(list)) {
                    for option in options { Tag.option(.value(option.value)) { option.label } }
                },
        ])
    }

    private func list(_ field: FieldDefinition) -> Markup {
        let faults = form.faults(of: field)
        return Tag.fieldset(.class(faults.isEmpty ? "group" : "group wrong"), .id(anchor(field))) {
            Tag.legend { label(field) }
            notes(field, faults)
            for (index, row) in (form.rows[field.id] ?? []).enumerated() {
                self.row(field, index, row)
            }
            Tag.p {
                PostForm.button("rows:\(field.id)", "再加两行", isPlain: true)
            }
        }
    }

    private func row(_ field: FieldDefinition, _ index: Int, _ row: EntryForm.Row) -> Markup {
        let prefix = "\(field.id).\(index)."
        return Tag.div(
            .class("rowset"),
            .role("group"),
            .ariaLabel("\(field.label)第 \(index + 1) 行")
        ) {
            if let id = row.id { PostForm.hidden(prefix + "row", id) }
            for column in field.items {
                Tag.div {
                    Tag.label(.for(FieldInput.id(prefix + column.id))) { column.label }
                    input(column, name: prefix + column.id, value: row.columns[column.id] ?? "")
                }
            }
            if row.id != nil {
                Tag.div(.class("choice")) {
                    Tag.input(
                        .type(.checkbox),
                        .id(FieldInput.id(prefix + "remove")),
                        .name(prefix + "remove"),
                        .value("1"),
                        row.isRemoved ? .checked : nil
                    )
                    Tag.label(.for(FieldInput.id(prefix + "remove"))) { "删去这一行" }
                }
            }
        }
    }
}
