import Documents
import Testing

private func read(_ text: String) throws -> DocumentValue {
    try JSONReader.read(Array(text.utf8))
}

private func fault(_ text: String) -> DocumentError? {
    do {
        _ = try JSONReader.read(Array(text.utf8))
        return nil
    } catch {
        return error
    }
}

@Suite struct JSONReaderTests {
    @Test("every kind of value is read and numbers keep their literal")
    func kinds() throws {
        let value = try read(#" {"a":[1,-0.50,1E+2],"乙":{"x":null,"y":true},"z":"q","f":false} "#)
        #expect(
            value == [
                "a": .list([.number("1"), .number("-0.50"), .number("1E+2")]),
                "乙": ["x": nil, "y": true], "z": "q", "f": false,
            ]
        )
        #expect(value["乙"]?["y"]?.booleanValue == true)
        #expect(value["a"]?.listValue?.first?.integerValue == 1)
    }

    @Test("a number of forty digits loses none")
    func longNumber() throws {
        let literal = "1234567890123456789012345678901234567890"
        #expect(try read(literal) == .number(literal))
    }

    @Test("escapes and surrogate pairs become characters")
    func escapes() throws {
        #expect(try read(#""\"\\\/\b\f\n\r\té😀""#).textValue == "\"\\/\u{8}\u{c}\n\r\té😀")
    }

    @Test("a byte order mark at the start is skipped")
    func byteOrderMark() throws {
        #expect(try JSONReader.read([0xEF, 0xBB, 0xBF, 0x31]) == .number("1"))
    }

    @Test(
        "what RFC 8259 does not allow is refused",
        arguments: [
            ("", DocumentFault.empty), ("[1,]", .unexpectedCharacter), ("[1", .unexpectedEnd),
            ("01", .badNumber), ("1.", .badNumber), ("-", .badNumber), ("1e", .badNumber),
            ("+1", .unexpectedCharacter), ("NaN", .unexpectedCharacter), ("1 2", .trailingContent),
            ("{\"a\":1,\"a\":2}", .duplicateKey("a")), ("{a:1}", .unexpectedCharacter),
            ("{\"\u{e9}\":1,\"e\u{301}\":2}", .lookalikeKey("e\u{301}")),
            ("{\"a\"}", .unexpectedCharacter), ("\"\\x\"", .badEscape), ("\"\\u12G4\"", .badEscape),
            ("\"\\ud800\"", .loneSurrogate), ("\"\\ud800\\u0041\"", .loneSurrogate),
            ("\"a\nb\"", .controlCharacter), ("\"abc", .unexpectedEnd), ("tru", .unexpectedEnd),
            ("trux", .unexpectedCharacter), ("[1 2]", .unexpectedCharacter), ("{", .unexpectedEnd),
        ]
    )
    func refused(text: String, expected: DocumentFault) {
        guard case .malformed(let found, _, _)? = fault(text) else {
            Issue.record("\(text) was accepted")
            return
        }
        #expect(found == expected)
    }

    @Test("line and column of a fault count from one, columns in characters")
    func position() {
        #expect(
            fault("{\n  \"乙甲\": x}") == .malformed(.unexpectedCharacter, line: 2, column: 9)
        )
    }

    @Test("bytes that are no UTF-8 are refused")
    func badBytes() {
        #expect(throws: DocumentError.malformed(.badUTF8, line: 1, column: 2)) {
            try JSONReader.read([0x22, 0xFF, 0x22])
        }
    }

    @Test("sixty-four levels are read and sixty-five refused")
    func depth() throws {
        let fits = String(repeating: "[", count: 64) + String(repeating: "]", count: 64)
        _ = try read(fits)
        #expect(fault("[" + fits + "]") == .malformed(.tooDeep, line: 1, column: 65))
        // Siblings do not add up: depth is of nesting, not of brackets seen.
        _ = try read("[" + Array(repeating: "[{}]", count: 100).joined(separator: ",") + "]")
    }

    @Test("a document over the bound is refused before it is read")
    func size() {
        #expect(throws: DocumentError.tooLarge(byteCount: 3, byteCountMax: 2)) {
            try JSONReader.read(Array("100".utf8), byteCountMax: 2)
        }
    }
}

@Suite struct JSONWriterTests {
    @Test("the canonical form sorts keys by scalars and writes no spaces")
    func canonical() throws {
        let value = try read(#"{ "b" : 1.50 , "a" : [ true , null ], "乙" : "x\u0001\n\"" } "#)
        let text = String(decoding: JSONWriter.canonical(value), as: UTF8.self)
        #expect(text == #"{"a":[true,null],"b":1.50,"乙":"x\u0001\n\""}"#)
    }

    @Test("pretty text reads back as the same document")
    func pretty() throws {
        let value = try read(#"{"b":{},"a":[[],{"c":"d"}]}"#)
        let bytes = JSONWriter.write(value, pretty: true, sortedKeys: false)
        #expect(try JSONReader.read(bytes) == value)
        #expect(
            String(decoding: bytes, as: UTF8.self) == """
                {
                  "b": {},
                  "a": [
                    [],
                    {
                      "c": "d"
                    }
                  ]
                }
                """
        )
    }
}
