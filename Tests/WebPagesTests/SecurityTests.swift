import Hummingbird
import Records
import Testing

@testable import WebPages

@Suite("Who may reach the pages, and how")
struct SecurityTests {
    @Test(
        "a page is answered only under loopback's own names and this node's port",
        arguments: [
            ("127.0.0.1:8080", true), ("localhost:8080", true), ("[::1]:8080", true),
            ("LOCALHOST:8080", true), ("127.0.0.1:9999", false), ("localhost", false),
            ("evil.example:8080", false), ("127.0.0.1.evil.example:8080", false),
            ("192.168.1.5:8080", false), ("127.0.0.1:8080@evil.example", false), ("", false),
        ]
    )
    func hosts(host: String, isFine: Bool) async throws {
        let pages = try PagesUnderTest()
        let answer = try await pages.browser().send(.get, "/login", host: host)
        #expect(answer.status == (isFine ? 200 : 421))
        if !isFine { #expect(!answer.text.contains("王家村")) }
    }

    @Test("opened to the network, addresses in figures are answered and names still are not")
    func networkHosts() async throws {
        let browser = try PagesUnderTest(listeningOn: "0.0.0.0").browser()
        #expect(try await browser.send(.get, "/login", host: "192.168.1.5:8080").status == 200)
        #expect(try await browser.send(.get, "/login", host: "evil.example:8080").status == 421)
        #expect(try await browser.send(.get, "/login", host: "1.2.3.evil:8080").status == 421)
    }

    @Test("figures are told to programs on this machine alone, whatever the pages are bound to")
    func figures() async throws {
        let browser = try PagesUnderTest(listeningOn: "0.0.0.0").browser()
        #expect(try await browser.get("/metrics").text == "liandong_events 1\n")
        let other = try await browser.send(.get, "/metrics", isLocal: false)
        #expect(other.status == 404)
        #expect(!other.text.contains("liandong_events"))
    }

    @Test(
        "a connection is of this machine if its other end is a loopback address",
        arguments: [
            ("127.0.0.1", true), ("127.8.9.1", true), ("::1", true), ("::ffff:127.0.0.1", true),
            ("::FFFF:127.0.0.1", true), ("192.168.1.5", false), ("::ffff:10.0.0.1", false),
            ("::2", false), ("fe80::1", false), ("127:1", false), ("", false), (nil, false),
        ] as [(String?, Bool)]
    )
    func loopback(address: String?, isLocal: Bool) {
        #expect(PageContext.isLoopback(address) == isLocal)
    }

    @Test(
        "a form that comes from another site is refused, whatever else it carries",
        arguments: [
            [.origin: "http://evil.example"], [.origin: "null"],
            [.origin: "https://127.0.0.1:8080"],
            [.origin: "http://127.0.0.1:8081"], [.referer: "http://evil.example/127.0.0.1:8080"],
            [.origin: "http://127.0.0.1:8080.evil.example"],
        ] as [HTTPFields]
    )
    func origins(headers: HTTPFields) async throws {
        let pages = try PagesUnderTest()
        let browser = try pages.browser(as: "张三", .agent)
        let home = try await browser.get("/")
        let form = try #require(PageForm(of: home.text, sentTo: "/logout"))
        let answer = try await browser.post("/logout", form.values, headers: headers)
        #expect(answer.status == 403)
        #expect(try await browser.get("/").status == 200)
        let login = try await browser.post("/login", [("name", "张三")], headers: headers)
        #expect(login.status == 403)
    }

    @Test("a browser that says the request comes from another site is refused without an origin")
    func fetchMetadata() async throws {
        let browser = try PagesUnderTest().browser(as: "张三", .agent)
        let name = try #require(HTTPFields.Element.Name("Sec-Fetch-Site"))
        let answer = try await browser.post("/logout", [], headers: [name: "cross-site"])
        #expect(answer.status == 403)
    }

    @Test("a form needs the token of its own session and of its own address")
    func formTokens() async throws {
        let pages = try PagesUnderTest()
        let one = try pages.browser(as: "张三", .agent)
        let two = try pages.browser(as: "李四", .agent)
        let page = try await one.get("/")
        let token = try #require(PageForm(of: page.text, sentTo: "/logout")?.values.first?.1)
        #expect(try await one.post("/logout", []).status == 409)
        #expect(try await one.post("/logout", [("form-token", "x")]).status == 409)
        #expect(try await two.post("/logout", [("form-token", token)]).status == 409)
        let other = "/entry/village-agency/check"
        #expect(try await one.post(other, [("form-token", token)]).status == 409)
        #expect(try await one.post("/logout", [("form-token", token)]).location == "/login")
        #expect(try await one.get("/").location == "/login")
        #expect(try await two.get("/").status == 200)
    }

    @Test("every answer forbids what a page of text does not need")
    func headers() async throws {
        let pages = try PagesUnderTest()
        let browser = try pages.browser(as: "张三", .agent)
        for path in ["/", "/login", "/nothing", "/ledger", "/entry/village-agency"] {
            let answer = try await browser.get(path)
            #expect(answer.headers[.contentSecurityPolicy] == AnswerHeaders.policy)
            #expect(answer.headers[.xContentTypeOptions] == "nosniff")
            #expect(answer.headers[.cacheControl] == "no-store")
            #expect(!answer.text.contains("<script"))
            #expect(!answer.text.contains(" style="))
            #expect(!answer.text.contains(" onclick="))
        }
        #expect(AnswerHeaders.policy.hasPrefix("default-src 'none'; style-src 'self';"))
    }

    @Test("the stylesheet is named by its contents and may be kept for ever")
    func stylesheet() async throws {
        let browser = try PagesUnderTest().browser()
        let answer = try await browser.get(Stylesheet.path.text)
        #expect(answer.status == 200)
        #expect(answer.headers[.contentType] == "text/css; charset=utf-8")
        #expect(answer.headers[.cacheControl]?.contains("immutable") == true)
        #expect(answer.headers[.xContentTypeOptions] == "nosniff")
        #expect(try await browser.get("/assets/style-0.css").status == 404)
    }

    @Test("the session cookie is out of reach for scripts and other sites")
    func cookies() async throws {
        let pages = try PagesUnderTest()
        try pages.node.accounts.add(
            name: "张三",
            role: .agent,
            staff: nil,
            password: PagesUnderTest.password
        )
        let answer = try await pages.browser().signIn("张三", PagesUnderTest.password)
        let cookie = try #require(answer.headers[.setCookie])
        #expect(cookie.contains("HttpOnly"))
        #expect(cookie.contains("SameSite=Strict"))
        #expect(cookie.hasPrefix("liandong-test="))
    }

    @Test("a body longer than any form is refused, and one that is no form too")
    func bodies() async throws {
        let browser = try PagesUnderTest().browser(as: "张三", .agent)
        let long = "a=" + String(repeating: "x", count: SentForm.byteCountMax)
        #expect(try await browser.send(.post, "/logout", body: long).status == 413)
        #expect(try await browser.send(.post, "/logout", body: "a=%ZZ").status == 400)
        #expect(try await browser.send(.post, "/logout", body: "a=%FF%FE").status == 400)
        let json = try await browser.send(
            .post,
            "/logout",
            headers: [.contentType: "application/json"],
            body: "{}"
        )
        #expect(json.status == 400)
    }

    @Test("other methods are not answered")
    func methods() async throws {
        let browser = try PagesUnderTest().browser(as: "张三", .agent)
        for method in [HTTPRequest.Method.put, .delete, .patch, .options] {
            #expect(try await browser.send(method, "/").status == 404)
        }
    }

    @Test(
        "going back after signing in never leads to another host",
        arguments: [
            "//evil.example", "/\\evil.example", "http://evil.example", "javascript:alert(1)",
        ]
    )
    func openRedirect(next: String) async throws {
        let pages = try PagesUnderTest()
        try pages.node.accounts.add(
            name: "张三",
            role: .agent,
            staff: nil,
            password: PagesUnderTest.password
        )
        let browser = pages.browser()
        let page = try await browser.get("/login")
        let answer = try await browser.submit(
            page,
            to: "/login",
            [("name", "张三"), ("password", PagesUnderTest.password), ("next", next)]
        )
        #expect(answer.location == "/")
        let size = "/text?size=large&back=" + PagePath.encoded(next)
        #expect(try await browser.get(size).location == "/")
    }
}
