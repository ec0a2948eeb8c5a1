internal import Bookkeeping
internal import Documents
internal import Records

/// What a person typed for a register's fields, field by field, as the form names its inputs.
///
/// A list's row stands as `list.0.column`; `list.0.row` names a row that exists, `list.0.remove`
/// ends it. Nothing is read from the form but what the definition has.
struct EntryForm: Sendable {
    /// One row of a list as typed.
    struct Row: Sendable {
        /// The row's id, nil for a new one.
        var id: String?
        var columns: [String: String] = [:]
        var isRemoved = false

        var isBlank: Bool { id == nil && columns.values.allSatisfy(\.isEmpty) }
    }

    let definition: RegisterDefinition
    /// The fields that the form asks for, in its order.
    let fields: [FieldDefinition]
    var values: [String: String] = [:]
    var rows: [String: [Row]] = [:]
    /// What is wrong, by field.
    var faults: [EntryFault] = []

    /// Rows offered for a list that has none yet.
    static let spareRowCount = 2
    private static let rowCountMax = 100

    /// An empty form.
    init(_ definition: RegisterDefinition, asking fields: [FieldDefinition]) {
        self.definition = definition
        self.fields = fields
    }

    /// What was sent.
    init(_ definition: RegisterDefinition, asking fields: [FieldDefinition], sent: SentForm) {
        self.init(definition, asking: fields)
        let typed = Dictionary(sent.items.map { ($0.name, $0.value) }) { first, _ in first }
        for field in fields {
            if field.type == .list {
                rows[field.id] = EntryForm.rows(of: field, typed)
            } else if let value = typed[field.id] {
                values[field.id] = value
            }
        }
    }

    /// What somebody typed elsewhere, as the books were given it.
    init(_ definition: RegisterDefinition, given: [RecordValidation.Given]) {
        self.init(definition, asking: definition.fields.filter { !$0.isComputed })
        for given in given {
            guard let field = definition.field(given.field) else { continue }
            if field.type == .list {
                rows[field.id] = EntryForm.rows(in: given.text, of: field)
            } else {
                values[field.id] = given.text
            }
        }
    }

    private static func rows(in text: String, of field: FieldDefinition) -> [Row] {
        let items = (try? JSONReader.read(Array(text.utf8)))?.listValue ?? []
        return items.prefix(rowCountMax).map { item in
            var row = Row()
            for column in field.items { row.columns[column.id] = item[column.id]?.textValue }
            return row
        }
    }

    private static func rows(of field: FieldDefinition, _ typed: [String: String]) -> [Row] {
        var rows: [Row] = []
        for index in 0..<rowCountMax {
            let prefix = "\(field.id).\(index)."
            var row = Row(id: typed[prefix + "row"])
            for column in field.items { row.columns[column.id] = typed[prefix + column.id] }
            row.isRemoved = typed[prefix + "remove"] != nil
            guard row.id != nil || !row.columns.isEmpty else { break }
            rows.append(row)
        }
        return rows
    }

    /// What the books are given; in a new record nothing for what was left empty.
    func given(isNew: Bool) -> [RecordValidation.Given] {
        fields.compactMap { field in
            if field.type == .list {
                let list = listText(of: field)
                return list.map { RecordValidation.Given(field.id, $0) }
            }
            guard let value = values[field.id], !isNew || !value.isEmpty else { return nil }
            return RecordValidation.Given(field.id, value)
        }
    }

    private func listText(of field: FieldDefinition) -> String? {
        let items = (rows[field.id] ?? []).filter { !$0.isBlank }.map { row -> DocumentValue in
            var object = DocumentObject()
            object["row"] = row.id.map(DocumentValue.text)
            if row.isRemoved {
                object["remove"] = true
                return .object(object)
            }
            for column in field.items {
                guard let text = row.columns[column.id], row.id != nil || !text.isEmpty else {
                    continue
                }
                object[column.id] = .text(text)
            }
            return .object(object)
        }
        guard !items.isEmpty else { return nil }
        return String(decoding: JSONWriter.write(.list(items), sortedKeys: false), as: UTF8.self)
    }

    /// Every input as a hidden one, so that a page in between loses nothing.
    var hidden: Markup {
        .sequence(
            fields.flatMap { field -> [Markup] in
                guard field.type == .list else {
                    return values[field.id].map { [PostForm.hidden(field.id, $0)] } ?? []
                }
                return (rows[field.id] ?? []).enumerated().flatMap { index, row -> [Markup] in
                    let prefix = "\(field.id).\(index)."
                    var inputs = field.items.map { column in
                        PostForm.hidden(prefix + column.id, row.columns[column.id] ?? "")
                    }
                    if let id = row.id { inputs.append(PostForm.hidden(prefix + "row", id)) }
                    if row.isRemoved { inputs.append(PostForm.hidden(prefix + "remove", "1")) }
                    return inputs
                }
            }
        )
    }

    /// Adds empty rows to every list that is full, and two to one that is empty.
    mutating func addSpareRows(to list: String? = nil) {
        for field in fields where field.type == .list && (list == nil || field.id == list) {
            let isFull = !(rows[field.id] ?? []).contains(where: \.isBlank)
            guard list != nil || isFull else { continue }
            for _ in 0..<EntryForm.spareRowCount { rows[field.id, default: []].append(Row()) }
        }
    }

    /// The faults of a field, of a list with those of its columns.
    func faults(of field: FieldDefinition) -> [String] {
        faults.filter { $0.field == field.id || $0.field.hasPrefix(field.id + ".") }.map(\.message)
    }
}
