import Bookkeeping
import Causality
import Enrolment
import Foundation
import Hummingbird
import Records
import Store
import Testing

@testable import WebPages

@Suite("What the pages say")
struct PageTests {
    @Test("the first page says where I am and that nothing waits, in plain words")
    func home() async throws {
        let pages = try PagesUnderTest()
        let page = try await pages.browser(as: "王桂芬", .agent).get("/")
        #expect(page.text.contains("王家村"))
        #expect(page.text.contains("村一级"))
        #expect(page.text.contains("body class=\"village\""))
    }

    @Test("every page says so where the device's clock is in doubt, and none where it is not")
    func clock() async throws {
        let pages = try PagesUnderTest()
        try pages.store.write { _ = try $0.writeBulletin() }
        let browser = try pages.browser(as: "王桂芬", .agent)
        for path in ["/", "/ledger"] {
            let text = try await browser.get(path).text
            #expect(!text.contains("请看一下本机的钟"))
        }
        pages.clock.advance(by: -86_400)
        for path in ["/", "/ledger"] {
            let text = try await browser.get(path).text
            #expect(text.contains("请看一下本机的钟"))
        }
    }

    @Test("the first page names what waits, since when, and the last failure")
    func homeWaiting() {
        var model = HomeModel()
        model.now = 1_795_226_400
        model.pendingCount = 12
        model.pendingSince = model.now - 3 * 86_400
        model.contact = ContactState(
            hasParent: true,
            succeededAt: model.now - 5 * 3_600,
            fault: "网络不通，请检查网线。",
            faultAt: model.now - 2 * 3_600
        )
        model.conflictCount = 2
        model.quarantineCount = 1
        model.children = [
            ChildSummary(
                region: "350102003002",
                name: "李家村",
                lastContact: model.now - 4 * 86_400,
                unsent: 3
            ),
            ChildSummary(region: "350102003003", name: "赵庄"),
            ChildSummary(
                region: "350102003004",
                name: "上坪村",
                lastContact: model.now - 60,
                isWithdrawn: true
            ),
        ]
        let text = String(decoding: MarkupWriter.document(model.content), as: UTF8.self)
        for words in [
            "12 项变动", "3天前", "5小时前", "最近一次没有成功（2小时前）", "网络不通，请检查网线。", "2 条记录", "已隔离 1 项",
            "4天没有联系", "没有联系过", "电脑都已停用",
        ] {
            #expect(text.contains(words), "\(words)")
        }
    }

    @Test("late cases are marked by a word, not by colour alone, and can be asked for")
    func late() async throws {
        let pages = try PagesUnderTest()
        try pages.withMatter()
        _ = try pages.acceptedCase(villager: "按时人")
        _ = try pages.books.record(
            "village-agency",
            [
                .init("villager", "超期人"), .init("village", "350102003001"), .init("matter", "M1"),
                .init("acceptedAt", "2026-11-02T09:00"),
            ]
        )
        let browser = try pages.browser(as: "王桂芬", .agent)
        let all = try await browser.get("/ledger/village-agency")
        // Promised for Thursday the 5th; today is the 21st.
        #expect(all.text.contains("超期16天"))
        #expect(all.text.contains("超期 1 条"))
        #expect(all.text.contains("共 2 条"))
        let only = try await browser.get("/ledger/village-agency?late=1")
        #expect(only.text.contains("共 1 条"))
        #expect(only.text.contains("超*"))
        #expect(!only.text.contains("按*"))
    }

