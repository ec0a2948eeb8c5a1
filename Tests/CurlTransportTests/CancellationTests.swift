import CurlTransport
import Foundation
import Testing

@Suite("Cancellation of exchanges")
struct CancellationTests {
    @Test("cancelling ends a running exchange and a waiting one, and the transport goes on")
    func cancel() async throws {
        let server = try ScriptedServer()
        let transport = CurlTransport()
        let silent = HTTPExchange(.get, url: server.url("/silent"))
        let faults = await withTaskGroup(of: TransportError?.self) { group in
            for _ in 0..<3 { group.addTask { await transport.fault(of: silent) } }
            while server.head.isEmpty { await Task.yield() }
            group.cancelAll()
            return await group.reduce(into: []) { $0.append($1) }
        }
        // Not `tooSlow`, to which the first would have come after a minute.
        #expect(faults == [.cancelled, .cancelled, .cancelled])
        let answer = try await transport.send(HTTPExchange(.get, url: server.url("/echo")))
        #expect(answer.status == 200)
    }

    @Test("a task that was cancelled before sends nothing")
    func cancelledBefore() async throws {
        let server = try ScriptedServer()
        let transport = CurlTransport()
        let exchange = HTTPExchange(.get, url: server.url("/echo"))
        let fault = await withTaskGroup(of: TransportError?.self) { group in
            group.cancelAll()
            group.addTask { await transport.fault(of: exchange) }
            return await group.next() ?? nil
        }
        #expect(fault == .cancelled)
        #expect(server.counters.connectionCount == 0)
    }

    @Test("many callers at once are served one by one over one connection")
    func manyCallers() async throws {
        let server = try ScriptedServer()
        let transport = CurlTransport()
        let url = server.url("/echo")
        let sum = try await withThrowingTaskGroup(of: Int.self) { group in
            for index in 0..<50 {
                group.addTask {
                    let body = [UInt8(index)]
                    var exchange = HTTPExchange(.post, url: url, body: body)
                    // Nothing here is about speed; the machine may be busy with other tests.
                    exchange.lowSpeedSeconds = 600
                    return Int(try await transport.send(exchange).body[0])
                }
            }
            return try await group.reduce(0, +)
        }
        #expect(sum == 49 * 50 / 2)
        #expect(server.counters.connectionCount == 1)
    }

    @Test("each error has a sentence for people")
    func sentences() {
        let errors: [TransportError] = [
            .unsupportedAddress(url: "x"), .hostNotFound(url: "x"), .refused(url: "x"),
            .timedOut(url: "x"), .tooSlow(byteCountReceived: 1),
            .responseTooLarge(byteCountMax: 1), .interrupted(byteCountReceived: 1),
            .answerNotHTTP(url: "x"), .notSecure(url: "x", code: 60), .cancelled,
            .other(code: 99, reason: "x"),
        ]
        for error in errors { #expect(error.sentence.hasSuffix("。")) }
        #expect(Set(errors.map { $0.sentence }).count == errors.count)
    }
}
