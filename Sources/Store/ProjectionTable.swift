internal import Causality
internal import GRDB
internal import Merge
internal import Records

/// The table that a register's records are projected into: one row a record, one column a field.
///
/// Made from the definition. `state` holds the record's whole state but for values that stand alone
/// in a plain field: those are in the columns. A list's column holds the number of its rows; a
/// conflict leaves its column NULL and is counted in `conflicts`.
final class ProjectionTable: Sendable {
    let definition: RegisterDefinition
    let name: String
    /// The plain fields, `state` first if there is one.
    let fields: [String]
    let lists: [String]
    /// Inserts or replaces a record's row.
    let upsert: String
    /// Reads a record's row by its number.
    let selection: String
    /// Asks by its number whether a record has a row.
    let presence: String
    /// The plain fields in the order of their names, which is that of a state's cells.
    let slots: [Slot]
    /// The plain fields' types; the state counts as text.
    private let types: [String: FieldType]

    /// A plain field's place in the table.
    struct Slot {
        let field: String
        /// Index into `fields`.
        let column: Int
        let type: FieldType
        /// Whether its months are listed, see `MonthKey`.
        ///
        /// Those of personal dates are not: the list keeps what its record once had.
        let isDated: Bool
    }

    /// The columns that every register's table begins with, in their order.
    enum FixedColumn: Int, CaseIterable {
        case id, audience, state, conflicts, time, entry, passed
    }

    static let fixedColumns = FixedColumn.allCases.map { String(describing: $0) }

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
        // The columns by name: a statement kept from before the table got others is another one.
        selection = "SELECT \(names) FROM \"\(name)\" WHERE id = ?"
        var types = Dictionary(
            definition.fields.map { ($0.id, $0.type) },
            uniquingKeysWith: { first, _ in first }
        )
        types[RegisterDefinition.stateField] = .text
        self.types = types
        presence = "SELECT 1 FROM \"\(name)\" WHERE id = ?"
        let dated = ProjectionTable.datedFields(definition)
        slots = fields.enumerated().map { index, field in
            Slot(
                field: field,
                column: index,
                type: types[field] ?? .text,
                isDated: dated.contains(field)
            )
        }
        .sorted { $0.field < $1.field }
    }

    /// A field's column.
    static func column(_ field: String) -> String { "f_\(field)" }

    /// All field columns, in the order of the table.
    var columns: [String] { (fields + lists).map(ProjectionTable.column) }

    /// The statements that make the table and its indexes under a name.
    ///
    /// An index has a full stop in its name, which no register's table has.
    func creation(as table: String) -> [String] {
        // A report has none.
        let columns = columns.map { ", \"\($0)\"" }.joined()
        var statements = [
            """
            CREATE TABLE "\(table)"(
                id INTEGER PRIMARY KEY, audience INTEGER NOT NULL, state BLOB NOT NULL,
                conflicts INTEGER NOT NULL, time INTEGER, entry INTEGER, passed TEXT\(columns))
            """,
            """
            CREATE INDEX "\(table).conflicts" ON "\(table)"(conflicts) WHERE conflicts > 0
            """,
        ]
        for field in indexedFields {
            statements.append(
                """
                CREATE INDEX "\(table).\(field)" ON "\(table)"("\(ProjectionTable.column(field))")
                WHERE "\(ProjectionTable.column(field))" IS NOT NULL
                """
            )
        }
        return statements
    }

    /// The fields by which people name a record, its number and its key, and those by which a
    /// record is found from another one's date.
    private var indexedFields: [String] {
        var found = definition.key
        for field in ["number", "code"] + definition.fieldsLeadingToDates
        where definition.field(field) != nil && !found.contains(field) {
            found.append(field)
        }
        return found
    }

    /// What the tables of a definition look like; another text means that the table must be remade.
    ///
    /// The types belong to it: a column's numbers are read by them. So do the final states, by
    /// which changes of closed records are counted as conflicts.
    var form: String {
        let types = slots.map { "\($0.field):\($0.type.rawValue)\($0.isDated ? "+" : "")" }
        let final = definition.workflow?.final ?? []
        return (["5"] + creation(as: name) + types + final).joined(separator: ";")
    }
}

extension ProjectionTable.Slot {
    /// Whether the column gives back a value of this form as it was.
    func accepts(_ value: FieldValue) -> Bool {
        switch value {
        case .integer: type == .integer
        case .boolean: type == .boolean
        case .reference: type == .reference
        case .text: type != .integer && type != .boolean
        }
    }
}

extension ProjectionTable {
    /// Reads a column back into a value.
    func value(_ stored: DatabaseValue, field: String, _ session: StoreSession) throws
        -> FieldValue?
    {
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
