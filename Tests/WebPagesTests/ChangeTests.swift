import Bookkeeping
import Causality
import Records
import Testing

@testable import WebPages

@Suite("Changing a record, alone and side by side")
struct ChangeTests {
    private func path(_ id: RecordID, _ rest: String = "") -> String {
        "/record/village-agency/\(id.text)\(rest)"
    }

    @Test(
        "two sessions change the same field: both values are kept and shown until one is decided"
    )
    func sameField() async throws {
        let pages = try PagesUnderTest()
        try pages.withMatter()
        let id = try pages.acceptedCase()
        let one = try pages.browser(as: "王桂芬", .agent)
        let two = try pages.browser(as: "李志强", .agent)
        let change = path(id, "/change")
        let pageOne = try await one.get(change)
        let pageTwo = try await two.get(change)
        let first = try await one.submit(
            pageOne,
            to: change,
            [("phone", "13900000001"), ("form-reason", "村民换号")]
        )
        let second = try await two.submit(
            pageTwo,
            to: change,
            [("phone", "13900000002"), ("form-reason", "抄错了")]
        )
        #expect(first.status == 303)
        #expect(second.status == 303)

        let record = try await two.get(path(id))
        #expect(record.text.contains("13900000001"))
        #expect(record.text.contains("13900000002"))
        #expect(record.text.contains("请决定用哪一个"))
        let list = try await one.get("/conflicts")
        #expect(list.text.contains("139****0001"))
        #expect(!list.text.contains("13900000001"))

        let conflict = try #require(try pages.books.conflicts().first)
        #expect(conflict.values.count == 2)
        let kept = try #require(conflict.values.first { $0.value == .text("13900000002") })
        let decided = try await one.submit(
            record,
            to: path(id, "/decide"),
            [("keep", RecordID.dot(kept.dot).text), ("reason", "打电话核对过")]
        )
        // The token on that page is of the other session.
        #expect(decided.status == 409)
        let own = try await one.get(path(id))
        let decision = try await one.submit(
            own,
            to: path(id, "/decide"),
            [("keep", RecordID.dot(kept.dot).text), ("reason", "打电话核对过")]
        )
        #expect(decision.status == 303)
        #expect(try pages.books.conflicts().isEmpty)
        #expect(try pages.books.show("village-agency", id).row["phone"] == .text("13900000002"))
        #expect(try await one.get(path(id)).text.contains("打电话核对过"))
    }

    @Test("two sessions that change different fields: both changes stand")
    func differentFields() async throws {
        let pages = try PagesUnderTest()
        try pages.withMatter()
        let id = try pages.acceptedCase()
        let one = try pages.browser(as: "王桂芬", .agent)
        let two = try pages.browser(as: "李志强", .agent)
        let change = path(id, "/change")
        let pageOne = try await one.get(change)
        let pageTwo = try await two.get(change)
        _ = try await one.submit(
            pageOne,
            to: change,
            [("phone", "13900000001"), ("form-reason", "换号")]
        )
        _ = try await two.submit(
            pageTwo,
            to: change,
            [("address", "一组 5 号"), ("form-reason", "补上")]
        )
        let row = try pages.books.show("village-agency", id).row
        #expect(row["phone"] == .text("13900000001"))
        #expect(row["address"] == .text("一组 5 号"))
        #expect(!row.hasConflict)
        let wrote = try pages.books.show("village-agency", id).history.map { $0.wrote.map(\.cell) }
        #expect(wrote.suffix(2) == [[.field("phone")], [.field("address")]])
    }

    @Test("a step asks for just what it needs, and its fault comes back at the field")
    func step() async throws {
        let pages = try PagesUnderTest()
        try pages.withMatter()
        let id = try pages.acceptedCase()
        let browser = try pages.browser(as: "王桂芬", .agent)
        let record = try await browser.get(path(id))
        let step = path(id, "/step/\(PagePath.encoded("承办"))")
        #expect(record.text.contains("href=\"\(step)\""))
        let page = try await browser.get(step)
        #expect(page.text.contains("name=\"runs.0.step\""))
        #expect(!page.text.contains("name=\"villager\""))
        let missing = try await browser.submit(page, to: step, [])
        #expect(missing.status == 422)
        #expect(missing.text.contains("“承办”要先填“代办清单”"))
        let done = try await browser.submit(missing, to: step, [("runs.0.step", "送镇里")])
        #expect(done.status == 303)
        #expect(try pages.books.show("village-agency", id).row.state == "承办")
        let gone = try await browser.get(path(id, "/step/\(PagePath.encoded("不存在"))"))
        #expect(gone.status == 404)
    }

    @Test("a correction needs a reason, and the form keeps what was typed")
    func reason() async throws {
        let pages = try PagesUnderTest()
        try pages.withMatter()
        let id = try pages.acceptedCase()
        let browser = try pages.browser(as: "王桂芬", .agent)
        let page = try await browser.get(path(id, "/change"))
        let refused = try await browser.submit(page, to: path(id, "/change"), [("address", "一组")])
        #expect(refused.status == 422)
        #expect(refused.text.contains("更改要写明原因"))
        #expect(!refused.text.contains("--reason"))
        let form = try #require(PageForm(of: refused.text, sentTo: path(id, "/change")))
        #expect(form.values.contains { $0 == ("address", "一组") })
    }

    @Test("a version that nobody here has seen is refused: it would hide values")
    func forgedVersion() async throws {
        let pages = try PagesUnderTest()
        try pages.withMatter()
        let id = try pages.acceptedCase()
        let browser = try pages.browser(as: "王桂芬", .agent)
        let page = try await browser.get(path(id, "/change"))
        let shown = try pages.books.show("village-agency", id).version
        var later = shown
        for entry in shown.entries { later.advance(entry.stream, to: entry.sequence + 5) }
        for version in [ShownVersion.text(later), "x"] {
            let answer = try await browser.submit(
                page,
                to: path(id, "/change"),
                [("form-shown", version), ("address", "一组"), ("form-reason", "试")]
            )
            #expect(answer.status == 422)
        }
        #expect(try pages.books.show("village-agency", id).row["address"] == .empty)
    }

    @Test("a decision without a choice says so")
    func noChoice() async throws {
        let pages = try PagesUnderTest()
        try pages.withMatter()
        let id = try pages.acceptedCase()
        let shown = try pages.books.show("village-agency", id).version
        for phone in ["13900000001", "13900000002"] {
            _ = try pages.books.change(
                "village-agency",
                id,
                [.init("phone", phone)],
                reason: "改",
                shown: shown
            )
        }
        let browser = try pages.browser(as: "王桂芬", .agent)
        let page = try await browser.get(path(id))
        let answer = try await browser.submit(page, to: path(id, "/decide"), [("reason", "无")])
        #expect(answer.status == 422)
        #expect(answer.text.contains("还没有选定"))
        let typed = try await browser.submit(
            page,
            to: path(id, "/decide"),
            [("keep", "other"), ("value", "13900000003"), ("reason", "都不对")]
        )
        #expect(typed.status == 303)
        let row = try pages.books.show("village-agency", id).row
        #expect(row["phone"] == .text("13900000003"))
    }
}
