import Testing

@Suite("Blanking of comments and literals")
struct SwiftMaskTests {
    private func code(_ text: String) -> String { SwiftMask.blanked(text) }

    @Test("comments go, code beside them stays")
    func comments() {
        #expect(code("a // try!\nb") == "a        \nb")
        #expect(code("a /* x /* y */ z */ b") == "a" + String(repeating: " ", count: 19) + "b")
    }

    @Test("the insides of strings go, their quotes stay")
    func strings() {
        #expect(code(#"f("try! \" x") + g"#) == #"f("         ") + g"#)
        #expect(code("#\"a \"b\" c\"# + d") == "#\"       \"# + d")
        #expect(code("\"\"\"\nfatalError(\n\"\"\" + e") == "\"\"\"\n           \n\"\"\" + e")
    }

    @Test("code inside an interpolation stays code")
    func interpolation() {
        #expect(code(#""a \(try! f("x)")) b" + c"#) == #""   (try! f("  "))  " + c"#)
    }

    @Test("a regex literal with a quote opens no string")
    func regex() {
        #expect(code("let r = /\"x/\nlet s = y") == "let r = /  /\nlet s = y")
        #expect(code("a / b / \"c\"") == "a / b / \" \"")
    }

    @Test("a literal that is never closed ends with its line")
    func unclosed() {
        #expect(code("\"abc\nlet x = 1") == "\"   \nlet x = 1")
    }
}
