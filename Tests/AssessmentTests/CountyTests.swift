import Assessment
import Documents
import Testing

@Suite struct CountyTests {
    private func score(_ text: String, subjects: String = "{id: 甲}") throws -> AssessmentResult {
        try scoreText(
            SchemeFixtures.countyID,
            "period: 2024-03, subjects: [\(subjects)], \(text)"
        )
    }

    private func finding(_ rule: String, _ more: String = "") -> String {
        "{rule: \(rule), subject: 甲, date: 2024-03-08\(more.isEmpty ? "" : ", " + more)}"
    }

    private func findings(_ findings: [String]) -> String {
        "findings: [\(findings.joined(separator: ", "))]"
    }

    @Test(
        "the bands of satisfaction hold their lower ends",
        arguments: [
            ("100", "100", "10"), ("9999", "10000", "8"), ("90", "100", "8"),
            ("8999", "10000", "5"), ("80", "100", "5"), ("7999", "10000", "3"), ("0", "1", "3"),
        ]
    )
    func bands(satisfied: String, valid: String, points: String) throws {
        let text = "statistics: {甲: {satisfied: \(satisfied), valid: \(valid)}}"
        #expect(try score(text).row()["sections"]?["opinion"] == .text(points))
    }

    @Test(
        "without reviews the section is full, lowest or open, and flagged",
        arguments: [("full", "100"), ("lowest", "93"), ("incomplete", nil)] as [(String, String?)]
    )
    func zeroReviews(policy: String, total: String?) throws {
        let text = "parameters: {zero_reviews: \(policy)}, people: [{id: 张, subject: 甲}]"
        let result = try score(text)
        let expected = total.map(DocumentValue.text) ?? .null
        #expect(try result.row()["total"] == expected)
        #expect(try result.row()["flags"] == ["no_valid_reviews"])
        #expect(result.document["people"]?.listValue?.first?["total"] == expected)
        #expect(result.document["status"] == (total == nil ? "incomplete" : "ok"))
    }

    @Test(
        "additions repair losses inside a section, or go on top of all",
        arguments: [("strict", "17", "0"), ("separate", "7", "10")]
    )
    func additions(mode: String, service: String, bonus: String) throws {
        let praise = (1...2).map { _ in finding("CW-S3", "points: 5") }
        let faults = (1...13).map { _ in finding("CW-S1") }
        let text = "parameters: {bonus_mode: \(mode)}, " + findings(praise + faults)
        let row = try score(text).row()
        #expect(row["sections"]?["service"] == .text(service))
        #expect(row["total"] == "97")
        #expect(row["extras"]?["bonus"] == .text(bonus))
    }

    @Test(
        "the floor of the total is taken last",
        arguments: [("section", "65"), ("total", "0"), ("none", "-4")]
    )
    func floors(policy: String, total: String) throws {
        let faults = [finding("CW-H1", "count: 42"), finding("CW-S4")]
        let text = "parameters: {floor: \(policy)}, " + findings(faults)
        let row = try score(text).row()
        #expect(row["total"] == .text(total))
    }

    @Test("one matter is rewarded once: the highest level, and of that the larger count")
    func praise() throws {
        let rows = [
            finding("CW-B4a", "person: 张, event: E, count: 9"),
            finding("CW-B4b", "person: 张, event: E"),
            finding("CW-B4b", "person: 张, event: E, count: 2"),
            finding("CW-B4a", "person: 张, event: F"),
            finding("CW-B1", "person: 张, event: E"),
        ]
        let result = try score(findings(rows))
        let person = try #require(result.document["people"]?.listValue?.first)
        #expect(person["sections"]?["reward"] == "10" && person["total"] == "110")
        #expect(person["extras"]?["reward"] == "140")
        #expect(try result.row()["sections"]?["reward"] == "0")
        let both = try score("parameters: {reward_to: both}, " + findings(rows))
        #expect(try both.row()["sections"]?["reward"] == "10")
    }

    @Test("a case that was late jointly is not charged again for its own limit")
    func sameCase() throws {
        let rows = [
            finding("CW-H6", "case: A, days: 9"), finding("CW-H4c", "case: A, days: 1"),
            finding("CW-H6", "case: B, days: 1"), finding("CW-H6", "days: 1"),
        ]
        let row = try score(findings(rows)).row()
        #expect(row["sections"]?["handling"] == "9")
        #expect(
            row["applied"] == [
                ["rule": "CW-H4c", "count": "1", "points": "-2"],
                ["rule": "CW-H6", "count": "2", "points": "-4"],
            ]
        )
    }

    @Test(
        "the month's reward is lost once a person, or at every finding",
        arguments: [("true", "300"), ("false", "600")]
    )
    func monthReward(once: String, fine: String) throws {
        let rows = [
            finding("CW-D6", "person: 张, points: 10, count: 2"),
            finding("CW-D6", "person: 张, points: 10"), finding("CW-D6", "points: 10"),
        ]
        for value in [once, "\"\(once)\""] {
            let text = "parameters: {month_award_once: \(value)}, " + findings(rows)
            let row = try score(text).row()
            #expect(row["extras"]?["fine"] == .text(fine))
            #expect(row["flags"] == ["no_valid_reviews", "veto_year"])
        }
    }

    @Test("a point above the pooled rate counts whole, and only above it")
    func earlyRate() throws {
        let counts = "甲: {promised: 100, early: 61}, 乙: {promised: 300, early: 175}, 丙: {}"
        let text = "statistics: {\(counts)}, " + findings([finding("CW-R1")])
        let result = try score(text, subjects: "{id: 甲}, {id: 乙}, {id: 丙}")
        // 61 % less 59 % are two whole points; 乙 lies below.
        #expect(result.document["figures"]?["early_rate"] == "0.59")
        #expect(try result.row()["sections"]?["result"] == "8.2")
        #expect(try result.row("乙")["applied"] == [])
        let exact = "statistics: {甲: {promised: 100, early: 60}, 乙: {promised: 100, early: 59}}"
        let other = try score(exact, subjects: "{id: 甲}, {id: 乙}")
        #expect(try other.row()["applied"] == [])
    }

    @Test("people are listed once under each subject, and ranked together")
    func people() throws {
        let text =
            "people: [{id: 张, subject: 甲, name: 张三}], findings: ["
            + "{rule: CW-D1a, subject: 甲, date: 2024-03-08, person: 张},"
            + "{rule: CW-D1a, subject: 乙, date: 2024-03-08, person: 张, count: 2},"
            + "{rule: CW-D1a, subject: 乙, date: 2024-04-08, person: 李}]"
        let result = try score(text, subjects: "{id: 甲}, {id: 乙}")
        let people = try #require(result.document["people"]?.listValue)
        #expect(people.map { $0["subject"]?.textValue } == ["甲", "乙"])
        #expect(people.map { $0["rank"]?.integerValue } == [1, 2])
        #expect(people[0]["name"] == "张三")
    }
}
