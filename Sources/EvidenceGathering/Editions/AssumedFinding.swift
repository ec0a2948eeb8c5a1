internal import Assessment
package import Documents
internal import ExactNumbers

/// A finding that somebody supposes, as it is typed: rule, subject and date with colons between,
/// then whatever else a finding may carry.
package struct AssumedFinding: Sendable {
    /// As it was typed.
    package let text: String
    /// The finding of an evidence document.
    package let document: DocumentValue

    /// What a finding may carry besides, by the words that are typed.
    private enum Part: String, CaseIterable {
        case count = "次数"
        case points = "分值"
        case days = "天数"
        case halfDays = "半天数"
        case person = "人员"
        case event = "事件"
        case `case` = "办件"
        case slot = "时段"
        case finder = "登记人"

        var key: String { String(describing: self) }

        var isWhole: Bool { self == .count || self == .days || self == .halfDays }

        init?(typed name: String) {
            guard let part = Part.allCases.first(where: { [$0.key, $0.rawValue].contains(name) })
            else { return nil }
            self = part
        }
    }

    /// How it is written, for help and refusals.
    package static let form = "条款:对象:日期[:次数][:分值=…][:天数=…][:半天数=…][:人员=…][:事件=…][:办件=…]"

    /// Reads what was typed; throws `AssumedFindingError`.
    ///
    /// Whether the scheme takes it comes out only with the rest of the evidence.
    package init(_ text: String) throws(AssumedFindingError) {
        let pieces = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard pieces.count >= 3, pieces.allSatisfy({ !$0.isEmpty }),
            !pieces.prefix(3).contains(where: { $0.contains("=") })
        else { throw .malformed(text) }
        var object = DocumentObject(
            members: zip(["rule", "subject", "date"], pieces).map { ($0, .text($1)) }
        )
        for (index, piece) in pieces.enumerated().dropFirst(3) {
            let sides = piece.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                .map(String.init)
            // The number of times may stand without its name, right behind the date.
            let name = sides.count == 2 ? sides[0] : index == 3 ? Part.count.rawValue : ""
            guard let part = Part(typed: name) else { throw .unknownPart(text, piece) }
            guard object[part.key] == nil else { throw .twice(text, part.rawValue) }
            object[part.key] = try AssumedFinding.value(sides.last ?? "", of: part, text)
        }
        self.text = text
        document = .object(object)
    }

    private static func value(
        _ typed: String,
        of part: Part,
        _ text: String
    ) throws(AssumedFindingError) -> DocumentValue {
        guard !typed.isEmpty else { throw .malformed(text) }
        if part.isWhole {
            guard let number = Int(typed), number >= 1, typed == String(number) else {
                throw .notWhole(text, part.rawValue, typed)
            }
            return .number(typed)
        }
        if part == .points {
            guard let number = ExactNumber(typed), !number.isNegative else {
                throw .notNumber(text, part.rawValue, typed)
            }
        }
        return .text(typed)
    }
}

/// Why a supposed finding cannot be read.
package enum AssumedFindingError: Error, Equatable, Sendable {
    /// It has not the form.
    case malformed(String)
    /// A part that findings do not carry.
    case unknownPart(String, String)
    /// A part was given twice.
    case twice(String, String)
    /// A part must be a whole number of at least 1.
    case notWhole(String, String, String)
    /// A part must be a number that is not below 0.
    case notNumber(String, String, String)

    /// One plain sentence: what is wrong and what to do.
    package var sentence: String {
        switch self {
        case .malformed(let text): "“\(text)”要写成 \(AssumedFinding.form)，每一段都不能空。"
        case .unknownPart(let text, let piece):
            "“\(text)”里的“\(piece)”认不出：日期后面先写次数，再写 分值、天数、半天数、人员、事件、办件、时段、登记人，"
                + "例如 分值=3。"
        case .twice(let text, let part): "“\(text)”里的“\(part)”写了两次，请只留一个。"
        case .notWhole(let text, let part, let typed):
            "“\(text)”里的“\(part)”要写 1 以上的整数，写的是“\(typed)”。"
        case .notNumber(let text, let part, let typed):
            "“\(text)”里的“\(part)”要写数字，例如 2.5，不带正负号，写的是“\(typed)”。"
        }
    }
}

extension ComputedResult {
    /// What a scheme does not take of findings that were added, each with what was typed; empty
    /// where the fault lies elsewhere or there is none.
    package func refusals(of added: [AssumedFinding]) -> [String] {
        guard result["status"]?.textValue == "error" else { return [] }
        let first = (evidence["findings"]?.listValue?.count ?? 0) - added.count
        return (result["errors"]?.listValue ?? []).compactMap { fault in
            let path = (fault["path"]?.textValue ?? "").split(separator: "/").map(String.init)
            guard path.count >= 2, path[0] == "findings", let index = Int(path[1]),
                added.indices.contains(index - first)
            else { return nil }
            return "“\(added[index - first].text)”：\(fault["message"]?.textValue ?? "")"
        }
    }
}
