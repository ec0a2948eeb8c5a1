internal import Records

/// Figures and remarks of a ranking as a table that is put up shows them.
struct RankingWords: Sendable {
    let sections: [RankingSheet.Section]

    /// A remark in words; what a scheme says in Chinese stands as it is.
    func remark(_ text: String) -> String {
        guard text.contains("_") else { return text }
        for (prefix, words) in [("no_", "没有数据"), ("missing_", "缺少")] where text.hasPrefix(prefix) {
            let id = String(text.dropFirst(prefix.count))
            if let title = sections.first(where: { $0.id == id })?.title {
                return "\(title)\(words)"
            }
        }
        let parts = text.split(separator: "_")
        if parts.count == 4, parts[2] == "of", let unit = RankingWords.units[String(parts[0])] {
            return "\(parts[3])个\(unit)中有\(parts[1])个"
        }
        // Schemes may use any flag; of those without words here the explanation tells the reason.
        if text.hasPrefix("not_") { return "内容没有到齐" }
        return text.hasPrefix("no_") ? "没有数据" : "见说明"
    }

    /// A sentence of an explanation with its days and remarks as people read them.
    ///
    /// The id of the record that it is about is left out: a link stands beside the sentence.
    func sentence(_ text: String, about record: String? = nil) -> String {
        var text = text
        if let record {
            for left in [",依据 ", "，依据 ", ",事件 ", "，事件 "] {
                text = text.replacing(left + record, with: "")
            }
        }
        // Ids of a scheme, put in brackets after its words.
        return RankingWords.punctuated(readable(text)).replacing(/（[A-Za-z]+）/, with: "")
    }

    /// Punctuation of Chinese sentences, also where the engine, which writes files, has ASCII's.
    private static func punctuated(_ text: String) -> String {
        let characters = Array(text)
        return String(
            characters.indices.map { index -> Character in
                let isInFigure =
                    index > 0 && index + 1 < characters.count
                    && characters[index - 1].isASCII && characters[index + 1].isASCII
                switch characters[index] {
                case "," where !isInFigure: return "，"
                case ";": return "；"
                case ":" where !isTime(characters, at: index): return "："
                case "(": return "（"
                case ")": return "）"
                case let character: return character
                }
            }
        )
    }

    /// Whether the colon stands between hours and minutes.
    private static func isTime(_ characters: [Character], at index: Int) -> Bool {
        guard index >= 2, index + 2 < characters.count else { return false }
        return [-2, -1, 1, 2].allSatisfy { offset in
            let character = characters[index + offset]
            return character.isASCII && character.isNumber
        }
    }

    private func readable(_ text: String) -> String {
        var result = ""
        var word = ""
        for character in text {
            if character.isASCII,
                character.isLetter || character.isNumber || "-_".contains(character)
            {
                word.append(character)
            } else {
                result += plain(word)
                word = ""
                result.append(character)
            }
        }
        return result + plain(word)
    }

    private func plain(_ word: String) -> String {
        if let day = ChineseDate.reading(word) { return day }
        if word.count == 7, let period = Period(text: word) { return ChineseDate.text(period) }
        return word.contains("_") ? remark(word) : word
    }

    private static let units = ["months": "月", "quarters": "季度"]

    /// An exact number (`28.5`, `1823/24`) with two decimals, halves away from zero; text that is
    /// none, or too long to compute with, stands as it is.
    static func figure(_ text: String) -> String {
        guard let (top, bottom) = fraction(text) else { return text }
        let (scaled, overflow) = top.magnitude.multipliedReportingOverflow(by: 200)
        guard !overflow, bottom.magnitude <= UInt64.max / 4 else { return text }
        let hundredths = (scaled + bottom.magnitude) / (2 * bottom.magnitude)
        let decimals = hundredths % 100
        let sign = top < 0 && hundredths > 0 ? "-" : ""
        return "\(sign)\(hundredths / 100).\(decimals < 10 ? "0" : "")\(decimals)"
    }

    private static func fraction(_ text: String) -> (top: Int64, bottom: Int64)? {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        if parts.count == 2, let top = Int64(parts[0]), let bottom = Int64(parts[1]), bottom > 0 {
            return (top, bottom)
        }
        guard parts.count == 1 else { return nil }
        let halves = text.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(halves.count) else { return nil }
        let decimals = halves.count == 2 ? halves[1] : ""
        guard decimals.count <= 12, let top = Int64(halves[0] + decimals) else { return nil }
        return (top, (0..<decimals.count).reduce(1) { power, _ in power * 10 })
    }
}
