import Foundation

/// The few calls on sockets that the tests need.
enum Socket {
    private struct Failed: Error {
        let call: String
        let code: Int32
    }

    private static func address(_ port: Int) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(port).bigEndian)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }

    private static func stream() -> Int32 {
        socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    }

    /// A socket that listens on a free port of this machine.
    static func listening() throws -> Int32 {
        let descriptor = stream()
        var address = address(0)
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, size)
            }
        }
        guard status == 0, listen(descriptor, 64) == 0 else {
            throw Failed(call: "listen", code: errno)
        }
        return descriptor
    }

    static func port(of descriptor: Int32) -> Int {
        var address = sockaddr_in()
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        _ = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                getsockname(descriptor, $0, &size)
            }
        }
        return Int(UInt16(bigEndian: address.sin_port))
    }

    /// A connection to a port of this machine; nil if nobody listens.
    static func connected(to port: Int) -> Int32? {
        let descriptor = stream()
        var address = address(port)
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, size)
            }
        }
        guard status == 0 else {
            close(descriptor)
            return nil
        }
        return descriptor
    }

    /// Sends all bytes; false if the other end has gone.
    static func send(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    /// Everything that comes until the other end closes, or `secondsMax` pass without a byte.
    static func receiveAll(from descriptor: Int32, secondsMax: Int = 10) -> [UInt8] {
        var wait = timeval(tv_sec: secondsMax, tv_usec: 0)
        setsockopt(
            descriptor,
            SOL_SOCKET,
            SO_RCVTIMEO,
            &wait,
            socklen_t(MemoryLayout<timeval>.size)
        )
        var all: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count > 0 else { return all }
            all += buffer[0..<count]
        }
    }

    /// Posts a body and gives the whole answer as text, header first.
    static func post(_ path: String, _ body: [UInt8], port: Int) -> String {
        String(decoding: exchange(path, body, port: port), as: UTF8.self)
    }

    /// Posts a body and gives the body of the answer.
    static func answerBody(_ path: String, _ body: [UInt8], port: Int) -> [UInt8] {
        let answer = exchange(path, body, port: port)
        let end = Array("\r\n\r\n".utf8)
        let start = answer.indices.first { answer[$0...].starts(with: end) }
        return start.map { Array(answer[($0 + end.count)...]) } ?? []
    }

    private static func exchange(_ path: String, _ body: [UInt8], port: Int) -> [UInt8] {
        guard let descriptor = connected(to: port) else { return [] }
        defer { close(descriptor) }
        let head =
            "POST \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: \(body.count)\r\n"
            + "Connection: close\r\n\r\n"
        _ = send(Array(head.utf8) + body, to: descriptor)
        return receiveAll(from: descriptor)
    }
}
