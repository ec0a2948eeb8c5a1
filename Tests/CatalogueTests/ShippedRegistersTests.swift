import Catalogue
import Documents
import Records
import Testing

@Suite("the registers that come with the program")
struct ShippedRegistersTests {
    @Test("all are read, the ten of the contract and the six of the program itself")
    func readsAll() throws {
        let registers = try ShippedCatalogue.registers()
        let own = registers.filter { !$0.isSystem }.map(\.id)
        #expect(
            own == [
                "calendar", "case-handling", "complaint", "good-bad-review", "hall-patrol",
                "matter", "region", "staff", "unit", "village-agency",
            ]
        )
        #expect(
            registers.filter(\.isSystem).map(\.id) == [
                "bulletin", "definition-version", "invitation", "node-certificate",
                "node-revocation", "period-closing",
            ]
        )
    }
}
