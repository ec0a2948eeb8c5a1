import Documents
import Testing

private func fault(_ text: String) -> DocumentError? {
    do {
        _ = try YAMLReader.read(text)
        return nil
    } catch {
        return error
    }
}

@Suite struct YAMLReaderTests {
    @Test("plain scalars resolve, quoted ones are text, literals stay as written")
    func scalars() throws {
        let value = try YAMLReader.read(
            """
            number: 0.50
            negative: -3
            quoted: "0.50"
            month: 2022-03
            zero: 08
            yes: yes
            flag: true
            nothing:
            tilde: ~
            text: 到岗异常:迟到
            block: |
              true
            list: [1, 'a', null]
            """
        )
        #expect(value["number"] == .number("0.50"))
        #expect(value["negative"] == .number("-3"))
        #expect(value["quoted"] == "0.50")
        #expect(value["month"] == "2022-03")
        #expect(value["zero"] == "08")
        #expect(value["yes"] == "yes")
        #expect(value["flag"] == true)
        #expect(value["nothing"] == .null)
        #expect(value["tilde"] == .null)
        #expect(value["text"] == "到岗异常:迟到")
        #expect(value["block"] == "true\n")
        #expect(value["list"] == [1, "a", nil])
    }

    @Test("each value knows its line, an absent one that of its container")
    func lines() throws {
        let document = try YAMLReader.readLocated("a:\n  b: 1\n  c:\n    - x\n    - y\n")
        let a = DocumentPath.root.appending("a")
        #expect(document.line(of: a) == 1)
        #expect(document.line(of: a.appending("b")) == 2)
        #expect(document.line(of: a.appending("c")) == 3)
        #expect(document.line(of: a.appending("c").appending(index: 1)) == 5)
        #expect(document.line(of: a.appending("zz").appending("deep")) == 1)
    }

    @Test(
        "faults name their line",
        arguments: [
            ("a: 1\na: 2\n", 1), ("a: 1\nb: [1\n", 3), ("a: &x 1\nb: *x\n", 1), ("", 1),
            ("a: 1\n[1]: 2\n", 2), ("a: 1\n\"a\": 2\n", 1), ("a: b: c\n", 1),
        ]
    )
    func faults(text: String, line: Int) {
        let error = fault(text)
        #expect(error?.line == line, "\(text): \(String(describing: error))")
        #expect(error?.sentence.hasSuffix("。") == true)
    }

    @Test("two documents in one text are refused")
    func twoDocuments() {
        #expect(fault("a: 1\n---\nb: 2\n") != nil)
    }

    @Test("deep nesting is refused")
    func depth() {
        let text = String(repeating: "[", count: 80) + String(repeating: "]", count: 80)
        guard case .malformed(.tooDeep, _, _)? = fault(text) else {
            Issue.record("deep nesting was accepted")
            return
        }
    }
}
