import Assessment
import Documents
import Testing

/// A document, written as YAML without its scheme, and all faults that must be reported for it.
struct RefusedPart: CustomTestStringConvertible, Sendable {
    let scheme: String
    let text: String
    let errors: [String]

    init(_ scheme: String, _ text: String, _ errors: [String]) {
        self.scheme = scheme
        self.text = text
        self.errors = errors.sorted()
    }

    var testDescription: String { "\(scheme): \(errors)" }

    func evidence() throws -> DocumentValue {
        try YAMLReader.read("{scheme: \(scheme), \(text)}")
    }
}

private let year = "period: \"2024\", subjects: [{id: 甲}, {id: 乙}]"
private let month = "period: 2024-03, subjects: [{id: 甲}, {id: 乙}]"

private let marks: [RefusedPart] = [
    RefusedPart(
        "district-2022-window",
        "\(year), marks: [{indicator: jiwei, subject: 甲, value: \"5.01\"},"
            + " {indicator: third_party, subject: 丙, value: -1},"
            + " {indicator: supervisors, subject: 甲, value: 5},"
            + " {indicator: jiwei, subject: 甲, value: 5, source: 专家, period: 2024-03}]",
        [
            "/marks/0/value outside_bounds", "/marks/1/subject unknown_subject",
            "/marks/1/value outside_bounds", "/marks/2/indicator unknown_indicator",
            "/marks/3/source unexpected", "/marks/3/period unexpected",
        ]
    ),
    RefusedPart(
        "openness-plan-1",
        "period: \"2024\", subjects: [{id: 甲, kind: staff}], parameters: {sources.专家: -1,"
            + " sources.: 1, line.优秀: many}, marks: [{indicator: 领导, subject: 甲, value: 50},"
            + " {indicator: 业务能力, subject: 甲, value: 101},"
            + " {indicator: 业务能力, subject: 甲}]",
        [
            "/parameters/sources.专家 bad_parameter", "/parameters/sources. unknown_parameter",
            "/parameters/line.优秀 bad_number", "/marks/0/indicator unknown_indicator",
            "/marks/1/value outside_bounds", "/marks/2/value missing",
        ]
    ),
    RefusedPart(
        "openness-plan-3",
        "\(year), parameters: {sources.路人: 1, sources.专家: 0},"
            + " marks: [{indicator: 服务速度, subject: 甲, value: 1, source: 路人},"
            + " {indicator: 服务速度, subject: 甲, value: 1, rater: A},"
            + " {indicator: 服务速度, subject: 甲, value: 1, rater: A},"
            + " {indicator: 服务速度, subject: 甲, value: 1, rater: A, source: 专家}]",
        [
            "/parameters/sources.路人 unknown_parameter",
            "/parameters/sources.专家 bad_parameter", "/marks/0/source unexpected",
            "/marks/2 duplicate",
        ]
    ),
    RefusedPart(
        "jiamusi-openness",
        "period: \"2024\", subjects: [{id: 甲, attributes: {rectified: 否, mended: true}}],"
            + " marks: [{indicator: JO-1, subject: 甲, value: 9, period: 2024-H1},"
            + " {indicator: JO-1, subject: 甲, value: 8, period: 2024-H1},"
            + " {indicator: JO-14, subject: 甲, value: 8, period: 2024-H3},"
            + " {indicator: JO-1, subject: 甲, value: 8, period: 2025-H1},"
            + " {indicator: JO-1, subject: 甲, value: 8}]",
        [
            "/subjects/0/attributes/rectified bad_type",
            "/subjects/0/attributes/mended unknown_key", "/marks/1 duplicate",
            "/marks/2/indicator unknown_indicator", "/marks/2/period bad_period",
            "/marks/3/period outside_period", "/marks/4/period missing",
        ]
    ),
    RefusedPart(
        "mutual-review",
        "\(month), marks: [{indicator: peer, subject: 甲, value: 9},"
            + " {indicator: peer, subject: 甲, value: 9, rater: 乙},"
            + " {indicator: peer, subject: 甲, value: 8, rater: 乙}]",
        ["/marks/0/rater missing", "/marks/2 duplicate"]
    ),
    RefusedPart(
        "huozhou-staff",
        "\(month), marks: [{indicator: 德, subject: 甲, value: 9, source: 领导}]",
        ["/period bad_period", "/marks/0/source unexpected"]
    ),
]

