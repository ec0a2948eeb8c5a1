import Bookkeeping
import Causality
import Records
import Testing

@testable import WebPages

@Suite("Taking in a matter, from the form to the record")
struct EntryFlowTests {
    private let typed = [
        ("villager", "张三丰"), ("phone", "13800001234"), ("village", "350102003001"),
        ("matter", "M1"), ("acceptedAt", "2026-11-18T09:00"), ("papers.0.name", "身份证"),
        ("papers.0.form", "复印件"), ("papers.0.copies", "1"), ("form-entry", "offline"),
    ]

    @Test("what is typed is checked, shown once more, saved, receipted and found in the ledger")
    func wholeFlow() async throws {
        let pages = try PagesUnderTest()
        try pages.withMatter()
        let browser = try pages.browser(as: "王桂芬", .agent, staff: "D001")
        let form = try await browser.get("/entry/village-agency")
        #expect(form.text.contains("选填"))
        let check = try await browser.submit(form, to: "/entry/village-agency/check", typed)
        #expect(check.status == 200)
        #expect(check.text.contains("老年优待证（M1）"))
        #expect(check.text.contains("2026年11月18日 09:00"))
        #expect(check.text.contains("先记在纸上"))
        #expect(try pages.books.list("village-agency").isEmpty)

        let path = "/entry/village-agency/save"
        let saved = try await browser.submit(check, to: path, [("form-step", "save")])
        #expect(saved.status == 303)
        let receipt = try await browser.get(try #require(saved.location))
        let row = try #require(try pages.books.list("village-agency").first)
        let number = row["number"].plain
        #expect(!number.isEmpty)
        #expect(receipt.text.contains(number))
        // Three working days after Wednesday the 18th: Monday the 23rd.
        #expect(receipt.text.contains("2026年11月23日（星期一）"))
        #expect(receipt.text.contains("受理单"))
        #expect(row.state == "受理")
        #expect(row.entry == .offline)

        let record = try await browser.get("/record/village-agency/\(row.id.text)")
        #expect(record.text.contains("13800001234"))
        #expect(record.text.contains("身份证"))
        let ledger = try await browser.get("/ledger")
        #expect(ledger.text.contains(number))
        #expect(ledger.text.contains("张*"))
        #expect(!ledger.text.contains("张三丰"))
        #expect(!ledger.text.contains("13800001234"))
        let history = try pages.books.show("village-agency", row.id).history
        #expect(history.map(\.actor) == ["D001"])
    }

    @Test("pressing the button twice makes one record")
    func twice() async throws {
        let pages = try PagesUnderTest()
        try pages.withMatter()
        let browser = try pages.browser(as: "王桂芬", .agent)
        let form = try await browser.get("/entry/village-agency")
        let check = try await browser.submit(form, to: "/entry/village-agency/check", typed)
        let path = "/entry/village-agency/save"
        let first = try await browser.submit(check, to: path, [("form-step", "save")])
        let second = try await browser.submit(check, to: path, [("form-step", "save")])
        #expect(first.location == second.location)
        #expect(try pages.books.list("village-agency").count == 1)
    }

    @Test(
        "a faulty form comes back with all that was typed, each fault at its field, nothing saved"
    )
    func faults() async throws {
        let pages = try PagesUnderTest()
        let browser = try pages.browser(as: "王桂芬", .agent)
        let form = try await browser.get("/entry/village-agency")
        let answer = try await browser.submit(
            form,
            to: "/entry/village-agency/check",
            [
                ("villager", ""), ("phone", "12"), ("address", "双山镇<b>1</b>号"),
                ("village", "350102003001"),
            ]
        )
        #expect(answer.status == 422)
        #expect(answer.text.contains("有 2 处要改正"))
        #expect(answer.text.contains("href=\"#f-phone\""))
        let values = try #require(PageForm(of: answer.text, sentTo: "/entry/village-agency/check"))
        #expect(values.values.contains { $0 == ("phone", "12") })
        #expect(values.values.contains { $0 == ("address", "双山镇<b>1</b>号") })
        #expect(try pages.books.list("village-agency").isEmpty)
    }

    @Test("going back from the check loses nothing, and more rows can be had")
    func back() async throws {
        let pages = try PagesUnderTest()
        let browser = try pages.browser(as: "王桂芬", .agent)
        let form = try await browser.get("/entry/village-agency")
        let check = try await browser.submit(form, to: "/entry/village-agency/check", typed)
        let again = try await browser.submit(
            check,
            to: "/entry/village-agency/save",
            [("form-step", "edit")]
        )
        let values = try #require(PageForm(of: again.text, sentTo: "/entry/village-agency/check"))
        for (name, value) in typed where name != "acceptedAt" && name != "matter" {
            #expect(values.values.contains { $0 == (name, value) }, "\(name)")
        }
        let more = try await browser.submit(
            again,
            to: "/entry/village-agency/check",
            [("form-step", "rows:papers")]
        )
        #expect(more.text.contains("name=\"papers.3.name\""))
        #expect(try pages.books.list("village-agency").isEmpty)
    }

    @Test("the form knows the village and the hour and asks for nothing that the node computes")
    func prefilled() async throws {
        let pages = try PagesUnderTest()
        let browser = try pages.browser(as: "王桂芬", .agent)
        let form = try await browser.get("/entry/village-agency")
        let values = try #require(PageForm(of: form.text, sentTo: "/entry/village-agency/check"))
        #expect(values.values.contains { $0 == ("village", "350102003001") })
        #expect(values.values.contains { $0 == ("acceptedAt", "2026-11-21T10:00:00") })
        for field in ["number", "promisedDate", "masked", "backDated"] {
            #expect(!form.text.contains("name=\"\(field)\""))
        }
    }

    @Test("what only later steps need is asked for last")
    func plan() throws {
        let books = try PagesUnderTest().books
        let plan = IntakePlan(try books.definition("village-agency"))
        let first = plan.groups.flatMap(\.fields).map(\.id)
        #expect(first.prefix(4) == ["villager", "phone", "documentNo", "address"])
        #expect(first.contains("papers"))
        #expect(plan.later.map(\.id).contains("result"))
        #expect(!first.contains("result"))
        #expect(!first.contains("repliedAt"))
        #expect(Set(plan.fields.map(\.id)).count == plan.fields.count)
    }
}
