import Bookkeeping
import Causality
import Records
import Testing

@testable import WebPages

@Suite("Forms that are sent twice, or without a button")
struct RepeatedFormTests {
    private struct World {
        let pages: PagesUnderTest
        let browser: Browser
        let id: RecordID
        let path: String

        init() throws {
            pages = try PagesUnderTest()
            try pages.withMatter()
            id = try pages.acceptedCase()
            browser = try pages.browser(as: "王桂芬", .agent)
            path = "/record/village-agency/\(id.text)"
        }

        var eventCount: Int {
            get throws { try pages.books.show("village-agency", id).history.count }
        }
    }

    @Test("the page to check is saved by a form that names no button")
    func noButton() async throws {
        let world = try World()
        let (browser, pages) = (world.browser, world.pages)
        let form = try await browser.get("/entry/village-agency")
        let typed = [("villager", "李四"), ("village", "350102003001"), ("matter", "M1")]
        let check = try await browser.submit(form, to: "/entry/village-agency/check", typed)
        let saved = try await browser.submit(check, to: "/entry/village-agency/save", [])
        #expect(saved.status == 303)
        #expect(try pages.books.list("village-agency").count == 2)
    }

    @Test("a form that was saved, gone back to and changed is neither lost nor a second record")
    func changedAfterSaving() async throws {
        let world = try World()
        let (browser, pages) = (world.browser, world.pages)
        let form = try await browser.get("/entry/village-agency")
        let typed = [("villager", "李四"), ("village", "350102003001"), ("matter", "M1")]
        let check = try await browser.submit(form, to: "/entry/village-agency/check", typed)
        let save = "/entry/village-agency/save"
        let saved = try await browser.submit(check, to: save, [("form-step", "save")])
        let record = try #require(saved.location?.split(separator: "/").last)
        let changed = [("form-step", "save"), ("villager", "李四光")]
        let again = try await browser.submit(check, to: save, changed)
        #expect(again.status == 409 && again.text.contains("这次改的没有保存"))
        #expect(again.text.contains("/record/village-agency/\(record)"))
        #expect(again.text.contains("李四光"))
        let kind = [("form-step", "save"), ("form-entry", "backfill")]
        #expect(try await browser.submit(check, to: save, kind).status == 409)
        #expect(try pages.books.list("village-agency").count == 2)
        // What is filled in on that page is another matter, and no draft of the first is left.
        #expect(try await !browser.get("/entry/village-agency").text.contains("还没有保存"))
        let other = try await browser.submit(again, to: "/entry/village-agency/check", [])
        let second = try await browser.submit(other, to: save, [("form-step", "save")])
        #expect(second.status == 303 && second.location != saved.location)
        #expect(try pages.books.list("village-agency").count == 3)
    }

    @Test("a change that is sent again writes no second event and leads to the same page")
    func changeAgain() async throws {
        let world = try World()
        let change = world.path + "/change"
        let page = try await world.browser.get(change)
        let typed = [
            ("address", "一组 5 号"), ("form-reason", "补上"), ("papers.0.name", "照片"),
        ]
        let first = try await world.browser.submit(page, to: change, typed)
        #expect(first.status == 303)
        let count = try world.eventCount
        for _ in 0..<2 {
            let again = try await world.browser.submit(page, to: change, typed)
            #expect(again.status == 303)
            #expect(again.location == first.location)
        }
        #expect(try world.eventCount == count)
        #expect(try !world.pages.books.show("village-agency", world.id).row.hasConflict)
    }

    @Test("a step that is sent again is not refused: it has been made")
    func stepAgain() async throws {
        let world = try World()
        let step = world.path + "/step/\(PagePath.encoded("承办"))"
        let page = try await world.browser.get(step)
        let first = try await world.browser.submit(page, to: step, [("runs.0.step", "送镇里")])
        let again = try await world.browser.submit(page, to: step, [("runs.0.step", "送镇里")])
        #expect(first.status == 303)
        #expect(again.location == first.location)
        #expect(try world.eventCount == 2)
    }

    @Test("the same form with other contents is another change, never lost")
    func otherContents() async throws {
        let world = try World()
        let change = world.path + "/change"
        let page = try await world.browser.get(change)
        for address in ["一组 5 号", "一组 6 号"] {
            let typed = [("address", address), ("form-reason", "补上")]
            #expect(try await world.browser.submit(page, to: change, typed).status == 303)
        }
        #expect(try world.eventCount == 3)
    }

    @Test("what the clock speaks against is said before it is saved")
    func clockAhead() async throws {
        let world = try World()
        let form = try await world.browser.get("/entry/village-agency")
        let typed = [
            ("villager", "李四"), ("village", "350102003001"), ("matter", "M1"),
            ("acceptedAt", "2031-01-01T09:00"),
        ]
        let check = try await world.browser.submit(form, to: "/entry/village-agency/check", typed)
        #expect(check.text.contains("晚于本机时钟"))
    }
}
