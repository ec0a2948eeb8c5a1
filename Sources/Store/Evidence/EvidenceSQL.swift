internal import Causality
internal import GRDB
internal import Records

/// Writes the SQL that asks one register's table, `m`, and the tables that its references lead to.
///
/// Every value is bound; names of tables and columns come from definitions, which allow letters and
/// digits only. A column is NULL where a field is empty and where it is in conflict, so a field in
/// conflict has neither of its values here.
struct EvidenceSQL {
    let definition: RegisterDefinition
    /// The registers' tables that were made, by the registers' ids.
    let tables: [String: ProjectionTable]
    let period: Period
    /// Records that are not asked, and the only ones that are; nil for all.
    var leftOut: [LocalNumber] = []
    var chosen: [LocalNumber]?
    private(set) var arguments: [String: DatabaseValue] = [:]
    private var joins: [Join] = []

    /// A register that a reference of `m` may lead to.
    struct Join {
        let field: String
        let definition: RegisterDefinition
        let alias: String
        let sql: String
    }

    /// Asks the table of a register, which must be among those that were made.
    init(_ definition: RegisterDefinition, made: [ProjectionTable], period: Period) {
        self.definition = definition
        tables = Dictionary(
            made.map { ($0.definition.id, $0) },
            uniquingKeysWith: { first, _ in first }
        )
        self.period = period
    }

    /// `FROM` with all joins that expressions made so far need.
    var from: String {
        let table = ProjectionTable(definition).name
        return "FROM \"\(table)\" m " + joins.map(\.sql).joined(separator: " ")
    }

    /// What a record must be to count at all: made by an event that is here, no draft, and of the
    /// place that it names; a village cannot charge another one by writing that one's code.
    var present: String {
        var clauses = ["m.time IS NOT NULL"]
        if definition.hasPrivateDrafts {
            let only = Audience.Kind.only.rawValue
            clauses.append("(SELECT kind FROM audience WHERE id = m.audience) <> \(only)")
        }
        if definition.audience.place == .village {
            let village = "m.\"\(ProjectionTable.column("village"))\""
            clauses.append(
                "COALESCE(\(village) = (SELECT place FROM audience WHERE id = m.audience), 1)"
            )
        }
        if !leftOut.isEmpty { clauses.append("m.id NOT IN (\(EvidenceSQL.list(leftOut)))") }
        if let chosen { clauses.append("m.id IN (\(EvidenceSQL.list(chosen)))") }
        return clauses.joined(separator: " AND ")
    }

    private static func list(_ numbers: [LocalNumber]) -> String {
        numbers.map { String($0.rawValue) }.joined(separator: ", ")
    }

    /// The parameters, to be handed to the statement.
    var statementArguments: StatementArguments { StatementArguments(arguments) }

    mutating func bind(_ value: DatabaseValue) -> String {
        if let known = arguments.first(where: { $0.value == value }) { return ":\(known.key)" }
        let name = "v\(arguments.count)"
        arguments[name] = value
        return ":\(name)"
    }

    /// The value at a path; nil if no record can have one.
    mutating func value(_ path: ValuePath) -> String? {
        guard let reference = path.reference else {
            return EvidenceSQL.column(path.field, of: definition, alias: "m")
        }
        return coalesce(
            targets(of: reference).compactMap { target in
                EvidenceSQL.column(path.field, of: target.definition, alias: target.alias)
            }
        )
    }

    /// The local number of the record that a path names; nil if it can name none.
    mutating func recordNumber(_ path: ValuePath) -> String? {
        guard let reference = path.reference else {
            return recordNumber(path.field, of: definition, alias: "m")
        }
        return coalesce(
            targets(of: reference).compactMap { target in
                recordNumber(path.field, of: target.definition, alias: target.alias)
            }
        )
    }

    /// The registers with tables that a reference may lead to, joined.
    mutating func targets(of field: String) -> [Join] {
        let known = joins.filter { $0.field == field }
        if !known.isEmpty { return known }
        guard let reference = definition.field(field), reference.type == .reference,
            let number = recordNumber(field, of: definition, alias: "m")
        else { return [] }
        let made = reference.references.compactMap { tables[$0] }.enumerated().map {
            index,
            table in
            let alias = "\"r_\(field)_\(index)\""
            return Join(
                field: field,
                definition: table.definition,
                alias: alias,
                sql: """
                    LEFT JOIN "\(table.name)" \(alias)
                    ON \(alias).id = \(number) AND \(alias).time IS NOT NULL
                    """
            )
        }
        joins += made
        return made
    }

    private func coalesce(_ expressions: [String]) -> String? {
        switch expressions.count {
        case 0: nil
        case 1: expressions[0]
        default: "COALESCE(\(expressions.joined(separator: ", ")))"
        }
    }

    private static func column(
        _ field: String,
        of definition: RegisterDefinition,
        alias: String
    ) -> String? {
        switch field {
        case "recordID": return "\(alias).id"
        case "audiencePlace": return "(SELECT place FROM audience WHERE id = \(alias).audience)"
        case "authorPlace": return authorStream(alias: alias)
        case RegisterDefinition.stateField where definition.workflow == nil: return nil
        case RegisterDefinition.stateField: break
        default: if definition.field(field) == nil { return nil }
        }
        return "\(alias).\"\(ProjectionTable.column(field))\""
    }

    /// The local number of the stream that a record with a dot of its own was made in.
    static func authorStream(alias: String) -> String {
        "NULLIF(\(alias).id >> \(LocalNumber.sequenceBitCount), 0)"
    }

    /// A reference typed before its record had arrived stays text; it is looked up by what people
    /// name such records by, and means nothing where several have the name.
    private func recordNumber(
        _ field: String,
        of definition: RegisterDefinition,
        alias: String
    ) -> String? {
        if field == "recordID" || field == "audiencePlace" {
            return EvidenceSQL.column(field, of: definition, alias: alias)
        }
        guard let reference = definition.field(field), reference.type == .reference else {
            return nil
        }
        let column = "\(alias).\"\(ProjectionTable.column(field))\""
        let lookups = reference.references.compactMap { tables[$0] }.flatMap { table in
            table.namingFields.map { name in
                """
                (SELECT CASE COUNT(*) WHEN 1 THEN MIN(t.id) END FROM "\(table.name)" t
                WHERE t."\(ProjectionTable.column(name))" = \(column) AND t.time IS NOT NULL)
                """
            }
        }
        // COALESCE wants two arguments at least.
        let text = lookups.isEmpty ? "NULL" : "COALESCE(\(lookups.joined(separator: ", ")), NULL)"
        return "CASE typeof(\(column)) WHEN 'integer' THEN \(column) WHEN 'text' THEN \(text) END"
    }
}

extension ProjectionTable {
    /// The fields of which one alone names a record.
    var namingFields: [String] {
        let single = definition.key.count == 1 ? definition.key : []
        return single
            + ["number", "code"].filter { definition.field($0) != nil && !single.contains($0) }
    }
}

extension RegisterDefinition {
    /// Whether drafts are kept apart from what counts by who may hold them.
    fileprivate var hasPrivateDrafts: Bool {
        draft?.audience.kind == .only && audience.kind != .only
    }

    /// Whether a record of the audience is a draft, which counts for nothing.
    func isDraft(_ audience: Audience) -> Bool { hasPrivateDrafts && audience.kind == .only }
}
