internal import Documents

extension FieldParser {
    /// A list is a JSON array of objects: with `row` an item changes that row, without it adds one,
    /// with `"remove": true` it ends the row.
    static func rows(_ text: String, _ label: FieldLabel) throws(FieldFault) -> [ListEdit] {
        let document: DocumentValue
        do {
            document = try JSONReader.read(Array(text.utf8))
        } catch {
            throw label.fault(.badList, "要写成 JSON 列表，例如 [{…}]，\(error.sentence)请改正")
        }
        guard let items = document.listValue else {
            throw label.fault(.badList, "要写成 JSON 列表，用方括号括起来")
        }
        guard items.count <= rowCountMax else {
            throw label.fault(.badList, "一次最多写 \(rowCountMax) 行，请分几次录入")
        }
        var edits: [ListEdit] = []
        var named: Set<RowID> = []
        for (index, item) in items.enumerated() {
            guard let object = item.objectValue else {
                throw label.fault(.badList, "第 \(index + 1) 行要写成“{列: 值}”的形式")
            }
            let edit = try row(object, label, number: index + 1)
            if let row = edit.row, !named.insert(row).inserted {
                throw label.fault(.badRow, "第 \(index + 1) 行与前面改的是同一行，请合并")
            }
            edits.append(edit)
        }
        return edits
    }

    private static func row(
        _ object: DocumentObject,
        _ label: FieldLabel,
        number: Int
    ) throws(FieldFault) -> ListEdit {
        let row = try rowID(object["row"], label, number: number)
        if try isRemoval(object["remove"], label, number: number) {
            guard let row, object.count == 2 else {
                throw label.fault(.badRow, "第 \(number) 行要删除时，只写行号 row 和 remove")
            }
            return .remove(row)
        }
        let columns = try columns(object, label, number: number)
        for column in label.field.items where column.isRequired {
            let isMissing =
                row == nil ? columns[column.id] == nil : columns[column.id] == .some(nil)
            if isMissing || (row == nil && columns[column.id] == .some(nil)) {
                let place = FieldLabel(column: column, of: label.field, row: number)
                throw place.fault(.required, "必须填写，请补上")
            }
        }
        guard let row else { return .add(columns.compactMapValues(\.self)) }
        return .change(row, columns)
    }

    private static func rowID(
        _ value: DocumentValue?,
        _ label: FieldLabel,
        number: Int
    ) throws(FieldFault) -> RowID? {
        guard let value, !value.isNull else { return nil }
        guard let text = value.textValue, let row = RowID(text: text) else {
            throw label.fault(.badRow, "第 \(number) 行的行号 row 不对，请从原来的记录中照抄")
        }
        return row
    }

    private static func isRemoval(
        _ value: DocumentValue?,
        _ label: FieldLabel,
        number: Int
    ) throws(FieldFault) -> Bool {
        guard let value, !value.isNull else { return false }
        guard let flag = value.booleanValue else {
            throw label.fault(.badRow, "第 \(number) 行的 remove 只能写 true")
        }
        return flag
    }

    private static func columns(
        _ object: DocumentObject,
        _ label: FieldLabel,
        number: Int
    ) throws(FieldFault) -> [String: FieldValue?] {
        var columns: [String: FieldValue?] = [:]
        for member in object.members where member.key != "row" && member.key != "remove" {
            guard let column = label.field.item(member.key) else {
                throw label.fault(.unknownColumn, "第 \(number) 行没有“\(member.key)”这一列，请检查列名")
            }
            let place = FieldLabel(column: column, of: label.field, row: number)
            guard let text = scalarText(member.value) else {
                throw place.fault(.badList, "只能是文字、数字或 true、false")
            }
            switch try parse(text, as: place) {
            case .value(let value): columns[column.id] = .some(value)
            case .empty: columns[column.id] = .some(nil)
            case .rows: throw place.fault(.badList, "不能再是列表")
            }
        }
        return columns
    }

    private static func scalarText(_ value: DocumentValue) -> String? {
        switch value {
        case .null: ""
        case .boolean(let flag): flag ? "true" : "false"
        case .number(let literal): literal
        case .text(let text): text
        case .list, .object: nil
        }
    }
}

extension ListEdit {
    /// The row that is changed or ended, nil for a new one.
    var row: RowID? {
        switch self {
        case .add: nil
        case .change(let row, _), .remove(let row): row
        }
    }
}
