import Bookkeeping
import Causality
import Records
import Testing

@testable import WebPages

@Suite("Text is only ever text")
struct EscapingTests {
    static let hostile = [
        "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' onfocus='alert(1)",
        "&lt;b&gt;", "</textarea><script>", "</title><script>", "javascript:alert(1)",
    ]

    @Test("every character that means something to a browser is escaped", arguments: hostile)
    func writer(text: String) {
        let markup = Tag.p(.class(text), .value(text)) {
            Tag.textarea(.name("a")) { text }
            Tag.option(.value(text)) { text }
        }
        let page = String(decoding: MarkupWriter.document(markup), as: UTF8.self)
        for sign in ["<script", "<img", "<b>", "' onfocus", "\">\"><"] {
            #expect(!page.contains(sign))
        }
        #expect(page.count { $0 == "<" } == 7)
    }

    @Test("characters that no document may hold are replaced, and a first line break is kept")
    func controls() {
        let markup = Tag.textarea { "\n一\u{0}二\u{1B}三\u{7F}" }
        let page = String(decoding: MarkupWriter.document(markup), as: UTF8.self)
        #expect(page.hasSuffix("<textarea>\n\n一\u{FFFD}二\u{FFFD}三\u{FFFD}</textarea>"))
    }

    @Test("an address is always one of this node, whatever stands in it", arguments: hostile)
    func paths(text: String) {
        let path = PagePath([text, "..", "//"], query: [(text, text)], at: text).text
        #expect(path.hasPrefix("/"))
        #expect(!path.hasPrefix("//"))
        for sign in ["<", ">", "\"", "'", " ", ":"] { #expect(!path.contains(sign)) }
        #expect(SentForm.decoded(pathPart: PagePath.encoded(text)) == text)
    }

    @Test("values of records are text on every page that shows them", arguments: hostile.prefix(4))
    func everyPage(text: String) async throws {
        let pages = try PagesUnderTest(name: "村\(text)")
        let books = pages.books
        _ = try books.record(
            "matter",
            [.init("id", "M1"), .init("name", text), .init("kind", "承诺件")]
        )
        let id = try books.record(
            "village-agency",
            [
                .init("villager", text), .init("village", "350102003001"), .init("matter", "M1"),
                .init("question", text), .init("address", text), .init("result", text),
                .init("papers", "[{\"name\":\"甲\"}]"),
            ]
        ).id
        let shown = try books.show("village-agency", id).version
        for value in [text, text + "二"] {
            _ = try books.change(
                "village-agency",
                id,
                [.init("result", value)],
                reason: text,
                shown: shown
            )
        }
        let browser = try pages.browser(as: "名\(text)", .agent)
        let record = "/record/village-agency/\(id.text)"
        let search = "/ledger/village-agency?words=\(PagePath.encoded(text))"
        let paths = [
            "/", "/ledger", search, "/ledger/matter", "/entry/village-agency", record,
            record + "/change", "/conflicts", "/receipt/village-agency/\(id.text)",
            "/find?text=\(PagePath.encoded(text))",
        ]
        for path in paths {
            let page = try await browser.get(path)
            #expect([200, 404].contains(page.status), "\(path) \(page.status)")
            for sign in ["<script", "<img", "<b>", "' onfocus", "\"><img"] {
                #expect(!page.text.contains(sign), "\(path)")
            }
        }
        let form = try await browser.get("/entry/village-agency")
        let check = try await browser.submit(
            form,
            to: "/entry/village-agency/check",
            [("villager", text), ("village", text), ("matter", text), ("papers.0.name", text)]
        )
        #expect(check.status == 200)
        #expect(!check.text.contains("<script"))
        #expect(!check.text.contains("<img"))
    }

    @Test("what an event brings in a choice, reason or place is text in the ranking too")
    func ranking() async throws {
        let text = "<script>alert(1)</script>"
        let sentence = RankingSheet.Sentence(text, record: text, reasons: [.init(text)])
        let row = RankingSheet.Row(
            id: text,
            name: text,
            sections: ["a": text],
            total: text,
            rank: 1,
            remarks: [text],
            explanation: sentence
        )
        let sheet = RankingSheet(
            title: text,
            sections: [.init(id: "a", title: text, fullMarks: text)],
            rows: [row],
            missing: [.init(name: text, why: text)],
            notes: [text],
            provenance: [.init(text, text)]
        )
        let choice = RankingChoice(scheme: "s", title: text, kind: text, kindTitle: text)
        let source = RankingSource(choices: { [choice] }) { _, _, _ in sheet }
        let pages = try PagesUnderTest(level: .county, name: "县", rankings: source)
        let browser = try pages.browser(as: "领导", .leader)
        let page = try await browser.get("/ranking?scheme=s&period=2026-10")
        #expect(page.text.contains("&lt;script&gt;"))
        #expect(!page.text.contains("<script"))
        let subject = PagePath.encoded(text)
        let why = try await browser.get(
            "/ranking/explain?scheme=s&period=2026-10&subject=\(subject)"
        )
        #expect(why.status == 200)
        #expect(why.text.contains("&lt;script&gt;"))
        #expect(!why.text.contains("<script"))
    }
}
