internal import Records

/// Conditions that one column answers, a bit for each.
///
/// To count in SQL would sort every row by its subject, with all that the conditions look at.
struct ConditionSet {
    /// The bits of a whole number but for its sign.
    private static let sizeMax = 63

    /// Where the first of them stands among all.
    let start: Int
    let conditions: ArraySlice<Condition>

    /// All conditions, in sets of what one column can hold.
    static func sets(of conditions: [Condition]) -> [ConditionSet] {
        stride(from: 0, to: conditions.count, by: sizeMax).map { start in
            let end = min(conditions.count, start + sizeMax)
            return ConditionSet(start: start, conditions: conditions[start..<end])
        }
    }
}

extension EvidenceSQL {
    /// A whole number with the bit of every condition that holds.
    mutating func sql(_ set: ConditionSet) -> String {
        let cases = set.conditions.enumerated().map { bit, condition in
            Case(bit: Int64(1) << bit, parts: condition.conjuncts)
        }
        return sql(cases)
    }

    /// What stands in several conditions is asked once: of what a register yields, nearly all
    /// begins with the same date in the same period.
    private mutating func sql(_ cases: [Case]) -> String {
        var (terms, left) = ([String](), cases)
        let always = left.filter(\.parts.isEmpty).reduce(0) { $0 | $1.bit }
        if always != 0 || left.isEmpty { terms.append(String(always)) }
        left.removeAll(where: \.parts.isEmpty)
        while let shared = mostShared(left) {
            let inner = left.filter { $0.parts.contains(shared) }.map { $0.without(shared) }
            left.removeAll { $0.parts.contains(shared) }
            terms.append("CASE WHEN \(sql(shared)) THEN \(sql(inner)) ELSE 0 END")
        }
        return terms.count == 1 ? terms[0] : "(\(terms.joined(separator: " | ")))"
    }

    /// The part that most of the cases have; the first of several.
    private func mostShared(_ cases: [Case]) -> Condition? {
        var counts: [Condition: Int] = [:]
        for each in cases { for part in Set(each.parts) { counts[part, default: 0] += 1 } }
        let most = counts.values.max()
        return cases.lazy.flatMap(\.parts).first { counts[$0] == most }
    }
}

/// A condition's bit, and the parts that must all hold for it to be set.
private struct Case {
    let bit: Int64
    let parts: [Condition]

    func without(_ part: Condition) -> Case {
        Case(bit: bit, parts: parts.filter { $0 != part })
    }
}

extension Condition {
    /// The conditions of which it asks that all hold.
    fileprivate var conjuncts: [Condition] {
        guard case .all(let conditions) = self else { return [self] }
        return conditions.flatMap(\.conjuncts)
    }
}
