import Credentials
import Foundation
import Hummingbird
import Logging
import NIOCore
import Synchronization

@testable import WebPages

/// Sends requests straight to the responder and keeps cookies, as a browser on this machine would.
final class Browser: Sendable {
    /// What came back.
    struct Answer: Sendable {
        let status: Int
        let headers: HTTPFields
        let text: String

        var location: String? { headers[.location] }
    }

    private let respond: @Sendable (Request, PageContext) async throws -> Response
    private let cookies = Mutex<[String: String]>([:])

    init(responder: some HTTPResponder<PageContext>) {
        respond = { try await responder.respond(to: $0, context: $1) }
    }

    /// The cookies that the browser holds.
    var jar: [String: String] { cookies.withLock { $0 } }

    func set(cookie name: String, _ value: String?) { cookies.withLock { $0[name] = value } }

    /// One request.
    ///
    /// A form is sent as browsers do, with the origin of the page.
    func send(
        _ method: HTTPRequest.Method,
        _ path: String,
        host: String = "127.0.0.1:8080",
        isLocal: Bool = true,
        headers: HTTPFields = [:],
        body: String? = nil
    ) async throws -> Answer {
        var fields = headers
        let jar = jar.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        if !jar.isEmpty { fields[.cookie] = jar.joined(separator: "; ") }
        if let body {
            fields[.contentLength] = String(body.utf8.count)
            if fields[.contentType] == nil {
                fields[.contentType] = "application/x-www-form-urlencoded"
            }
        }
        let request = Request(
            head: HTTPRequest(
                method: method,
                scheme: "http",
                authority: host,
                path: path,
                headerFields: fields
            ),
            body: RequestBody(buffer: ByteBuffer(string: body ?? ""))
        )
        let context = PageContext(
            localPort: nil,
            isLocal: isLocal,
            logger: Logger(label: "test")
        )
        let response = try await respond(request, context)
        let writer = Collected()
        try await response.body.write(writer)
        keepCookies(of: response)
        return Answer(
            status: response.status.code,
            headers: response.headers,
            text: String(buffer: writer.buffer.withLock { $0 })
        )
    }

    func get(_ path: String) async throws -> Answer { try await send(.get, path) }

    /// Posts fields as given.
    func post(
        _ path: String,
        _ fields: [(String, String)],
        headers: HTTPFields = [.origin: "http://127.0.0.1:8080"]
    ) async throws -> Answer {
        let body = fields.map { "\(PagePath.encoded($0))=\(PagePath.encoded($1))" }
        return try await send(.post, path, headers: headers, body: body.joined(separator: "&"))
    }

    /// Fills in the form of a page that is sent to `path` and sends it.
    ///
    /// What is not named goes along as it stands on the page.
    func submit(
        _ page: Answer,
        to path: String,
        _ fields: [(String, String)]
    ) async throws -> Answer {
        let named = Set(fields.map(\.0))
        let kept = PageForm(of: page.text, sentTo: path)?.values.filter { !named.contains($0.0) }
        return try await post(path, (kept ?? []) + fields)
    }

    func signIn(_ name: String, _ password: String) async throws -> Answer {
        let page = try await get("/login")
        return try await submit(page, to: "/login", [("name", name), ("password", password)])
    }

    private func keepCookies(of response: Response) {
        for line in response.headers[values: .setCookie] {
            let pair = line.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1)
            guard let name = pair.first else { continue }
            let value = pair.count == 2 ? String(pair[1]) : nil
            set(cookie: String(name), value)
        }
    }

    private final class Collected: ResponseBodyWriter {
        let buffer = Mutex(ByteBuffer())

        func write(_ piece: ByteBuffer) async throws {
            buffer.withLock { _ = $0.writeImmutableBuffer(piece) }
        }

        consuming func finish(_ trailers: HTTPFields?) async throws {}
    }
}

/// The inputs of one form of a page, with the values that stand in them.
struct PageForm {
    let values: [(String, String)]

    init?(of page: String, sentTo path: String) {
        guard let start = page.range(of: "action=\"\(path)\""),
            let end = page[start.upperBound...].range(of: "</form>")
        else { return nil }
        values = PageForm.tags(in: page[start.upperBound..<end.lowerBound])
    }

    private static func tags(in text: Substring) -> [(String, String)] {
        var values: [(String, String)] = []
        var rest = text
        var select: String?
        while let open = rest.firstIndex(of: "<"), let close = rest[open...].firstIndex(of: ">") {
            let tag = rest[rest.index(after: open)..<close]
            rest = rest[rest.index(after: close)...]
            let name = attribute("name", tag)
            if tag.hasPrefix("input "), let name {
                let isChoice = ["radio", "checkbox"].contains(attribute("type", tag))
                if isChoice, !tag.hasSuffix(" checked") { continue }
                values.append((name, attribute("value", tag) ?? ""))
            } else if tag.hasPrefix("select ") {
                select = name
            } else if tag.hasPrefix("option "), tag.hasSuffix(" selected"), let select {
                values.append((select, attribute("value", tag) ?? ""))
            } else if tag.hasPrefix("textarea "), let name {
                let end = rest.firstIndex(of: "<") ?? rest.endIndex
                values.append((name, unescaped(rest[..<end].drop { $0 == "\n" })))
            }
        }
        return values
    }

    private static func attribute(_ name: String, _ tag: Substring) -> String? {
        guard let start = tag.range(of: " \(name)=\""),
            let end = tag[start.upperBound...].firstIndex(of: "\"")
        else { return nil }
        return unescaped(tag[start.upperBound..<end])
    }

    private static func unescaped(_ text: Substring) -> String {
        String(text).replacing("&lt;", with: "<").replacing("&gt;", with: ">")
            .replacing("&quot;", with: "\"").replacing("&#39;", with: "'")
            .replacing("&amp;", with: "&")
    }
}

/// Reads a browser's session the way the pages do, to make tokens that no page would give it.
enum SessionTokens {
    static func token(of browser: Browser, node: PagesNode) -> SessionToken? {
        browser.jar[node.cookieName].flatMap(SessionToken.init(text:))
    }
}
