import Documents
import Testing

@Suite struct DocumentObjectTests {
    @Test("members keep their order and keys stay unique, in small and large objects")
    func uniqueness() {
        for count in [3, 8, 9, 200] {
            var object = DocumentObject()
            for number in (0..<count).reversed() {
                let isNew = object.append("k\(number)", .number("\(number)"))
                #expect(isNew)
            }
            let isNew = object.append("k1", .null)
            #expect(!isNew)
            #expect(object.count == count)
            #expect(object.keys.first == "k\(count - 1)")
            #expect(object["k2"]?.integerValue == 2)
            #expect(object["k\(count)"] == nil)
        }
    }

    @Test("assigning replaces in place, appends, or removes")
    func assignment() {
        var object = DocumentObject(members: (0..<12).map { ("\($0)", .number("\($0)")) })
        object["3"] = "three"
        object["0"] = nil
        object["new"] = true
        #expect(object.keys == (1..<12).map(String.init) + ["new"])
        #expect(object["3"] == "three")
        #expect(object["11"]?.integerValue == 11)
        #expect(object["0"] == nil)
    }

    @Test("pointers escape tilde and slash, and find their value")
    func pointers() {
        let path = DocumentPath.root.appending("a/b").appending(index: 1).appending("~")
        #expect(path.pointer == "/a~1b/1/~0")
        #expect(DocumentPath.root.pointer.isEmpty)
        let document: DocumentValue = ["a/b": [0, ["~": "found"]]]
        #expect(path.value(in: document) == "found")
        #expect(path.appending("x").value(in: document) == nil)
    }
}
