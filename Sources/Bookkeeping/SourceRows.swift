internal import Documents
internal import Records

/// One row of a file, before anything in it is judged.
struct SourceRow {
    /// The physical line on which it begins, from 1.
    let line: Int
    /// What it gives, by field id; empty cells are left out.
    let given: [RecordValidation.Given]
}

/// The rows of a file with what is wrong with its form.
struct SourceRows {
    private(set) var rows: [SourceRow] = []
    private(set) var faults: [RowFault] = []
    private(set) var notes: [RowFault] = []

    private let definition: RegisterDefinition
    private var columns: [String: Column] = [:]

    private enum Column {
        case field(String)
        case ignored
        case unknown
    }

    /// What an export writes besides fields.
    private static let described: Set<String> = ["recordID", "id", "authorPlace", "audiencePlace"]

    /// Reads a file; what cannot be read at all is one fault.
    init(_ bytes: [UInt8], _ format: RowFormat, _ definition: RegisterDefinition) {
        self.definition = definition
        guard let text = TextDecoding.utf8(bytes) else {
            let message = "文件的编码不认识，请用表格软件另存为 UTF-8 编码的 CSV 后再导入。"
            fault(1, "", "bad_encoding", message)
            return
        }
        switch format {
        case .csv: readTable(text)
        case .jsonl: readLines(text)
        }
        if rows.isEmpty, faults.isEmpty {
            fault(1, "", "empty_file", "文件里没有数据，请核对是不是选错了文件。")
        }
    }

    private mutating func fault(
        _ line: Int,
        _ field: String,
        _ reason: String,
        _ message: String
    ) {
        let fault = EntryFault(field: field, reason: reason, message: message)
        faults.append(RowFault(line: line, fault: fault))
    }

    private mutating func readTable(_ text: [UInt8]) {
        var reader = CSVReader(text)
        do {
            guard let header = try reader.next() else { return }
            guard let fields = fields(of: header) else { return }
            while let row = try reader.next() { append(row, fields) }
        } catch {
            switch error {
            case .openQuote(let line):
                fault(line, "", "bad_csv", "有一个引号没有结束，请核对引号是否成对。")
            case .afterQuote(let line):
                fault(line, "", "bad_csv", "引号后面多了文字，单元格里的引号要写成两个。")
            }
        }
    }

    /// The field of each column, nil for one that is left aside; nil altogether after a fault.
    private mutating func fields(of header: CSVReader.Row) -> [String?]? {
        var fields: [String?] = []
        var seen: Set<String> = []
        for name in header.cells {
            switch column(name, line: header.line) {
            case .field(let id):
                if !seen.insert(id).inserted {
                    let message = "表头里“\(name)”出现了两次，请只留一列。"
                    fault(header.line, id, FieldFaultReason.duplicateField.rawValue, message)
                }
                fields.append(id)
            case .ignored, .unknown: fields.append(nil)
            }
        }
        return faults.isEmpty ? fields : nil
    }

    private mutating func append(_ row: CSVReader.Row, _ fields: [String?]) {
        guard row.cells.dropFirst(fields.count).allSatisfy(\.isEmpty) else {
            let message = "这一行有 \(row.cells.count) 格，表头只有 \(fields.count) 列，请核对逗号和引号。"
            return fault(row.line, "", "too_many_cells", message)
        }
        var given: [RecordValidation.Given] = []
        for (field, cell) in zip(fields, row.cells) {
            if let field, !cell.isEmpty { given.append(.init(field, cell)) }
        }
        if !given.isEmpty { rows.append(SourceRow(line: row.line, given: given)) }
    }

    private mutating func readLines(_ text: [UInt8]) {
        let lines = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated()
        where line.contains(where: { $0 != 0x20 && $0 != 0x09 && $0 != 0x0D }) {
            readLine(Array(line), number: index + 1)
        }
    }

    private mutating func readLine(_ bytes: [UInt8], number: Int) {
        do {
            guard let object = try JSONReader.read(bytes).objectValue else {
                return fault(number, "", "bad_json", "这一行要写成“{字段: 值}”的形式。")
            }
            var given: [RecordValidation.Given] = []
            for member in object.members {
                guard case .field(let id) = column(member.key, line: number),
                    let text = SourceRows.text(member.value)
                else { continue }
                guard isFitting(member.value, field: id, line: number) else { continue }
                if !text.isEmpty { given.append(.init(id, text)) }
            }
            rows.append(SourceRow(line: number, given: given))
        } catch {
            fault(number, "", "bad_json", "这一行不是 JSON：\(error.sentence)")
        }
    }

    /// Only a list's field takes a list.
    private mutating func isFitting(_ value: DocumentValue, field id: String, line: Int) -> Bool {
        guard value.listValue != nil || value.objectValue != nil,
            definition.field(id)?.type != .list
        else { return true }
        let message = "“\(definition.label(of: id))”只能写一个值，不能写成列表或对象，请改正。"
        fault(line, id, "bad_value", message)
        return false
    }

    private mutating func column(_ name: String, line: Int) -> Column {
        if let known = columns[name] {
            if case .unknown = known { unknown(name, line) }
            return known
        }
        let plain = String(
            name.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed()
        )
        var found = Column.unknown
        if let id = definition.fieldID(named: plain) {
            found = .field(id)
        } else if SourceRows.described.contains(plain) || plain.isEmpty {
            found = .ignored
            if !plain.isEmpty {
                let message = "“\(plain)”由系统给出，这一列没有采用。"
                let note = EntryFault(field: plain, reason: "computed_ignored", message: message)
                notes.append(RowFault(line: line, fault: note))
            }
        } else {
            unknown(name, line)
        }
        columns[name] = found
        return found
    }

    private mutating func unknown(_ name: String, _ line: Int) {
        let message = "“\(definition.title)”没有字段“\(name)”，请检查拼写。"
        fault(line, name, FieldFaultReason.unknownField.rawValue, message)
    }

    private static func text(_ value: DocumentValue) -> String? {
        switch value {
        case .null: nil
        case .boolean(let flag): flag ? "true" : "false"
        case .number(let literal): literal
        case .text(let text): text
        case .list, .object:
            String(decoding: JSONWriter.write(value, sortedKeys: false), as: UTF8.self)
        }
    }
}
