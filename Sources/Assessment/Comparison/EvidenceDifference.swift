package import Documents

/// What differs between two evidence documents: findings, counts, and whole parts.
package struct EvidenceDifference: Sendable {
    /// Findings that only the first has.
    package let removed: [DocumentValue]
    /// Findings that only the second has.
    package let added: [DocumentValue]
    /// Statistics that differ: subject, name, before, after.
    package let statistics: [(subject: String, name: String, before: String, after: String)]
    /// Other parts that differ, by key.
    package let parts: [String]

    private static let comparedApart: Set<String> = ["findings", "statistics"]

    /// Compares two evidence documents.
    package init(_ before: DocumentValue, _ after: DocumentValue) {
        removed = EvidenceDifference.surplus(before["findings"], over: after["findings"])
        added = EvidenceDifference.surplus(after["findings"], over: before["findings"])
        statistics = EvidenceDifference.counts(before["statistics"], after["statistics"])
        let keys = (before.objectValue?.keys ?? []) + (after.objectValue?.keys ?? [])
        parts = Set(keys).subtracting(EvidenceDifference.comparedApart).sorted().filter {
            !before[$0].isSame(as: after[$0])
        }
    }

    /// Whether nothing differs.
    package var isEmpty: Bool {
        removed.isEmpty && added.isEmpty && statistics.isEmpty && parts.isEmpty
    }

    /// A sentence for each difference.
    package var sentences: [String] {
        removed.map { "少了依据：\(EvidenceDifference.text(of: $0))。" }
            + added.map { "多了依据：\(EvidenceDifference.text(of: $0))。" }
            + statistics.map { "\($0.subject) 的 \($0.name)：\($0.before) → \($0.after)。" }
            + parts.map { "“\($0)”部分不同。" }
    }

    /// A finding as people read it: date, subject, rule, what it rests on.
    package static func text(of finding: DocumentValue) -> String {
        let parts = ["date", "subject", "rule"].compactMap { finding[$0]?.textValue }
        let count = finding["count"]?.integerValue.map { " ×\($0)" } ?? ""
        let ref = finding["ref"]?.textValue.map { "（\($0)）" } ?? ""
        return parts.joined(separator: " ") + count + ref
    }

    /// The elements of a list that another list has not, each as often as it has too few.
    private static func surplus(
        _ list: DocumentValue?,
        over other: DocumentValue?
    ) -> [DocumentValue] {
        var counts: [[UInt8]: Int] = [:]
        for element in other?.listValue ?? [] {
            counts[JSONWriter.canonical(element), default: 0] += 1
        }
        return (list?.listValue ?? []).filter { element in
            let name = JSONWriter.canonical(element)
            guard let count = counts[name], count > 0 else { return true }
            counts[name] = count - 1
            return false
        }
    }

    private static func counts(
        _ before: DocumentValue?,
        _ after: DocumentValue?
    ) -> [(subject: String, name: String, before: String, after: String)] {
        func text(_ value: DocumentValue?) -> String {
            value?.numberLiteral ?? value?.textValue ?? "无"
        }
        let subjects = (before?.objectValue?.keys ?? []) + (after?.objectValue?.keys ?? [])
        return Set(subjects).sorted().flatMap { subject in
            let old = before?[subject]
            let new = after?[subject]
            let names = (old?.objectValue?.keys ?? []) + (new?.objectValue?.keys ?? [])
            return Set(names).sorted().filter { old?[$0] != new?[$0] }.map {
                (subject, $0, text(old?[$0]), text(new?[$0]))
            }
        }
    }
}

extension DocumentValue? {
    /// Whether two values say the same, whatever the order of their members; absent is null.
    func isSame(as other: DocumentValue?) -> Bool {
        JSONWriter.canonical(self ?? .null) == JSONWriter.canonical(other ?? .null)
    }
}
