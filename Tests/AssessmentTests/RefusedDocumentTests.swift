import Assessment
import Documents
import Testing

/// One change to a document that is free of faults, and the faults that must be reported for it.
struct Refusal: CustomTestStringConvertible, Sendable {
    let base: String
    let changes: [(String, DocumentValue?)]
    let errors: [String]

    init(_ base: String, _ changes: [(String, DocumentValue?)], _ errors: [String]) {
        self.base = base
        self.changes = changes
        self.errors = errors
    }

    var testDescription: String { "\(base): \(errors)" }

    func evidence() throws -> DocumentValue {
        let base: DocumentValue =
            switch self.base {
            case "window": EvidenceFixtures.window(findings: [EvidenceFixtures.finding("DW-D1")])
            case "year": EvidenceFixtures.year(scores: ["甲": ["2024-01": 90]])
            default:
                EvidenceFixtures.village(
                    ["甲", "乙"],
                    statistics: ["甲": EvidenceFixtures.counts(good: 3)]
                )
            }
        var object = try #require(base.objectValue)
        for (key, value) in changes { object[key] = value }
        return .object(object)
    }
}

private let finding = EvidenceFixtures.finding

private func findings(_ more: DocumentValue, rule: String = "DW-D1") -> DocumentValue {
    [finding(rule, "甲", "2022-03-07", more)]
}

private let shapes: [Refusal] = [
    Refusal("window", [("scheme", nil)], ["/scheme missing"]),
    Refusal("window", [("scheme", 3)], ["/scheme bad_type"]),
    Refusal(
        "window",
        [("scheme", "x"), ("period", "y"), ("subjects", [])],
        ["/scheme unknown_scheme"]
    ),
    Refusal("window", [("scheme", "district")], ["/scheme unknown_scheme"]),
    Refusal("window", [("period", nil)], ["/period missing"]),
    Refusal("window", [("period", 2022)], ["/period bad_type"]),
    Refusal("window", [("period", "2022-13")], ["/period bad_period"]),
    Refusal("window", [("period", "2022-3")], ["/period bad_period"]),
    Refusal("window", [("period", "2022")], ["/period bad_period"]),
    Refusal("village", [("period", "2024-Q1")], ["/period bad_period"]),
    Refusal(
        "window",
        [("subjects", nil)],
        ["/findings/0/subject unknown_subject", "/subjects missing"]
    ),
    Refusal("window", [("subjects", []), ("findings", [])], ["/subjects missing"]),
    Refusal("window", [("subjects", [:]), ("findings", [])], ["/subjects bad_type"]),
    Refusal("window", [("subjects", [["id": "甲"], "乙"])], ["/subjects/1 bad_type"]),
    Refusal("window", [("subjects", [["id": "甲"], [:]])], ["/subjects/1/id missing"]),
    Refusal(
        "window",
        [("subjects", [["id": "甲"], ["id": 7, "name": 1, "attributes": []]])],
        [
            "/subjects/1/attributes bad_type", "/subjects/1/id bad_type",
            "/subjects/1/name bad_type",
        ]
    ),
    Refusal("window", [("subjects", [["id": "甲"], ["id": "甲"]])], ["/subjects/1/id duplicate"]),
    Refusal("window", [("subjects", [["id": "甲", "x": 1]])], ["/subjects/0/x unknown_key"]),
    Refusal("window", [("a/b~c", 1)], ["/a~1b~0c unknown_key"]),
    Refusal("window", [("note", 1)], ["/note bad_type"]),
    Refusal("window", [("findings", [:])], ["/findings bad_type"]),
    Refusal("window", [("findings", nil), ("facts", [])], ["/facts bad_type"]),
    Refusal("window", [("parameters", "x")], ["/parameters bad_type"]),
    Refusal("window", [("statistics", [])], ["/statistics bad_type"]),
    Refusal("window", [("people", [])], ["/people unexpected"]),
    Refusal("window", [("tasks", [])], ["/tasks unexpected"]),
    Refusal("window", [("answers", .null)], ["/answers unexpected"]),
    Refusal("window", [("periodScores", [:])], ["/periodScores unexpected"]),
    Refusal("window", [("assessedPeriods", [])], ["/assessedPeriods unexpected"]),
    Refusal("village", [("periodScores", [:])], ["/periodScores unexpected"]),
    Refusal("year", [("assessedPeriods", ["2024-01"])], ["/assessedPeriods unexpected"]),
]

