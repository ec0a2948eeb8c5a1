import Assessment
import Documents
import ExactNumbers
import Testing

private let seeds: [UInt64] = Array(1...60)

private func number(_ value: DocumentValue?) -> ExactNumber? {
    value?.textValue.flatMap { ExactNumber($0) }
}

@Suite struct AssessmentPropertyTests {
    let schemes: [Scheme]

    init() throws { schemes = try SchemeFixtures.allSchemes() }

    private func score(_ evidence: DocumentValue) -> AssessmentResult {
        Assessor.score(evidence: evidence, schemes: schemes)
    }

    @Test("the order of rows never matters", arguments: seeds)
    func order(seed: UInt64) throws {
        for scheme in schemes {
            var random = RandomEvidence(seed: seed)
            let evidence = random.document(for: scheme)
            var shuffled = try #require(evidence.objectValue)
            for key in ["subjects", "findings"] {
                let rows = random.numbers.shuffled(shuffled[key]?.listValue ?? [])
                shuffled[key] = .list(rows)
            }
            let result = score(evidence)
            let other = score(.object(shuffled))
            #expect(result.errorLines == [], "seed \(seed)")
            for id in random.ids { #expect(try result.row(id) == other.row(id), "seed \(seed)") }
            #expect(result.document["status"] == other.document["status"])
            #expect(result.document["figures"] == other.document["figures"])
        }
    }

    @Test(
        "removing a finding never lowers a total, except where it held back a weaker rule",
        arguments: seeds
    )
    func removal(seed: UInt64) throws {
        for scheme in schemes {
            var random = RandomEvidence(seed: seed)
            let evidence = random.document(for: scheme)
            let result = score(evidence)
            guard var rows = evidence["findings"]?.listValue, !rows.isEmpty else { continue }
            let removed = rows.remove(at: random.numbers.next(below: rows.count))
            let rule = scheme.rule(removed["rule"]?.textValue ?? "")
            if rule?.replaces.isEmpty == false, removed["event"] != nil { continue }
            var object = try #require(evidence.objectValue)
            object["findings"] = .list(rows)
            let other = score(.object(object))
            for id in random.ids {
                let before = number(try result.row(id)["total"])
                let after = number(try other.row(id)["total"])
                #expect((before == nil) == (after == nil), "seed \(seed)")
                if let before, let after { #expect(after >= before, "seed \(seed) \(id)") }
            }
        }
    }

    @Test("totals and sections stay inside their bounds", arguments: seeds)
    func bounds(seed: UInt64) throws {
        for scheme in schemes {
            var random = RandomEvidence(seed: seed)
            let evidence = random.document(for: scheme)
            let result = score(evidence)
            let hasNoFloor = evidence["parameters"]?["floor"] == "none"
            for id in random.ids {
                guard let total = number(try result.row(id)["total"]) else { continue }
                #expect(total <= ExactNumber(scheme.id == SchemeFixtures.windowID ? 100 : 120))
                #expect(hasNoFloor || !total.isNegative, "seed \(seed)")
                for section in scheme.sections {
                    guard let marks = section.marks else { continue }
                    let value = try #require(number(try result.row(id)["sections"]?[section.id]))
                    #expect(value <= marks)
                    let isBounded = evidence["parameters"]?["floor"] == "section"
                    #expect(!isBounded || !value.isNegative)
                }
            }
        }
    }

    @Test(
        "explanations add up exactly, on every level, to the total of the result",
        arguments: seeds
    )
    func explanations(seed: UInt64) throws {
        for scheme in schemes {
            var random = RandomEvidence(seed: seed)
            let evidence = random.document(for: scheme)
            let result = score(evidence)
            var mentioned = 0
            for id in random.ids {
                let tree = try #require(result.explanation(subject: id))
                #expect(tree.value == number(try result.row(id)["total"]), "seed \(seed) \(id)")
                expectSums(tree, "seed \(seed) \(id)")
                mentioned += findingCount(tree)
            }
            // Each finding stands once in the explanations: counted, or said why it is not.
            #expect(mentioned == evidence["findings"]?.listValue?.count, "seed \(seed)")
        }
    }

    private func expectSums(_ node: ExplanationNode, _ comment: String) {
        let values = node.children.compactMap(\.value)
        if let value = node.value, !node.children.isEmpty, node.subject != .finding {
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
