import Testing

@Suite("Rules of comments")
struct DocumentationRuleTests {
    private func lines(_ text: String) -> [Int] {
        DocumentationRules.documented(SourceText(path: "Sources/Merge/A.swift", text: text))
            .map(\.line)
    }

    @Test(
        "a declaration that others see and nobody explained is refused",
        arguments: [
            "package struct S {}", "public class C {}", "package func f() {}",
            "package init() {}", "package static let a = 1", "package let b = 1",
            "package private(set) var c = 1", "package typealias T = Int", "package enum E {}",
            "package protocol P {}", "package subscript(i: Int) -> Int { i }",
            "@inlinable package mutating func g() {}", "package init?(text: String) {}",
            "@available(*, deprecated) package var d: Int { 1 }", "package indirect enum F {}",
        ]
    )
    func undocumented(line: String) {
        #expect(lines("let before = 1\n" + line) == [2])
        #expect(lines("/// Says why.\n" + line).isEmpty)
        #expect(lines("/// Says why.\n@inlinable\n" + line).isEmpty)
    }

    @Test(
        "what nobody else sees, operators and witnesses need no comment",
        arguments: [
            "struct S {}", "func f() {}", "private let a = 1", "package(set) var b = 1",
            "package static func == (a: S, b: S) -> Bool { true }",
            "package static func < (a: S, b: S) -> Bool { true }",
            "package func hash(into hasher: inout Hasher) {}", "package import Causality",
            "package var description: String { \"\" }", "// package func f() {}",
            "package init(from decoder: any Decoder) throws {}",
        ]
    )
    func exempt(line: String) {
        #expect(lines("let before = 1\n" + line).isEmpty)
    }

    @Test("cases of a visible enum are explained; cases of its switches and inner enums are not")
    func cases() {
        let text = """
            /// What went wrong.
            package enum Fault: Error {
                case unexplained
                /// Explained.
                case explained(Int)
                /// Its number.
                package var number: Int {
                    switch self {
                    case .unexplained: 1
                    case .explained: 2
                    }
                }
                private enum Inner {
                    case hidden
                }
            }
            enum Hidden {
                case hidden
            }
            """
        #expect(lines(text) == [3])
    }

    @Test("members of a visible protocol or extension count, those of a conformance do not")
    func members() {
        let text = """
            /// Sends.
            package protocol Transport {
                func send()
                /// Closes.
                func close()
            }
            package extension Cell {
                func bare() {}
            }
            extension Cell: Collection {
                package var count: Int { 1 }
            }
            """
        #expect(lines(text) == [3, 8])
    }

    @Test("a test without a sentence is refused")
    func testNames() {
        func rules(_ text: String) -> [String] {
            DocumentationRules.testNames(SourceText(path: "Tests/MergeTests/A.swift", text: text))
                .map(\.rule)
        }
        #expect(rules("@Test func a() {}") == ["test-name"])
        #expect(rules("@Test(arguments: [1])\nfunc a(n: Int) {}") == ["test-name"])
        #expect(rules("@Test(\"says it\") func a() {}").isEmpty)
        #expect(rules("@Test(\n    \"says it\",\n    arguments: [1]\n)\nfunc a(n: Int) {}").isEmpty)
    }
}
