import Foundation
import Testing

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

extension SystemTests {
    @Suite("The pages of a node that has a parent") struct WaitingPageTests {
        private let password = "合格的密码八个字"

        @Test("what waits is listed by number, and sending from the page empties the list")
        func sending() async throws {
            let tree = try TestTree()
            let county = try tree.county()
            var countyServe: ServedNode? = try ServedNode(county)
            let address = try #require(countyServe?.address)
            let port = try #require(countyServe?.peerPort)
            let village = try tree.join("上坪村", region: Code.village, to: county, at: address)
            let added = try village.start(
                ["user", "add", "王桂芬", "--role", "agent"],
                input: password + "\n"
            )
            #expect(added.finish().status == 0)
            let id = try village.must(
                "record",
                "village-agency",
                "villager=王秀英",
                "village=\(Code.village)",
                "acceptedAt=2026-10-08T09:30"
            ).lastLine
            countyServe?.stop()
            countyServe = nil

            let serve = try ServedNode(village)
            let pages = try await PagesVisit(serve.pagesPort, name: "王桂芬", password: password)
            let waiting = try await pages.get("/waiting")
            #expect(waiting.contains("/record/village-agency/\(id)"))
            let failed = try await pages.send("/waiting/send", from: waiting)
            #expect(failed.contains("没有联系上，内容都还在本机"))
            #expect(failed.contains("/record/village-agency/\(id)"))

            let again = try ServedNode(county, port: port)
            let sent = try await pages.send("/waiting/send", from: failed)
            #expect(sent.contains("与上级联系成功"))
            #expect(sent.contains("没有等待发送的内容"))
            #expect(!sent.contains("/record/village-agency/\(id)"))
            #expect(try await pages.get("/").contains("都已送达"))
            again.stop()
            serve.stop()
        }
    }
}

/// Somebody signed in at a node's pages.
private struct PagesVisit {
    private let base: String
    private let session = URLSession(configuration: .ephemeral)

    init(_ port: Int, name: String, password: String) async throws {
        base = "http://127.0.0.1:\(port)"
        let home = try await post("/login", [("name", name), ("password", password)])
        #expect(home.contains(name))
    }

    func get(_ path: String) async throws -> String {
        try await text(URLRequest(url: try #require(URL(string: base + path))))
    }

    /// Sends the form of a page that goes to a path, with the token that stands in it.
    func send(_ path: String, from page: String) async throws -> String {
        let form = try #require(page.range(of: "action=\"\(path)\"")).upperBound
        let start = try #require(page[form...].range(of: "name=\"form-token\" value=\"")).upperBound
        return try await post(path, [("form-token", String(page[start...].prefix { $0 != "\"" }))])
    }

    private func post(_ path: String, _ fields: [(String, String)]) async throws -> String {
        var request = URLRequest(url: try #require(URL(string: base + path)))
        request.httpMethod = "POST"
        request.setValue("application/x-www-form-urlencoded", forHTTPHeaderField: "Content-Type")
        let body = try fields.map { name, value in
            let plain = value.addingPercentEncoding(withAllowedCharacters: .alphanumerics)
            return "\(name)=\(try #require(plain))"
        }
        request.httpBody = Data(body.joined(separator: "&").utf8)
        return try await text(request)
    }

    private func text(_ request: URLRequest) async throws -> String {
        let (data, response) = try await session.data(for: request)
        #expect((response as? HTTPURLResponse)?.statusCode == 200)
        return String(decoding: data, as: UTF8.self)
    }
}
