import Bookkeeping
import Causality
import Records
import Store
import Testing

@Suite("Quarantine")
struct QuarantineTests {
    @Test("what waits for a certificate of its record is listed, and cannot be overruled")
    func waiting() throws {
        let world = try TestCounty()
        #expect(try world.county.books.quarantine().isEmpty)
        let id = try world.village.books.record("village-agency", villageCase()).id
        #expect(throws: BookkeepingError.unknownAside(id.text)) {
            try world.county.books.release(id.text, reason: "看过")
        }
        #expect(throws: BookkeepingError.reasonMissing) {
            try world.county.books.release(id.text, reason: " ")
        }
    }
}
