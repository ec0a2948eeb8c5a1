import Assessment
import Documents
import ExactNumbers
import Testing

@Suite("what differs between two results")
struct ComparisonTests {
    private let schemes: [Scheme]

    init() throws { schemes = try SchemeFixtures.allSchemes() }

    private func score(_ evidence: DocumentValue) -> DocumentValue {
        Assessor.score(evidence: evidence, schemes: schemes).document
    }

    @Test(
        "a result differs from itself in nothing, however its members stand",
        arguments: SchemeFamily.all
    )
    func reflexive(_ family: SchemeFamily) throws {
        for seed in 1...100 as ClosedRange<UInt64> {
            var random = RandomEvidence(seed: seed, scheme: try family.scheme(seed: seed))
            let evidence = random.document()
            let result = score(evidence)
            let sorted = try JSONReader.read(JSONWriter.canonical(result))
            let other = try JSONReader.read(JSONWriter.canonical(evidence))
            #expect(ResultDifference(result, sorted).isEmpty, "seed \(seed)")
            #expect(EvidenceDifference(evidence, other).isEmpty, "seed \(seed)")
            #expect(ResultDifference(result, score(other)).isEmpty, "seed \(seed)")
        }
    }

    @Test("a difference there is the opposite of the difference back", arguments: SchemeFamily.all)
    func antisymmetric(_ family: SchemeFamily) throws {
        for seed in 1...100 as ClosedRange<UInt64> {
            let scheme = try family.scheme(seed: seed)
            var first = RandomEvidence(seed: seed, scheme: scheme)
            var second = RandomEvidence(seed: seed + 1_000, scheme: scheme)
            let (before, after) = (first.document(), second.document())
            let there = ResultDifference(score(before), score(after))
            let back = ResultDifference(score(after), score(before))
            let changes = Dictionary(uniqueKeysWithValues: back.rows.map { ($0.id, $0) })
            #expect(Set(there.rows.map(\.id)) == Set(changes.keys), "seed \(seed)")
            for row in there.rows {
                let other = try #require(changes[row.id])
                #expect(row.total.change == other.total.change.map { -$0 }, "seed \(seed)")
                #expect(row.total.before == other.total.after, "seed \(seed)")
                #expect(row.ranks.before == other.ranks.after, "seed \(seed)")
                #expect(Set(row.sections.map(\.id)) == Set(other.sections.map(\.id)))
                #expect(Set(row.rules.map(\.id)) == Set(other.rules.map(\.id)))
            }
            let evidence = EvidenceDifference(before, after)
            let evidenceBack = EvidenceDifference(after, before)
            #expect(evidence.removed == evidenceBack.added, "seed \(seed)")
            #expect(evidence.statistics.count == evidenceBack.statistics.count)
        }
    }

    @Test("who stands in one result only is named, and so is a rule that stands in one only")
    func presence() {
        let before: DocumentValue = [
            "subjects": [
                [
                    "id": "a", "name": "甲", "sections": ["s": "10"], "total": "10", "rank": 1,
                    "applied": [],
                ], ["id": "b", "sections": ["s": "5"], "total": "5", "rank": 2, "applied": []],
            ]
        ]
        let after: DocumentValue = [
            "subjects": [
                [
                    "id": "a", "name": "甲", "sections": ["s": "9.5"], "total": "9.5", "rank": 1,
                    "applied": [["rule": "R1", "count": "1", "points": "-0.5"]],
                ], ["id": "c", "sections": ["s": nil], "total": nil, "rank": nil, "applied": []],
            ]
        ]
        #expect(
            ResultDifference(before, after).sentences == [
                "甲：总分 10 → 9.5（-0.5）；s 10 → 9.5（-0.5）；R1 无 → -0.5。", "c：前一份里没有。", "b：后一份里没有。",
            ]
        )
    }

    @Test("a finding that is there twice and then once is one finding fewer")
    func counted() {
        let finding: DocumentValue = ["rule": "R", "subject": "a", "date": "2024-03-01"]
        let twice: DocumentValue = ["findings": .list([finding, finding])]
        let once: DocumentValue = ["findings": .list([finding])]
        #expect(EvidenceDifference(twice, once).sentences == ["少了依据：2024-03-01 a R。"])
        #expect(EvidenceDifference(once, twice).sentences == ["多了依据：2024-03-01 a R。"])
    }
}
