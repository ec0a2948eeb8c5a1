import Assessment
import Documents
import Testing

private func score(_ evidence: DocumentValue) throws -> AssessmentResult {
    let result = Assessor.score(evidence: evidence, schemes: try SchemeFixtures.allSchemes())
    #expect(result.errorLines.isEmpty, "\(result.errorLines)")
    return result
}

private func counts(good: Int) -> DocumentValue { EvidenceFixtures.counts(good: good) }

@Suite struct VillageMonthTests {
    @Test(
        "an empty part is shared out, left open, or given in full",
        arguments: [
            ("redistribute", "75", "ok", DocumentValue.null), ("open", nil, "incomplete", .null),
            ("full", "80", "ok", "20"),
        ] as [(String, String?, String, DocumentValue)]
    )
    func emptyPart(mode: String, total: String?, status: String, empty: DocumentValue) throws {
        var numbers = try #require(counts(good: 10).objectValue)
        numbers["valid"] = nil
        numbers["satisfied"] = nil
        numbers["matched"] = 0
        let result = try score(
            EvidenceFixtures.village(
                statistics: ["甲": .object(numbers)],
                parameters: ["empty_part": .text(mode)]
            )
        )
        let row = try result.row()
        #expect(result.document["status"] == .text(status))
        #expect(row["total"] == total.map(DocumentValue.text) ?? .null)
        #expect(row["sections"]?["satisfied"] == empty)
        // A base without anything good is 0, not empty.
        #expect(row["sections"]?["ledger"] == "0")
        #expect(row["sections"]?["on_time"] == (mode == "redistribute" ? "37.5" : "30"))
        #expect(row["flags"] == ["no_satisfied"])
    }

    @Test(
        "without any statistics the total is open in every mode",
        arguments: ["redistribute", "open", "full"]
    )
    func noStatistics(mode: String) throws {
        let result = try score(
            EvidenceFixtures.village(
                statistics: ["甲": ["due": 0, "onTime": "0"]],
                findings: [EvidenceFixtures.finding("VM-P", "甲", date: "2024-03-01")],
                parameters: ["empty_part": .text(mode)]
            )
        )
        let row = try result.row()
        #expect(row["flags"] == ["no_statistics"])
        #expect(row["total"] == .null && row["rank"] == .null && row["display"] == .null)
        #expect(row["sections"]?["on_time"] == .null && row["sections"]?["published"] == .null)
        #expect(row["sections"]?["deductions"] == "-1")
        #expect(result.document["figures"]?["mean"] == .null)
        #expect(result.document["status"] == "incomplete")
    }

    @Test("a part of weight 0 shows 0, is never empty, and is not counted among all parts")
    func unusedPart() throws {
        let parameters: DocumentValue = ["weights.duty": 0, "weights.satisfied": "0"]
        let row = try score(
            EvidenceFixtures.village(
                statistics: ["甲": ["due": 4, "onTime": 3, "rostered": 5, "present": 5]],
                parameters: parameters
            )
        ).row()
        #expect(row["sections"]?["duty"] == "0" && row["sections"]?["satisfied"] == "0")
        #expect(row["flags"] == ["no_ledger", "no_local", "no_published"])
        // All of the 70 marks in use fall to the only part that is not empty.
        #expect(row["sections"]?["on_time"] == "52.5" && row["total"] == "52.5")
        let empty = try score(
            EvidenceFixtures.village(
                statistics: ["甲": ["rostered": 5, "present": 5]],
                parameters: ["weights.duty": 0]
            )
        ).row()
        #expect(empty["flags"] == ["no_statistics"] && empty["total"] == .null)
        #expect(empty["sections"]?["duty"] == "0")
    }

    @Test("with every weight at 0 nothing is measured, so the total is open")
    func noWeights() throws {
        let parts = ["on_time", "ledger", "satisfied", "duty", "local", "published"]
        let parameters = DocumentObject(members: parts.map { ("weights.\($0)", 0) })
        let row = try score(
            EvidenceFixtures.village(
                statistics: ["甲": counts(good: 5)],
                parameters: .object(parameters)
            )
        ).row()
        #expect(row["total"] == .null && row["sections"]?["on_time"] == "0")
    }

