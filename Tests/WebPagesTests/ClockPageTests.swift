import Bookkeeping
import Causality
import Credentials
import Records
import Store
import Testing

@testable import WebPages

/// A complaint whose writer's clock was ten days earlier than the bulletin that it held.
@Suite("Computers whose clock is wrong")
struct ClockPageTests {
    private let pages: PagesUnderTest
    private let id: RecordID

    init() throws {
        pages = try PagesUnderTest(level: .county, name: "清江县")
        try pages.withWindow(in: "350102000000")
        #expect(try pages.store.write { try $0.writeBulletin() })
        pages.clock.advance(by: -10 * 86_400)
        id = try pages.books.record(
            "complaint",
            [
                .init("window", "A1"), .init("received", "2026-11-11"), .init("about", "压件"),
                .init("category", "推诿拖延"),
            ]
        ).id
        pages.clock.advance(by: 10 * 86_400)
    }

    private var spell: ClockSpell {
        get throws { try #require(try pages.books.clockSpells().first) }
    }

    @Test("the assessment group is led to the spell and rules on it once")
    func rule() async throws {
        let browser = try pages.browser(as: "考核组", .assessmentGroup)
        let home = try await browser.get("/")
        #expect(home.text.contains("等人裁定") && home.text.contains("href=\"/clocks\""))
        #expect(try await browser.get("/conflicts").text.contains("还有 1 段没有裁定"))
        let page = try await browser.get("/clocks")
        #expect(page.text.contains("清江县") && page.text.contains("2026年11月11日 10:00"))
        #expect(page.text.contains("不会早于那时") && page.text.contains("还没有裁定"))
        #expect(page.text.contains("/record/complaint/\(id.text)"))

        let path = "/clocks/rule"
        let nothing = try await browser.submit(page, to: path, [("reason", "看过<台账>")])
        #expect(nothing.status == 422 && nothing.text.contains("请先选好"))
        #expect(nothing.text.contains("value=\"看过&lt;台账&gt;\""))
        let bare = try await browser.submit(page, to: path, [("as", "bounded")])
        #expect(bare.status == 422 && bare.text.contains("理由"))
        #expect(try spell.ruling == nil)

        let given = [("as", "bounded"), ("reason", "主板电池没电")]
        let saved = try await browser.submit(page, to: path, given)
        #expect(saved.status == 303 && saved.location == "/clocks?ruled=bounded")
        #expect(try spell.ruling?.verdict == .bounded)
        let after = try await browser.get("/clocks?ruled=bounded")
        #expect(after.text.contains("已裁定：不早于公告") && after.text.contains("主板电池没电"))
        #expect(after.text.contains("还有 1 条记录里的日期没有更正"))
        #expect(after.text.contains("逐条更正") && after.text.contains("改为这样裁定"))
        #expect(try await !browser.get("/").text.contains("等人裁定"))

        let other = [("as", "recorded"), ("reason", "有纸质台账")]
        #expect(try await browser.submit(after, to: path, other).status == 303)
        #expect(try spell.ruling?.verdict == .recorded)
    }

    @Test("who may not rule sees the spell and no form, and is refused when it is posted")
    func permission() async throws {
        let group = try pages.browser(as: "考核组", .assessmentGroup)
        let form = try await group.get("/clocks")
        let clerk = try pages.browser(as: "文书", .clerk)
        let page = try await clerk.get("/clocks")
        #expect(page.text.contains("还没有裁定") && !page.text.contains("就这样裁定"))
        #expect(try await !clerk.get("/").text.contains("等人裁定"))
        let given = [("as", "recorded"), ("reason", "有纸质台账")]
        let posted = try await clerk.submit(form, to: "/clocks/rule", given)
        #expect([403, 409, 422].contains(posted.status))
        #expect(try spell.ruling == nil)
    }

    @Test("what a stale or forged form names is refused with a sentence")
    func forged() async throws {
        let browser = try pages.browser(as: "考核组", .assessmentGroup)
        let page = try await browser.get("/clocks")
        let given = [("as", "recorded"), ("reason", "有纸质台账")]
        for wrong in [
            [("node", "zzzz")], [("from", "2026-11-12")], [("from", "昨天")],
            [("from", "2020-01-01"), ("to", "2020-01-02")],
        ] {
            let answer = try await browser.submit(page, to: "/clocks/rule", given + wrong)
            #expect(answer.status == 422 && answer.text.contains("没有保存"), "\(wrong)")
        }
        #expect(try spell.ruling == nil)
    }
}
