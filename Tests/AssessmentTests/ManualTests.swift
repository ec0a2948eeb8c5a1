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

    @Test("the engineers' reference names every operator and every key that schemes use")
    func reference() throws {
        let file = SchemeFixtures.sourcesFolder.appending(path: "Assessment/SCHEMES.md")
        let text = try String(contentsOf: file, encoding: .utf8)
        // The sentence about an unknown operator lists those that the engine knows.
        let broken = try SchemeFixtures.text(of: "exam")
            .replacing("operator: rank", with: "operator: none")
        let sentence = SchemeValidator.check(yaml: broken).map(\.sentence)
            .first { $0.contains("可用的有 ") }
        let listed = try #require(sentence?.split(separator: "可用的有 ").last?.dropLast())
        let operators = listed.split(separator: "、")
        #expect(operators.count >= 28)
        for name in operators { #expect(text.contains("`\(name)`"), "\(name)") }
        for scheme in try SchemeFixtures.allSchemes() {
            var keys = Set(scheme.document.objectValue?.keys ?? [])
            for rule in scheme.document["rules"]?.listValue ?? [] {
                keys.formUnion(rule.objectValue?.keys ?? [])
            }
            for form in scheme.document["periods"]?.objectValue?.members ?? [] {
                for step in form.value["steps"]?.listValue ?? [] {
                    keys.formUnion(step.objectValue?.keys ?? [])
                }
            }
            for key in keys.subtracting(["operator"]).sorted() {
                let isNamed = ["`\(key)`", "`\(key):", "`\(key)?"].contains { text.contains($0) }
                #expect(isNamed, "\(key)")
            }
        }
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
