import Bookkeeping
import Causality
import Credentials
import Records
import Testing

@testable import WebPages

@Suite("Who sees and does what")
struct PermissionTests {
    private static let pages = [
        "/", "/ledger", "/ledger/village-agency", "/conflicts", "/clocks", "/entry",
    ]

    @Test("every page asks who is there", arguments: pages + ["/ranking", "/entry/village-agency"])
    func signedOut(path: String) async throws {
        let browser = try PagesUnderTest().browser()
        #expect(try await browser.get(path).status == 303)
        let posted = try await browser.post(path, [])
        #expect([401, 404].contains(posted.status))
    }

    @Test("everyone who is signed in sees the common pages", arguments: AccountDesk.roles)
    func common(role: Role) async throws {
        let browser = try PagesUnderTest().browser(as: "某人", role)
        for path in PermissionTests.pages {
            #expect([200, 303].contains(try await browser.get(path).status), "\(path)")
        }
    }

    @Test(
        "citizens' data are shown in full to those who handle the register and masked for others",
        arguments: [
            (Role.agent, true), (.clerk, true), (.leader, false), (.inspector, false),
            (.itOfficer, false), (.assessmentGroup, false), (.windowStaff, false),
        ]
    )
    func personalData(role: Role, isFull: Bool) async throws {
        let pages = try PagesUnderTest()
        try pages.withMatter()
        let id = try pages.acceptedCase()
        let browser = try pages.browser(as: "某人", role)
        let path = "/record/village-agency/\(id.text)"
        let record = try await browser.get(path)
        #expect(record.status == 200)
        #expect(record.text.contains("张三丰") == isFull)
        #expect(record.text.contains("13800001234") == isFull)
        #expect(record.text.contains("138****1234") == !isFull)
        let allowed = isFull ? 200 : 403
        #expect(try await browser.get(path + "/change").status == allowed)
        #expect(try await browser.get("/receipt/village-agency/\(id.text)").status == allowed)
        #expect(try await browser.get("/ledger/village-agency/table.csv").status == allowed)
        #expect(try await browser.get("/entry/village-agency").status == allowed)
    }

    @Test("what a role may not do is refused when it is posted too, with a sentence")
    func posting() async throws {
        let pages = try PagesUnderTest()
        try pages.withMatter()
        let id = try pages.acceptedCase()
        let leader = try pages.browser(as: "领导", .leader)
        let visitor = try #require(
            SessionTokens.token(of: leader, node: pages.node)
        )
        for path in [
            "/entry/village-agency/check", "/entry/village-agency/save",
            "/record/village-agency/\(id.text)/change", "/record/village-agency/\(id.text)/decide",
        ] {
            let fields = [
                ("form-token", visitor.formToken(for: path)), ("form-step", "save"),
                ("villager", "甲"),
                ("village", "350102003001"), ("conflict", "x"), ("keep", "other"), ("reason", "试"),
            ]
            let answer = try await leader.post(path, fields)
            #expect(answer.status == 403, "\(path)")
            #expect(answer.text.contains("您的角色不能"))
        }
        #expect(try pages.books.list("village-agency").count == 1)
    }

    @Test(
        "values side by side are not for the window's own staff to decide between",
        arguments: [(Role.windowStaff, 403), (.windowHead, 422), (.clerk, 422)]
    )
    func deciding(role: Role, status: Int) async throws {
        let pages = try PagesUnderTest()
        let browser = try pages.browser(as: "某人", role)
        let visitor = try #require(SessionTokens.token(of: browser, node: pages.node))
        let id = try pages.acceptedCase()
        let path = "/record/case-handling/\(id.text)/decide"
        let fields = [
            ("form-token", visitor.formToken(for: path)), ("conflict", "x"), ("keep", "other"),
            ("value", "甲"), ("reason", "试"),
        ]
        let answer = try await browser.post(path, fields)
        #expect((answer.status == 403) == (status == 403))
    }

    @Test("a step is offered and taken only by its role")
    func steps() async throws {
        let pages = try PagesUnderTest()
        try pages.withMatter()
        let id = try pages.acceptedCase()
        let clerk = try pages.browser(as: "经办", .clerk)
        let path = "/record/village-agency/\(id.text)"
        let step = path + "/step/" + PagePath.encoded("承办")
        #expect(!(try await clerk.get(path).text.contains(step)))
        #expect(try await clerk.get(step).status == 403)
    }

    @Test(
        "the unpublished ranking is for those who assess, at township and county",
        arguments: [
            (Role.leader, PlaceLevel.county, 200), (.inspector, .township, 200),
            (.assessmentGroup, .county, 200), (.agent, .village, 403), (.windowStaff, .county, 403),
            (.leader, .village, 403),
        ]
    )
    func ranking(role: Role, level: PlaceLevel, status: Int) async throws {
        let pages = try PagesUnderTest(level: level, name: "某地")
        let browser = try pages.browser(as: "某人", role)
        #expect(try await browser.get("/ranking").status == status)
        let home = try await browser.get("/")
        #expect(home.text.contains("href=\"/ranking\"") == (status == 200))
    }

    @Test("registers that the program keeps for itself have no page")
    func systemRegisters() async throws {
        let browser = try PagesUnderTest().browser(as: "技术员", .itOfficer)
        for register in ["node-certificate", "bulletin", "no-such-register", "..%2F..", "%ZZ"] {
            #expect(try await browser.get("/ledger/\(register)").status == 404)
            #expect(try await browser.get("/entry/\(register)").status == 404)
        }
    }
}
