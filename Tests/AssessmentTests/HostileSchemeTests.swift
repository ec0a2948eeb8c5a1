import Assessment
import Documents
import Testing

private let window = SchemeFixtures.windowID
private let village = SchemeFixtures.villageID
private let year = SchemeFixtures.windowYearID
private let hall = "huozhou-hall"

private let numbers: [BrokenScheme] = [
    BrokenScheme(
        village,
        "{title: 限时办结的权重, default: 30, atLeast: 0}",
        "{title: 限时办结的权重, default: -30}",
        "参数“weights.on_time”的默认值是 -30，用在“weight”不能小于 0"
    ),
    BrokenScheme(
        village,
        "{title: 投诉一月最多扣分, default: 10, atLeast: 0}",
        "{title: 投诉一月最多扣分, default: -10}",
        "参数“cap.VM-C”的默认值是 -10，用在“atMost”不能小于 0"
    ),
    BrokenScheme(
        village,
        "    default: 3\n    atLeast: 0\n    whole: true\n",
        "    default: -3\n    whole: true\n",
        "参数“honours”的默认值是 -3，用在“places”不能小于 0"
    ),
    BrokenScheme(
        hall,
        "{title: 合格的最低分, default: 60}",
        "{title: 合格的最低分, default: -1}",
        "参数“pass_min”的默认值是 -1，用在“from”不能小于 0"
    ),
    BrokenScheme(
        hall,
        "{title: 先进的最低分, default: 85}",
        "{title: 先进的最低分, default: 190}",
        "“先进”要 190 分，高于满分 100 分",
        .warning
    ),
    BrokenScheme(
        hall,
        "        share: 0.1\n        atLeast: $advanced_min\n",
        "        share: 0.1\n        atLeast: 101\n",
        "“优秀”要 101 分，高于满分 100 分",
        .warning
    ),
    BrokenScheme(village, "fullMarks: 100\n", "fullMarks: -100\n", "满分应当大于 0"),
    BrokenScheme(village, "fullMarks: 100\n", "fullMarks: 0\n", "满分应当大于 0"),
    BrokenScheme(
        SchemeFixtures.countyID,
        "          - {points: 3}\n",
        "          - {points: -3}\n",
        "“points”不能小于 0"
    ),
    BrokenScheme(
        "key-work-monthly",
        "{atLeast: 1, marks: 90}",
        "{atLeast: 1, marks: -90}",
        "“marks”不能小于 0"
    ),
]

private let repetitions: [BrokenScheme] = [
    BrokenScheme(
        window,
        "      - operator: rank\n",
        "      - operator: rank\n      - operator: rank\n",
        "步骤“rank”写了两次，与第 4 步相同"
    ),
    BrokenScheme(
        window,
        "      - operator: sumSections\n",
        "      - operator: sumSections\n      - operator: sumSections\n        floor: none\n",
        "总分在第 2 步（sumSections）已经算出，这一步会把它覆盖"
    ),
    BrokenScheme(
        window,
        "      - operator: deductFromTotal\n",
        "      - operator: deductFromTotal\n        floor: none\n"
            + "      - operator: deductFromTotal\n",
        "步骤“deductFromTotal”写了两次，同一条规则会计两遍"
    ),
    BrokenScheme(
        SchemeFixtures.countyID,
        "        figure: early_rate\n",
        "        figure: early_rate\n      - operator: countAboveMean\n"
            + "        rule: CW-R2\n        base: promised\n        good: early\n"
            + "        unit: 0.02\n        figure: again\n",
        "由前面的步骤推算过了"
    ),
    BrokenScheme(
        hall,
        "          - {grade: 不合格}\n",
        "          - {grade: 不合格}\n      - operator: gradeByLines\n"
            + "        lines: [{grade: 差}]\n",
        "第 4 步（gradeByLines）已经给所有单位评了等次，这一步不会起作用"
    ),
    BrokenScheme(
        year,
        "        resultsOf: district-2022-window-month\n",
        "        resultsOf: district-2022-window\n",
        "“resultsOf”写的是本办法自己"
    ),
]

