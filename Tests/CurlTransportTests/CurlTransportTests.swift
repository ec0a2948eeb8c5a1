import CurlTransport
import Foundation
import Testing

@Suite("CurlTransport")
struct CurlTransportTests {
    private let server: ScriptedServer
    private let transport = CurlTransport()

    init() throws {
        server = try ScriptedServer()
    }

    @Test("an answer comes back whole, and every byte of both ways is counted once")
    func byteCounts() async throws {
        for byteCount in [0, 1, 300, 100_000, 3_000_000] {
            let body = (0..<byteCount).map { UInt8(truncatingIfNeeded: $0 &* 31) }
            let before = server.counters
            let answer = try await transport.send(
                HTTPExchange(.post, url: server.url("/echo"), body: body)
            )
            #expect(answer.status == 200)
            #expect(answer.body == body)
            let after = server.counters
            #expect(answer.byteCountSent == after.byteCountReceived - before.byteCountReceived)
            #expect(answer.byteCountReceived == after.byteCountSent - before.byteCountSent)
        }
        #expect(server.counters.connectionCount == 1)
    }

    @Test("framing of a chunked answer is counted but not handed on")
    func chunked() async throws {
        let answer = try await transport.send(HTTPExchange(.get, url: server.url("/chunked")))
        #expect(answer.body == Array("hello".utf8))
        #expect(answer.byteCountReceived == server.counters.byteCountSent)
    }

    @Test("a request carries no header beyond those that it needs")
    func leanRequest() async throws {
        let url = server.url("/echo")
        _ = try await transport.send(HTTPExchange(.post, url: url, body: [1, 2]))
        let host = "Host: 127.0.0.1:\(server.port)"
        #expect(server.head == "POST /echo HTTP/1.1\r\n\(host)\r\nContent-Length: 2")
        _ = try await transport.send(HTTPExchange(.get, url: url))
        #expect(server.head == "GET /echo HTTP/1.1\r\n\(host)")
        let type = HTTPExchange.Header(name: "Content-Type", value: "application/x-liandong")
        _ = try await transport.send(HTTPExchange(.post, url: url, body: [1], headers: [type]))
        #expect(server.head.contains("\r\nContent-Type: application/x-liandong\r\n"))
    }

    @Test("statuses other than 200 are answers, and redirects are not followed")
    func statuses() async throws {
        let missing = try await transport.send(HTTPExchange(.get, url: server.url("/missing")))
        #expect(missing.status == 404)
        #expect(missing.body == Array("none".utf8))
        let redirect = try await transport.send(HTTPExchange(.get, url: server.url("/redirect")))
        #expect(redirect.status == 302)
    }

    @Test("a kept connection that the other side has closed is replaced")
    func staleConnection() async throws {
        for _ in 0..<3 {
            let answer = try await transport.send(
                HTTPExchange(.post, url: server.url("/goodbye"), body: [5])
            )
            #expect(answer.body == [1])
        }
        #expect(server.counters.connectionCount == 3)
    }

