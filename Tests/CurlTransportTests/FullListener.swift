import Foundation

/// A listener that accepts nobody and whose queue is full, so that connecting to it hangs.
final class FullListener {
    let port: UInt16
    private var sockets: [Int32] = []

    init() throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        sockets = [listener]
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        var fillers: [Int32] = []
        let code = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                let code =
                    bind(listener, generic, length) | listen(listener, 0)
                    | getsockname(listener, generic, &length)
                for _ in 0..<4 {
                    let kind = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue)
                    let filler = socket(AF_INET, kind, 0)
                    _ = connect(filler, generic, length)
                    fillers.append(filler)
                }
                return code
            }
        }
        guard code == 0 else { throw POSIXError(.EADDRINUSE) }
        port = UInt16(bigEndian: address.sin_port)
        sockets += fillers
    }

    deinit {
        for descriptor in sockets { close(descriptor) }
    }
}
