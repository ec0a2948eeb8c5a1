import Documents

extension SchemeCheck {
    /// Longest id of a scheme, in Unicode scalars.
    private static let idLengthMax = 64

    /// The id stands in names of editions between slashes, in commands and in addresses.
    func checkID() {
        let scalars = parts.id.unicodeScalars
        guard let first = scalars.first else { return }
        let isPlain = scalars.allSatisfy { isWordScalar($0) || "-_.".unicodeScalars.contains($0) }
        if !isPlain || !isWordScalar(first) || scalars.count > SchemeCheck.idLengthMax {
            let sentence =
                "办法编号只能用文字、数字、“-”、“_”、“.”，以文字或数字开头，"
                + "不超过 \(SchemeCheck.idLengthMax) 个字"
            reading.report(sentence, at: DocumentPath(["id"]))
        }
    }

    private func isWordScalar(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isAlphabetic || scalar.properties.numericType != nil
    }

    /// Two rules of one section with the same words: inspectors cannot tell which one to choose.
    func checkRuleTexts() {
        var first: [[String]: String] = [:]
        for (index, rule) in parts.rules.enumerated() where !rule.title.isEmpty {
            let key = [rule.section ?? "", rule.title]
            guard let other = first[key] else {
                first[key] = rule.id
                continue
            }
            let path = DocumentPath(["rules"]).appending(index: index).appending("title")
            let sentence = "规则“\(rule.id)”与“\(other)”写的是同一件事，登记时分不清用哪一条"
            reading.report(sentence, at: path, .warning)
        }
    }

    /// A worked case should show something, and no two the same.
    func checkCases() {
        for (index, worked) in parts.cases.enumerated() {
            let path = DocumentPath(["cases"]).appending(index: index)
            if let sentence = worked.emptiness {
                reading.report(sentence, at: path.appending("expected"), .warning)
            }
            if let twin = parts.cases[..<index].first(where: { $0.evidence == worked.evidence }) {
                let sentence = "样例“\(worked.name)”与“\(twin.name)”的证据完全相同"
                reading.report(sentence, at: path.appending("evidence"), .warning)
            }
        }
    }
}

extension WorkedCase {
    /// What a row is found by, or is never compared.
    private static let rowNames: Set<String> = ["id", "subject", "name", "message"]

    /// Why the case proves nothing, as a sentence; nil where it compares at least one number,
    /// grade, flag or fault.
    fileprivate var emptiness: String? {
        guard let members = expected.objectValue?.members else { return nil }
        if expected["status"] == "error" {
            let isNamed = expected["errors"]?.listValue?.isEmpty == false
            return isNamed ? nil : "样例“\(name)”没有写明哪里应当被退回（errors）"
        }
        let isAsserting = members.contains { member in
            member.key != "status" && WorkedCase.asserts(member.value)
        }
        return isAsserting ? nil : "样例“\(name)”只写了 status，什么也没有核对"
    }

    private static func asserts(_ value: DocumentValue) -> Bool {
        switch value {
        case .list(let rows):
            rows.contains { row in
                guard let members = row.objectValue?.members else { return true }
                return members.contains { !rowNames.contains($0.key) && assertsCell($0) }
            }
        case .object(let object): !object.isEmpty
        default: true
        }
    }

    /// `sections: {}` and `extras: {}` of a row say nothing about it.
    private static func assertsCell(_ member: DocumentObject.Member) -> Bool {
        member.value.objectValue.map { !$0.isEmpty } ?? true
    }
}
