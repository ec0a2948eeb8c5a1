package import Documents

/// A worked case that a scheme carries: what must come out of which evidence.
struct WorkedCase: Sendable {
    /// Fewest worked cases of a scheme; fewer show too little of what its authors meant.
    static let countMin = 3

    let name: String
    let evidence: DocumentValue
    let expected: DocumentValue

    /// What comes out differently than the case expects, one Chinese phrase each.
    func differences(under scheme: Scheme) -> [String] {
        let result = Assessor.score(evidence: evidence, schemes: [scheme])
        return ResultComparison.differences(expected: expected, actual: result.document)
    }
}

/// Compares a result document with what a worked case expects of it.
///
/// Only what the case names is compared; rows are found by what identifies them, in any order.
package enum ResultComparison {
    /// The list parts of a result, with the keys that identify a row, and whether rows that the
    /// case does not name are a difference.
    private static let rowKeys: [(part: String, keys: [String], isWhole: Bool)] = [
        ("errors", ["path", "reason"], true), ("subjects", ["id"], true),
        ("people", ["id", "subject"], true), ("quota", ["name"], true),
    ]

    /// The differences, one Chinese phrase each; none if all that the case names came out.
    package static func differences(
        expected: DocumentValue,
        actual: DocumentValue
    ) -> [String] {
        guard let object = expected.objectValue, object["status"] != nil else {
            return ["没有写明应有的 status"]
        }
        var differences: [String] = []
        for member in object.members {
            if let rows = rowKeys.first(where: { $0.part == member.key }) {
                differences += compareRows(member, actual, keys: rows.keys)
            } else if member.key == "figures" {
                differences += compareMembers(member.value, actual["figures"], "")
            } else if actual[member.key] != member.value {
                differences.append(phrase(member.key, member.value, actual[member.key]))
            }
        }
        return differences
    }

    private static func compareRows(
        _ expected: DocumentObject.Member,
        _ actual: DocumentValue,
        keys: [String]
    ) -> [String] {
        let wanted = expected.value.listValue ?? []
        let found = actual[expected.key]?.listValue ?? []
        var differences: [String] = []
        for row in wanted {
            let name = keys.map { shown(row[$0]) }.joined(separator: " ")
            let match = found.first { candidate in keys.allSatisfy { candidate[$0] == row[$0] } }
            if let match {
                differences += compareMembers(row, match, "\(name) 的 ")
            } else {
                differences.append("\(expected.key) 中没有 \(name)")
            }
        }
        for row in found
        where !wanted.contains(where: { want in keys.allSatisfy { want[$0] == row[$0] } }) {
            let name = keys.map { shown(row[$0]) }.joined(separator: " ")
            differences.append("\(expected.key) 中多出 \(name)")
        }
        return differences
    }

    private static func compareMembers(
        _ expected: DocumentValue,
        _ actual: DocumentValue?,
        _ prefix: String
    ) -> [String] {
        (expected.objectValue?.members ?? []).flatMap { member -> [String] in
            let found = actual?[member.key]
            switch member.key {
            case "message": return []
            case "sections":
                // No further sections may be there, so both directions are compared.
                let wanted = Set(member.value.objectValue?.keys ?? [])
                let extra = (found?.objectValue?.keys ?? []).filter { !wanted.contains($0) }
                return compareMembers(member.value, found, "\(prefix)sections ")
                    + extra.map { "\(prefix)sections 中多出 \($0)" }
            case "extras": return compareMembers(member.value, found, "\(prefix)extras ")
            case "applied":
                return sorted(member.value) == sorted(found)
                    ? [] : [phrase(prefix + member.key, member.value, found)]
            default:
                return found == member.value
                    ? [] : [phrase(prefix + member.key, member.value, found)]
            }
        }
    }

    private static func sorted(_ rows: DocumentValue?) -> [[UInt8]] {
        (rows?.listValue ?? []).map(JSONWriter.canonical).sorted {
            $0.lexicographicallyPrecedes($1)
        }
    }

    private static func phrase(
        _ name: String,
        _ expected: DocumentValue,
        _ actual: DocumentValue?
    ) -> String {
        "\(name) 应为 \(shown(expected))，算得 \(shown(actual))"
    }

    private static func shown(_ value: DocumentValue?) -> String {
        guard let value else { return "（没有）" }
        if let text = value.textValue { return text }
        return String(decoding: JSONWriter.canonical(value), as: UTF8.self)
    }
}
