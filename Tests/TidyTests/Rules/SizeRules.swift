/// How long files, functions and lines may be.
enum SizeRules {
    /// Lines of a source file: never more.
    static let sourceLinesMax = 600
    /// Lines of a source file above which it must stand on the ratchet list.
    static let sourceLinesAim = 400
    /// Lines of a test file.
    static let testLinesMax = 800
    /// Lines of a function, from its first to its closing brace.
    static let functionLinesMax = 70
    /// Characters of a line; a Chinese character counts one.
    static let columnsMax = 100

    /// Files between the aim and the limit, with the lines that they had when they were let in.
    ///
    /// The list may only shrink: a file that grew is refused, and so is an entry no longer needed.
    static let ratchet: [String: Int] = [:]

    /// Functions that may be longer: one `switch` of one-line cases each.
    static let longSwitches: Set<String> = []

    /// Files keep to their size; those on the list only shrink.
    static func files(_ source: SourceText) -> [Violation] {
        files(source, ratchet: ratchet)
    }

    /// The same with another ratchet list, for the tests of the rule.
    static func files(_ source: SourceText, ratchet: [String: Int]) -> [Violation] {
        guard source.isSwift else { return [] }
        let count = source.lines.count
        guard let fault = fileFault(source, count, ratchet[source.path]) else { return [] }
        return [Violation(rule: "file-size", path: source.path, line: 0, message: fault)]
    }

    private static func fileFault(_ source: SourceText, _ count: Int, _ listed: Int?) -> String? {
        guard source.isProduct else {
            return count > testLinesMax ? "\(count) lines, at most \(testLinesMax)" : nil
        }
        if count > sourceLinesMax { return "\(count) lines, at most \(sourceLinesMax)" }
        guard let listed else {
            let isOver = count > sourceLinesAim
            return isOver ? "\(count) lines, over the aim of \(sourceLinesAim)" : nil
        }
        if count > listed { return "grew from \(listed) to \(count) lines" }
        return count <= sourceLinesAim ? "within the aim now: take it off the ratchet list" : nil
    }

    /// No function is longer than a screen and a half.
    static func functions(_ source: SourceText) -> [Violation] {
        guard source.isSwift else { return [] }
        return FunctionScan.functions(in: source.code)
            .filter { $0.lineCount > functionLinesMax && !longSwitches.contains($0.name) }
            .map {
                Violation(
                    rule: "function-size",
                    path: source.path,
                    line: $0.line,
                    message: "\($0.name) has \($0.lineCount) lines, at most \(functionLinesMax)"
                )
            }
    }

    /// No line is wider than the page.
    static func width(_ source: SourceText) -> [Violation] {
        guard source.isSwift else { return [] }
        return source.lines.enumerated().compactMap { number, line in
            guard line.utf8.count > columnsMax, line.count > columnsMax else { return nil }
            return Violation(
                rule: "line-width",
                path: source.path,
                line: number + 1,
                message: "\(line.count) columns, at most \(columnsMax)"
            )
        }
    }
}