    @Test("each rule stops at its own limit; applied stands before it; the total is not below 0")
    func limits() throws {
        let findings = ["VM-C", "VM-P", "VM-L"].map {
            EvidenceFixtures.finding($0, "甲", date: "2024-03-31", ["count": 30])
        }
        let row = try score(
            EvidenceFixtures.village(
                statistics: ["甲": counts(good: 10)],
                findings: findings,
                parameters: ["cap.VM-P": 0]
            )
        ).row()
        #expect(row["sections"]?["deductions"] == "-15" && row["total"] == "85")
        #expect(
            row["applied"] == [
                ["rule": "VM-C", "count": "30", "points": "-60"],
                ["rule": "VM-L", "count": "30", "points": "-15"],
                ["rule": "VM-P", "count": "30", "points": "-30"],
            ]
        )
        let poor = try score(
            EvidenceFixtures.village(statistics: ["甲": counts(good: 1)], findings: findings)
        ).row()
        #expect(poor["total"] == "0" && poor["sections"]?["deductions"] == "-25")
    }

    @Test("a missing place has only its flag, withholds honours, and leaves the others ranked")
    func missing() throws {
        let ids = ["甲", "乙"]
        let result = try score(
            EvidenceFixtures.village(
                ids,
                statistics: ["甲": counts(good: 5), "乙": counts(good: 10)],
                findings: [EvidenceFixtures.finding("VM-P", "乙", date: "2024-03-01")],
                missing: ["乙", "乙"]
            )
        )
        let row = try result.row("乙")
        #expect(row["flags"] == ["not_synced"] && row["applied"] == [])
        let values = row["sections"]?.objectValue?.members.map(\.value) ?? []
        #expect(values == Array(repeating: .null, count: 7))
        #expect(try result.row()["rank"] == 1 && result.row()["awards"] == [])
        #expect(result.document["figures"]?["mean"] == "50")
    }

    @Test("honours go to the first places, ties included, and an open total holds nobody up")
    func honours() throws {
        let ids = ["甲", "乙", "丙", "丁", "戊"]
        let statistics: DocumentValue = [
            "甲": counts(good: 9), "乙": counts(good: 9), "丙": counts(good: 8),
            "丁": counts(good: 8),
        ]
        for (ties, places, expected) in [
            ("competition", 3, 4), ("competition", 2, 2), ("dense", 2, 4), ("dense", 1, 2),
            ("competition", 0, 0),
        ] {
            let result = try score(
                EvidenceFixtures.village(
                    ids,
                    statistics: statistics,
                    parameters: [
                        "tie_rank": .text(ties), "honours": .number(String(places)),
                    ]
                )
            )
            let honoured = try ids.filter { try result.row($0)["awards"] == ["月度先进"] }
            #expect(honoured.count == expected, "\(ties) \(places)")
        }
    }
}

@Suite struct VillageYearTests {
    @Test("the year is the mean of its months, or their sum over twelve")
    func mean() throws {
        let scores: DocumentValue = ["甲": ["2024-01": 90, "2024-03": "80.5", "2024-12": "-1/2"]]
        let result = try score(EvidenceFixtures.year(scores: scores))
        let row = try result.row()
        #expect(row["total"] == "170/3" && row["flags"] == ["months_3_of_12"])
        #expect(row["sections"] == [:] && row["awards"] == [] && row["applied"] == [])
        #expect(result.document["figures"]?["mean"] == "170/3")
        let twelve = try score(
            EvidenceFixtures.year(scores: scores, parameters: ["missing_month": "twelve"])
        )
        #expect(try twelve.row()["total"] == "85/6")
        #expect(try twelve.row()["flags"] == ["months_3_of_12"])
    }

    @Test("twelve months carry no flag, none leave the total open")
    func flags() throws {
        var months = DocumentObject()
        for month in 1...12 { months["2024-\(month < 10 ? "0" : "")\(month)"] = 88 }
        let result = try score(
            EvidenceFixtures.year(
                ["甲", "乙", "丙"],
                scores: ["甲": .object(months), "丙": .object(months)],
                missing: ["丙"]
            )
        )
        #expect(try result.row()["flags"] == [] && result.row()["total"] == "88")
        #expect(try result.row("乙")["flags"] == ["no_scores"])
        #expect(try result.row("丙")["flags"] == ["not_synced"])
        #expect(try result.row("丙")["total"] == .null && result.row("乙")["rank"] == .null)
        #expect(result.document["status"] == "incomplete")
    }

    @Test("findings and statistics of a year's document are checked and not used")
    func unused() throws {
        let year = EvidenceFixtures.year(scores: ["甲": ["2024-05": 70]])
        var object = try #require(year.objectValue)
        object["findings"] = [EvidenceFixtures.finding("VM-P", "甲", date: "2024-05-01")]
        object["statistics"] = ["甲": counts(good: 3)]
        #expect(try score(.object(object)).row()["total"] == "70")
        object["findings"] = [EvidenceFixtures.finding("VM-X", "甲", date: "2024-05-01")]
        object["statistics"] = ["甲": ["due": 3]]
        let schemes = try SchemeFixtures.allSchemes()
        let refused = Assessor.score(evidence: .object(object), schemes: schemes)
        #expect(
            refused.errorLines == [
                "/findings/0/rule unknown_rule", "/statistics/甲/onTime missing",
            ]
        )
    }
}
