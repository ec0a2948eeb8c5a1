import Bookkeeping
import Causality
import Hummingbird
import Records
import Testing

@testable import WebPages

@Suite("Photos on a record's page")
struct AttachmentTests {
    @Test(
        "a photo is shown to those who handle the register and to nobody else",
        arguments: [(Role.agent, true), (.clerk, true), (.leader, false), (.itOfficer, false)]
    )
    func shown(role: Role, isShown: Bool) async throws {
        let pages = try PagesUnderTest()
        try pages.withMatter()
        let id = try pages.acceptedCase()
        let photo: [UInt8] = [0xFF, 0xD8, 0xFF, 0xE0, 1, 2, 3]
        let books = Bookkeeping(store: pages.store)
        let attached = try books.attach(
            photo,
            name: "张三丰.jpg",
            title: "身份证<正面>",
            to: "village-agency",
            id
        )
        let record = "/record/village-agency/\(id.text)"
        let path = "\(record)/attachment/\(RecordID.dot(attached.dot).text)"
        #expect(try await pages.browser().get(path).status == 303)
        let browser = try pages.browser(as: "某人", role)
        let page = try await browser.get(record)
        #expect(page.text.contains("照片和扫描件"))
        #expect(page.text.contains("身份证&lt;正面&gt;") == isShown)
        #expect(page.text.contains(path) == isShown)
        let image = try await browser.get(path)
        #expect(image.status == (isShown ? 200 : 403))
        #expect((image.headers[.contentType] == "image/jpeg") == isShown)
        // Of another record it is no attachment.
        let other = try pages.acceptedCase()
        let wrong = "/record/village-agency/\(other.text)/attachment/"
        let answer = try await browser.get(wrong + RecordID.dot(attached.dot).text)
        #expect(answer.status == (isShown ? 404 : 403))
    }
}
