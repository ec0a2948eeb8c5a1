/// What no code may say, or no code of the pure floors.
enum CallRules {
    /// A pattern of code and the reason why it is refused.
    struct Banned: Sendable {
        let pattern: String
        let reason: String
    }

    private static let everywhere: [Banned] = [
        Banned(pattern: "try!", reason: "throw, or catch and say what to do"),
        Banned(pattern: "as!", reason: "use a checked cast"),
        Banned(pattern: "fatalError(", reason: "precondition with both values, or a thrown error"),
        Banned(pattern: "Task.detached", reason: "structured concurrency only"),
        Banned(pattern: "Task {", reason: "structured concurrency only"),
        Banned(pattern: "Task(", reason: "structured concurrency only"),
    ]
    private static let onPureFloors: [Banned] = [
        Banned(pattern: "async", reason: "floors 1 to 4 decide and never wait"),
        Banned(pattern: "await", reason: "floors 1 to 4 decide and never wait"),
        Banned(pattern: "Task", reason: "floors 1 to 4 decide and never wait"),
        Banned(pattern: "Date()", reason: "time is a value passed in"),
        Banned(pattern: "Date.now", reason: "time is a value passed in"),
        Banned(pattern: "ContinuousClock", reason: "time is a value passed in"),
        Banned(pattern: "SuspendingClock", reason: "time is a value passed in"),
        Banned(pattern: "UUID()", reason: "ids are values passed in"),
        Banned(pattern: "SystemRandomNumberGenerator", reason: "randomness is passed in"),
        Banned(pattern: "FileManager", reason: "no files on floors 1 to 4"),
        Banned(pattern: "FileHandle", reason: "no files on floors 1 to 4"),
        Banned(pattern: "contentsOfFile:", reason: "no files on floors 1 to 4"),
        Banned(pattern: "fopen(", reason: "no files on floors 1 to 4"),
        Banned(pattern: "getenv(", reason: "no environment on floors 1 to 4"),
        Banned(pattern: "ProcessInfo", reason: "no environment on floors 1 to 4"),
    ]
    private static let inTests: [Banned] = [
        Banned(pattern: "usleep(", reason: "tests wait for an event, never for a while"),
        Banned(pattern: "sleep(", reason: "tests wait for an event, never for a while"),
    ]
    private static let mayPrint: Set<String> = ["liandong", "simulate", "bench", "SystemTests"]
    private static let mayUncheck: Set<String> = ["CurlTransport", "Store"]
    private static let drawn = [".random(", ".randomElement(", ".shuffled(", ".shuffle("]

    /// Calls that are refused in all code, or outside the few targets that may use them.
    static func bannedCalls(_ source: SourceText) -> [Violation] {
        guard source.isSwift else { return [] }
        var banned = everywhere
        if !source.isProduct { banned += inTests }
        if !mayPrint.contains(source.target ?? "") {
            banned.append(Banned(pattern: "print(", reason: "only the command line prints"))
        }
        if !mayUncheck.contains(source.owner ?? "") {
            let reason = "only CurlTransport and Store may, with a proof"
            banned.append(Banned(pattern: "@unchecked Sendable", reason: reason))
            banned.append(Banned(pattern: "nonisolated(unsafe)", reason: reason))
        }
        return violations(of: banned, in: source, rule: "banned-call")
    }

    /// What the pure floors must not say, beside what is refused everywhere.
    static func pureFloors(_ source: SourceText) -> [Violation] {
        guard source.isSwift, source.isProduct, let target = source.target,
            HousePlan.isPure(target), target != "Catalogue"
        else { return [] }
        return violations(of: onPureFloors, in: source, rule: "pure-floor")
            + unseeded(source, rule: "pure-floor")
    }

    private static func violations(
        of banned: [Banned],
        in source: SourceText,
        rule: String
    ) -> [Violation] {
        let mentioned = banned.filter { source.mentions($0.pattern) }
        guard !mentioned.isEmpty else { return [] }
        return source.code.enumerated().flatMap { number, line in
            mentioned.filter { CodeSearch.contains($0.pattern, in: line) }.map {
                Violation(
                    rule: rule,
                    path: source.path,
                    line: number + 1,
                    message: "\($0.pattern): \($0.reason)"
                )
            }
        }
    }

    /// Random draws whose call, up to three lines long, names no generator.
    private static func unseeded(_ source: SourceText, rule: String) -> [Violation] {
        let mentioned = drawn.filter(source.mentions)
        guard !mentioned.isEmpty else { return [] }
        return source.code.indices.compactMap { number in
            guard let call = mentioned.first(where: { source.code[number].contains($0) }) else {
                return nil
            }
            let end = min(number + 3, source.code.count)
            let text = source.code[number..<end].joined(separator: " ")
            guard !text.contains("using:") else { return nil }
            return Violation(
                rule: rule,
                path: source.path,
                line: number + 1,
                message: "\(call) without using: a seeded generator"
            )
        }
    }
}
