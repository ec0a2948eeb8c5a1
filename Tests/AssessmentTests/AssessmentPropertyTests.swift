import Assessment
import Documents
import ExactNumbers
import Testing

/// Schemes that are worked out in the same way; each family has its own 500 documents.
struct SchemeFamily: CustomTestStringConvertible, Sendable {
    let name: String
    let ids: [String]

    var testDescription: String { name }

    static let seeds: ClosedRange<UInt64> = 1...500

    static let all = [
        SchemeFamily(name: "rules", ids: [SchemeFixtures.windowID, "huozhou-hall"]),
        SchemeFamily(name: "votes", ids: [SchemeFixtures.windowYearID, "district-2022-subcenter"]),
        SchemeFamily(name: "people", ids: [SchemeFixtures.countyID]),
        SchemeFamily(
            name: "weights",
            ids: [
                "openness-plan-1", "openness-plan-2", "openness-plan-3", "performance-generic",
                "jiamusi-openness", "huozhou-staff", "city-performance",
            ]
        ),
        SchemeFamily(name: "marks", ids: ["district-2022-staff", "mutual-review"]),
        SchemeFamily(
            name: "counts",
            ids: [SchemeFixtures.villageID, "tonglu-2018", "good-bad-review"]
        ),
        SchemeFamily(name: "tasks and tests", ids: ["key-work-monthly", "exam"]),
    ]

    func scheme(seed: UInt64) throws -> Scheme {
        try SchemeFixtures.scheme(ids[Int(seed) % ids.count])
    }
}

private func number(_ value: DocumentValue?) -> ExactNumber? {
    value?.textValue.flatMap { ExactNumber($0) }
}

private func rows(_ result: AssessmentResult, _ part: String = "subjects") -> Set<DocumentValue> {
    Set(result.document[part]?.listValue ?? [])
}

@Suite struct AssessmentPropertyTests {
    let schemes: [Scheme]

    init() throws { schemes = try SchemeFixtures.allSchemes() }

    private func score(_ evidence: DocumentValue) -> AssessmentResult {
        Assessor.score(evidence: evidence, schemes: schemes)
    }

    @Test("every shipped scheme belongs to one family")
    func families() throws {
        #expect(SchemeFamily.all.flatMap(\.ids).sorted() == (try SchemeFixtures.schemeIDs()))
    }

    @Test(
        "order never matters, less to deduct never lowers, quotas hold, explanations add up",
        arguments: SchemeFamily.all
    )
    func properties(family: SchemeFamily) throws {
        for seed in SchemeFamily.seeds {
            var random = RandomEvidence(seed: seed, scheme: try family.scheme(seed: seed))
            let evidence = random.document()
            let result = score(evidence)
            #expect(result.errorLines == [], "seed \(seed)")
            try expectSameInOtherOrder(evidence, result, &random)
            try expectNoLossByRemoval(evidence, result, &random)
            try expectQuotasHold(evidence, result, seed)
            try expectExplained(evidence, result, seed)
        }
    }

    private func expectSameInOtherOrder(
        _ evidence: DocumentValue,
        _ result: AssessmentResult,
        _ random: inout RandomEvidence
    ) throws {
        let lists = [
            "subjects", "findings", "people", "assessedPeriods", "marks", "ballots", "tallies",
            "tasks",
        ]
        var shuffled = try #require(evidence.objectValue)
        for key in lists {
            guard let rows = shuffled[key]?.listValue else { continue }
            shuffled[key] = .list(random.numbers.shuffled(rows))
        }
        let other = score(.object(shuffled))
        for part in ["subjects", "people", "quota", "excluded"] {
            #expect(rows(result, part) == rows(other, part), "\(evidence)")
        }
        #expect(result.document["status"] == other.document["status"])
        #expect(result.document["figures"] == other.document["figures"], "\(evidence)")
    }

