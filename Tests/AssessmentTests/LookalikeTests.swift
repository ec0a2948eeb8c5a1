import Assessment
import Documents
import Testing

/// Two spellings that Swift takes for equal and no byte comparison does.
private let composed = "\u{e9}"
private let decomposed = "e\u{301}"

@Suite("ids that look alike and are other bytes")
struct LookalikeTests {
    private func score(_ evidence: DocumentValue) throws -> AssessmentResult {
        Assessor.score(evidence: evidence, schemes: try SchemeFixtures.allSchemes())
    }

    private func messages(_ result: AssessmentResult) -> [String] {
        (result.document["errors"]?.listValue ?? []).compactMap { $0["message"]?.textValue }
    }

    @Test("two subjects are refused for what is the matter, not for being written twice")
    func subjects() throws {
        let evidence = EvidenceFixtures.window(
            subjects: [["id": .text(composed)], ["id": .text(decomposed)]]
        )
        let result = try score(evidence)
        #expect(result.errorLines == ["/subjects/1/id duplicate"])
        #expect(messages(result).first?.contains("字符的编码却不同") == true)
        let twice = EvidenceFixtures.window(
            subjects: [["id": .text(composed)], ["id": .text(composed)]]
        )
        #expect(messages(try score(twice)).first?.contains("写了两次") == true)
    }

    @Test("a subject is found by its bytes alone")
    func reference() throws {
        let evidence = EvidenceFixtures.window(
            findings: [
                EvidenceFixtures.finding("DW-D1", decomposed),
                EvidenceFixtures.finding("DW-D1", composed),
            ],
            subjects: [["id": .text(decomposed)]]
        )
        let result = try score(evidence)
        #expect(result.errorLines == ["/findings/1/subject unknown_subject"])
        #expect(messages(result).first?.contains("照那里的写法") == true)
    }

    @Test("people, tasks and events of other bytes are different ones")
    func different() throws {
        let people: DocumentValue = [
            "scheme": .text(SchemeFixtures.countyID), "period": "2022-03",
            "subjects": [["id": "甲"]],
            "people": [
                ["id": .text(composed), "subject": "甲"],
                ["id": .text(decomposed), "subject": "甲"],
            ],
        ]
        let rows = try score(people).document["people"]?.listValue
        #expect(rows?.compactMap { $0["id"]?.textValue?.utf8.count } == [2, 3])
        let tasks: DocumentValue = [
            "scheme": "key-work-monthly", "period": "2022-03", "subjects": [["id": "甲"]],
            "tasks": [
                ["id": .text(composed), "subjects": ["甲"], "outcome": "done"],
                ["id": .text(decomposed), "subjects": ["甲"], "outcome": "done"],
            ],
        ]
        #expect(try score(tasks).document["status"] == "ok")
        // A stronger rule replaces a weaker one for the same event only.
        let scheme = try SchemeFixtures.scheme(SchemeFixtures.windowID)
        let strong = try #require(
            scheme.rules.first { !$0.replaces.isEmpty && !$0.isDiscretionary }
        )
        let weak = try #require(strong.replaces.first)
        for (event, count) in [(composed, 2), (decomposed, 1)] {
            let evidence = EvidenceFixtures.window(findings: [
                EvidenceFixtures.finding(strong.id, "甲", ["event": .text(decomposed)]),
                EvidenceFixtures.finding(weak, "甲", ["event": .text(event)]),
            ])
            let applied = try score(evidence).row()["applied"]?.listValue
            #expect(applied?.count == count)
        }
    }
}
