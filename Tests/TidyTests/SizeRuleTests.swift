import Testing

@Suite("Rules of sizes")
struct SizeRuleTests {
    private func file(_ path: String, lines: Int) -> SourceText {
        SourceText(path: path, text: String(repeating: "let a = 1\n", count: lines))
    }

    private func function(lines: Int, indent: String = "") -> String {
        let body = String(repeating: "\(indent)    call()\n", count: lines - 2)
        return "\(indent)func long() {\n\(body)\(indent)}\n"
    }

    @Test("a source file of 601 lines is refused even if it is listed")
    func tooLong() {
        let source = file("Sources/Merge/A.swift", lines: 601)
        #expect(SizeRules.files(source, ratchet: [source.path: 601]).map(\.rule) == ["file-size"])
    }

    @Test("a source file of 401 lines needs a place on the ratchet list, one of 400 none")
    func ratchet() {
        let source = file("Sources/Merge/A.swift", lines: 401)
        #expect(SizeRules.files(source, ratchet: [:]).count == 1)
        #expect(SizeRules.files(source, ratchet: [source.path: 401]).isEmpty)
        #expect(SizeRules.files(file(source.path, lines: 400), ratchet: [:]).isEmpty)
    }

    @Test("a listed file may not grow, and leaves the list when it is short enough")
    func ratchetOnlyShrinks() {
        let path = "Sources/Merge/A.swift"
        #expect(SizeRules.files(file(path, lines: 420), ratchet: [path: 410]).count == 1)
        #expect(SizeRules.files(file(path, lines: 399), ratchet: [path: 410]).count == 1)
        #expect(SizeRules.files(file(path, lines: 405), ratchet: [path: 410]).isEmpty)
    }

    @Test("every file on the list exists")
    func listIsCurrent() throws {
        let house = try House(at: House.root)
        #expect(SizeRules.ratchet.keys.filter { !house.paths.contains($0) }.sorted() == [])
    }

    @Test("a test file may have 800 lines and not one more")
    func tests() {
        #expect(SizeRules.files(file("Tests/MergeTests/A.swift", lines: 800)).isEmpty)
        #expect(SizeRules.files(file("Tests/MergeTests/A.swift", lines: 801)).count == 1)
    }

    @Test("a function of 71 lines is refused, one of 70 is not")
    func functions() throws {
        let path = "Sources/Merge/A.swift"
        let long = SourceText(
            path: path,
            text: "struct S {\n\(function(lines: 71, indent: "    "))}"
        )
        let violation = try #require(SizeRules.functions(long).first)
        #expect(violation.rule == "function-size")
        #expect(violation.line == 2)
        let fitting = SourceText(path: path, text: function(lines: 70))
        #expect(SizeRules.functions(fitting).isEmpty)
    }

    @Test("bodies are found behind signatures of many lines and not behind requirements")
    func scan() {
        let code = """
            protocol P {
                func required(_ a: Int) -> Int
                var size: Int { get }
            }
            struct S {
                var stored = 1
                var computed: Int {
                    1
                }
                init(a: Int = { 1 }()) {
                    self.init()
                }
                func many(
                    a: Int
                )
                    -> Int
                    where T: P
                {
                    1
                }
                subscript(i: Int) -> Int { i }
            }
            """
        let found = FunctionScan.functions(in: code.split(separator: "\n").map(String.init))
        let expected: [FunctionScan.Function] = [
            .init(name: "size", line: 3, lineCount: 1),
            .init(name: "computed", line: 7, lineCount: 3),
            .init(name: "init", line: 10, lineCount: 3),
            .init(name: "many", line: 13, lineCount: 8),
            .init(name: "(", line: 21, lineCount: 1),
        ]
        #expect(found == expected)
    }

    @Test("a line of 101 columns is refused; Chinese counts by characters")
    func width() {
        let path = "Sources/Merge/A.swift"
        func wide(_ count: Int, _ letter: String) -> SourceText {
            SourceText(path: path, text: "a\n" + String(repeating: letter, count: count))
        }
        #expect(SizeRules.width(wide(101, "x")).map(\.line) == [2])
        #expect(SizeRules.width(wide(101, "村")).map(\.rule) == ["line-width"])
        #expect(SizeRules.width(wide(100, "村")).isEmpty)
    }
}
