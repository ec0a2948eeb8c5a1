import Ambient
import Credentials
import Hummingbird
import Records
import Store
import Testing

@testable import WebPages

@Suite("Accounts and sessions")
struct SignInTests {
    @Test("before there is an account, the page says how to make one and takes no password")
    func firstVisit() async throws {
        let browser = try PagesUnderTest().browser()
        let page = try await browser.get("/login")
        #expect(page.text.contains("liandong user add"))
        #expect(!page.text.contains("type=\"password\""))
        let guess = [("name", "admin"), ("password", "admin")]
        #expect(try await browser.post("/login", guess, headers: HTTPFields()).status == 401)
    }

    @Test("whoever is not signed in is led to the sign-in page and back to where they wanted to go")
    func leadsBack() async throws {
        let pages = try PagesUnderTest()
        try pages.node.accounts.add(
            name: "张三",
            role: .agent,
            staff: nil,
            password: PagesUnderTest.password
        )
        let browser = pages.browser()
        let first = try await browser.get("/ledger/village-agency?state=%E5%8F%97%E7%90%86")
        #expect(first.status == 303)
        let page = try await browser.get(try #require(first.location))
        let answer = try await browser.submit(
            page,
            to: "/login",
            [("name", " 张三 "), ("password", PagesUnderTest.password)]
        )
        #expect(answer.location == "/ledger/village-agency?state=%E5%8F%97%E7%90%86")
    }

    @Test("a program that is no browser signs in with name and password alone")
    func plainClient() async throws {
        let pages = try PagesUnderTest()
        try pages.node.accounts.add(
            name: "张三",
            role: .agent,
            staff: nil,
            password: PagesUnderTest.password
        )
        let browser = pages.browser()
        let fields = [("name", "张三"), ("password", PagesUnderTest.password)]
        #expect(try await browser.post("/login", fields, headers: HTTPFields()).status == 303)
        #expect(try await browser.get("/").status == 200)
        // A browser must show that the form is ours.
        #expect(try await pages.browser().post("/login", fields).status == 409)
    }

    @Test("after five wrong passwords a name waits, longer each time, and is free again after it")
    func guessing() async throws {
        let pages = try PagesUnderTest()
        try pages.node.accounts.add(
            name: "张三",
            role: .agent,
            staff: nil,
            password: PagesUnderTest.password
        )
        let limit = SignInLimit(clock: pages.node.clock)
        for _ in 0..<4 { limit.noteFailure("张三") }
        #expect(limit.secondsToWait("张三") == 0)
        limit.noteFailure("张三")
        #expect(limit.secondsToWait("张三") == 15)
        #expect(limit.secondsToWait("李四") == 0)
        pages.clock.advance(by: 15)
        #expect(limit.secondsToWait("张三") == 0)
        limit.noteFailure("张三")
        #expect(limit.secondsToWait("张三") == 30)
        for _ in 0..<20 { limit.noteFailure("张三") }
        #expect(limit.secondsToWait("张三") == 300)
        limit.noteSuccess("张三")
        #expect(limit.secondsToWait("张三") == 0)
    }

    @Test("while a name waits even the right password is not looked at")
    func waiting() async throws {
        let pages = try PagesUnderTest()
        try pages.node.accounts.add(
            name: "张三",
            role: .agent,
            staff: nil,
            password: PagesUnderTest.password
        )
        for _ in 0..<5 { pages.node.signInLimit.noteFailure("张三") }
        let browser = pages.browser()
        let refused = try await browser.signIn("张三", PagesUnderTest.password)
        #expect(refused.status == 429)
        #expect(refused.text.contains("请等 15 秒"))
        pages.clock.advance(by: 15)
        #expect(try await browser.signIn("张三", PagesUnderTest.password).status == 303)
    }

    @Test("invented names fill a bounded table and never free a name that waits")
    func inventedNames() throws {
        let pages = try PagesUnderTest()
        let limit = SignInLimit(clock: pages.node.clock)
        for _ in 0..<6 { limit.noteFailure("张三") }
        for number in 0..<2_000 { limit.noteFailure("无此人\(number)") }
        #expect(limit.secondsToWait("张三") > 0)
        #expect(limit.secondsToWait("从未试过") > 0)
    }

    @Test("a session ends after half a day of silence, not in the middle of an entry")
    func expiry() async throws {
        let pages = try PagesUnderTest()
        let browser = try pages.browser(as: "张三", .agent)
        pages.clock.advance(by: SessionShelf.idleSecondsMax - 1)
        #expect(try await browser.get("/").status == 200)
        pages.clock.advance(by: SessionShelf.idleSecondsMax)
        #expect(try await browser.get("/").status == 200)
        pages.clock.advance(by: SessionShelf.idleSecondsMax + 1)
        #expect(try await browser.get("/").location == "/login")
    }

    @Test("a new password ends the sessions that the old one began")
    func reset() async throws {
        let pages = try PagesUnderTest()
        let browser = try pages.browser(as: "张三", .agent)
        try pages.node.accounts.reset(name: "张三", password: "另一个也很好的密码")
        #expect(try await browser.get("/").location == "/login")
        #expect(try await browser.signIn("张三", PagesUnderTest.password).status == 401)
        #expect(try await browser.signIn("张三", "另一个也很好的密码").status == 303)
    }

    @Test("accounts are refused with a sentence for every fault")
    func faults() throws {
        let desk = try PagesUnderTest().node.accounts
        try desk.add(name: "张三", role: .agent, staff: "S1", password: PagesUnderTest.password)
        #expect(throws: PageError.accountExists("张三")) {
            try desk.add(name: " 张三", role: .clerk, staff: nil, password: PagesUnderTest.password)
        }
        #expect(throws: PageError.badAccountName) {
            try desk.add(name: "张\u{202E}三", role: .clerk, staff: nil, password: "12345678")
        }
        #expect(throws: PageError.roleWithoutPages(.villager)) {
            try desk.add(name: "王五", role: .villager, staff: nil, password: "12345678")
        }
        #expect(throws: CredentialError.passwordTooShort(characterCountMin: 8)) {
            try desk.add(name: "王五", role: .clerk, staff: nil, password: "1234567")
        }
        #expect(throws: PageError.unknownAccount("无此人")) {
            try desk.reset(name: "无此人", password: "12345678")
        }
        let listed = try desk.list()
        #expect(listed.map(\.name) == ["张三"])
        #expect(listed.first?.actor == "S1")
    }

    @Test("the choice of text size stays with the browser and needs no session")
    func textSize() async throws {
        let browser = try PagesUnderTest().browser()
        #expect(try await browser.get("/login").text.contains(" class=\"standard\">"))
        #expect(try await browser.get("/text?size=largest&back=%2Flogin").location == "/login")
        #expect(try await browser.get("/login").text.contains("class=\"largest\""))
        _ = try await browser.get("/text?size=%3Cx%3E")
        #expect(try await browser.get("/login").text.contains(" class=\"standard\">"))
    }

    @Test(
        "a person changes the password with the present one; other sessions end, this one goes on"
    )
    func ownPassword() async throws {
        let pages = try PagesUnderTest()
        let browser = try pages.browser(as: "张三", .agent)
        let page = try await browser.get("/password")
        let new = "另一个也很好的密码"
        let wrong = [("now", "不是这个密码"), ("new", new), ("again", new)]
        let refused = try await browser.submit(page, to: "/password", wrong)
        #expect(refused.status == 422)
        #expect(refused.text.contains("现在的密码不对"))
        #expect(!refused.text.contains(new))
        let mistyped = [("now", PagesUnderTest.password), ("new", new), ("again", new + "。")]
        #expect(try await browser.submit(page, to: "/password", mistyped).text.contains("不一样"))
        let short = [("now", PagesUnderTest.password), ("new", "短"), ("again", "短")]
        #expect(try await browser.submit(page, to: "/password", short).status == 422)
        let right = [("now", PagesUnderTest.password), ("new", new), ("again", new)]
        let done = try await browser.submit(page, to: "/password", right)
        #expect(done.status == 303)
        #expect(try await browser.get(try #require(done.location)).text.contains("密码已经修改"))
        #expect(try await pages.browser().signIn("张三", PagesUnderTest.password).status == 401)
        #expect(try await pages.browser().signIn("张三", new).status == 303)
    }
}
