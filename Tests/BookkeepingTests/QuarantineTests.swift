import Bookkeeping
import Causality
import Records
import Store
import Testing

@Suite("Quarantine")
struct QuarantineTests {
    @Test("what an older program does not understand is listed, and no person can overrule it")
    func waiting() throws {
        let folder = try TestFolder()
        let file = folder.path + "/store"
        let world = try TestCounty(file: file)
        let old = try world.county.reopened(file: file, without: "village-agency")
        let id = try world.village.books.record("village-agency", villageCase()).id
        try world.village.send(to: old)
        let entry = try #require(try old.books.quarantine().first)
        #expect(entry.id == id.text)
        #expect(!entry.isQuarantined)
        #expect(entry.placeCode == "330110001001")
        #expect(throws: BookkeepingError.stillAside(entry.reason)) {
            try old.books.release(entry.id, reason: "看过")
        }
        #expect(try old.books.quarantine() == [entry])
        // The program that knows the register takes it over.
        try world.county.books.release(entry.id, reason: "已升级")
        #expect(try world.county.books.quarantine().isEmpty)
        #expect(try world.county.books.list("village-agency").map(\.id) == [id])
    }

    @Test("an id that is not kept aside, and a release without a reason, are refused")
    func refused() throws {
        let world = try TestCounty()
        let id = try world.village.books.record("village-agency", villageCase()).id
        #expect(throws: BookkeepingError.unknownAside(id.text)) {
            try world.village.books.release(id.text, reason: "看过")
        }
        #expect(throws: BookkeepingError.reasonMissing) {
            try world.village.books.release(id.text, reason: " ")
        }
    }
}
