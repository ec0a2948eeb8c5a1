import Catalogue
import Documents
import Foundation
import Hashing
import Records
import Testing

/// The registers that every implementation folds: `schema/registers.json` says what they are.
@Suite struct RegisterTests {
    private static func stated() throws -> [Vector] {
        let url = VectorFile.folder.appendingPathComponent("schema/registers.json")
        let document = try JSONReader.read(Array(try Data(contentsOf: url)))
        return (document.listValue ?? []).map(Vector.init)
    }

    @Test("the program's own registers are those of the specification: registers.json")
    func areThoseStated() throws {
        let shipped = try ShippedCatalogue.registers()
            .filter { $0.isSystem || $0.id == "region" }
            .sorted { $0.id < $1.id }
        let stated = try Self.stated()
        #expect(stated.map { $0.text("id") } == shipped.map(\.id))
        for (vector, definition) in zip(stated, shipped) {
            let text = String(decoding: definition.canonicalBytes, as: UTF8.self)
            #expect(vector.text("canonical") == text, "\(definition.id)")
            #expect(vector.text("version") == definition.version.hexadecimal, "\(definition.id)")
        }
    }

    @Test("the stated text of a register is read as its stated version")
    func areReadAsStated() throws {
        for vector in try Self.stated() {
            let text = Array(vector.text("canonical").utf8)
            let definition = try DefinitionReader.read(json: text)
            #expect(definition.id == vector.text("id"))
            #expect(definition.version.hexadecimal == vector.text("version"), "\(definition.id)")
        }
    }
}
