import Assessment
import Documents
import Testing

/// Scores a document that is written as YAML without its scheme.
func scoreText(_ scheme: String, _ text: String) throws -> AssessmentResult {
    let evidence = try YAMLReader.read("{scheme: \(scheme), \(text)}")
    let result = Assessor.score(evidence: evidence, schemes: try SchemeFixtures.allSchemes())
    #expect(result.errorLines == [])
    return result
}

extension AssessmentResult {
    /// The grades of the subjects, by id.
    func grades() -> [String: String] {
        var grades: [String: String] = [:]
        for row in document["subjects"]?.listValue ?? [] {
            grades[row["id"]?.textValue ?? ""] = row["grade"]?.textValue ?? "-"
        }
        return grades
    }
}

@Suite struct WindowYearTests {
    /// Windows whose months decide alone, because all are judged alike.
    private func evidence(
        _ months: [(id: String, score: String)],
        more: String = "",
        skipping skipped: [String] = []
    ) -> String {
        let ids = months.map(\.id)
        let subjects = ids.map { id in
            "{id: \(id), kind: \(id.hasPrefix("c") ? "comprehensive" : "single")}"
        }
        let scores = months.map { "\($0.id): {2024-01: \"\($0.score)\"}" }
        let marks = ids.flatMap { id in
            ["jiwei", "third_party"].map { "{indicator: \($0), subject: \(id), value: 5}" }
        }
        let tallies = ids.filter { !skipped.contains($0) }.flatMap { id in
            ["supervisors", "leaders"].map {
                "{indicator: \($0), subject: \(id), counts: {满意: 5}}"
            }
        }
        return """
            period: "2024", subjects: [\(subjects.joined(separator: ", "))],
            periodScores: {\(scores.joined(separator: ", "))},
            marks: [\(marks.joined(separator: ", "))],
            tallies: [\(tallies.joined(separator: ", "))]\(more.isEmpty ? "" : ", " + more)
            """
    }

    private func score(
        _ months: [(id: String, score: String)],
        more: String = "",
        skipping skipped: [String] = []
    ) throws -> AssessmentResult {
        try scoreText(
            SchemeFixtures.windowYearID,
            evidence(months, more: more, skipping: skipped)
        )
    }

    private let five = [
        (id: "w1", score: "100"), (id: "w2", score: "98"), (id: "w3", score: "96"),
        (id: "w4", score: "94"), (id: "w5", score: "50"),
    ]

    @Test("exactly 85 of a hundred of the first rises, exactly 70 stays, a hair less falls")
    func lines() throws {
        // With all parts full the total is 0.7 × months + 30.
        let cases = [
            ("550/7", "考绩良好窗口"), ("5499/70", "考绩合格窗口"), ("400/7", "考绩合格窗口"),
            ("3999/70", "考绩基本合格窗口"),
        ]
        for (score, grade) in cases {
            let result = try self.score(five.dropLast() + [(id: "w5", score: score)])
            #expect(result.grades()["w5"] == grade, "\(score)")
        }
    }

    @Test(
        "an excellent district gives half of the pool the first grade, the second keeps its own"
    )
    func excellent() throws {
        let more = "facts: {district_excellent: true}"
        let result = try score(five, more: more)
        let quota = try #require(result.document["quota"]?.listValue)
        #expect(quota[0]["raw"] == "2.5" && quota[0]["places"] == 3)
        #expect(quota[1]["raw"] == "2" && quota[1]["places"] == 2)
        #expect(result.grades()["w3"] == "考绩先进窗口" && result.grades()["w5"] == "考绩良好窗口")
    }

