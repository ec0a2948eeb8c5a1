import Assessment
import Documents
import Testing

/// A change to the text of a shipped scheme, and the fault that the validator must name.
struct BrokenScheme: CustomTestStringConvertible, Sendable {
    let id: String
    /// Text that stands once in the scheme.
    let old: String
    let new: String
    let severity: SchemeFault.Severity
    /// What the sentence must contain.
    let words: String

    init(
        _ id: String = SchemeFixtures.villageID,
        _ old: String,
        _ new: String,
        _ words: String,
        _ severity: SchemeFault.Severity = .error
    ) {
        self.id = id
        self.old = old
        self.new = new
        self.words = words
        self.severity = severity
    }

    var testDescription: String { words }
}

private let window = SchemeFixtures.windowID
private let village = SchemeFixtures.villageID

private let broken: [BrokenScheme] = [
    BrokenScheme(village, "  ties: $tie_rank\n", "", "缺少“ties”"),
    BrokenScheme(village, "  missingData: open\n", "", "缺少“missingData”"),
    BrokenScheme(
        village,
        "  rounding: {mode: halfUp, decimals: 2, at: display}\n",
        "",
        "缺少“rounding”"
    ),
    BrokenScheme(village, "mode: halfUp", "mode: floor", "“mode”只能是 halfUp"),
    BrokenScheme(village, "missingData: open", "missingData: complete", "应当写 open"),
    BrokenScheme(window, "missingData: complete", "missingData: open", "应当写 complete", .warning),
    BrokenScheme(village, "fullMarks: 100", "fullMarks: 110", "合计 100 分", .warning),
    BrokenScheme(window, "    marks: 5\n", "    marks: 4\n", "合计 99 分", .warning),
    BrokenScheme(village, "good: onTime}", "good: onTimes}", "没有名为“onTimes”的数"),
    BrokenScheme(village, "base: due, good: onTime}", "base: due, good: due}", "不能是同一个数"),
    BrokenScheme(village, "$weights.on_time", "$weights.ontime", "没有名为“weights.ontime”的参数"),
    BrokenScheme(village, "places: $honours", "places: $empty_part", "不是数"),
    BrokenScheme(village, "whenEmpty: $empty_part", "whenEmpty: $tie_rank", "不能用在“whenEmpty”"),
    BrokenScheme(
        village,
        "operator: shareOfBase",
        "operator: shareOfBases",
        "没有“shareOfBases”这种步骤"
    ),
    BrokenScheme(
        village,
        "fact: missing\n        flag: not_synced\n      - operator: share",
        "fact: silent\n        flag: not_synced\n      - operator: share",
        "没有名为“silent”的事实"
    ),
    BrokenScheme(
        village,
        "      - operator: deductCapped\n        section: deductions\n",
        "",
        "没有步骤计算“扣分项”"
    ),
    BrokenScheme(
        village,
        "      - operator: deductCapped\n        section: deductions\n",
        "",
        "规则“VM-C”永远不会计入"
    ),
    BrokenScheme(
        village,
        "      - operator: deductCapped\n        section: deductions\n"
            + "      - operator: sumSections\n        notBelowZero: true\n",
        "      - operator: sumSections\n        notBelowZero: true\n"
            + "      - operator: deductCapped\n        section: deductions\n",
        "应当放在“sumSections”之前"
    ),
    BrokenScheme(window, "      - operator: sumSections\n", "", "前面没有步骤算出它"),
    BrokenScheme(window, "      - operator: rank\n", "", "没有算出名次的步骤"),
    BrokenScheme(
        window,
        "sections: [discipline, norms, cases, unseen]",
        "sections: [discipline, norms, cases, cases, unseen]",
        "重复"
    ),
    BrokenScheme(
        window,
        "sections: [discipline, norms, cases, unseen]",
        "sections: [discipline, norms, cases]",
        "没有步骤计算“未见部分”"
    ),
    BrokenScheme(window, "replaces: [DW-N11d]", "replaces: [DW-N11x]", "没有名为“DW-N11x”的规则"),
    BrokenScheme(window, "replaces: [DW-N11d]", "replaces: [DW-N11e]", "绕一圈代替了自己"),
    BrokenScheme(window, "  - id: DW-D2a\n", "  - id: DW-D1\n", "规则“DW-D1”写了两次"),
    BrokenScheme(window, "    deduct: 10\n", "    deduct: -10\n", "分值写正数"),
    BrokenScheme(window, "    deduct: 10\n", "    deduct: 1e1\n", "这里应当是数"),
    BrokenScheme(window, "    deduct: 10\n", "    deduct: 21\n", "超过本节的 20 分", .warning),
    BrokenScheme(
        window,
        "deductBetween: [0.1, 0.3]",
        "deductBetween: [0.3, 0.1]",
        "下限应当在 0 与上限之间"
    ),
    BrokenScheme(
        window,
        "deductBetween: [0.1, 0.3]",
        "deductBetween: [0.1]",
        "应当写成 [最少, 最多]"
    ),
    BrokenScheme(
        window,
        "    evidence: [notice_check]",
        "    evidence: [notices]",
        "不认识证据来源“notices”"
    ),
    BrokenScheme(window, "    default: section\n", "    default: sections\n", "不在可选的值之中"),
    BrokenScheme(window, "fullMarks: 100\n", "fullMarks: 100\nassesses: [hall]\n", "考核谁只能写 single"),
    BrokenScheme(window, "fullMarks: 100\n", "fullMarks: 100\nassesses: []\n", "请写明考核谁"),
    BrokenScheme(window, "    clause: 报送要求\n", "", "缺少“clause”"),
    BrokenScheme(
        window,
        "    title: 未见部分\n    marks: 5\n",
        "    title: 未见部分\n    mark: 5\n",
        "不认识“mark”"
    ),
    BrokenScheme(window, "  month:\n", "  monthly:\n", "期间只能是 year、half、quarter、month"),
    BrokenScheme(village, "of: month\n", "of: year\n", "里没有完整的年度"),
    BrokenScheme(village, "planned: 12", "planned: 11", "一个年度有 12 个月份"),
    BrokenScheme(village, "months_{n}_of_12", "months_of_12", "缺少 {n}"),
    BrokenScheme(village, "default: 3\n", "default: 2.5\n", "默认值应当是整数"),
    BrokenScheme(village, "    atLeast: 0\n    whole: true\n", "    atLeast: 0\n", "应当是整数"),
    BrokenScheme(village, "    deduct: 2\n", "    deduct: 12\n", "超过上限 10 分", .warning),
    BrokenScheme(
        village,
        "  published: {title: 其中已公示的件数}\n",
        "  published: {title: 其中已公示的件数}\n  spare: {title: 备用}\n",
        "没有用在任何一节",
        .warning
    ),
    BrokenScheme(
        village,
        "  cap.VM-C:",
        "  points.VM-C: {title: 甲, default: 1}\n  cap.VM-C:",
        "会由规则自动生成"
    ),
    BrokenScheme(village, "total: \"84\"", "total: \"85\"", "河口 的 total 应为 85，算得 84"),
    BrokenScheme(
        village,
        "figures: {mean: \"599/6\"}",
        "figures: {mean: \"100\"}",
        "mean 应为 100"
    ),
    BrokenScheme(window, "norms: \"-10\"", "norms: \"0\"", "norms 应为 0，算得 -10"),
    BrokenScheme(window, "reason: outside_bounds", "reason: bad_number", "errors 中没有"),
]