private let votes: [RefusedPart] = [
    RefusedPart(
        "district-2022-window",
        "\(year), ballots: [{indicator: leaders, marks: {甲: 满意, 丙: 满意}},"
            + " {indicator: jiwei, marks: {}}], tallies: ["
            + "{indicator: leaders, subject: 甲, counts: {满意: 1}},"
            + " {indicator: supervisors, subject: 甲, counts: {满意: -1, 很好: 1}},"
            + " {indicator: supervisors, subject: 甲, counts: {满意: \"1.5\"}}]",
        [
            "/ballots/0/marks/丙 unknown_subject", "/ballots/1/indicator unknown_indicator",
            "/tallies/0/indicator conflicting", "/tallies/1/counts/满意 outside_bounds",
            "/tallies/1/counts/很好 unknown_grade", "/tallies/2 duplicate",
            "/tallies/2/counts/满意 bad_number",
        ]
    ),
    RefusedPart(
        "district-2022-subcenter",
        "\(year), facts: {barred: [丙], district_excellent: true}, tallies: ["
            + "{indicator: leaders, subject: 甲, counts: {优: 1}}, {indicator: leaders}],"
            + " ballots: [{indicator: leaders, marks: {甲: 满意}}], assessedPeriods: []",
        [
            "/facts/barred/0 unknown_subject", "/facts/district_excellent unknown_fact",
            "/tallies/0/counts/优 unknown_grade", "/tallies/0/indicator conflicting",
            "/tallies/1/indicator conflicting", "/tallies/1/subject missing",
            "/tallies/1/counts missing", "/assessedPeriods unexpected",
        ]
    ),
    RefusedPart(
        "district-2022-window",
        "\(year), facts: {district_excellent: 1, barred: 甲}, assessedPeriods: [2024-02,"
            + " 2024-02, 2023-12, 2024-Q1, 3], parameters: {rank_step: -1, zero_votes: first}",
        [
            "/facts/district_excellent bad_type", "/facts/barred bad_type",
            "/assessedPeriods/1 duplicate", "/assessedPeriods/2 outside_period",
            "/assessedPeriods/3 bad_period", "/assessedPeriods/4 bad_type",
            "/parameters/rank_step bad_parameter", "/parameters/zero_votes bad_parameter",
        ]
    ),
]

private let people: [RefusedPart] = [
    RefusedPart(
        "county-window-staff",
        "\(month), people: [{id: 张, subject: 甲}, {id: 张, subject: 乙}, {id: 张, subject: 甲},"
            + " {id: 李, subject: 丙}, {subject: 甲, age: 3}], parameters: {month_award_once: 1}",
        [
            "/people/2/id duplicate", "/people/3/subject unknown_subject",
            "/people/4/id missing", "/people/4/age unknown_key",
            "/parameters/month_award_once bad_parameter",
        ]
    ),
    RefusedPart(
        "county-window-staff",
        "\(month), statistics: {甲: {satisfied: 3}, 乙: {valid: 2, satisfied: 3, promised: 3,"
            + " early: 4, due: 1}}, findings: [{rule: CW-R2, subject: 甲, date: 2024-03-01},"
            + " {rule: CW-H6, subject: 甲, date: 2024-03-01, case: A},"
            + " {rule: CW-D6, subject: 甲, date: 2024-03-01, points: \"9.9\"},"
            + " {rule: CW-S3, subject: 甲, date: 2024-03-01, points: -1},"
            + " {rule: CW-D1a, subject: 甲, date: 2024-03-01, halfDays: 1}]",
        [
            "/statistics/甲/valid missing", "/statistics/乙/satisfied outside_bounds",
            "/statistics/乙/early outside_bounds", "/statistics/乙/due unknown_statistic",
            "/findings/0/rule derived_rule", "/findings/1/days missing",
            "/findings/2/points outside_bounds", "/findings/3/points outside_bounds",
            "/findings/4/halfDays unexpected",
        ]
    ),
    RefusedPart(
        "tonglu-2018",
        "\(month), people: [], statistics: {甲: {deducted: -1, extra: x}}, parameters:"
            + " {red_flags: \"2.5\", excellent: -1}, periodScores: {}",
        [
            "/people unexpected", "/periodScores unexpected",
            "/statistics/甲/deducted outside_bounds", "/statistics/甲/extra bad_number",
            "/parameters/red_flags bad_number", "/parameters/excellent bad_parameter",
        ]
    ),
]

