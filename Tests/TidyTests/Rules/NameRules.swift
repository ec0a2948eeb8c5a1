/// Names of files and types, and words that may not stand in the repository.
enum NameRules {
    private static let vagueEndings = [
        "Util", "Utils", "Helper", "Helpers", "Manager", "Common", "Misc", "Extensions",
        "Constants",
    ]
    private static let typeKeywords: Set<String> = ["struct", "class", "enum", "protocol", "actor"]
    /// Written in two parts, so that this file does not break its own rule.
    private static let unfinished = ["TO" + "DO", "FIX" + "ME", "X" + "XX", "HA" + "CK"]
    private static let machinePaths = [
        "/wo" + "rk/", "/ro" + "ot/", "/ho" + "me/", "/Us" + "ers/", "/opt/sw" + "ift",
    ]

    /// A file is named for what it holds.
    static func fileNames(_ source: SourceText) -> [Violation] {
        guard source.isSwift else { return [] }
        let last = source.stem.split(separator: "+").last.map(String.init) ?? source.stem
        guard last == "Types" || vagueEndings.contains(where: last.hasSuffix) else { return [] }
        let message = "the name says nothing: name the file for the type or the job that it holds"
        return [Violation(rule: "file-name", path: source.path, line: 0, message: message)]
    }

    /// A type is named for what it is.
    static func typeNames(_ source: SourceText) -> [Violation] {
        guard source.isSwift, vagueEndings.contains(where: source.mentions) else { return [] }
        return source.code.enumerated().compactMap { number, line in
            let words = CodeSearch.words(of: line)
            guard let index = words.firstIndex(where: typeKeywords.contains),
                index + 1 < words.count,
                vagueEndings.contains(where: words[index + 1].hasSuffix)
            else { return nil }
            return Violation(
                rule: "type-name",
                path: source.path,
                line: number + 1,
                message: "\(words[index + 1]): name the type for what it is or does"
            )
        }
    }

    /// Nothing unfinished is left behind in code, scripts or documents.
    static func unfinishedWords(_ source: SourceText) -> [Violation] {
        guard unfinished.contains(where: source.mentions) else { return [] }
        return violations(in: source, rule: "unfinished") { line in
            unfinished.first { CodeSearch.contains($0, in: line) }
                .map { "\($0): finish it, or write an issue" }
        }
    }

    /// No path of one machine, no trace of the place where the code was written.
    static func machinePaths(_ source: SourceText) -> [Violation] {
        guard machinePaths.contains(where: source.mentions) else { return [] }
        return violations(in: source, rule: "machine-path") { line in
            machinePaths.first(where: line.contains).map { "\($0) is a path of one machine" }
        }
    }

    /// The engine knows no county's rules: no id of a scheme or rule in its code.
    static func ruleIDs(_ source: SourceText) -> [Violation] {
        guard source.isSwift, source.path.hasPrefix("Sources/Assessment/") else { return [] }
        return violations(in: source, rule: "rule-id") { line in
            (rulePrefixes + schemes).first(where: line.contains).map {
                "\($0): rules are data, the engine names none"
            }
        }
    }

    private static let rulePrefixes = ["DW-", "VM-", "CW-", "HZ-", "JO-", "KW-"]
    private static let schemes = [
        "village-monthly", "district-2022", "county-window-staff", "huozhou-hall", "huozhou-staff",
        "tonglu-2018", "openness-plan", "performance-generic", "jiamusi-openness",
        "key-work-monthly", "mutual-review", "city-performance",
    ]

    private static func violations(
        in source: SourceText,
        rule: String,
        fault: (String) -> String?
    ) -> [Violation] {
        source.lines.enumerated().compactMap { number, line in
            fault(line).map {
                Violation(rule: rule, path: source.path, line: number + 1, message: $0)
            }
        }
    }
}
