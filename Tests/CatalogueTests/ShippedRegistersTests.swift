import Catalogue
import Documents
import Records
import Testing

@Suite("the registers that come with the program")
struct ShippedRegistersTests {
    @Test("all are read, those of the contract and those of the program itself")
    func readsAll() throws {
        let registers = try ShippedCatalogue.registers()
        let own = registers.filter { !$0.isSystem }.map(\.id)
        #expect(
            own == [
                "calendar", "case-handling", "complaint", "good-bad-review", "hall-patrol",
                "honours", "matter", "objection", "publication", "red-flag", "region", "staff",
                "unit", "village-agency",
            ]
        )
        #expect(
            registers.filter(\.isSystem).map(\.id) == [
                "bulletin", "clock-ruling", "definition-version", "edition-document",
                "erasure-receipt", "invitation",
                "node-certificate", "node-revocation", "period-closing",
                "sealed-letter",
            ]
        )
    }

    @Test("all schemes that are shipped are documents that name themselves")
    func readsSchemes() throws {
        let schemes = try ShippedCatalogue.schemes()
        #expect(!schemes.isEmpty)
        for scheme in schemes {
            #expect(scheme.document["id"]?.textValue == scheme.id)
            #expect(!scheme.text.isEmpty)
        }
    }

    @Test("each register's canonical form fits one event and reads back as the same version")
    func carriesItself() throws {
        for register in try ShippedCatalogue.registers() {
            let again = try DefinitionReader.read(json: register.canonicalBytes)
            #expect(again == register)
            #expect(DefinitionChangeCheck.problems(from: register, to: again).isEmpty)
        }
    }
}
