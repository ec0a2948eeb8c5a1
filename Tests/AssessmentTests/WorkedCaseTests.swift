import Assessment
import Documents
import Testing

@Suite struct WorkedCaseTests {
    @Test("every worked case of the catalogue comes out", arguments: try SchemeFixtures.caseNames())
    func catalogueCase(name: String) throws {
        let document = try SchemeFixtures.document(ofCase: name)
        let evidence = try #require(document["evidence"])
        let expected = try #require(document["expected"])
        let result = Assessor.score(evidence: evidence, schemes: try SchemeFixtures.allSchemes())
        let differences = ResultComparison.differences(
            expected: expected,
            actual: result.document
        )
        #expect(differences.isEmpty, "\(differences)")
        #expect(result.exitIsError == (expected["status"] == "error"))
    }

    @Test("the worked cases of the catalogue are there, and every one has its scheme")
    func caseCount() throws {
        #expect(try SchemeFixtures.caseNames().count == 17)
        #expect(try SchemeFixtures.schemeIDs().count == 19)
    }

    @Test(
        "the shipped schemes are free of faults and warnings, their own cases included",
        arguments: try SchemeFixtures.schemeIDs()
    )
    func shippedScheme(id: String) throws {
        let faults = SchemeValidator.check(yaml: try SchemeFixtures.text(of: id))
        #expect(faults.isEmpty, "\(faults.map(\.sentence))")
        let scheme = try SchemeFixtures.scheme(id)
        #expect(scheme.id == id)
        #expect((scheme.document["cases"]?.listValue?.count ?? 0) >= 3)
    }

    @Test("the year of the windows computes a month by the very rules of the month's own scheme")
    func sharedRules() throws {
        let month = try SchemeFixtures.scheme(SchemeFixtures.windowID).document
        let year = try SchemeFixtures.scheme(SchemeFixtures.windowYearID).document
        #expect(month["rules"] == year["rules"])
        #expect(month["periods"]?["month"]?["steps"] == year["periods"]?["month"]?["steps"])
        let sections = try #require(month["sections"]?.listValue)
        #expect(year["sections"]?.listValue?.prefix(sections.count) == sections[...])
    }

    @Test("a scheme read from its canonical JSON scores the same")
    func withoutLines() throws {
        let scheme = try SchemeFixtures.scheme(SchemeFixtures.villageID)
        let bytes = JSONWriter.canonical(scheme.document)
        let copy = try SchemeReader.read(JSONReader.read(bytes))
        let evidence = EvidenceFixtures.village(
            statistics: ["甲": EvidenceFixtures.counts(good: 7)]
        )
        #expect(
            Assessor.score(evidence: evidence, schemes: [scheme]).document
                == Assessor.score(evidence: evidence, schemes: [copy]).document
        )
    }

    @Test("the comparison sees every kind of difference")
    func comparison() {
        let actual: DocumentValue = [
            "status": "ok",
            "subjects": [
                [
                    "id": "a", "total": "1", "sections": ["x": "1", "y": nil],
                    "applied": [["rule": "r"]],
                ]
            ],
            "figures": ["mean": "1"],
        ]
        let wrong: [DocumentValue] = [
            [:], ["status": "error"], ["status": "ok", "subjects": []],
            ["status": "ok", "subjects": [["id": "b"]]],
            ["status": "ok", "subjects": [["id": "a", "total": "2"]]],
            ["status": "ok", "subjects": [["id": "a", "sections": ["x": "1"]]]],
            ["status": "ok", "subjects": [["id": "a", "sections": ["x": "1", "y": "0"]]]],
            ["status": "ok", "subjects": [["id": "a", "applied": []]]],
            ["status": "ok", "figures": ["mean": "2"]],
            ["status": "ok", "errors": [["path": "/a", "reason": "missing"]]],
        ]
        for expected in wrong {
            let found = ResultComparison.differences(expected: expected, actual: actual)
            #expect(!found.isEmpty, "\(expected)")
        }
        #expect(ResultComparison.differences(expected: actual, actual: actual).isEmpty)
    }
}
