import Bookkeeping
import Causality
import Records
import Testing

@testable import WebPages

@Suite("What was typed is not lost")
struct NothingLostTests {
    private let entry = "/entry/village-agency"
    private var check: String { entry + "/check" }
    private let typed = [("villager", "张三丰"), ("address", "一组<5>号"), ("papers.0.name", "身份证")]

    private func stands(_ page: Browser.Answer, at path: String) throws {
        let form = try #require(PageForm(of: page.text, sentTo: path))
        for (name, value) in typed {
            #expect(form.values.contains { $0 == (name, value) }, "\(name)")
        }
    }

    @Test("a form sent after the session ended goes along through signing in, a wrong password too")
    func endedSession() async throws {
        let pages = try PagesUnderTest()
        let browser = try pages.browser(as: "王桂芬", .agent)
        let form = try await browser.get(entry)
        pages.clock.advance(by: SessionShelf.idleSecondsMax + 1)
        let refused = try await browser.submit(form, to: check, typed)
        #expect(refused.status == 401)
        #expect(refused.text.contains("填的内容还在"))
        let wrong = [("name", "王桂芬"), ("password", "不是这个密码")]
        let again = try await browser.submit(refused, to: "/login", wrong)
        #expect(again.status == 401)
        let right = [("name", "王桂芬"), ("password", PagesUnderTest.password)]
        let between = try await browser.submit(again, to: "/login", right)
        #expect(between.status == 200)
        let open = try await browser.submit(between, to: check, [("form-step", "edit")])
        #expect(open.status == 200)
        try stands(open, at: check)
        #expect(try pages.books.list("village-agency").isEmpty)
    }

    @Test("a form of an earlier session of the same browser can be opened again")
    func earlierSession() async throws {
        let pages = try PagesUnderTest()
        let old = try pages.browser(as: "王桂芬", .agent)
        let form = try await old.get(entry)
        let new = try pages.browser(as: "李志强", .agent)
        let refused = try await new.submit(form, to: check, typed)
        #expect(refused.status == 409)
        let open = try await new.submit(refused, to: check, [("form-step", "edit")])
        try stands(open, at: check)
    }

    @Test("what was left before saving is offered when the form is opened again")
    func draft() async throws {
        let pages = try PagesUnderTest()
        let browser = try pages.browser(as: "王桂芬", .agent)
        let form = try await browser.get(entry)
        #expect(!form.text.contains("上次填的还没有保存"))
        let page = try await browser.submit(form, to: check, typed + [("village", "350102003001")])
        #expect(page.text.contains("核对后保存"))
        let later = try await browser.get(entry)
        #expect(later.text.contains("上次填的还没有保存"))
        let other = try pages.browser(as: "李志强", .agent)
        #expect(try await !other.get(entry).text.contains("上次填的还没有保存"))
        let open = try await browser.submit(later, to: check, [("form-step", "edit")])
        try stands(open, at: check)
        let saved = try await browser.submit(page, to: entry + "/save", [("form-step", "save")])
        #expect(saved.status == 303)
        #expect(try await !browser.get(entry).text.contains("上次填的还没有保存"))
    }

    @Test("a draft can be thrown away")
    func discard() async throws {
        let pages = try PagesUnderTest()
        let browser = try pages.browser(as: "王桂芬", .agent)
        _ = try await browser.submit(try await browser.get(entry), to: check, typed)
        let page = try await browser.get(entry)
        let answer = try await browser.submit(page, to: check, [("form-step", "discard")])
        #expect(answer.location == entry)
        #expect(try await !browser.get(entry).text.contains("上次填的还没有保存"))
    }

    @Test("a larger text keeps the form, also on the page to check it")
    func textSize() async throws {
        let pages = try PagesUnderTest()
        let browser = try pages.browser(as: "王桂芬", .agent)
        let form = try await browser.get(entry)
        #expect(form.text.contains("form=\"filled\""))
        #expect(!form.text.contains("aria-label=\"主要页面\""))
        let large = try await browser.submit(
            form,
            to: check,
            typed + [("village", "350102003001"), ("form-step", "size:large")]
        )
        #expect(large.text.contains("class=\"large\""))
        try stands(large, at: check)
        let page = try await browser.submit(large, to: check, [])
        #expect(page.text.contains("核对后保存"))
        let largest = try await browser.submit(
            page,
            to: entry + "/save",
            [("form-step", "size:largest")]
        )
        #expect(largest.text.contains("class=\"largest\""))
        try stands(largest, at: entry + "/save")
        #expect(try await browser.get("/").text.contains("class=\"largest\""))
    }

