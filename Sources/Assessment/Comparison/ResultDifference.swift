package import Documents
package import ExactNumbers

/// What differs between two result documents, subject by subject.
package struct ResultDifference: Sendable {
    /// One figure before and after; nil where it is open.
    package struct Figure: Sendable {
        /// Before.
        package let before: ExactNumber?
        /// After.
        package let after: ExactNumber?

        /// After less before; nil where either is open.
        package var change: ExactNumber? {
            guard let before, let after else { return nil }
            return after - before
        }
    }

    /// One subject or person whose row differs.
    package struct Row: Sendable {
        /// The id; of a person with the subject before it.
        package let id: String
        /// The name that people know, else the id.
        package let name: String
        /// The total.
        package let total: Figure
        /// The place before and after, nil where there is none.
        package let ranks: (before: Int?, after: Int?)
        /// The sections that differ, by id in the order of the second document.
        package let sections: [(id: String, figure: Figure)]
        /// The rules whose points differ, by id.
        package let rules: [(id: String, figure: Figure)]
        /// Other members that differ: grades, awards, flags, extras.
        package let others: [String]
        /// Whether the row stands in only one of the documents, and in which.
        package let presence: Presence
    }

    /// Where a row stands.
    package enum Presence: Sendable {
        /// In both documents.
        case both
        /// Only in the first.
        case gone
        /// Only in the second.
        case new
    }

    /// The rows that differ, in the order of the second document, those that are gone behind.
    package let rows: [Row]
    /// Members of the documents besides subjects and people that differ: `status`, `quota`,
    /// `figures`, `excluded`.
    package let members: [String]

    private static let otherKeys = ["grade", "awards", "flags", "extras"]
    private static let memberKeys = ["status", "quota", "figures", "excluded"]

    /// Compares two result documents; free wording is not compared.
    package init(_ before: DocumentValue, _ after: DocumentValue) {
        rows = ["subjects", "people"].flatMap { key in
            ResultDifference.rows(before[key], after[key])
        }
        members = ResultDifference.memberKeys.filter { !before[$0].isSame(as: after[$0]) }
    }

    /// Whether every figure is the same.
    package var isEmpty: Bool { rows.isEmpty && members.isEmpty }

    private static func rows(_ before: DocumentValue?, _ after: DocumentValue?) -> [Row] {
        let old = byID(before)
        let new = byID(after)
        let known = Dictionary(old.map { ($0.id, $0.row) }, uniquingKeysWith: { first, _ in first })
        let kept = Set(new.map(\.id))
        let changed = new.compactMap { id, row in
            difference(id, known[id], row)
        }
        let gone = old.filter { !kept.contains($0.id) }.compactMap {
            difference($0.id, $0.row, nil)
        }
        return changed + gone
    }

    private static func byID(_ list: DocumentValue?) -> [(id: String, row: DocumentValue)] {
        (list?.listValue ?? []).map { row in
            let parts = [row["subject"]?.textValue, row["id"]?.textValue].compactMap(\.self)
            return (parts.joined(separator: "/"), row)
        }
    }

    private static func difference(
        _ id: String,
        _ before: DocumentValue?,
        _ after: DocumentValue?
    ) -> Row? {
        let sections = figures(sectionMembers(before), sectionMembers(after))
        let rules = figures(ruleMembers(before), ruleMembers(after))
        let total = Figure(before: number(before?["total"]), after: number(after?["total"]))
        let ranks = (before?["rank"]?.integerValue, after?["rank"]?.integerValue)
        let others = otherKeys.filter { !(before?[$0]).isSame(as: after?[$0]) }
        let presence: Presence = before == nil ? .new : after == nil ? .gone : .both
        guard
            presence != .both || total.before != total.after || ranks.0 != ranks.1
                || !sections.isEmpty || !rules.isEmpty || !others.isEmpty
        else { return nil }
        let row = after ?? before
        return Row(
            id: id,
            name: row?["name"]?.textValue ?? row?["id"]?.textValue ?? id,
            total: total,
            ranks: ranks,
            sections: sections,
            rules: rules,
            others: others,
            presence: presence
        )
    }

    private static func sectionMembers(_ row: DocumentValue?) -> [(String, ExactNumber?)] {
        (row?["sections"]?.objectValue?.members ?? []).map { ($0.key, number($0.value)) }
    }

    private static func ruleMembers(_ row: DocumentValue?) -> [(String, ExactNumber?)] {
        (row?["applied"]?.listValue ?? []).map {
            ($0["rule"]?.textValue ?? "", number($0["points"]))
        }
    }

    /// The members that differ; one that a side does not have counts as open there.
    private static func figures(
        _ before: [(String, ExactNumber?)],
        _ after: [(String, ExactNumber?)]
    ) -> [(id: String, figure: Figure)] {
        let old = Dictionary(before, uniquingKeysWith: { first, _ in first })
        let new = Dictionary(after, uniquingKeysWith: { first, _ in first })
        let ids = after.map(\.0) + before.map(\.0).filter { new[$0] == nil }
        return ids.compactMap { id in
            let figure = Figure(before: old[id] ?? nil, after: new[id] ?? nil)
            return figure.before == figure.after ? nil : (id, figure)
        }
    }

    private static func number(_ value: DocumentValue?) -> ExactNumber? {
        value?.textValue.flatMap { ExactNumber($0) }
    }
}

extension ResultDifference {
    /// What differs, a sentence for each subject.
    package var sentences: [String] {
        rows.map { row in
            switch row.presence {
            case .gone: "\(row.name)：后一份里没有。"
            case .new: "\(row.name)：前一份里没有。"
            case .both: row.sentence
            }
        } + members.map { "整份结果的 \($0) 不同。" }
    }
}

extension ResultDifference.Row {
    fileprivate var sentence: String {
        var parts: [String] = []
        if total.before != total.after { parts.append("总分 \(total.text)") }
        if ranks.before != ranks.after {
            parts.append("名次 \(place(ranks.before)) → \(place(ranks.after))")
        }
        parts += (sections + rules).map { "\($0.id) \($0.figure.text)" }
        if !others.isEmpty { parts.append(others.joined(separator: "、") + " 不同") }
        return "\(name)：\(parts.joined(separator: "；"))。"
    }

    private func place(_ rank: Int?) -> String { rank.map { "第 \($0)" } ?? "无" }
}

extension ResultDifference.Figure {
    /// Before and after, with the change where both are known.
    package var text: String {
        let change = change.map { "（\($0.isNegative ? "" : "+")\($0.text)）" } ?? ""
        return "\(before?.text ?? "无") → \(after?.text ?? "无")\(change)"
    }
}
