import Assessment
import Documents
import Testing

private let year = SchemeFixtures.windowYearID
private let county = SchemeFixtures.countyID
private let hall = "huozhou-hall"

private let orders: [BrokenScheme] = [
    BrokenScheme(
        "district-2022-staff",
        "      - operator: markAsTotal\n        indicator: score\n"
            + "        flagMissing: missing_score\n",
        "",
        "要用总分，前面没有步骤算出它"
    ),
    BrokenScheme(
        year,
        "      - operator: bar\n        fact: barred\n        rules: [DW-M1]\n"
            + "        flag: barred_from_advanced\n",
        "",
        "要用不得评先的单位，前面没有步骤算出它"
    ),
    BrokenScheme(
        year,
        "of: [jiwei, third_party, supervisors, leaders]",
        "of: [jiwei, third_party, supervisors, daily]",
        "各部分合计 90 分，与写明的 30 分不符"
    ),
    BrokenScheme(year, "        full: 30\n", "        full: 40\n", "与写明的 40 分不符"),
    BrokenScheme(
        year,
        "        step: $rank_step\n      - operator: sumSections\n",
        "        step: $rank_step\n      - operator: placePoints\n        section: jiwei\n"
            + "        indicator: jiwei\n        full: 5\n        step: 1\n"
            + "        whenMissing: last\n        flagMissing: x\n      - operator: sumSections\n",
        "节“jiwei”算了两次"
    ),
    BrokenScheme(
        "jiamusi-openness",
        "        grade: 优秀\n        awards: [表彰]\n",
        "        grade: 优异\n        awards: [表彰]\n",
        "没有步骤评出“优异”"
    ),
]

private let gaps: [BrokenScheme] = [
    BrokenScheme(county, "          - {points: 3}\n", "", "最后一档不能有下限"),
    BrokenScheme(
        county,
        "          - {from: 0.9, points: 8}\n",
        "          - {points: 8}\n",
        "后面的各档够不到"
    ),
    BrokenScheme(
        county,
        "          - {from: 0.8, points: 5}\n",
        "          - {from: 0.9, points: 5}\n",
        "0.9 这一档够不到"
    ),
    BrokenScheme(hall, "          - {grade: 不合格}\n", "", "最后一等不能有下限"),
    BrokenScheme(
        hall,
        "advanced_min: {title: 先进的最低分, default: 85}",
        "advanced_min: {title: 先进的最低分, default: 55}",
        "60 分这一等够不到"
    ),
    BrokenScheme(
        hall,
        "{grade: 合格, from: $pass_min}",
        "{grade: 先进, from: $pass_min}",
        "名称相同"
    ),
    BrokenScheme(
        "key-work-monthly",
        "{atLeast: 3, marks: 95}",
        "{atLeast: 7, marks: 95}",
        "够不到"
    ),
    BrokenScheme(
        "key-work-monthly",
        "{atLeast: 1, marks: 90}",
        "{atLeast: 2, marks: 90}",
        "从 1 件起"
    ),
    BrokenScheme(year, "fall: {below: 0.7", "fall: {below: 0.9", "两者重叠"),
    BrokenScheme(
        hall,
        "        from: 2\n        places: 3\n",
        "        from: 4\n        places: 3\n",
        "没有人能得到"
    ),
    BrokenScheme("tonglu-2018", "between: [0, 10]", "between: [10, 0]", "下限大于上限"),
    BrokenScheme(
        "tonglu-2018",
        "        start: 100\n",
        "        start: 101\n",
        "起点不在上下限之间"
    ),
]

private let sums: [BrokenScheme] = [
    BrokenScheme("openness-plan-3", "服务质量: 15", "服务质量: 14", "各节合计 99 分", .warning),
    BrokenScheme(
        "openness-plan-1",
        "廉洁自律: {廉洁自律: 25}",
        "廉洁自律: {廉洁自律: 30}",
        "各节合计 105 分",
        .warning
    ),
    BrokenScheme(
        "jiamusi-openness",
        "half_weights.H2: {title: 下半年的权重, default: 0.6",
        "half_weights.H2: {title: 下半年的权重, default: 0.5",
        "各节的权重合计 0.9，应当是 1"
    ),
    BrokenScheme(county, "    marks: 30\n", "    marks: 35\n", "各节合计 105 分", .warning),
    BrokenScheme("tonglu-2018", "fullMarks: 110", "fullMarks: 100", "各节合计 110 分", .warning),
    BrokenScheme(
        "district-2022-subcenter",
        "        share: 0.4\n        rounding: $quota_rounding\n        ties: $tie_at_cut\n"
            + "        skipsBarred: true\n",
        "        share: 0.7\n        rounding: $quota_rounding\n        ties: $tie_at_cut\n"
            + "        skipsBarred: true\n",
        "各等次的比例合计 1.1，超过了全部单位"
    ),
    BrokenScheme(
        "district-2022-staff",
        "        share: 0.2\n",
        "        share: 20\n",
        "40% 写作 0.4"
    ),
    BrokenScheme(year, "        factor: 0.7\n", "        factor: 70\n", "70% 写作 0.7"),
    BrokenScheme(county, "        unit: 0.01\n", "        unit: 1.5\n", "1 个百分点写作 0.01"),
    BrokenScheme(county, "{from: 0.9, points: 8}", "{from: 90, points: 8}", "90% 写作 0.9"),
]

