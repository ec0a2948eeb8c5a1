import Bookkeeping
import Catalogue
import Causality
import Records
import Store
import Testing

@testable import WebPages

@Suite("Pages of a register that the county has changed")
struct DefinedFieldTests {
    @Test("a new field is on the form, in the ledger and on the record, without a restart")
    func newField() async throws {
        let pages = try PagesUnderTest(level: .county, name: "桐溪县")
        let browser = try pages.browser(as: "王", .clerk)
        let before = try await browser.get("/entry/complaint")
        #expect(before.status == 200 && !before.text.contains("来电号码"))
        let text = try #require(try ShippedCatalogue.registerTexts()["complaint"])
        let changed = text.replacing(
            "\nfields:\n",
            with: "\nfields:\n  - {id: lineNo, label: 来电号码, type: text}\n"
        )
        let version = try DefinitionReader.read(yaml: changed).version
        _ = try pages.store.write { session in
            try session.appendDefinition(
                .register,
                id: "complaint",
                version: version,
                from: Period.year(2026).first,
                text: changed,
                actor: ""
            )
        }
        #expect(try await browser.get("/entry/complaint").text.contains("来电号码"))
        let id = try pages.books.record(
            "complaint",
            [.init("window", "发改"), .init("received", "2026-10-08"), .init("lineNo", "88123")]
        ).id
        let page = try await browser.get("/record/complaint/\(id.text)")
        #expect(page.text.contains("来电号码") && page.text.contains("88123"))
    }
}
