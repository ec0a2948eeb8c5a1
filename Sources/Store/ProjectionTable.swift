internal import Causality
internal import GRDB
internal import Merge
internal import Records

/// The table that a register's records are projected into: one row a record, one column a field.
///
/// Made from the definition. `state` holds the record's whole state but for values that stand alone in
/// a plain field: those are in the columns. A list's column holds the number of its rows; a conflict
/// leaves its column NULL and is counted in `conflicts`.
struct ProjectionTable {
    let definition: RegisterDefinition
    let name: String
    /// The plain fields, `state` first if there is one.
    let fields: [String]
    let lists: [String]
    /// Inserts or replaces a record's row.
    let upsert: String
    /// Reads a record's row by its number.
    let selection: String
    /// The plain fields' types; the state counts as text.
    private let types: [String: FieldType]

    static let fixedColumns = ["id", "audience", "state", "conflicts", "time", "entry", "passed"]

    init(_ definition: RegisterDefinition) {
        self.definition = definition
        name = "register_" + definition.id.replacing("-", with: "_")
        let plain = definition.fields.filter { $0.type != .list }.map(\.id)
        fields = (definition.workflow == nil ? [] : [RegisterDefinition.stateField]) + plain
        lists = definition.fields.filter { $0.type == .list }.map(\.id)
        let all = ProjectionTable.fixedColumns + (fields + lists).map(ProjectionTable.column)
        let names = all.map { "\"\($0)\"" }.joined(separator: ", ")
        let marks = Array(repeating: "?", count: all.count).joined(separator: ", ")
        upsert = "INSERT OR REPLACE INTO \"\(name)\"(\(names)) VALUES (\(marks))"
        selection = "SELECT * FROM \"\(name)\" WHERE id = ?"
        var types = Dictionary(
            definition.fields.map { ($0.id, $0.type) },
            uniquingKeysWith: { first, _ in first }
        )
        types[RegisterDefinition.stateField] = .text
        self.types = types
    }

    /// A field's column.
    static func column(_ field: String) -> String { "f_\(field)" }

    /// All field columns, in the order of the table.
    var columns: [String] { (fields + lists).map(ProjectionTable.column) }

    /// The statements that make the table and its indexes under a name.
    func creation(as table: String) -> [String] {
        let columns = columns.map { "\"\($0)\"" }.joined(separator: ", ")
        var statements = [
            """
            CREATE TABLE "\(table)"(
                id INTEGER PRIMARY KEY, audience INTEGER NOT NULL, state BLOB NOT NULL,
                conflicts INTEGER NOT NULL, time INTEGER, entry INTEGER, passed TEXT, \(columns))
            """,
            """
            CREATE INDEX "\(table)_conflicts" ON "\(table)"(conflicts) WHERE conflicts > 0
            """,
        ]
        for field in indexedFields {
            statements.append(
                """
                CREATE INDEX "\(table)_\(field)" ON "\(table)"("\(ProjectionTable.column(field))")
                WHERE "\(ProjectionTable.column(field))" IS NOT NULL
                """
            )
        }
        return statements
    }

    /// The fields by which people name a record: its number and its key.
    private var indexedFields: [String] {
        var found = definition.key
        for field in ["number", "code"]
        where definition.field(field) != nil && !found.contains(field) {
            found.append(field)
        }
        return found
    }

    /// What the tables of a definition look like; another text means that the table must be remade.
    var form: String { "1 " + creation(as: name).joined(separator: ";") }
}

extension ProjectionTable {
    /// Whether a cell's value stands in a column: a plain field with one value of a storable form.
    func isInColumn(_ cell: Cell, _ state: CellState) -> Bool {
        guard case .field(let field) = cell, state.siblings.count == 1,
            let value = state.siblings.first?.value
        else { return false }
        return accepts(value, field: field)
    }

    private func accepts(_ value: FieldValue, field: String) -> Bool {
        guard let type = types[field], type != .list else { return false }
        switch value {
        case .integer: return type == .integer
        case .boolean: return type == .boolean
        case .reference: return type == .reference
        case .text: return type != .integer && type != .boolean
        }
    }

    /// Reads a column back into a value.
    func value(_ stored: DatabaseValue, field: String, _ session: StoreSession) throws -> FieldValue? {
        switch stored.storage {
        case .null: return nil
        case .string(let text): return .text(text)
        case .int64(let number):
            switch types[field] {
            case .boolean: return .boolean(number != 0)
            case .reference:
                return .reference(try session.recordID(LocalNumber(rawValue: number)))
            default: return .integer(number)
            }
        default: throw StoreError.damaged("\(name).\(field)")
        }
    }
}

extension FieldValue {
    /// The value as a column holds it.
    func databaseValue(_ session: StoreSession) throws -> DatabaseValue {
        switch self {
        case .text(let text): text.databaseValue
        case .integer(let number): number.databaseValue
        case .boolean(let flag): flag.databaseValue
        case .reference(let record): try session.number(of: record).rawValue.databaseValue
        }
    }
}