    /// A finding that held back a weaker rule is left alone, as its removal lets that rule count.
    private func expectNoLossByRemoval(
        _ evidence: DocumentValue,
        _ result: AssessmentResult,
        _ random: inout RandomEvidence
    ) throws {
        guard var rows = evidence["findings"]?.listValue, !rows.isEmpty else { return }
        let scheme = random.scheme
        let removed = rows.remove(at: random.numbers.next(below: rows.count))
        let rule = try #require(scheme.rule(removed["rule"]?.textValue ?? ""))
        let written = scheme.document["rules"]?.listValue?.first { $0["id"] == removed["rule"] }
        let isLinked = ["replaces", "replacesSameCase", "oncePerEvent"].contains {
            written?[$0] != nil
        }
        if rule.isAddition || isLinked { return }
        var object = try #require(evidence.objectValue)
        object["findings"] = .list(rows)
        let after = totals(score(.object(object)))
        for (row, total) in totals(result) {
            guard let other = after[row] else { continue }
            #expect((total == nil) == (other == nil), "\(row) \(evidence)")
            if let total, let other { #expect(other >= total, "\(row) \(evidence)") }
        }
    }

    /// Totals of subjects and people, by what identifies them.
    private func totals(_ result: AssessmentResult) -> [[String]: ExactNumber?] {
        let all = rows(result).union(rows(result, "people"))
        return Dictionary(
            all.map { row in
                ([row["id"], row["subject"]].compactMap { $0?.textValue }, number(row["total"]))
            },
            uniquingKeysWith: { first, _ in first }
        )
    }

    /// Only a tie that is written down, where ties are in, gives more than the places.
    private func expectQuotasHold(
        _ evidence: DocumentValue,
        _ result: AssessmentResult,
        _ seed: UInt64
    ) throws {
        let isExcluding = evidence["parameters"]?["tie_at_cut"] == "exclude"
        for quota in rows(result, "quota") {
            let name = try #require(quota["name"])
            let places = try #require(quota["places"]?.integerValue)
            let base = try #require(quota["base"]?.integerValue)
            let winners = rows(result).count { row in
                let isMoved = row["flags"]?.listValue?.contains("promoted_85") ?? false
                let isAwarded = row["awards"]?.listValue?.contains(name) ?? false
                return row["grade"] == name && !isMoved || isAwarded
            }
            let isTied = quota["tieAtCut"] == true
            #expect(winners <= base)
            #expect(winners <= places || isTied && !isExcluding, "seed \(seed) \(quota)")
            #expect(!isTied || isExcluding == (winners < places), "seed \(seed) \(quota)")
        }
    }

    @Test("totals and sections stay inside their bounds", arguments: SchemeFamily.all)
    func bounds(family: SchemeFamily) throws {
        for seed in SchemeFamily.seeds {
            let scheme = try family.scheme(seed: seed)
            let full = scheme.document["fullMarks"]?.numberLiteral.flatMap { ExactNumber($0) }
            let hasRewards = scheme.rules.contains(where: \.isAddition)
            var random = RandomEvidence(seed: seed, scheme: scheme)
            random.variesNumbers = false
            let evidence = random.document()
            let floor = evidence["parameters"]?["floor"]
            for row in rows(score(evidence)) {
                for section in scheme.sections {
                    guard let value = number(row["sections"]?[section.id]),
                        let marks = section.marks
                    else { continue }
                    #expect(value <= marks, "seed \(seed)")
                    let isFree = floor == "none" || floor == "total"
                    #expect(isFree || !value.isNegative, "seed \(seed) \(row)")
                }
                guard let total = number(row["total"]) else { continue }
                #expect(floor == "none" || !total.isNegative, "seed \(seed) \(row)")
                if let full, !hasRewards { #expect(total <= full, "seed \(seed) \(row)") }
            }
        }
    }

    private func expectExplained(
        _ evidence: DocumentValue,
        _ result: AssessmentResult,
        _ seed: UInt64
    ) throws {
        var mentioned = 0
        for row in rows(result) {
            let name = try #require(row["id"]?.textValue)
            let tree = try #require(result.explanation(subject: name))
            #expect(tree.value == number(row["total"]), "seed \(seed) \(name)")
            expectSums(tree, "seed \(seed) \(name)")
            mentioned += findingCount(tree)
        }
        for row in rows(result, "people") {
            let subject = try #require(row["subject"]?.textValue)
            let name = try #require(row["id"]?.textValue)
            let tree = try #require(result.explanation(person: name, subject: subject))
            #expect(tree.value == number(row["total"]), "seed \(seed) \(name)")
            expectSums(tree, "seed \(seed) \(name)")
        }
        // Each finding stands once in the explanations: counted, or said why it is not.
        #expect(mentioned == evidence["findings"]?.listValue?.count ?? 0, "seed \(seed)")
    }

    /// Totals and sections, and whatever else rests on numbers, are the sum of what is below.
    private func expectSums(_ node: ExplanationNode, _ comment: String) {
        let values = node.children.compactMap(\.value)
        let isSum = node.subject == .total || node.subject == .section || !values.isEmpty
        if let value = node.value, isSum {
            #expect(values.reduce(.zero, +) == value, "\(comment): \(node.sentence)")
        }
        for child in node.children { expectSums(child, comment) }
    }

    private func findingCount(_ node: ExplanationNode) -> Int {
        let isOne = node.subject == .finding || node.subject == .remark && node.id != nil
        return (isOne ? 1 : 0) + node.children.map(findingCount).reduce(0, +)
    }

    @Test("a county's month of 320 subjects and 5,000 findings is scored in good time")
    func size() throws {
        let scheme = try SchemeFixtures.scheme(SchemeFixtures.windowID)
        var numbers = SeededNumbers(seed: 7)
        let ids = (0..<320).map { "窗口\($0)" }
        let fixed = scheme.rules.filter { !$0.isDiscretionary }
        let findings = (0..<5_000).map { number in
            EvidenceFixtures.finding(
                numbers.pick(fixed).id,
                numbers.pick(ids),
                date: "2022-03-\(10 + number % 20)",
                ["count": .number(String(1 + number % 3)), "event": .text("T\(number % 900)")]
            )
        }
        let evidence = EvidenceFixtures.window(
            findings: findings,
            subjects: ids.map { ["id": .text($0)] }
        )
        let clock = ContinuousClock()
        var result: AssessmentResult?
        let duration = clock.measure { result = score(evidence) }
        #expect(result?.document["subjects"]?.listValue?.count == 320)
        #expect(result?.errorLines == [])
        // Generous for a debug build on a busy machine; a release build takes a small part of it.
        #expect(duration < .seconds(5), "\(duration)")
    }
}