@Suite struct SchemeFaultTests {
    @Test("a fault is named in one sentence with its line", arguments: broken)
    func fault(_ broken: BrokenScheme) throws {
        let text = try SchemeFixtures.text(of: broken.id)
        let ranges = text.ranges(of: broken.old)
        let range = try #require(ranges.first, "\(broken.old) is not there")
        let changed = text.replacingCharacters(range, with: broken.new)
        let faults = SchemeValidator.check(yaml: changed)
        let found = faults.first { $0.sentence.contains(broken.words) }
        let fault = try #require(found, "\(faults.map(\.sentence))")
        #expect(fault.severity == broken.severity)
        let line = try #require(fault.line)
        #expect(fault.sentence.hasPrefix("第 \(line) 行：") && fault.sentence.hasSuffix("。"))
        if broken.severity == .error {
            #expect(throws: SchemeError.self) { try SchemeReader.read(yaml: changed) }
        } else {
            _ = try? SchemeReader.read(yaml: changed)
        }
    }

    @Test("the line is that of the faulty value")
    func lines() throws {
        let text = try SchemeFixtures.text(of: window)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let line = try #require(lines.firstIndex { $0.contains("deductBetween: [0.1, 0.3]") }) + 1
        let changed = text.replacing("deductBetween: [0.1, 0.3]", with: "deductBetween: [3, 1]")
        let fault = try #require(SchemeValidator.check(yaml: changed).first)
        #expect(fault.line == line)
        #expect(fault.path.pointer.hasSuffix("/deductBetween"))
    }

    @Test("text that is no YAML is one fault with its line")
    func unreadable() {
        let faults = SchemeValidator.check(yaml: "id: a\nid: b\n")
        #expect(faults.count == 1 && faults.first?.severity == .error)
        #expect(throws: SchemeError.self) { try SchemeReader.read(yaml: "- [") }
    }

    @Test("a document of another shape has all its missing parts named")
    func emptyScheme() {
        for text in ["[]", "{}", "3", "id: x\nperiods: 3\nrules: {}\nsections: [1]\ncases: [[]]"] {
            let faults = SchemeValidator.check(yaml: text)
            #expect(faults.count >= 6, "\(faults.map(\.sentence))")
        }
    }

    @Test("a scheme with fewer than three worked cases cannot be used")
    func cases() throws {
        let text = try SchemeFixtures.text(of: village)
        let start = try #require(text.ranges(of: "\ncases:\n").first)
        let faults = SchemeValidator.check(yaml: String(text[..<start.lowerBound]) + "\n")
        #expect(faults.map(\.sentence).contains { $0.contains("至少要有 3 个样例") })
    }
}

extension String {
    fileprivate func replacingCharacters(_ range: Range<Index>, with text: String) -> String {
        self[..<range.lowerBound] + text + self[range.upperBound...]
    }
}

extension BrokenScheme {
    /// Checks that the validator names the fault in one sentence with its line.
    func expectFault() throws {
        let text = try SchemeFixtures.text(of: id)
        let range = try #require(text.ranges(of: old).first, "\(old) is not there")
        let changed = text[..<range.lowerBound] + new + text[range.upperBound...]
        let faults = SchemeValidator.check(yaml: String(changed))
        let found = faults.first { $0.sentence.contains(words) }
        let fault = try #require(found, "\(faults.map(\.sentence))")
        #expect(fault.severity == severity)
        let line = try #require(fault.line)
        #expect(fault.sentence.hasPrefix("第 \(line) 行：") && fault.sentence.hasSuffix("。"))
    }
}