private let texts: [BrokenScheme] = [
    BrokenScheme(village, "id: village-monthly\n", "id: village/monthly\n", "办法编号只能用"),
    BrokenScheme(village, "id: village-monthly\n", "id: \"village monthly\"\n", "办法编号只能用"),
    BrokenScheme(village, "id: village-monthly\n", "id: -village\n", "办法编号只能用"),
    BrokenScheme(
        "exam",
        "      subjects:\n        - {id: 甲, sections: {}, total: \"15\", rank: 1, "
            + "extras: {right: \"10\", of: \"10\"}}\n"
            + "        - {id: 乙, total: \"10.5\", rank: 2, extras: {right: \"7\", of: \"10\"}}\n",
        "",
        "样例“十题”只写了 status，什么也没有核对",
        .warning
    ),
    BrokenScheme(
        "exam",
        "      subjects:\n        - {id: 甲, sections: {}, total: \"15\", rank: 1, "
            + "extras: {right: \"10\", of: \"10\"}}\n"
            + "        - {id: 乙, total: \"10.5\", rank: 2, extras: {right: \"7\", of: \"10\"}}\n",
        "      subjects: [{id: 甲, extras: {}}, {id: 乙, sections: {}}]\n",
        "样例“十题”只写了 status，什么也没有核对",
        .warning
    ),
    BrokenScheme(
        "exam",
        "      errors:\n        - {path: /answers/key/1, reason: bad_type}\n"
            + "        - {path: /answers/sheets/乙, reason: unknown_subject}\n",
        "",
        "样例“答案只能是对或错”没有写明哪里应当被退回",
        .warning
    ),
    BrokenScheme(
        "exam",
        "cases:\n",
        "cases:\n  - name: 又一次\n    why: 与下一个一样\n"
            + "    evidence:\n      scheme: exam\n      subjects: [{id: 甲}, {id: 乙}]\n"
            + "      parameters: {mark: 2}\n"
            + "      answers: {key: {\"1\": √}, sheets: {甲: {\"1\": √, \"2\": √}}}\n"
            + "    expected:\n      status: incomplete\n"
            + "      subjects: [{id: 甲, total: \"2\"}, {id: 乙, total: null}]\n",
        "样例“没有交卷”与“又一次”的证据完全相同",
        .warning
    ),
]

@Suite struct HostileSchemeTests {
    @Test(
        "what no office can mean is named in one sentence with its line",
        arguments: numbers + repetitions + texts
    )
    func fault(_ broken: BrokenScheme) throws {
        try broken.expectFault()
    }

    @Test("two rules that say the same are pointed out at the second")
    func sameText() throws {
        let text = try SchemeFixtures.text(of: window)
        let old = try #require(
            text.split(separator: "\n").first { $0.contains("title:") && $0.hasPrefix("    ") }
        )
        let scheme = try SchemeFixtures.scheme(window)
        let first = try #require(scheme.rules.first)
        let second = try #require(scheme.rules.dropFirst().first)
        #expect(!old.isEmpty && first.section == second.section)
        let changed = text.replacing("title: \(second.title)\n", with: "title: \(first.title)\n")
        #expect(changed != text)
        let fault = try #require(SchemeValidator.check(yaml: changed).first)
        #expect(fault.severity == .warning)
        #expect(fault.sentence.contains("规则“\(second.id)”与“\(first.id)”写的是同一件事"))
    }

    @Test("the line of a number is that of the number, not of its use")
    func lineOfDefault() throws {
        let text = try SchemeFixtures.text(of: hall)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let line = try #require(lines.firstIndex { $0.contains("pass_min: {title") }) + 1
        let changed = text.replacing("合格的最低分, default: 60", with: "合格的最低分, default: -1")
        let faults = SchemeValidator.check(yaml: changed)
        #expect(faults.contains { $0.line == line && $0.severity == .error })
    }
}
