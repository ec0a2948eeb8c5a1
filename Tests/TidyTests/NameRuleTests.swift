import Testing

@Suite("Rules of names and words")
struct NameRuleTests {
    private func source(_ path: String, _ text: String) -> SourceText {
        SourceText(path: path, text: text)
    }

    @Test(
        "a file name that says nothing is refused",
        arguments: [
            "StringUtils", "Helpers", "StoreManager", "Common", "Misc", "Cell+Extensions",
            "Constants", "Types", "TestHelper",
        ]
    )
    func vagueFile(stem: String) {
        let violations = NameRules.fileNames(source("Sources/Merge/\(stem).swift", ""))
        #expect(violations.map(\.rule) == ["file-name"])
    }

    @Test(
        "a file named for its type or feature is fine",
        arguments: ["RecordFold", "Cell+Ordering", "MediaTypes", "Utilities"]
    )
    func clearFile(stem: String) {
        #expect(NameRules.fileNames(source("Sources/Merge/\(stem).swift", "")).isEmpty)
    }

    @Test("a type name that says nothing is refused, a word in a comment is not")
    func typeNames() {
        let bad = source("Sources/Merge/A.swift", "package struct StoreManager {}")
        #expect(NameRules.typeNames(bad).map(\.rule) == ["type-name"])
        let good = source("Sources/Merge/A.swift", "struct Fold {}  // struct StoreManager")
        #expect(NameRules.typeNames(good).isEmpty)
    }

    @Test(
        "unfinished work is found in comments, scripts and documents",
        arguments: ["Sources/Merge/A.swift", "deploy/demo", "sync/SPEC.md"]
    )
    func unfinished(path: String) {
        for word in ["TO" + "DO", "FIX" + "ME", "X" + "XX", "HA" + "CK"] {
            let bad = source(path, "first\n// \(word): later")
            #expect(NameRules.unfinishedWords(bad).map(\.line) == [2], "\(word)")
        }
        #expect(NameRules.unfinishedWords(source(path, "mktemp -d demo.XXXXXX")).isEmpty)
    }

    @Test(
        "paths of one machine are found in any file",
        arguments: ["/wo" + "rk/main", "/ro" + "ot/x", "/ho" + "me/li", "/opt/sw" + "ift/bin"]
    )
    func machinePath(path: String) {
        let bad = source("deploy/test", "cd \(path)")
        #expect(NameRules.machinePaths(bad).map(\.rule) == ["machine-path"])
        let good = source("deploy/test", "cd /var/lib/liandong && see /framework/working")
        #expect(NameRules.machinePaths(good).isEmpty)
    }

    @Test(
        "the engine that names a rule or a scheme is refused",
        arguments: ["DW-N11d", "VM-C", "CW-S2", "HZ-L1", "JO-1", "KW-done", "village-monthly"]
    )
    func ruleID(id: String) {
        let line = "if rule == \"\(id)\" { return }"
        let engine = source("Sources/Assessment/A.swift", line)
        #expect(NameRules.ruleIDs(engine).map(\.rule) == ["rule-id"])
        #expect(NameRules.ruleIDs(source("Tests/AssessmentTests/A.swift", line)).isEmpty)
        let clean = source("Sources/Assessment/B.swift", "if rule.id == finding.rule { return }")
        #expect(NameRules.ruleIDs(clean).isEmpty)
    }
}
