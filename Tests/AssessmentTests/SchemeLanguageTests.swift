import Assessment
import Documents
import Foundation
import Testing

@Suite struct SchemeLanguageTests {
    /// Another office's scheme, with the units and choices that the shipped ones do not use.
    private static let text = """
        id: other
        title: 另一个办法
        edition: "1"
        source: 无
        policies:
          ties: dense
          rounding: {mode: halfUp, decimals: 1, at: display}
          missingData: complete
        sections:
          - {id: a, title: 甲节, marks: 40}
        periods:
          quarter:
            steps:
              - {operator: deductFromMarks, sections: [a], floor: none}
              - {operator: sumSections}
              - {operator: rank}
              - {operator: award, name: 红旗, places: 1}
        rules:
          - {id: R1, section: a, clause: 一, title: 超时, deduct: 0.25, per: casePerDay,
             evidence: [case_timing]}
          - {id: R2, section: a, clause: 二, title: 缺勤, deduct: 2, per: halfDay,
             evidence: [attendance_event]}
        cases:
        """

    private static let workedCase = """
          - name: 样例
            why: 无
            evidence:
              scheme: other
              period: 2022-Q1
              subjects: [{id: x}, {id: y}]
              findings:
                - {rule: R1, subject: x, date: 2022-03-31, count: 2, days: 3}
                - {rule: R2, subject: x, date: 2022-01-01, count: 2, halfDays: 2}
                - {rule: R2, subject: x, date: 2022-01-01}
            expected:
              status: ok
              subjects:
                - {id: x, total: "28.5", display: "28.5", rank: 2, awards: []}
                - {id: y, total: "40", rank: 1, awards: [红旗]}
        """

    private static func yaml() -> String {
        ([text] + Array(repeating: workedCase, count: 3)).joined(separator: "\n")
    }

    @Test("days and half days multiply the count; other offices' schemes need no code")
    func units() throws {
        let scheme = try SchemeReader.read(yaml: SchemeLanguageTests.yaml())
        #expect(scheme.periodKinds == [.quarter])
        let evidence: DocumentValue = [
            "scheme": "other", "period": "2022-Q1", "subjects": [["id": "x"]],
            "parameters": ["points.R1": 1, "tie_rank": "dense"],
            "findings": [
                ["rule": "R1", "subject": "x", "date": "2022-01-01"],
                ["rule": "R1", "subject": "x", "date": "2022-01-01", "days": 0],
                ["rule": "R2", "subject": "x", "date": "2022-01-01", "days": 2, "halfDays": "1/2"],
            ],
        ]
        let result = Assessor.score(evidence: evidence, schemes: [scheme])
        #expect(
            result.errorLines == [
                "/findings/0/days missing", "/findings/1/days outside_bounds",
                "/findings/2/days unexpected", "/findings/2/halfDays bad_number",
                "/parameters/points.R1 unknown_parameter", "/parameters/tie_rank unknown_parameter",
            ]
        )
    }

    @Test("no name of a shipped scheme stands in the program's source")
    func noNamesInSource() throws {
        let names = try schemeNames()
        #expect(names.count > 150)
        let folder = SchemeFixtures.sourcesFolder
        let paths = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
        for path in paths.sorted() where path.hasSuffix(".swift") {
            let file = folder.appendingPathComponent(path)
            let text = try String(contentsOf: file, encoding: .utf8)
            // The sample texts are the wire's dictionary, which SYNC-13.3 fixes by its hash;
            // measurements name the schemes that they measure.
            if path == "SyncWire/DictionarySamples.swift" || path.hasPrefix("bench/") { continue }
            let isOurs = path.hasPrefix("Assessment/")
            for name in names where isOurs ? isTelling(name) : isDistinctive(name) {
                let isPlainWord = name.utf8.allSatisfy { $0 >= 0x61 && $0 <= 0x7A }
                let searched = isPlainWord ? "\"\(name)\"" : name
                #expect(!text.contains(searched), "\(path) names \(name)")
            }
        }
    }

    /// Plain words and short labels also mean other things elsewhere in the program.
    private func isDistinctive(_ name: String) -> Bool {
        name.contains("-") || name.contains("_") || name.unicodeScalars.count >= 7
    }

    /// Chinese words of one or two characters, and words of the language itself, mean anything.
    private func isTelling(_ name: String) -> Bool {
        name.unicodeScalars.count > 2 && !SchemeLanguageTests.languageWords.contains(name)
    }

    /// Words of evidence documents and of the scheme language that are ids in some scheme too.
    private static let languageWords: Set<String> = [
        "base", "result", "service", "extra", "reward", "fine", "mean", "done", "rate", "first",
    ]

    private func schemeNames() throws -> Set<String> {
        var names: Set<String> = []
        for scheme in try SchemeFixtures.allSchemes() {
            names.formUnion([scheme.id, scheme.title])
            for rule in scheme.rules { names.formUnion([rule.id, rule.title, rule.clause]) }
            for section in scheme.sections { names.formUnion([section.id, section.title]) }
            names.formUnion(scheme.statistics.values)
            // A section may happen to be called like a key of the scheme language.
            names.subtract(scheme.document.objectValue?.keys ?? [])
            names.formUnion(scheme.facts.values)
            for form in scheme.document["periods"]?.objectValue?.members ?? [] {
                for step in form.value["steps"]?.listValue ?? [] {
                    for key in ["flag", "flagEmpty", "flagAllEmpty", "flagFewer", "flagNone"] {
                        if let flag = step[key]?.textValue { names.insert(flag) }
                    }
                    if step["operator"] == "award", let award = step["name"]?.textValue {
                        names.insert(award)
                    }
                }
            }
        }
        return names
    }
}

