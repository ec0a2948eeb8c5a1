internal import Causality
internal import GRDB
internal import Merge
internal import Records

/// A month as `datedRecord` lists it, so that a period's records are found without looking at those
/// of all years: 202603 for March of 2026.
///
/// The list says where to look and nothing more. An entry stays when its record's date changes:
/// whoever finds a record by it reads the record's row before counting it.
struct MonthKey: Hashable, Sendable {
    let rawValue: Int64

    /// Where dates stand that are no dates: they are looked at for every period.
    static let none = MonthKey(rawValue: 0)

    private init(rawValue: Int64) { self.rawValue = rawValue }

    /// The month of a day.
    init(_ day: CivilDate) { rawValue = Int64(day.year * 100 + day.month) }

    /// The month of a date, or of a date and time, as a column holds it; nil if it is no text.
    init?(_ value: FieldValue) {
        guard case .text(let text) = value else { return nil }
        self = MonthKey.read(text) ?? .none
    }

    private static func read(_ text: String) -> MonthKey? {
        var digits: Int64 = 0
        var count = 0
        for byte in text.utf8.prefix(8) {
            if count == 4 || count == 7 {
                guard byte == UInt8(ascii: "-") else { return nil }
            } else {
                guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
                digits = digits * 10 + Int64(byte - UInt8(ascii: "0"))
            }
            count += 1
        }
        guard count == 8, (1...12).contains(digits % 100) else { return nil }
        return MonthKey(rawValue: digits)
    }
}

extension ProjectionTable {
    /// The fields whose months are listed.
    static func datedFields(_ definition: RegisterDefinition) -> Set<String> {
        let dated = definition.fields.filter {
            ($0.type == .date || $0.type == .dateTime) && !$0.isPersonal
        }
        return Set(dated.map(\.id))
    }

    func isDated(_ field: String) -> Bool {
        slots.contains { $0.field == field && $0.isDated }
    }

    /// Whether the months of a record's dates are listed.
    func monthsAreListed(
        _ number: LocalNumber,
        _ state: RecordState,
        _ session: StoreSession
    ) throws -> Bool {
        let dated = slots.filter(\.isDated).compactMap { state[$0.field] }
        let months = Set(dated.compactMap { $0.isConflict ? nil : $0.value.flatMap(MonthKey.init) })
        return try months.allSatisfy { try session.isListed(number, $0, definition.id) }
    }
}

extension StoreSession {
    fileprivate func isListed(
        _ number: LocalNumber,
        _ month: MonthKey,
        _ register: String
    ) throws -> Bool {
        let statement = try db.cachedStatement(
            sql: """
                SELECT 1 FROM datedRecord JOIN name ON name.id = datedRecord.register
                WHERE name.text = ? AND month = ? AND record = ?
                """
        )
        let arguments: StatementArguments = [register, month.rawValue, number.rawValue]
        return try Int.fetchOne(statement, arguments: arguments) != nil
    }

    /// Empties a register's list, before its records are written anew.
    func forgetMonths(of register: String) throws {
        try db.cachedStatement(sql: "DELETE FROM datedRecord WHERE register = ?")
            .execute(arguments: [try nameNumber(register)])
    }
}

extension RegisterDefinition {
    /// The references by which its evidence asks for the date of another record, in order.
    var fieldsLeadingToDates: [String] {
        let conditions = evidence.flatMap { rule in
            (rule.finding.map { [$0.dated] } ?? [])
                + (rule.count.map { Array($0.conditions.values) } ?? [])
        }
        let paths = (conditions + (findings.map { [$0.dated] } ?? []))
            .compactMap(\.periodPaths).reduce(into: Set<ValuePath>()) { $0.formUnion($1) }
        return Set(paths.compactMap(\.reference)).sorted()
    }
}