private let findingFaults: [Refusal] = [
    Refusal("window", [("findings", ["x"])], ["/findings/0 bad_type"]),
    Refusal(
        "window",
        [("findings", [[:]])],
        ["/findings/0/date missing", "/findings/0/rule missing", "/findings/0/subject missing"]
    ),
    Refusal(
        "window",
        [("findings", findings([:], rule: "VM-C"))],
        ["/findings/0/rule unknown_rule"]
    ),
    Refusal(
        "window",
        [("findings", [finding("DW-X", "丁", "2021-02-29", ["points": .number("0.5")])])],
        [
            "/findings/0/date bad_date", "/findings/0/points bad_number",
            "/findings/0/rule unknown_rule", "/findings/0/subject unknown_subject",
        ]
    ),
    Refusal(
        "window",
        [("findings", findings(["date": "2022-3-7"]))],
        ["/findings/0/date bad_date"]
    ),
    Refusal(
        "window",
        [("findings", findings(["countedIn": "四月"]))],
        ["/findings/0/countedIn bad_period"]
    ),
    Refusal(
        "window",
        [("findings", findings(["countedIn": "2022-13"]))],
        ["/findings/0/countedIn bad_period"]
    ),
    Refusal("window", [("findings", findings(["date": 5]))], ["/findings/0/date bad_type"]),
    Refusal("window", [("findings", findings(["count": 0]))], ["/findings/0/count outside_bounds"]),
    Refusal("window", [("findings", findings(["count": "1.5"]))], ["/findings/0/count bad_number"]),
    Refusal("window", [("findings", findings(["count": .null]))], ["/findings/0/count bad_number"]),
    Refusal(
        "window",
        [("findings", findings(["count": .number("1e0")]))],
        ["/findings/0/count bad_number"]
    ),
    Refusal("window", [("findings", findings(["points": 1]))], ["/findings/0/points unexpected"]),
    Refusal("window", [("findings", findings(["days": 1]))], ["/findings/0/days unexpected"]),
    Refusal(
        "window",
        [("findings", findings(["halfDays": 1]))],
        ["/findings/0/halfDays unexpected"]
    ),
    Refusal("window", [("findings", findings(["event": 1]))], ["/findings/0/event bad_type"]),
    Refusal("window", [("findings", findings(["when": 1]))], ["/findings/0/when unknown_key"]),
    Refusal("window", [("findings", findings([:], rule: "DW-M1"))], ["/findings/0/points missing"]),
    Refusal(
        "window",
        [("findings", findings(["points": .number("0.2")], rule: "DW-N14f"))],
        ["/findings/0/points bad_number"]
    ),
    Refusal(
        "window",
        [("findings", findings(["points": "0.09"], rule: "DW-N14f"))],
        ["/findings/0/points outside_bounds"]
    ),
    Refusal(
        "window",
        [("findings", findings(["points": "-1"], rule: "DW-M1"))],
        ["/findings/0/points outside_bounds"]
    ),
    Refusal(
        "window",
        [("findings", findings(["points": "100.01", "date": "2019-01-01"], rule: "DW-M1"))],
        ["/findings/0/points outside_bounds"]
    ),
]