private let tasks: [RefusedPart] = [
    RefusedPart(
        "key-work-monthly",
        "\(month), findings: [{rule: KW-poor, subject: 甲, date: 2024-03-01}], tasks: ["
            + "{id: \"1\", subjects: [], outcome: ended}, {id: \"1\", subjects: [丙, 3]},"
            + " {subjects: 甲, outcome: done, report: sent, done: true}, 4]",
        [
            "/findings/0/rule derived_rule", "/tasks/0/subjects missing",
            "/tasks/0/outcome unknown_outcome", "/tasks/1/id duplicate",
            "/tasks/1/subjects/0 unknown_subject", "/tasks/1/subjects/1 bad_type",
            "/tasks/1/outcome missing", "/tasks/2/id missing", "/tasks/2/subjects bad_type",
            "/tasks/2/report unknown_outcome", "/tasks/2/done unknown_key", "/tasks/3 bad_type",
        ]
    ),
    RefusedPart(
        "exam",
        "subjects: [{id: 甲}], period: 2024-3, answers: {key: {\"1\": 对, \"2\": 2}, page: 1}",
        [
            "/period bad_period", "/answers/key/1 bad_type", "/answers/key/2 bad_type",
            "/answers/page unknown_key", "/answers/sheets missing",
        ]
    ),
    RefusedPart(
        "exam",
        "subjects: [{id: 甲}], answers: {key: {}, sheets: {乙: {}, 甲: {\"1\": 1}}}, tasks: []",
        [
            "/answers/sheets/乙 unknown_subject", "/answers/sheets/甲/1 bad_type",
            "/tasks unexpected",
        ]
    ),
]

@Suite struct RefusedPartsTests {
    @Test(
        "faults of marks, votes, people, tasks and sheets are listed, all and no other",
        arguments: marks + votes + people + tasks
    )
    func refusal(_ refused: RefusedPart) throws {
        let result = Assessor.score(
            evidence: try refused.evidence(),
            schemes: try SchemeFixtures.allSchemes()
        )
        #expect(result.errorLines == refused.errors)
        #expect(result.exitIsError && result.document["subjects"] == [])
    }

    @Test("every reason for refusing is provoked twice or more")
    func reasons() throws {
        let reasons = [
            "not_json", "bad_type", "missing", "unknown_key", "unknown_scheme", "unknown_rule",
            "unknown_subject", "unknown_kind", "unknown_parameter", "unknown_fact",
            "unknown_indicator", "unknown_statistic", "unknown_grade", "unknown_outcome",
            "derived_rule", "bad_period", "outside_period", "bad_date", "bad_number",
            "outside_bounds", "bad_parameter", "unexpected", "duplicate", "conflicting",
        ]
        // A text that is no JSON value has no rows; `wholeDocument` provokes it five times.
        let lines =
            Refusal.all.flatMap(\.errors) + (marks + votes + people + tasks).flatMap(\.errors)
            + [" not_json", " not_json"]
        for reason in reasons {
            #expect(lines.count { $0.hasSuffix(" \(reason)") } >= 2, "\(reason)")
        }
        #expect(
            Set(lines.compactMap { $0.split(separator: " ").last.map(String.init) }).count == 24
        )
    }
}