    @Test("an endless body or head ends at the limit, and so does an announced one")
    func responseLimit() async {
        for path in ["/endless", "/headers", "/announced"] {
            var exchange = HTTPExchange(.get, url: server.url(path))
            exchange.responseByteCountMax = 1 << 20
            await #expect(throws: TransportError.responseTooLarge(byteCountMax: 1 << 20)) {
                try await transport.send(exchange)
            }
        }
        // What was poured besides the limit stayed in the buffers of the two sockets.
        #expect(server.counters.byteCountSent < 16 << 20)
    }

    @Test("a body of exactly the limit is accepted, one byte more is not")
    func exactLimit() async throws {
        var exchange = HTTPExchange(.post, url: server.url("/echo"), body: [1, 2, 3])
        exchange.responseByteCountMax = 3
        #expect(try await transport.send(exchange).body.count == 3)
        exchange.responseByteCountMax = 2
        await #expect(throws: TransportError.responseTooLarge(byteCountMax: 2)) {
            try await transport.send(exchange)
        }
        // A limit of zero must not become libcurl's "no limit".
        exchange.responseByteCountMax = 0
        await #expect(throws: TransportError.responseTooLarge(byteCountMax: 0)) {
            try await transport.send(exchange)
        }
    }

    @Test("an answer that stops half way is told from a whole one")
    func interrupted() async {
        await #expect(throws: TransportError.interrupted(byteCountReceived: 141)) {
            try await transport.send(HTTPExchange(.get, url: server.url("/half")))
        }
        await #expect(throws: TransportError.interrupted(byteCountReceived: 0)) {
            try await transport.send(HTTPExchange(.post, url: server.url("/reset"), body: [1]))
        }
    }

    @Test("rubbish is not taken for an answer")
    func rubbish() async {
        let url = server.url("/rubbish")
        await #expect(throws: TransportError.answerNotHTTP(url: url)) {
            try await transport.send(HTTPExchange(.get, url: url))
        }
    }

    @Test("a slow drip and a silent server both end after the time for low speed")
    func tooSlow() async {
        var drip = HTTPExchange(.get, url: server.url("/drip"))
        drip.lowSpeedBytesPerSecond = 1000
        drip.lowSpeedSeconds = 1
        let silent = HTTPExchange(drip, url: server.url("/silent"))
        let other = CurlTransport()
        async let dripped = transport.fault(of: drip)
        async let silenced = other.fault(of: silent)
        guard case .tooSlow(let byteCount) = await dripped else {
            Issue.record("the drip did not end as too slow")
            return
        }
        #expect(byteCount > 40)
        #expect(await silenced == .tooSlow(byteCountReceived: 0))
    }

    @Test("nobody listening, an unknown name and a foreign scheme are told apart")
    func unreachable() async throws {
        // A port that was free a moment ago.
        let port = try ScriptedServer().port
        let dead = "http://127.0.0.1:\(port)/"
        #expect(await transport.fault(of: HTTPExchange(.get, url: dead)) == .refused(url: dead))
        let unknown = "http://no-such-host.invalid/"
        let lookup = await transport.fault(of: HTTPExchange(.get, url: unknown))
        #expect(lookup == .hostNotFound(url: unknown))
        for url in ["ftp://127.0.0.1/x", "file:///etc/passwd", "127.0.0.1/x", "", "http:/"] {
            let scheme = await transport.fault(of: HTTPExchange(.get, url: url))
            #expect(scheme == .unsupportedAddress(url: url))
        }
        let malformed = await transport.fault(of: HTTPExchange(.get, url: "http://a b/"))
        #expect(malformed == .unsupportedAddress(url: "http://a b/"))
    }

    @Test("no connection within the time allowed is a time-out")
    func connectTimeout() async throws {
        // A listener whose queue is full does not answer the greeting.
        let listener = try FullListener()
        var exchange = HTTPExchange(.get, url: "http://127.0.0.1:\(listener.port)/")
        exchange.connectMillisecondsMax = 100
        #expect(await transport.fault(of: exchange) == .timedOut(url: exchange.url))
    }

    @Test("https against a server without TLS is refused as not secure")
    func notSecure() async {
        let url = "https://127.0.0.1:\(server.port)/"
        let result = await transport.fault(of: HTTPExchange(.get, url: url))
        #expect(result == .notSecure(url: url, code: 35))
    }

    @Test("a configured proxy is used")
    func proxy() async throws {
        let proxied = CurlTransport(proxy: server.url(""))
        let answer = try await proxied.send(HTTPExchange(.get, url: "http://far.invalid/echo"))
        #expect(answer.status == 200)
        #expect(server.head.hasPrefix("GET http://far.invalid/echo HTTP/1.1"))
    }

    @Test("the environment's proxy is not used")
    func environmentProxy() async {
        // A process of its own: the environment is shared by all tests of this one.
        await #expect(processExitsWith: .success) {
            setenv("http_proxy", "http://127.0.0.1:1", 1)
            let server = try ScriptedServer()
            let answer = try await CurlTransport().send(
                HTTPExchange(.get, url: server.url("/echo"))
            )
            #expect(answer.status == 200)
        }
    }
}

extension CurlTransport {
    /// Why an exchange brings no answer; nil if it brings one.
    func fault(of exchange: HTTPExchange) async -> TransportError? {
        do {
            _ = try await send(exchange)
            return nil
        } catch {
            return error
        }
    }
}

extension HTTPExchange {
    /// The same limits for another address.
    init(_ other: HTTPExchange, url: String) {
        self = other
        self.url = url
    }
}