    @Test("one field is corrected by itself, and the record says that it is saved")
    func oneField() async throws {
        let pages = try PagesUnderTest()
        try pages.withMatter()
        let id = try pages.acceptedCase()
        let path = "/record/village-agency/\(id.text)"
        let browser = try pages.browser(as: "王桂芬", .agent)
        let record = try await browser.get(path)
        #expect(record.text.contains("href=\"\(path)/change?field=phone\""))
        #expect(!record.text.contains("change?field=number"))
        let page = try await browser.get(path + "/change?field=phone")
        #expect(!page.text.contains("name=\"villager\""))
        let fields = [("phone", "13900000001"), ("form-reason", "换号")]
        let saved = try await browser.submit(page, to: path + "/change", fields)
        #expect(saved.location == path + "?saved=1")
        #expect(try await browser.get(path + "?saved=1").text.contains("已经保存"))
        #expect(try pages.books.show("village-agency", id).row["phone"] == .text("13900000001"))
    }

    @Test("a refused decision stands in the form again")
    func decision() async throws {
        let pages = try PagesUnderTest()
        try pages.withMatter()
        let id = try pages.acceptedCase()
        let shown = try pages.books.show("village-agency", id).version
        for phone in ["13900000001", "13900000002"] {
            let given = [RecordValidation.Given("phone", phone)]
            _ = try pages.books.change("village-agency", id, given, reason: "改", shown: shown)
        }
        let browser = try pages.browser(as: "王桂芬", .agent)
        let path = "/record/village-agency/\(id.text)"
        let page = try await browser.get(path)
        let answer = try await browser.submit(
            page,
            to: path + "/decide",
            [("keep", "other"), ("value", "13900000003"), ("reason", " ")]
        )
        #expect(answer.status == 422)
        let form = try #require(PageForm(of: answer.text, sentTo: path + "/decide"))
        #expect(form.values.contains { $0 == ("keep", "other") })
        #expect(form.values.contains { $0 == ("value", "13900000003") })
    }

    @Test("who was picked last is picked already in the next form of the same person")
    func pick() async throws {
        let pages = try PagesUnderTest()
        _ = try pages.books.record(
            "unit",
            [
                .init("id", "U1"), .init("name", "王家村便民站"), .init("kind", "village-point"),
                .init("region", "350102003001"), .init("from", "2026-01-01"),
            ]
        )
        for (id, name) in [("D1", "何有福"), ("D2", "王桂芬")] {
            _ = try pages.books.record(
                "staff",
                [
                    .init("id", id), .init("name", name), .init("post", "代办员"),
                    .init("unit", "U1"), .init("from", "2026-01-01"),
                ]
            )
        }
        let browser = try pages.browser(as: "共用", .agent)
        let form = try await browser.get(entry)
        let all = typed + [("village", "350102003001"), ("agent", "D2")]
        let page = try await browser.submit(form, to: check, all)
        _ = try await browser.submit(page, to: entry + "/save", [("form-step", "save")])
        let next = try #require(PageForm(of: try await browser.get(entry).text, sentTo: check))
        #expect(next.values.contains { $0 == ("agent", "D2") })
        let other = try pages.browser(as: "别人", .agent)
        let theirs = try #require(PageForm(of: try await other.get(entry).text, sentTo: check))
        #expect(!theirs.values.contains { $0 == ("agent", "D2") })
    }

    @Test("the first page counts what is late and soon due, and leads to just those")
    func duties() async throws {
        let pages = try PagesUnderTest()
        try pages.withMatter()
        _ = try pages.acceptedCase()
        let browser = try pages.browser(as: "王桂芬", .agent)
        let soon = try await browser.get("/")
        #expect(soon.text.contains("快到期 1 件"))
        #expect(!soon.text.contains("超期"))
        let list = try await browser.get("/ledger/village-agency?soon=1")
        #expect(list.text.contains("共 1 条"))
        pages.clock.advance(by: 5 * 86_400)
        let next = try pages.browser(as: "李志强", .agent)
        let late = try await next.get("/")
        #expect(late.text.contains("超期 1 件"))
        #expect(late.text.contains("href=\"/ledger/village-agency?late=1\""))
        let none = try await next.get("/ledger/village-agency?soon=1")
        #expect(none.text.contains("共 0 条"))
    }
}