private let names: [BrokenScheme] = [
    BrokenScheme(county, "    derived: true\n", "", "应当写明 derived: true"),
    BrokenScheme(
        county,
        "    add: 2\n    per: occurrence\n    reward: 20\n",
        "    add: 2\n    deduct: 2\n    per: occurrence\n    reward: 20\n",
        "只能写一个"
    ),
    BrokenScheme(
        county,
        "    reward: 50\n",
        "    reward: 50\n    fine: 5\n",
        "“fine”和“reward”只能写一个"
    ),
    BrokenScheme(county, "    fine: 150\n", "    fine: -150\n", "金额写正数"),
    BrokenScheme(
        county,
        "    once: $month_award_once\n",
        "    once: $zero_reviews\n",
        "不能用在“once”"
    ),
    BrokenScheme(county, "        additions: $bonus_mode\n", "", "请写明加到哪里"),
    BrokenScheme(
        county,
        "replacesSameCase: [CW-H6]",
        "replacesSameCase: [CW-H7]",
        "没有名为“CW-H7”"
    ),
    BrokenScheme(county, "replacesSameCase: [CW-H6]", "replacesSameCase: [CW-H4c]", "绕一圈"),
    BrokenScheme(
        year,
        "        indicator: jiwei\n",
        "        indicator: jiweis\n",
        "没有名为“jiweis”的指标"
    ),
    BrokenScheme(year, "marks: {between: [0, 5]}", "marks: {between: [5, 0]}", "下限大于上限"),
    BrokenScheme(year, "{grade: 非常满意, share", "{grade: 很满意, share", "票面没有“很满意”"),
    BrokenScheme(year, "raised: {fact: district_excellent", "raised: {fact: barred", "不是 truth"),
    BrokenScheme(year, "    inner: true\n", "    inner: maybe\n", "应当是 true 或 false"),
    BrokenScheme(year, "        computed: true\n", "", "这一段不会起作用"),
    BrokenScheme(
        hall,
        "        through: quarter\n",
        "        through: month\n",
        "不在年度与月份之间"
    ),
    BrokenScheme(
        "tonglu-2018",
        "        planned: 12\n",
        "        planned: 12\n        computed: true\n",
        "不能推算月份的结果"
    ),
    BrokenScheme(
        "jiamusi-openness",
        "        subPeriod: 2\n",
        "        subPeriod: 3\n",
        "没有第 3 期"
    ),
    BrokenScheme("jiamusi-openness", "        subPeriod: 2\n", "", "请写明用第几期"),
    BrokenScheme(
        "openness-plan-1",
        "        kinds: [staff]\n",
        "        kinds: [staffs]\n",
        "没有“staffs”这个单位类别"
    ),
    BrokenScheme(
        "district-2022-staff",
        "        unless: stationed\n",
        "        unless: station\n",
        "没有名为“station”的属性"
    ),
    BrokenScheme(
        "district-2022-staff",
        "        unless: stationed\n",
        "",
        "属性“stationed”没有步骤用到",
        .warning
    ),
    BrokenScheme(
        "tonglu-2018",
        "        thenBy: [red_flags, volume]\n",
        "        thenBy: [red_flags]\n",
        "数“volume”没有用在任何一节",
        .warning
    ),
    BrokenScheme(
        "key-work-monthly",
        "excusedBy: [extended, cancelled]",
        "excusedBy: [late]",
        "没有“late”这种报告"
    ),
    BrokenScheme("key-work-monthly", "poor: KW-poor,", "bad: KW-poor,", "没有“bad”这种结果"),
    BrokenScheme("exam", "  any:\n", "  none:\n", "不分期间的写 any"),
    BrokenScheme(
        "mutual-review",
        "points: [$bonus.1, $bonus.2, $bonus.3]",
        "points: [$bonus.4]",
        "没有名为“bonus.4”的参数"
    ),
]

@Suite struct OperatorFaultTests {
    @Test(
        "a fault of any operator is named in one sentence with its line",
        arguments: orders + gaps + sums + names
    )
    func fault(_ broken: BrokenScheme) throws {
        try broken.expectFault()
    }
}
