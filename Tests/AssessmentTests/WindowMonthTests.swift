import Assessment
import Documents
import ExactNumbers
import Testing

private func score(
    _ findings: [DocumentValue],
    subjects: [DocumentValue] = [["id": "甲"]],
    parameters: DocumentValue = [:]
) throws -> AssessmentResult {
    let evidence = EvidenceFixtures.window(
        findings: findings,
        subjects: subjects,
        parameters: parameters
    )
    let result = Assessor.score(evidence: evidence, schemes: try SchemeFixtures.allSchemes())
    #expect(result.errorLines.isEmpty, "\(result.errorLines)")
    return result
}

private let finding = EvidenceFixtures.finding

@Suite struct WindowMonthTests {
    @Test("a month without findings is worth 100, and nothing is applied")
    func clean() throws {
        let result = try score([])
        let row = try result.row()
        #expect(row["total"] == "100" && row["display"] == "100.00" && row["rank"] == 1)
        #expect(row["applied"] == [] && row["flags"] == [] && row["grade"] == .null)
        #expect(row["extras"] == [:] && row["awards"] == [])
        #expect(result.document["figures"] == [:] && result.document["quota"] == [])
        #expect(!result.exitIsError)
    }

    @Test("every rule of the catalogue takes its amount off its section")
    func allRules() throws {
        let scheme = try SchemeFixtures.scheme(SchemeFixtures.windowID)
        #expect(scheme.rules.count == 63)
        for rule in scheme.rules {
            let more: DocumentValue = rule.isDiscretionary ? ["points": "0.25"] : [:]
            let row = try score([finding(rule.id, "甲", "2022-03-31", more)]).row()
            let points = try #require(row["applied"]?.listValue?.first?["points"]?.textValue)
            let section = rule.section.flatMap { row["sections"]?[$0]?.textValue }
            #expect(points.hasPrefix("-"), "\(rule.id)")
            #expect(row["total"] != "100", "\(rule.id)")
            let marks = rule.section.flatMap { scheme.section($0)?.marks?.text }
            #expect((section == marks) == (rule.section == nil), "\(rule.id)")
        }
    }

    @Test("a finding without an event, or of another event or subject, replaces nothing")
    func replacement() throws {
        let row = try score(
            [
                finding("DW-N11d", "甲", "2022-03-01", ["event": "T1"]),
                finding("DW-N11e", "甲", "2022-03-02", [:]),
                finding("DW-N11d", "甲", "2022-03-03", [:]),
                finding("DW-N11e", "乙", "2022-03-03", ["event": "T1"]),
                finding("DW-N16a", "乙", "2022-03-03", ["event": "T1"]),
                finding("DW-N16b", "乙", "2022-03-03", ["event": "T2"]),
            ],
            subjects: [["id": "甲"], ["id": "乙"]]
        )
        #expect(try row.row()["sections"]?["norms"] == "16")
        #expect(try row.row("乙")["sections"]?["norms"] == "15.5")
    }

    @Test("a stronger finding outside the period replaces nothing")
    func replacementOutside() throws {
        let result = try score([
            finding("DW-N11d", "甲", "2022-03-31", ["event": "T1"]),
            finding("DW-N11e", "甲", "2022-04-01", ["event": "T1"]),
        ])
        #expect(try result.row()["total"] == "99.5")
        #expect(result.document["notes"]?.listValue?.count == 1)
    }

    @Test("all weaker findings of the event give way, whatever their counts and order")
    func replacementOfAll() throws {
        let row = try score([
            finding("DW-N16b", "甲", "2022-03-31", ["event": "T1"]),
            finding("DW-N16a", "甲", "2022-03-01", ["event": "T1", "count": 3]),
            finding("DW-N16a", "甲", "2022-03-02", ["event": "T1"]),
        ]).row()
        #expect(row["total"] == "99")
        #expect(row["applied"] == [["rule": "DW-N16b", "count": "1", "points": "-1"]])
    }

    @Test(
        "the floor bounds sections, the total, or nothing",
        arguments: [("section", "0", "55"), ("total", "-10", "45"), ("none", "-10", "45")]
    )
    func floor(policy: String, norms: String, total: String) throws {
        let findings = [
            finding("DW-N15c", "甲", "2022-03-01", ["count": 3]),
            finding("DW-M1", "甲", "2022-03-01", ["points": "25"]),
        ]
        let row = try score(findings, parameters: ["floor": .text(policy)]).row()
        #expect(row["sections"]?["norms"] == .text(norms))
        #expect(row["total"] == .text(total))
    }

    @Test(
        "a total below 0 is lifted unless the floor is none",
        arguments: [("section", "0"), ("total", "0"), ("none", "-70")]
    )
    func totalFloor(policy: String, total: String) throws {
        let findings = [finding("DW-M1", "甲", "2022-03-01", ["points": "85", "count": 2])]
        let row = try score(findings, parameters: ["floor": .text(policy)]).row()
        #expect(row["total"] == .text(total))
        #expect(row["applied"] == [["rule": "DW-M1", "count": "2", "points": "-170"]])
    }

    @Test("amounts can be overridden by any number of 0 or more")
    func amounts() throws {
        let parameters: DocumentValue = ["points.DW-D1": "1/3", "points.DW-C10c": 0]
        let findings = [
            finding("DW-D1", "甲", "2022-03-01", ["count": "2"]),
            finding("DW-C10c", "甲", "2022-03-01", [:]),
        ]
        let row = try score(findings, parameters: parameters).row()
        #expect(row["total"] == "298/3" && row["display"] == "99.33")
        #expect(
            row["applied"] == [
                ["rule": "DW-C10c", "count": "1", "points": "0"],
                ["rule": "DW-D1", "count": "2", "points": "-2/3"],
            ]
        )
    }

    @Test("the bounds of discretionary amounts belong to the range")
    func discretion() throws {
        for points in ["0.1", "3/10", "0.2"] as [DocumentValue] {
            _ = try score([finding("DW-N14f", "甲", "2022-03-01", ["points": points])])
        }
        for points in ["0", 0, 100, "100.0"] as [DocumentValue] {
            _ = try score([finding("DW-M1", "甲", "2022-03-01", ["points": points])])
        }
    }

    @Test(
        "equal totals share the better place",
        arguments: [("competition", [1, 2, 2, 4]), ("dense", [1, 2, 2, 3])]
    )
    func ties(policy: String, places: [Int]) throws {
        let ids = ["甲", "乙", "丙", "丁"]
        let result = try score(
            [
                finding("DW-D1", "乙", "2022-03-01", [:]),
                finding("DW-D8a", "丙", "2022-03-01", [:]),
                finding("DW-D5c", "丁", "2022-03-01", [:]),
            ],
            subjects: ids.map { ["id": .text($0)] },
            parameters: ["tie_rank": .text(policy)]
        )
        let found = try ids.map { try result.row($0)["rank"]?.integerValue }
        #expect(found == places)
    }

    @Test("first and last day of the month count, their neighbours do not")
    func days() throws {
        let dates = ["2022-02-28", "2022-03-01", "2022-03-31", "2022-04-01", "2021-03-15"]
        let row = try score(dates.map { finding("DW-D5c", "甲", $0, [:]) }).row()
        #expect(row["total"] == "98")
    }
}
