extension Scheme {
    /// A flag in words for people: results carry it as the scheme spells it.
    ///
    /// Schemes may use any flag. The forms that schemes share are said here, with the titles of the
    /// sections and indicators that they name; a flag that is written in Chinese stands as it is.
    package func words(forFlag flag: String) -> String {
        let periodic = PeriodKind.allCases.compactMap { forms[$0] }
        let steps = (periodic + (periodlessForm.map { [$0] } ?? [])).flatMap(\.steps)
        let told = steps.lazy.compactMap { $0.words(ofFlag: flag, in: self) }.first
        if let told { return told }
        if let lacking = Scheme.periodsLacking(flag) { return lacking }
        if flag.hasPrefix("not_") { return "数据未到齐" }
        for (prefix, words) in [("no_", "没有数据"), ("missing_", "没有评分")] where flag.hasPrefix(prefix)
        {
            let part = String(flag.dropFirst(prefix.count))
            let isNamed = part.unicodeScalars.contains { !$0.isASCII }
            if let title = title(ofPart: part) ?? (isNamed ? part : nil) {
                return "“\(title)”\(words)"
            }
            return words
        }
        for (prefix, before, after) in [("below_", "不满 ", " 分"), ("promoted_", "满 ", " 分")]
        where flag.hasPrefix(prefix) {
            let bound = flag.dropFirst(prefix.count)
            if Int(bound) != nil { return before + bound + after }
        }
        if flag.hasPrefix("barred_") { return "不得评先" }
        if flag.hasPrefix("veto_") { return "一票否决" }
        return flag.unicodeScalars.contains { !$0.isASCII } ? flag : "其他情形，见办法"
    }

    private static let units = [
        "days": "天", "months": "个月", "quarters": "个季度", "years": "年",
    ]

    /// `months_3_of_12` in words; nil for a flag of another form.
    private static func periodsLacking(_ flag: String) -> String? {
        let parts = flag.split(separator: "_", omittingEmptySubsequences: false)
        guard parts.count == 4, parts[2] == "of", let unit = units[String(parts[0])],
            let held = Int(parts[1]), let all = Int(parts[3])
        else { return nil }
        return "\(all) \(unit)中只有 \(held) \(unit)有结果"
    }

    private func title(ofPart id: String) -> String? {
        section(id)?.title ?? indicators[id]?.title
    }
}
