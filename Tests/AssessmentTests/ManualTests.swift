import Assessment
import Documents
import Foundation
import Testing

@Suite("the manual for offices")
struct ManualTests {
    @Test("the scheme that the manual shows can be used as it stands")
    func example() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let file = root.appending(path: "deploy/manual/考核方案怎么写.md")
        let text = try String(contentsOf: file, encoding: .utf8)
        let start = try #require(text.range(of: "```yaml\n"))
        let end = try #require(text.range(of: "```", range: start.upperBound..<text.endIndex))
        let yaml = String(text[start.upperBound..<end.lowerBound])
        #expect(SchemeValidator.check(yaml: yaml).map(\.sentence) == [])
        #expect(try SchemeReader.read(yaml: yaml).rules.count == 1)
    }

    @Test("every step that schemes can ask for is in the manual")
    func steps() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let file = root.appending(path: "deploy/manual/考核方案怎么写.md")
        let text = try String(contentsOf: file, encoding: .utf8)
        let used = try SchemeFixtures.allSchemes().flatMap { scheme in
            (scheme.document["periods"]?.objectValue?.members ?? []).flatMap { form in
                (form.value["steps"]?.listValue ?? []).compactMap { $0["operator"]?.textValue }
            }
        }
        #expect(!used.isEmpty)
        for name in Set(used).sorted() { #expect(text.contains("`\(name)`"), "\(name)") }
    }

    @Test("everybody whom a scheme may assess is in the manual")
    func groups() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let file = root.appending(path: "deploy/manual/考核方案怎么写.md")
        let text = try String(contentsOf: file, encoding: .utf8)
        for group in AssessedGroup.allCases {
            #expect(text.contains("`\(group.rawValue)`"), "\(group.rawValue)")
        }
    }
}