@Suite struct PeriodTests {
    @Test(
        "periods read back as they are written",
        arguments: [
            "2022", "2022-H1", "2022-H2", "2022-Q1", "2022-Q4", "2022-01", "2022-12", "0001",
        ]
    )
    func roundTrip(text: String) {
        #expect(Period(text)?.text == text)
    }

    @Test(
        "what is no period is refused",
        arguments: [
            "", "22", "0000", "2022-", "2022-00", "2022-13", "2022-1", "2022-H0", "2022-H3",
            "2022-Q5", "2022-q1", "2022-Q11", "2022-03-01", "2022/03", "２０２２", "2022-H",
            " 2022",
        ]
    )
    func refused(text: String) {
        #expect(Period(text) == nil)
    }

    @Test("a period holds its own days and sub-periods and no others")
    func containment() throws {
        let half = try #require(Period("2024-H1"))
        let quarter = try #require(Period("2024-Q2"))
        let june = try #require(Period("2024-06"))
        let july = try #require(Period("2024-07"))
        #expect(half.contains(quarter) && quarter.contains(june) && half.contains(june))
        #expect(!half.contains(july) && !quarter.contains(half) && !june.contains(quarter))
        #expect(half.contains(try #require(CalendarDate("2024-06-30"))))
        #expect(!half.contains(try #require(CalendarDate("2024-07-01"))))
        #expect(!half.contains(try #require(CalendarDate("2023-06-30"))))
        #expect(june < july && half < quarter)
    }

    @Test(
        "only days of the calendar are dates",
        arguments: [
            ("2024-02-29", true), ("2023-02-29", false), ("2000-02-29", true),
            ("1900-02-29", false), ("2024-04-31", false), ("2024-12-31", true),
            ("2024-1-01", false), ("2024-01-00", false), ("2024-13-01", false),
            ("2024-01-01T", false), ("0000-01-01", false),
        ]
    )
    func dates(text: String, isDate: Bool) {
        #expect((CalendarDate(text) != nil) == isDate)
        #expect(CalendarDate(text)?.text == (isDate ? text : nil))
    }
}
