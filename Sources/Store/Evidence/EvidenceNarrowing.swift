internal import GRDB
internal import Records

/// What a period's question passes over: a register holds the records of all years, and nearly all
/// questions are for one month.
extension EvidenceSQL {
    /// A clause that every record meeting any of the conditions fulfils.
    ///
    /// Empty where there is none.
    mutating func narrowing(_ conditions: [Condition]) -> String {
        guard let paths = Condition.any(conditions).periodPaths else { return "" }
        guard !paths.isEmpty else { return " AND 0" }
        let sorted = paths.sorted { $0.text < $1.text }
        if let selections = selections(sorted) {
            return " AND m.id IN (\(selections.joined(separator: " UNION ALL ")))"
        }
        let ranges = sorted.flatMap { range($0) }
        return ranges.isEmpty ? " AND 0" : " AND (\(ranges.joined(separator: " OR ")))"
    }

    /// Selections of the numbers of all records with one of the paths in the period, each of which
    /// an index answers; nil if one path has none.
    private mutating func selections(_ paths: [ValuePath]) -> [String]? {
        let table = ProjectionTable(definition)
        var found: [String] = []
        let own = paths.filter { $0.reference == nil && value($0) != nil }
        if !own.isEmpty {
            guard own.allSatisfy({ table.isDated($0.field) }) else { return nil }
            found.append(datedRecords(of: definition))
        }
        let leading = definition.fieldsLeadingToDates
        for path in paths where path.reference != nil {
            guard let reference = path.reference, leading.contains(reference) else { return nil }
            found += range(path).map { "SELECT m.id FROM \"\(table.name)\" m WHERE \($0)" }
        }
        return found.isEmpty ? nil : found
    }

    private mutating func range(_ path: ValuePath) -> [String] {
        guard let reference = path.reference else {
            return value(path).map { [inPeriod($0)] } ?? []
        }
        let column = "m.\"\(ProjectionTable.column(reference))\""
        let targets = definition.field(reference)?.references.compactMap { tables[$0] } ?? []
        return targets.filter { $0.definition.field(path.field) != nil }.map { table in
            var day = inPeriod("\"\(ProjectionTable.column(path.field))\"")
            if table.isDated(path.field) {
                day += " AND id IN (\(datedRecords(of: table.definition)))"
            }
            // A reference holds a number, or still one of the names that were typed.
            let names = ["id"] + table.namingFields.map { "\"\(ProjectionTable.column($0))\"" }
            let selects = names.map { "SELECT \($0) FROM \"\(table.name)\" WHERE \(day)" }
            return "\(column) IN (\(selects.joined(separator: " UNION ALL ")))"
        }
    }

    /// The numbers of a register's records that have, or once had, a date in the months of the
    /// period.
    private mutating func datedRecords(of definition: RegisterDefinition) -> String {
        let register = bind(definition.id.databaseValue)
        // A list and no range: SQLite then goes to each month in the index.
        let months = [MonthKey.none] + period.months.map { MonthKey($0.first) }
        let listed = months.map { bind($0.rawValue.databaseValue) }.joined(separator: ", ")
        return """
            SELECT record FROM datedRecord
            WHERE register = (SELECT id FROM name WHERE text = \(register))
            AND month IN (\(listed))
            """
    }
}
