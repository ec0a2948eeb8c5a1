import Bookkeeping
import Causality
import Foundation
import Records
import Testing

@testable import WebPages

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

@Suite("Two browser sessions on one node, over real connections")
struct TwoSessionsTests {
    private let register = "village-agency"

    @Test("both open one record and save different values of one field: both are kept and shown")
    func sameField() async throws {
        let pages = try prepared()
        let id = try pages.acceptedCase()
        let path = "/record/\(register)/\(id.text)"
        let shown = try await ServedPages(pages).during { port in
            let one = try await HTTPSession(port, "王桂芬")
            let two = try await HTTPSession(port, "李志强")
            let change = path + "/change"
            let (pageOne, pageTwo) = (try await one.get(change), try await two.get(change))
            let reason = ("form-reason", "打电话核对过")
            let first = try await one.submit(pageOne, change, [("phone", "13900000001"), reason])
            #expect(first.contains("13900000001"))
            #expect(!first.contains("请决定用哪一个"))
            // The form carries the version that was shown, not the one that is there by now.
            let second = try await two.submit(pageTwo, change, [("phone", "13900000002"), reason])
            return [second, try await one.get(path), try await one.get("/conflicts")]
        }
        for page in shown[..<2] {
            #expect(page.contains("13900000001"))
            #expect(page.contains("13900000002"))
            #expect(page.contains("请决定用哪一个"))
        }
        #expect(shown[2].contains("共 1 处"))
        let values = try #require(try pages.books.conflicts().first).values.map(\.value.plain)
        #expect(Set(values) == ["13900000001", "13900000002"])
    }

    @Test("both open one record and save different fields: both changes stand")
    func differentFields() async throws {
        let pages = try prepared()
        let id = try pages.acceptedCase()
        let path = "/record/\(register)/\(id.text)"
        let last = try await ServedPages(pages).during { port in
            let one = try await HTTPSession(port, "王桂芬")
            let two = try await HTTPSession(port, "李志强")
            let change = path + "/change"
            let (pageOne, pageTwo) = (try await one.get(change), try await two.get(change))
            let reason = ("form-reason", "补上")
            _ = try await one.submit(pageOne, change, [("phone", "13900000001"), reason])
            return try await two.submit(pageTwo, change, [("address", "一组 5 号"), reason])
        }
        #expect(last.contains("13900000001"))
        #expect(last.contains("一组 5 号"))
        #expect(!last.contains("请决定用哪一个"))
        #expect(try pages.books.conflicts().isEmpty)
    }

    @Test("a form that was open before a conflict began adds its value to those side by side")
    func third() async throws {
        let pages = try prepared()
        let id = try pages.acceptedCase()
        let path = "/record/\(register)/\(id.text)"
        let last = try await ServedPages(pages).during { port in
            let change = path + "/change"
            var open: [(HTTPSession, String)] = []
            for name in ["王桂芬", "李志强", "赵小兰"] {
                let session = try await HTTPSession(port, name)
                open.append((session, try await session.get(change)))
            }
            var last = ""
            for (index, (session, page)) in open.enumerated() {
                let fields = [("phone", "1390000000\(index)"), ("form-reason", "换号")]
                last = try await session.submit(page, change, fields)
            }
            return last
        }
        for index in 0..<3 { #expect(last.contains("1390000000\(index)")) }
        #expect(try pages.books.conflicts().first?.values.count == 3)
    }

    /// A node on which three people have accounts.
    private func prepared() throws -> PagesUnderTest {
        let pages = try PagesUnderTest()
        try pages.withMatter()
        for name in ["王桂芬", "李志强", "赵小兰"] { _ = try pages.browser(as: name, .agent) }
        return pages
    }
}

/// One browser's connection with its own cookies; follows redirections as browsers do.
private struct HTTPSession: Sendable {
    private let base: String
    private let session: URLSession

    /// Signs in with name and password.
    init(_ port: Int, _ name: String) async throws {
        base = "http://127.0.0.1:\(port)"
        session = URLSession(configuration: .ephemeral)
        let page = try await get("/login")
        let fields = [("name", name), ("password", PagesUnderTest.password)]
        let home = try await submit(page, "/login", fields)
        #expect(home.contains(name))
    }

    func get(_ path: String) async throws -> String {
        try await text(try request(path))
    }

    /// Fills in the form of a page and sends it; what is not named goes along as it stands there.
    func submit(_ page: String, _ path: String, _ fields: [(String, String)]) async throws -> String
    {
        let named = Set(fields.map(\.0))
        let form = try #require(PageForm(of: page, sentTo: path))
        let all = form.values.filter { !named.contains($0.0) } + fields
        var request = try request(path)
        request.httpMethod = "POST"
        request.setValue("application/x-www-form-urlencoded", forHTTPHeaderField: "Content-Type")
        request.setValue(base, forHTTPHeaderField: "Origin")
        request.httpBody = Data(
            all.map { "\(PagePath.encoded($0))=\(PagePath.encoded($1))" }.joined(separator: "&")
                .utf8
        )
        return try await text(request)
    }

    private func request(_ path: String) throws -> URLRequest {
        URLRequest(url: try #require(URL(string: base + path)))
    }

    private func text(_ request: URLRequest) async throws -> String {
        let (data, response) = try await session.data(for: request)
        #expect((response as? HTTPURLResponse)?.statusCode == 200)
        return String(decoding: data, as: UTF8.self)
    }
}
