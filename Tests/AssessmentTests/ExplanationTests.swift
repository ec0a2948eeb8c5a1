import Assessment
import Documents
import ExactNumbers
import Testing

private func lines(_ evidence: DocumentValue, _ id: String = "甲") throws -> [String] {
    let result = Assessor.score(evidence: evidence, schemes: try SchemeFixtures.allSchemes())
    #expect(result.errorLines == [])
    return try #require(result.explanation(subject: id)).lines
}

@Suite struct ExplanationTests {
    @Test("a window's month is told from the total down to the reference")
    func window() throws {
        let finding = EvidenceFixtures.finding
        let text = try lines(
            EvidenceFixtures.window(findings: [
                finding(
                    "DW-D1",
                    "甲",
                    "2022-03-07",
                    ["count": 2, "ref": "巡查-12", "slot": "10:00"]
                ),
                finding("DW-N11d", "甲", "2022-03-08", ["event": "T1"]),
                finding("DW-N11e", "甲", "2022-03-09", ["event": "T1"]),
                finding("DW-D1", "甲", "2022-04-07", [:]),
                finding("DW-N15c", "甲", "2022-03-10", ["count": 2]),
            ])
        )
        let expected = [
            "甲在 2022-03 的总分是 79 分，第 1 名。",
            "  工作纪律得 24 分（满分 25 分）。",
            "    从满分 25 分起算。",
            "    到岗异常：迟到/早退/擅离/缺岗（工作纪律第1项）：2 次，每次扣 0.5 分，共扣 1 分。",
            "      2022-03-07，时段 10:00，依据 巡查-12：2 次，扣 1 分。",
            "  工作规范得 0 分（满分 20 分）。",
            "    本节扣完为止，超出的 3 分不再扣。",
            "  没有计入：2022-04-07 到岗异常：迟到/早退/擅离/缺岗（工作纪律第1项）。"
                + "日期不在 2022-03 之内。",
            "  没有计入：2022-03-08 投诉查实有责（工作规范第11项），事件 T1。"
                + "同一事件已按“投诉查实且情节严重”扣分，不再重复扣。",
            "  有总分的 1 个单位中排第 1 名。",
        ]
        for line in expected { #expect(text.contains(line), "\(line)\n\(text)") }
    }

    @Test("a finding that was put into the period counts in it, by its own day, and nowhere else")
    func countedIn() throws {
        let days = [
            ("2022-02-07", "2022-03"), ("2021-12-07", "2022-03"), ("2022-03-07", "2022-04"),
        ]
        let findings = days.map { day, period in
            EvidenceFixtures.finding("DW-D1", "甲", date: day, ["countedIn": .text(period)])
        }
        let text = try lines(EvidenceFixtures.window(findings: findings))
        let expected = [
            "甲在 2022-03 的总分是 99 分，第 1 名。",
            "      2022-02-07（2 月的迟到数据，算到本期）：1 次，扣 0.5 分。",
            "      2021-12-07（2021 年 12 月的迟到数据，算到本期）：1 次，扣 0.5 分。",
            "  没有计入：2022-03-07 到岗异常：迟到/早退/擅离/缺岗（工作纪律第1项）。"
                + "已算到 2022-04。",
        ]
        for line in expected { #expect(text.contains(line), "\(line)\n\(text)") }
    }

    @Test("a village's month tells of shares, empty parts and limits")
    func village() throws {
        var counts = try #require(EvidenceFixtures.counts(good: 9).objectValue)
        counts["valid"] = 0
        counts["satisfied"] = 0
        let text = try lines(
            EvidenceFixtures.village(
                statistics: ["甲": .object(counts)],
                findings: [
                    EvidenceFixtures.finding("VM-P", "甲", date: "2024-03-01", ["count": 12])
                ]
            )
        )
        let expected = [
            "  限时办结得 33.75 分。",
            "    承诺日期在本月的件数 10，其中按期答复的件数 9；"
                + "因有的项没有数据，权重由 30 调为 37.5；37.5 × 9 ÷ 10 = 33.75 分。",
            "  群众满意没有分数。",
            "    “本月有效评价数”是 0 或没有报，不算 0 分；权重 20 由其他各项分担。",
            "      一月最多扣 10 分，超出的 2 分不再扣。",
            "  标记：“群众满意”没有数据。",
            "  评为“月度先进”。",
        ]
        for line in expected { #expect(text.contains(line), "\(line)\n\(text)") }
    }

    @Test("a missing place is told that nothing of it counts yet")
    func missing() throws {
        let text = try lines(
            EvidenceFixtures.village(
                findings: [EvidenceFixtures.finding("VM-P", "甲", date: "2024-03-01")],
                missing: ["甲"]
            )
        )
        #expect(
            text == [
                "甲在 2024-03 没有总分：证据没有到齐。",
                "  没有计入：2024-03-01 巡查发现代办点问题（扣分第2项）。"
                    + "本单位的证据没有到齐，暂不计分。",
                "  标记：数据未到齐。",
            ]
        )
    }

    @Test("a year is told as the sum of its months' shares")
    func year() throws {
        let result = Assessor.score(
            evidence: EvidenceFixtures.year(scores: ["甲": ["2024-02": "80", "2024-01": "271/3"]]),
            schemes: try SchemeFixtures.allSchemes()
        )
        let tree = try #require(result.explanation(subject: "甲"))
        #expect(tree.value?.text == "511/6")
        #expect(tree.children.compactMap(\.value).reduce(.zero, +) == tree.value)
        #expect(tree.lines[1] == "  2024-01 得 271/3（约 90.33） 分，按 2 个月份平均。")
        #expect(tree.document["children"]?.listValue?.count == tree.children.count)
        #expect(result.explanation(subject: "丁") == nil)
    }

    @Test(
        "flags are told in Chinese, whatever the scheme calls them",
        arguments: [
            ("months_1_of_12", "12 个月中只有 1 个月有结果"), ("quarters_2_of_4", "4 个季度中只有 2 个季度有结果"),
            ("no_satisfied", "“群众满意”没有数据"), ("no_statistics", "没有数据"), ("no_lunch", "没有数据"),
            ("missing_satisfied", "“群众满意”没有评分"), ("missing_业绩", "“业绩”没有评分"),
            ("missing_score", "没有评分"), ("not_synced", "数据未到齐"), ("below_70", "不满 70 分"),
            ("promoted_85", "满 85 分"), ("barred_from_advanced", "不得评先"), ("veto_year", "一票否决"),
            ("red", "其他情形，见办法"), ("先进", "先进"),
        ]
    )
    func flags(flag: String, words: String) throws {
        let schemes = try SchemeFixtures.allSchemes()
        let scheme = try #require(schemes.first { $0.id == "village-monthly" })
        #expect(scheme.words(forFlag: flag) == words)
    }

    @Test(
        "a flag that a step sets is told by what the step found",
        arguments: [
            ("county-window-staff", "no_valid_reviews", "“有效评议数”是 0 或没有报"),
            ("key-work-monthly", "no_tasks", "没有任务"), ("exam", "no_sheet", "没有交卷"),
            ("huozhou-hall", "no_scores", "没有一期有结果"),
        ]
    )
    func flagsOfSteps(id: String, flag: String, words: String) throws {
        let scheme = try #require(try SchemeFixtures.allSchemes().first { $0.id == id })
        #expect(scheme.words(forFlag: flag) == words)
    }
}