private let nameFaults: [Refusal] = [
    Refusal(
        "window",
        [("subjects", [["id": "甲", "kind": "x"]])],
        ["/subjects/0/kind unknown_kind"]
    ),
    Refusal("village", [("subjects", [["id": "甲"]])], ["/subjects/0/kind missing"]),
    Refusal(
        "village",
        [("subjects", [["id": "甲", "kind": "省"]])],
        ["/subjects/0/kind unknown_kind"]
    ),
    Refusal(
        "village",
        [("subjects", [["id": "甲", "kind": "village"], ["id": "乙", "kind": "city"]])],
        ["/subjects/1/kind conflicting"]
    ),
    Refusal("window", [("facts", ["missing": []])], ["/facts/missing unknown_fact"]),
    Refusal("village", [("facts", ["missing": "甲"])], ["/facts/missing bad_type"]),
    Refusal(
        "village",
        [("facts", ["missing": ["甲", "丁", 3]])],
        ["/facts/missing/1 unknown_subject", "/facts/missing/2 bad_type"]
    ),
    Refusal("window", [("parameters", ["x": 1])], ["/parameters/x unknown_parameter"]),
    Refusal(
        "window",
        [("parameters", ["points.DW-N14f": "0.2", "points.DW-X": 1, "points.DW-D1": "-1"])],
        [
            "/parameters/points.DW-D1 bad_parameter",
            "/parameters/points.DW-N14f unknown_parameter",
            "/parameters/points.DW-X unknown_parameter",
        ]
    ),
    Refusal(
        "window",
        [("parameters", ["floor": "Section", "tie_rank": 1])],
        ["/parameters/floor bad_parameter", "/parameters/tie_rank bad_parameter"]
    ),
    Refusal(
        "village",
        [("parameters", ["floor": "none", "honours": -1, "cap.VM-C": "-0.1"])],
        [
            "/parameters/cap.VM-C bad_parameter", "/parameters/floor unknown_parameter",
            "/parameters/honours bad_parameter",
        ]
    ),
    Refusal(
        "village",
        [("parameters", ["honours": "1.5", "weights.duty": "viel"])],
        ["/parameters/honours bad_number", "/parameters/weights.duty bad_number"]
    ),
    Refusal(
        "window",
        [("statistics", ["甲": ["due": 1]])],
        ["/statistics/甲/due unknown_statistic"]
    ),
    Refusal("village", [("statistics", ["丁": [:]])], ["/statistics/丁 unknown_subject"]),
    Refusal("village", [("statistics", ["甲": 1])], ["/statistics/甲 bad_type"]),
    Refusal(
        "village",
        [
            (
                "statistics",
                ["甲": ["due": 1, "onTime": 2, "matched": 3, "valid": -1, "satisfied": 0]]
            )
        ],
        [
            "/statistics/甲/booked missing", "/statistics/甲/onTime outside_bounds",
            "/statistics/甲/valid outside_bounds",
        ]
    ),
    Refusal(
        "village",
        [("statistics", ["甲": ["due": .number("1.0"), "onTime": true]])],
        ["/statistics/甲/due bad_number", "/statistics/甲/onTime bad_number"]
    ),
    Refusal(
        "year",
        [
            (
                "periodScores",
                [
                    "甲": ["2024-13": 1, "2023-12": 2, "2024-Q1": 3, "2024-02": .number("9.5")],
                    "丁": ["2024-01": 5], "乙": [],
                ]
            )
        ],
        [
            "/periodScores/丁 unknown_subject", "/periodScores/乙 bad_type",
            "/periodScores/乙 unknown_subject", "/periodScores/甲/2023-12 outside_period",
            "/periodScores/甲/2024-02 bad_number", "/periodScores/甲/2024-13 bad_period",
            "/periodScores/甲/2024-Q1 bad_period",
        ]
    ),
]

