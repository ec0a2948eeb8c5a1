import Documents
import Foundation
import Testing

/// Each requirement of the specification is shown: by a vector, or by a test that is named.
@Suite struct CoverageTests {
    private static let root = VectorFile.folder.deletingLastPathComponent()
    private static let behaviours = VectorFile.folder
        .appendingPathComponent("vectors/behaviour.json")

    private static func specification() throws -> String {
        String(
            decoding: try Data(contentsOf: VectorFile.folder.appendingPathComponent("SPEC.md")),
            as: UTF8.self
        )
    }

    /// Requirement and the sentence of the test that shows it.
    private static func named() throws -> [(requirement: String, test: String)] {
        let document = try JSONReader.read(Array(try Data(contentsOf: behaviours)))
        return (document.listValue ?? []).map { item in
            let vector = Vector(item)
            return (vector.requirement, vector.text("test"))
        }
    }

    @Test("every requirement of the specification has a vector or a test that is named")
    func allAreShown() throws {
        let text = try Self.specification()
        let stated = text.matches(of: /\*\*(SYNC-[0-9]+\.[0-9]+)\*\*/).map { String($0.1) }
        #expect(stated.count > 100 && Set(stated).count == stated.count)
        var shown = Set(try Self.named().map(\.requirement))
        for file in VectorFile.all { shown.formUnion(try file.read().map(\.requirement)) }
        #expect(Set(stated).subtracting(shown).sorted() == [])
        #expect(shown.subtracting(stated).sorted() == [])
    }

    @Test("every test that is named is there")
    func allAreThere() throws {
        let folder = Self.root.appendingPathComponent("Tests")
        let paths = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
        let sources = try paths.filter { $0.hasSuffix("Tests.swift") }.map { path in
            try Data(contentsOf: folder.appendingPathComponent(path))
        }.map { String(decoding: $0, as: UTF8.self) }.joined()
        let found = sources.matches(of: /@Test\(\s*"([^"]+)"/).map { String($0.1) }
        let sentences = Set(found)
        for (requirement, test) in try Self.named() {
            #expect(sentences.contains(test), "\(requirement): \(test)")
        }
    }
}
