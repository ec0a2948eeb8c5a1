import Testing

@Suite("Rules of calls")
struct CallRuleTests {
    private func source(_ path: String, _ text: String) -> SourceText {
        SourceText(path: path, text: text)
    }

    @Test(
        "a banned call is found wherever it stands",
        arguments: [
            "let a = try! read()", "let b = c as! String", "fatalError(\"never\")",
            "Task.detached { }", "let t = Task { 1 }", "Task(priority: .low) { }", "print(a)",
            "Swift.print(a)", "final class C: @unchecked Sendable {}",
            "nonisolated(unsafe) var x = 1", "let s = \"\\(try! read())\"",
        ]
    )
    func banned(line: String) throws {
        let file = source("Sources/Bookkeeping/A.swift", "let first = 1\n" + line)
        let violation = try #require(CallRules.bannedCalls(file).first)
        #expect(violation.rule == "banned-call")
        #expect(violation.line == 2)
    }

    @Test(
        "what only looks like a banned call is left alone",
        arguments: [
            "// try! would hide the error", "let s = \"fatalError(\"", "try !ready()",
            "blueprint(a)", "let isTaskDetached = true", "withTaskGroup(of: Int.self) { _ in }",
            "struct Task { }".replacing("Task {", with: "TaskList {"), "/* print(a) */",
        ]
    )
    func harmless(line: String) {
        #expect(CallRules.bannedCalls(source("Sources/Bookkeeping/A.swift", line)).isEmpty)
    }

    @Test("the command line prints, and the two owners of C pointers may vouch for themselves")
    func exceptions() {
        #expect(CallRules.bannedCalls(source("Sources/liandong/A.swift", "print(a)")).isEmpty)
        let vouched = "final class Handle: @unchecked Sendable {}"
        #expect(CallRules.bannedCalls(source("Sources/CurlTransport/A.swift", vouched)).isEmpty)
        #expect(CallRules.bannedCalls(source("Sources/Store/A.swift", vouched)).isEmpty)
        #expect(CallRules.bannedCalls(source("Tests/CurlTransportTests/A.swift", vouched)).isEmpty)
    }

    @Test(
        "a test may not sleep, the product may",
        arguments: ["try await Task.sleep(for: .seconds(1))", "Thread.sleep(forTimeInterval: 1)"]
    )
    func sleeps(line: String) {
        #expect(CallRules.bannedCalls(source("Tests/StoreTests/A.swift", line)).count == 1)
        #expect(CallRules.bannedCalls(source("Sources/SyncClient/A.swift", line)).isEmpty)
    }

    @Test(
        "code of the pure floors that waits, looks at a clock, draws or opens a file is refused",
        arguments: [
            "func f() async {", "await g()", "let now = Date()", "let id = UUID()",
            "let n = Int.random(in: 0..<9)", "list.shuffled()", "group.addTask { Task.yield() }",
            "let m = FileManager.default", "let f = fopen(path, mode)",
            "var g = SystemRandomNumberGenerator()", "let c = ContinuousClock()",
        ]
    )
    func impure(line: String) throws {
        let violation = try #require(
            CallRules.pureFloors(source("Sources/Merge/A.swift", line)).first
        )
        #expect(violation.rule == "pure-floor")
        #expect(CallRules.pureFloors(source("Sources/SyncClient/A.swift", line)).isEmpty)
    }

    @Test("a draw from a generator that was passed in is pure")
    func seeded() {
        let text = """
            let n = Int.random(in: 0..<9, using: &generator)
            let m = Int.random(
                in: 0..<9,
                using: &generator
            )
            let date = CivilDate(text)
            """
        #expect(CallRules.pureFloors(source("Sources/Ambient/A.swift", text)).isEmpty)
    }
}