    @Test("the ledger shows fifty rows a page, the newest first, and filters by state and words")
    func paging() async throws {
        let pages = try PagesUnderTest()
        for number in 0..<53 {
            _ = try pages.books.record(
                "village-agency",
                [
                    .init("villager", "甲"), .init("village", "350102003001"),
                    .init("question", "第\(number)问"),
                ]
            )
        }
        let browser = try pages.browser(as: "王桂芬", .agent)
        let first = try await browser.get("/ledger/village-agency")
        #expect(first.text.contains("共 53 条"))
        #expect(first.text.contains("第 1 页，共 2 页"))
        #expect(first.text.count(of: "<tr") == 51)
        let second = try await browser.get("/ledger/village-agency?page=2")
        #expect(second.text.count(of: "<tr") == 4)
        let beyond = try await browser.get("/ledger/village-agency?page=99")
        #expect(beyond.status == 200)
        #expect(beyond.text.contains("第 2 页，共 2 页"))
        let state = PagePath.encoded("公示")
        #expect(
            try await browser.get("/ledger/village-agency?state=\(state)").text.contains("共 0 条")
        )
        let words = PagePath.encoded("第17问")
        let found = try await browser.get("/ledger/village-agency?words=\(words)")
        #expect(found.text.contains("共 1 条"))
        #expect(try await browser.get("/ledger/village-agency?state=x").status == 404)
    }

    @Test("the ledger as a file has a mark for spreadsheets, a header and every row")
    func file() async throws {
        let pages = try PagesUnderTest()
        try pages.withMatter()
        _ = try pages.acceptedCase()
        let browser = try pages.browser(as: "王桂芬", .agent)
        let file = try await browser.get("/ledger/village-agency/table.csv")
        #expect(file.headers[.contentType] == "text/csv; charset=utf-8")
        #expect(file.headers[.contentDisposition]?.hasPrefix("attachment;") == true)
        #expect(file.text.hasPrefix("\u{FEFF}"))
        #expect(file.text.contains("张三丰"))
    }

    @Test("a record is found by its paper number")
    func find() async throws {
        let pages = try PagesUnderTest()
        try pages.withMatter()
        let id = try pages.acceptedCase()
        let number = try pages.books.show("village-agency", id).row["number"].plain
        let browser = try pages.browser(as: "王桂芬", .agent)
        let found = try await browser.get("/find?text=\(PagePath.encoded(number))")
        #expect(found.location == "/record/village-agency/\(id.text)")
        #expect(try await browser.get("/find?text=none").status == 404)
    }

    @Test(
        "the ranking stands in the order of places, names who is missing, and links to each reason"
    )
    func ranking() async throws {
        let rows = [("B", 2, "90.00"), ("A", 1, "95.50")].map { name, rank, total in
            RankingSheet.Row(
                id: name,
                name: "\(name)村",
                sections: ["s": "10"],
                total: total,
                rank: rank,
                remarks: [],
                explanation: .init("\(name)村的总分。", reasons: [.init("一条", record: "r1")])
            )
        }
        let sheet = RankingSheet(
            title: "月度考核",
            sections: [.init(id: "s", title: "按时", fullMarks: "30")],
            rows: rows,
            missing: [.init(name: "丙村", why: "从未联系过")],
            notes: [],
            provenance: [.init("办法版本", "v1")]
        )
        let choice = RankingChoice(scheme: "m", title: "月度考核", kind: "village", kindTitle: "各村")
        let source = RankingSource(choices: { [choice] }) { scheme, period, kind in
            guard period == .month(2026, 10), scheme == "m", kind == "village" else {
                throw PageError.noAssessment("这个月还没有内容。")
            }
            return sheet
        }
        let pages = try PagesUnderTest(level: .county, name: "青溪县", rankings: source)
        let browser = try pages.browser(as: "领导", .leader)
        let empty = try await browser.get("/ranking")
        #expect(empty.text.contains("value=\"2026-10\""))
        #expect(!empty.text.contains("95.50"))
        let page = try await browser.get("/ranking?scheme=m+village&period=2026-10")
        let first = try #require(page.text.range(of: "A村"))
        let second = try #require(page.text.range(of: "B村"))
        #expect(first.lowerBound < second.lowerBound)
        for words in ["2026年10月", "丙村", "从未联系过", "95.50", "（30分）", "办法版本"] {
            #expect(page.text.contains(words), "\(words)")
        }
        let link = "/ranking/explain?scheme=m&amp;period=2026-10&amp;kind=village&amp;subject=A"
        #expect(page.text.contains(link))
        let why = try await browser.get(link.replacing("&amp;", with: "&"))
        #expect(why.text.contains("A村的总分。"))
        #expect(why.text.contains("href=\"/find?text=r1\""))
        let none = try await browser.get("/ranking?scheme=m+village&period=2026-09")
        #expect(none.text.contains("这个月还没有内容。"))
        let wrong = try await browser.get("/ranking?scheme=x&period=2026-09")
        #expect(wrong.status == 404)
    }

    @Test("an agent is offered a dozen registers of the village, the usual one first")
    func choices() async throws {
        let pages = try PagesUnderTest()
        let page = try await pages.browser(as: "王桂芬", .agent).get("/entry").text
        let ways = page.split(separator: "href=\"/entry/").dropFirst()
        #expect(ways.first?.hasPrefix("village-agency\"") == true)
        #expect(ways.count <= 12)
        #expect(page.contains("<h2>要一步步办的事</h2>") && page.contains("<h2>登记簿</h2>"))
        let ledger = try await pages.browser(as: "王桂芬", .agent).get("/ledger").text
        #expect(!ledger.contains("/ledger/red-flag"), "only counties give flags")
        // Whoever takes in everything finds the rarely used ones folded.
        let clerk = try await pages.browser(as: "李四", .clerk).get("/entry").text
        #expect(clerk.contains("<summary class=\"back\">其他（"))
    }

    @Test("pages speak plain Chinese: no command, code or English word reaches the reader")
    func words() async throws {
        let pages = try PagesUnderTest()
        try pages.withMatter()
        let id = try pages.acceptedCase()
        let browser = try pages.browser(as: "王桂芬", .agent)
        for path in [
            "/", "/ledger", "/entry/village-agency", "/conflicts", "/nothing",
            "/record/village-agency/\(id.text)", "/receipt/village-agency/\(id.text)",
        ] {
            let text = Self.visible(try await browser.get(path).text)
                .replacing(id.text, with: "").replacing("M1", with: "").replacing("Ctrl", with: "")
                .replacing("18 位公民身份号码，最后一位可能是 X", with: "")
                // Offices call a post and its stand-in so.
                .replacing("AB岗", with: "")
            let number = try pages.books.show("village-agency", id).row["number"].plain
            let words = text.replacing(number, with: "").split { !($0.isASCII && $0.isLetter) }
            #expect(words.filter { $0.count > 1 } == [], "\(path)")
        }
    }

    /// The text between the tags.
    private static func visible(_ page: String) -> String {
        var isTag = false
        return String(
            page.filter { character in
                if character == "<" { isTag = true }
                defer { if character == ">" { isTag = false } }
                return !isTag
            }
        )
    }
}

extension String {
    fileprivate func count(of part: String) -> Int { components(separatedBy: part).count - 1 }
}