    @Test("a barred window's place goes to the next, and it may still be second")
    func barred() throws {
        let finding = "{rule: DW-M1, subject: w2, date: 2024-07-01, points: 1}"
        let more = "facts: {barred: [w1]}, findings: [\(finding)]"
        let result = try score(five, more: more)
        #expect(
            result.grades() == [
                "w1": "考绩良好窗口", "w2": "考绩良好窗口", "w3": "考绩先进窗口",
                "w4": "考绩先进窗口", "w5": "考绩基本合格窗口",
            ]
        )
        #expect(try result.row("w2")["flags"] == ["barred_from_advanced", "months_1_of_12"])
        #expect(result.document["figures"]?["first"] == "100")
    }

    @Test(
        "a tie at the cut is in or out as a whole, and the next quota keeps its number",
        arguments: [
            ("include", ["先进", "先进", "先进", "良好", "良好"]),
            ("exclude", ["先进", "良好", "良好", "合格", "合格"]),
        ]
    )
    func ties(policy: String, words: [String]) throws {
        let months = ["100", "90", "90", "70", "60"].enumerated().map {
            (id: "w\($0 + 1)", score: $1)
        }
        let more = "parameters: {tie_at_cut: \(policy)}"
        let result = try score(months, more: more)
        let grades = result.grades()
        #expect(grades.keys.sorted().map { grades[$0] } == words.map { "考绩\($0)窗口" })
        let quota = try #require(result.document["quota"]?.listValue?.first)
        #expect(quota["tieAtCut"] == true && quota["places"] == 2)
    }

    @Test("windows outside the pool take no place, and are measured by the pool's first")
    func comprehensive() throws {
        let months = five + [(id: "c1", score: "110"), (id: "c2", score: "20")]
        let result = try score(months)
        #expect(result.grades()["c1"] == "考绩良好窗口")
        #expect(result.grades()["c2"] == "考绩基本合格窗口")
        #expect(result.document["figures"]?["first"] == "100")
        #expect(result.document["quota"]?.listValue?.first?["base"] == 5)
        let all = try score(months, more: "parameters: {first_reference: all}")
        #expect(all.document["figures"]?["first"] == "107")
        let alone = try score([(id: "c1", score: "90")])
        #expect(alone.grades() == ["c1": "考绩合格窗口"])
        #expect(alone.document["figures"]?["first"] == .null)
    }

    @Test("one open window of the pool withholds all grades, one outside it only its own")
    func open() throws {
        let withheld = try score(five, skipping: ["w4"])
        #expect(Set(withheld.grades().values) == ["-"])
        #expect(withheld.document["quota"] == [] && withheld.document["status"] == "incomplete")
        let row = try withheld.row("w4")
        #expect(
            row["flags"] == ["missing_leaders", "missing_supervisors", "months_1_of_12"]
                && row["rank"] == .null
        )
        let outside = try score(five + [(id: "c1", score: "90")], skipping: ["c1"])
        #expect(outside.grades()["w1"] == "考绩先进窗口" && outside.grades()["c1"] == "-")
    }

    @Test("without votes the last place counts all that have some, ties or not")
    func zeroVotes() throws {
        for (ties, value) in [("competition", "4.6"), ("dense", "4.9")] {
            let more = "parameters: {zero_votes: last, tie_rank: \(ties)}"
            let result = try score(five, more: more, skipping: ["w5"])
            #expect(try result.row("w5")["sections"]?["supervisors"] == .text(value))
            #expect(try result.row("w5")["grade"] != .null)
        }
    }

    @Test("a ballot may hold exactly three tenths of the best grade, void marks left out")
    func ballots() throws {
        let ids = (0..<10).map { "w\($0)" }
        for (count, isVoid, unknown) in [(3, 0, 0), (4, 1, 0), (3, 1, 1)] {
            let grades = ids.enumerated().map { place, id in
                let isUnknown = place >= 10 - unknown
                return "\(id): \(place < count ? "非常满意" : isUnknown ? "很好" : "满意")"
            }
            let text = """
                period: "2024", subjects: [\(ids.map { "{id: \($0)}" }.joined(separator: ", "))],
                ballots: [{indicator: leaders, marks: {\(grades.joined(separator: ", "))}}]
                """
            let result = try scoreText(SchemeFixtures.windowYearID, text)
            let figure = result.document["figures"]?["void_ballots.leaders"]
            #expect(figure == .text(String(isVoid)), "\(count)")
        }
    }

    @Test("votes are worth what their grades say, and places are counted over all windows")
    func voteValues() throws {
        let result = try scoreText(
            SchemeFixtures.windowYearID,
            """
            period: "2024", subjects: [{id: 甲}, {id: 乙}],
            parameters: {very_satisfied_cap: off},
            tallies: [
              {indicator: leaders, subject: 甲, counts: {非常满意: 3, 满意: 5, 一般: 1, 不满意: 1}},
              {indicator: leaders, subject: 乙, counts: {满意: 5}}]
            """
        )
        // (3 + 4.5 + 0.8 + 0.7) ÷ 10 is 0.9 exactly, so both share the first place.
        #expect(try result.row("甲")["sections"]?["leaders"] == "10")
        #expect(try result.row("乙")["sections"]?["leaders"] == "10")
        #expect(try result.row("甲")["flags"]?.listValue?.contains("no_daily_score") == true)
    }
}
