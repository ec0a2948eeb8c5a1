import Foundation

/// A real HTTP server on the loopback that does to its clients what the path asks for.
///
/// Unchecked because of the counters, which are touched only under `lock`.
final class ScriptedServer: @unchecked Sendable {
    /// The bytes and connections that the server has seen so far.
    struct Counters: Equatable {
        var connectionCount = 0
        var byteCountReceived = 0
        var byteCountSent = 0
    }

    let port: UInt16
    private let listener: Int32
    private let lock = NSLock()
    private var current = Counters()
    private var lastHead = ""

    init() throws {
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = listener
        let code = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                bind(descriptor, generic, length) | listen(descriptor, 16)
                    | getsockname(descriptor, generic, &length)
            }
        }
        guard code == 0 else { throw POSIXError(.EADDRINUSE) }
        port = UInt16(bigEndian: address.sin_port)
        Thread { [weak self] in
            while true {
                let connection = accept(descriptor, nil, nil)
                guard connection >= 0 else { break }
                Thread { [weak self] in self?.serve(connection) }.start()
            }
            // Closed here alone: its number would be given to the next server's listener while this
            // thread may still be about to accept, and take that server's connection.
            close(descriptor)
        }.start()
    }

    deinit { shutdown(listener, Int32(SHUT_RDWR)) }

    func url(_ path: String) -> String { "http://127.0.0.1:\(port)\(path)" }

    var counters: Counters { lock.withLock { current } }

    /// The last request's line and headers as they came.
    var head: String { lock.withLock { lastHead } }

    private func serve(_ connection: Int32) {
        defer { close(connection) }
        lock.withLock { current.connectionCount += 1 }
        while let (head, body) = readRequest(connection) {
            lock.withLock { lastHead = head }
            // The last part only, so that a proxy's absolute address chooses a script too.
            let target = head.split(separator: " ").dropFirst().first ?? ""
            let path = "/" + (target.split(separator: "/").last ?? "")
            guard answer(path, body, on: connection) else { return }
        }
    }

    /// Carries out a path's script; false ends the connection.
    private func answer(_ path: String, _ body: [UInt8], on connection: Int32) -> Bool {
        switch path {
        case "/echo":
            return send(whole(status: "200 OK", body), on: connection)
        case "/chunked":
            let text =
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"
            return send(Array(text.utf8), on: connection)
        case "/missing":
            return send(whole(status: "404 Not Found", Array("none".utf8)), on: connection)
        case "/redirect":
            let text = "HTTP/1.1 302 Found\r\nLocation: /echo\r\nContent-Length: 0\r\n\r\n"
            return send(Array(text.utf8), on: connection)
        case "/goodbye":
            _ = send(whole(status: "200 OK", [1]), on: connection)
            return false
        case "/half":
            _ = send(start(byteCount: 1000) + [UInt8](repeating: 7, count: 100), on: connection)
            return false
        case "/announced":
            _ = send(start(byteCount: 1 << 40), on: connection)
            return wait(connection)
        case "/endless":
            return pour(Array("HTTP/1.1 200 OK\r\n\r\n".utf8), every: 0, on: connection)
        case "/headers":
            return pour(Array("HTTP/1.1 200 OK\r\n".utf8), every: 0, on: connection)
        case "/drip":
            return pour(start(byteCount: 1 << 20), every: 20_000, on: connection)
        case "/rubbish":
            return send(Array("SSH-2.0-OpenSSH_9.2\r\n".utf8), on: connection)
                && wait(connection)
        case "/reset":
            var linger = linger(l_onoff: 1, l_linger: 0)
            let size = socklen_t(MemoryLayout.size(ofValue: linger))
            setsockopt(connection, SOL_SOCKET, SO_LINGER, &linger, size)
            return false
        default:
            return wait(connection)
        }
    }

    private func start(byteCount: Int) -> [UInt8] {
        Array("HTTP/1.1 200 OK\r\nContent-Length: \(byteCount)\r\n\r\n".utf8)
    }

    private func whole(status: String, _ body: [UInt8]) -> [UInt8] {
        Array("HTTP/1.1 \(status)\r\nContent-Length: \(body.count)\r\n\r\n".utf8) + body
    }

    /// Sends a start and then header-like pieces until the client is gone; a piece of one byte if
    /// there is a pause in microseconds.
    private func pour(_ start: [UInt8], every pause: UInt32, on connection: Int32) -> Bool {
        guard send(start, on: connection) else { return false }
        let line = Array("X-Filler: ".utf8) + [UInt8](repeating: 97, count: 500) + [13, 10]
        let piece = pause > 0 ? [UInt8](repeating: 97, count: 1) : line
        while send(piece, on: connection) { poll(nil, 0, Int32(pause / 1_000)) }
        return false
    }

    /// Holds the connection without a word until the client closes it.
    private func wait(_ connection: Int32) -> Bool {
        var byte: UInt8 = 0
        while recv(connection, &byte, 1, 0) > 0 {}
        return false
    }

    private func send(_ bytes: [UInt8], on connection: Int32) -> Bool {
        // Counted before, as the client may look at the counters as soon as it has the bytes.
        lock.withLock { current.byteCountSent += bytes.count }
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                Foundation.send(
                    connection,
                    buffer.baseAddress.map { $0 + sent },
                    bytes.count - sent,
                    Int32(MSG_NOSIGNAL)
                )
            }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    private func readRequest(_ connection: Int32) -> (head: String, body: [UInt8])? {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            if let request = parse(bytes) { return request }
            let count = recv(connection, &buffer, buffer.count, 0)
            guard count > 0 else { return nil }
            lock.withLock { current.byteCountReceived += count }
            bytes += buffer.prefix(count)
            // The first byte of a TLS greeting, which has no end that could be waited for.
            if bytes[0] == 0x16 { return ("TLS /rubbish", []) }
        }
    }

    private func parse(_ bytes: [UInt8]) -> (head: String, body: [UInt8])? {
        let end = Array("\r\n\r\n".utf8)
        guard
            let start = bytes.indices.first(where: { bytes[$0...].starts(with: end) })
        else { return nil }
        let head = String(decoding: bytes[..<start], as: UTF8.self)
        let length = head.split(separator: "\r\n")
            .first { $0.hasPrefix("Content-Length: ") }
            .flatMap { Int($0.dropFirst("Content-Length: ".count)) }
        let body = Array(bytes[(start + 4)...])
        return body.count >= length ?? 0 ? (head, body) : nil
    }
}