private let markFaults: [Refusal] = [
    Refusal(
        "window",
        [
            (
                "marks",
                [
                    ["indicator": "x", "subject": "甲", "value": "9", "rater": "r"],
                    ["indicator": "x", "subject": "甲", "value": "9", "rater": "r"],
                    ["subject": "丁", "value": "many", "source": "s", "period": "2022-03"],
                ]
            )
        ],
        [
            "/marks/0/indicator unknown_indicator", "/marks/1 duplicate",
            "/marks/1/indicator unknown_indicator", "/marks/2/indicator missing",
            "/marks/2/period unexpected", "/marks/2/source unexpected",
            "/marks/2/subject unknown_subject", "/marks/2/value bad_number",
        ]
    ),
    Refusal(
        "window",
        [("ballots", [["indicator": "x", "marks": ["甲": "满意", "丁": 4]], ["indicator": "y"]])],
        [
            "/ballots/0/indicator unknown_indicator", "/ballots/0/marks/丁 bad_type",
            "/ballots/0/marks/丁 unknown_subject", "/ballots/1/indicator unknown_indicator",
            "/ballots/1/marks missing",
        ]
    ),
    Refusal(
        "window",
        [
            (
                "tallies",
                [
                    ["indicator": "x", "subject": "甲", "counts": ["满意": -1, "一般": "0.5"]],
                    ["indicator": "x", "subject": "甲", "counts": [:]],
                ]
            )
        ],
        [
            "/tallies/0/counts/一般 bad_number", "/tallies/0/counts/满意 outside_bounds",
            "/tallies/0/indicator unknown_indicator", "/tallies/1 duplicate",
            "/tallies/1/indicator unknown_indicator",
        ]
    ),
]

extension Refusal {
    static let all = shapes + findingFaults + nameFaults + markFaults
}

@Suite struct RefusedDocumentTests {
    @Test(
        "every fault is reported with its path and reason, and no other",
        arguments: Refusal.all
    )
    func refusal(_ refusal: Refusal) throws {
        let result = Assessor.score(
            evidence: try refusal.evidence(),
            schemes: try SchemeFixtures.allSchemes()
        )
        #expect(result.errorLines == refusal.errors)
        #expect(result.exitIsError)
        #expect(result.document["status"] == "error")
        #expect(result.document["subjects"] == [])
        for error in result.document["errors"]?.listValue ?? [] {
            #expect(error["message"]?.textValue?.hasSuffix("。") == true, "\(error)")
        }
    }

    @Test("the documents that the refusals start from are free of faults")
    func bases() throws {
        for base in ["window", "village", "year"] {
            let evidence = try Refusal(base, [], []).evidence()
            let result = Assessor.score(
                evidence: evidence,
                schemes: try SchemeFixtures.allSchemes()
            )
            #expect(result.errorLines == [] && !result.exitIsError, "\(base)")
        }
    }

    @Test("a document with many faults lists all of them")
    func manyFaults() throws {
        let all = shapes + findingFaults + nameFaults
        let rows = all.filter {
            $0.base == "window" && $0.errors.allSatisfy { $0.contains("gs/0") }
        }
        var findings: [DocumentValue] = []
        var expected: [String] = []
        for refusal in rows {
            let value = try refusal.evidence()["findings"]?.listValue?.first
            let place = "/findings/\(findings.count)"
            expected += refusal.errors.map { $0.replacing("/findings/0", with: place) }
            findings.append(try #require(value))
        }
        let evidence = EvidenceFixtures.window(findings: findings, parameters: ["x": 1])
        let result = Assessor.score(evidence: evidence, schemes: try SchemeFixtures.allSchemes())
        #expect(findings.count >= 20)
        #expect(result.errorLines == (expected + ["/parameters/x unknown_parameter"]).sorted())
    }

    @Test("bytes that are no JSON value, and values that are no object, are refused as a whole")
    func wholeDocument() throws {
        let schemes = try SchemeFixtures.allSchemes()
        for text in ["", "{", "{} {}", "[1,]", "{\"a\":1,\"a\":2}"] {
            let result = Assessor.score(evidenceJSON: Array(text.utf8), schemes: schemes)
            #expect(result.errorLines == [" not_json"], "\(text)")
        }
        for text in ["[]", "3", "null", "\"x\""] {
            let result = Assessor.score(evidenceJSON: Array(text.utf8), schemes: schemes)
            #expect(result.errorLines == [" bad_type"], "\(text)")
        }
    }
}
