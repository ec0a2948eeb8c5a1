internal import GRDB
internal import Records

/// Conditions as SQL. An expression that is NULL counts as false: only `not` must look closer,
/// since `all` and `any` never turn false into true.
extension EvidenceSQL {
    mutating func sql(_ condition: Condition) -> String {
        switch condition {
        case .given(let path): value(path).map { "\($0) IS NOT NULL" } ?? "0"
        case .empty(let path): value(path).map { "\($0) IS NULL" } ?? "1"
        case .isOneOf(let path, let values): membership(path, values) ?? "0"
        case .isNot(let path, let values):
            membership(path, values).map { "NOT COALESCE(\($0), 0)" } ?? "1"
        case .atLeast(let path, let number):
            // A text would be more than every number.
            value(path).map {
                "(typeof(\($0)) = 'integer' AND \($0) >= \(bind(number.databaseValue)))"
            } ?? "0"
        case .longer(let from, let to, let minutes): longer(from, to, minutes)
        case .inPeriod(let path): value(path).map { inPeriod($0) } ?? "0"
        case .notAfter(let first, let second): order(first, "<=", second)
        case .after(let first, let second): order(first, ">", second)
        case .same(let first, let second):
            value(first).flatMap { left in value(second).map { "\(left) = \($0)" } } ?? "0"
        case .refersTo(let path, let register): held(path, register: register)
        case .held(let path): held(path, register: nil)
        case .passed(let transition):
            "instr(m.passed, \(bind("|\(transition)|".databaseValue))) > 0"
        case .all(let conditions): combined(conditions, by: "AND")
        case .any(let conditions): combined(conditions, by: "OR")
        case .not(let condition): "NOT COALESCE((\(sql(condition))), 0)"
        }
    }

    /// That the day of a date, or of a date and time, lies in the period: both are spelled so that
    /// texts sort as times do.
    mutating func inPeriod(_ expression: String) -> String {
        let first = bind(period.first.text.databaseValue)
        // Behind the last day of the calendar there is no day; ":" sorts behind every digit.
        let end = bind((period.last.adding(days: 1)?.text ?? ":").databaseValue)
        return "(\(expression) >= \(first) AND \(expression) < \(end))"
    }

    private mutating func combined(_ conditions: [Condition], by word: String) -> String {
        "(" + conditions.map { sql($0) }.joined(separator: " \(word) ") + ")"
    }

    /// Nil if no value can be among them: definitions cannot write a reference down.
    private mutating func membership(_ path: ValuePath, _ values: [FieldValue]) -> String? {
        let literals = values.compactMap { value -> DatabaseValue? in
            switch value {
            case .text(let text): text.databaseValue
            case .integer(let number): number.databaseValue
            case .boolean(let flag): flag.databaseValue
            case .reference: nil
            }
        }
        guard let expression = value(path), !literals.isEmpty else { return nil }
        let names = literals.map { bind($0) }.joined(separator: ", ")
        return "\(expression) IN (\(names))"
    }

    private mutating func order(
        _ first: Condition.DayOperand,
        _ comparison: String,
        _ second: Condition.DayOperand
    ) -> String {
        guard let left = day(first), let right = day(second) else { return "0" }
        return "\(left) \(comparison) \(right)"
    }

    private mutating func day(_ operand: Condition.DayOperand) -> String? {
        switch operand {
        case .field(let path): value(path).map { "substr(\($0), 1, 10)" }
        case .later(let path, let days):
            value(path).map {
                "date(substr(\($0), 1, 10), \(bind("+\(days) days".databaseValue)))"
            }
        case .periodEnd: bind(period.last.text.databaseValue)
        case .endOf(let path): value(path).map(EvidenceSQL.lastDay)
        }
    }

    /// The last day of a period in the spelling of documents, NULL for any other text.
    private static func lastDay(_ period: String) -> String {
        """
        (CASE WHEN \(period) GLOB '[0-9][0-9][0-9][0-9]' THEN \(period) || '-12-31'
        WHEN length(\(period)) = 7 AND substr(\(period), 6, 1) IN ('H', 'Q') THEN
        substr(\(period), 1, 4) || CASE substr(\(period), 6) WHEN 'Q1' THEN '-03-31'
        WHEN 'Q2' THEN '-06-30' WHEN 'H1' THEN '-06-30' WHEN 'Q3' THEN '-09-30'
        WHEN 'Q4' THEN '-12-31' WHEN 'H2' THEN '-12-31' END
        WHEN length(\(period)) = 7 THEN date(\(period) || '-01', '+1 month', '-1 day') END)
        """
    }

    /// Moments are whole seconds, so that more than so many minutes is more than 60 times as many
    /// seconds.
    private mutating func longer(_ from: ValuePath, _ to: ValuePath, _ minutes: Int) -> String {
        guard let start = value(from), let end = value(to) else { return "0" }
        let limit = bind((minutes * 60).databaseValue)
        return """
            (length(\(start)) > 10 AND length(\(end)) > 10
            AND strftime('%s', \(end)) - strftime('%s', \(start)) > \(limit))
            """
    }

    /// That the path names a record that is held, of the register if one is asked for.
    private mutating func held(_ path: ValuePath, register: String?) -> String {
        guard path.reference == nil else { return "0" }
        let aliases = targets(of: path.field)
            .filter { register == nil || $0.definition.id == register }
            .map { "\($0.alias).id IS NOT NULL" }
        return aliases.isEmpty ? "0" : "(" + aliases.joined(separator: " OR ") + ")"
    }
}

extension Condition {
    /// Paths of which one lies in the period whenever the condition holds; nil if there are none
    /// such.
    ///
    /// They narrow a query down before anything is counted.
    var periodPaths: Set<ValuePath>? {
        switch self {
        case .inPeriod(let path): [path]
        case .all(let conditions):
            conditions.compactMap(\.periodPaths).min { $0.count < $1.count }
        case .any(let conditions):
            conditions.reduce([]) { found, condition in
                condition.periodPaths.flatMap { found?.union($0) }
            }
        default: nil
        }
    }

    /// All paths whose values the condition asks for.
    var paths: Set<ValuePath> {
        switch self {
        case .given(let path), .empty(let path), .isOneOf(let path, _), .isNot(let path, _),
            .atLeast(let path, _), .inPeriod(let path), .refersTo(let path, _), .held(let path):
            [path]
        case .longer(let from, let to, _), .same(let from, let to): [from, to]
        case .notAfter(let first, let second), .after(let first, let second):
            Set([first, second].compactMap(\.path))
        case .passed: []
        case .all(let conditions), .any(let conditions):
            conditions.reduce(into: []) { $0.formUnion($1.paths) }
        case .not(let condition): condition.paths
        }
    }
}

extension Condition.DayOperand {
    fileprivate var path: ValuePath? {
        switch self {
        case .field(let path), .later(let path, _), .endOf(let path): path
        case .periodEnd: nil
        }
    }
}
