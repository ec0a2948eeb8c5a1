internal import Bookkeeping
internal import Causality
internal import Records

/// Shows what stands in fields: dates, references and choices in words, personal values masked for
/// those who do not handle the register.
struct ValueView: Sendable {
    let definition: RegisterDefinition
    /// Whether personal values are shown in full.
    let showsPersonal: Bool
    /// Whether it is for paper: no links, names without codes, lists line by line.
    var isPaper = false

    /// A field of a record in full.
    func markup(_ shown: ShownField) -> Markup {
        markup(shown, definition.field(shown.id))
    }

    /// What an event wrote into a cell: a field, or a column of a list's row.
    func markup(_ shown: ShownField, of cell: Cell) -> Markup {
        guard case .item(let list, _, let item) = cell else { return markup(shown) }
        return markup(shown, definition.field(list)?.item(item))
    }

    private func markup(_ shown: ShownField, _ field: FieldDefinition?) -> Markup {
        switch shown.value {
        case .empty: Tag.span(.class("hint")) { "未填" }
        case .rows(let rows): isPaper ? lines(rows, field) : table(rows, field)
        case .conflict(let values):
            .sequence([
                Pieces.mark("不一致", .alarm), " ".asMarkup,
                .sequence(
                    values.enumerated().map { index, value in
                        .sequence([
                            index > 0 ? "；".asMarkup : .nothing,
                            Tag.bdi { text(value, shown, field, emptyAs: "（空）") },
                        ])
                    }
                ),
            ])
        default:
            Tag.bdi(.class(field?.type == .longText ? "lines" : "")) {
                if let target = shown.target, !isPaper {
                    Tag.a(.href(PagePath(["find"], query: [("text", target.text)]))) {
                        text(shown.value, shown, field)
                    }
                } else {
                    text(shown.value, shown, field)
                }
            }
        }
    }

    /// A field in one line, for lists: always masked, rows counted.
    func line(_ shown: ShownField) -> String {
        if shown.isPersonal { return shown.masked }
        if case .conflict(let values) = shown.value {
            let field = definition.field(shown.id)
            return values.map { text($0, shown, field, emptyAs: "（空）") }.joined(separator: " / ")
        }
        // The name alone: a list has no room for the code beside it.
        return shown.targetName ?? text(shown.value, shown, definition.field(shown.id))
    }

    /// One value as text.
    func text(
        _ value: ShownValue,
        _ shown: ShownField,
        _ field: FieldDefinition?,
        emptyAs empty: String = ""
    ) -> String {
        guard !shown.isPersonal || showsPersonal else {
            return value.isEmpty ? empty : Masking.value(value.plain, of: shown.type)
        }
        switch value {
        case .empty: return empty
        case .text(let text): return words(text, shown, field)
        case .integer(let number):
            return [String(number), field?.unit].compactMap(\.self).joined(separator: " ")
        default: return value.plain
        }
    }

    private func words(_ text: String, _ shown: ShownField, _ field: FieldDefinition?) -> String {
        switch shown.type {
        case .date, .dateTime: return ChineseDate.reading(text) ?? text
        case .choice: return shown.choiceLabels[text] ?? text
        case .reference:
            guard let name = shown.targetName, name != text else { return text }
            if isPaper { return name }
            return "\(name)（\(text)）"
        case .decimal, .money:
            return [text, field?.unit ?? (shown.type == .money ? "元" : nil)].compactMap(\.self)
                .joined(separator: " ")
        default: return text
        }
    }

    private func lines(_ rows: [ShownRow], _ field: FieldDefinition?) -> Markup {
        .sequence(
            rows.map { row in
                let texts = row.columns.filter { !$0.value.isEmpty }.map { column in
                    let text = text(column.value, column, field?.item(column.id))
                    // A bare figure says nothing without the name of its column.
                    return text.allSatisfy(\.isNumber) ? "\(column.label) \(text)" : text
                }
                return Tag.div { Tag.bdi { texts.joined(separator: "，") } }
            }
        )
    }

    private func table(_ rows: [ShownRow], _ field: FieldDefinition?) -> Markup {
        guard let columns = rows.first?.columns else {
            return Tag.span(.class("hint")) { "未填" }
        }
        return Pieces.scrolling(field?.label ?? "列表") {
            Tag.table {
                Tag.thead {
                    Tag.tr { for column in columns { Tag.th(.columnHeader) { column.label } } }
                }
                Tag.tbody {
                    for row in rows {
                        Tag.tr {
                            for column in row.columns {
                                Tag.td { markup(column, field?.item(column.id)) }
                            }
                            if row.isDisputed {
                                Tag.td { Pieces.mark("有人删除，有人更改", .alarm) }
                            }
                        }
                    }
                }
            }
        }
    }
}

extension String {
    /// The text as a piece of a page.
    var asMarkup: Markup { .text(self) }
}
