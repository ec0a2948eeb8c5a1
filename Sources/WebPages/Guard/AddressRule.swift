/// By which names a browser may call the pages.
///
/// A site of elsewhere can let its own name point to this machine (DNS rebinding), so names are
/// never taken on trust: only loopback's own, and where the operator opened the pages to the local
/// network also addresses in figures, which no foreign site can take over.
package struct AddressRule: Sendable {
    /// Whether the operator opened the pages beyond this machine.
    private let opensNetwork: Bool
    /// The port, where it is not told by the connection.
    private let port: Int?

    /// A rule for pages that listen on a host; a port of 0 or nil is taken from each connection.
    package init(listeningOn host: String = "127.0.0.1", port: Int? = nil) {
        opensNetwork = !AddressRule.isLoopback(host)
        self.port = port.flatMap { $0 == 0 ? nil : $0 }
    }

    /// Whether a `Host` header names these pages; `localPort` is the port of the connection.
    func accepts(host header: String?, localPort: Int?) -> Bool {
        guard let header, let (host, named) = AddressRule.parts(of: header) else { return false }
        guard let expected = localPort ?? port, (named ?? 80) == expected else { return false }
        return AddressRule.isLoopback(host) || (opensNetwork && AddressRule.isFigures(host))
    }

    /// Whether an origin, such as `http://127.0.0.1:8080`, is that of the page's own host.
    func accepts(origin: String, host header: String?) -> Bool {
        guard let header else { return false }
        return origin.lowercased() == "http://" + header.lowercased()
    }

    private static func isLoopback(_ host: String) -> Bool {
        ["127.0.0.1", "localhost", "[::1]", "::1"].contains(host.lowercased())
    }

    /// An IPv4 address in four decimal groups, or an IPv6 address in brackets.
    private static func isFigures(_ host: String) -> Bool {
        if host.hasPrefix("["), host.hasSuffix("]") {
            return host.dropFirst().dropLast().allSatisfy { $0.isHexDigit || ":.".contains($0) }
        }
        let groups = host.split(separator: ".", omittingEmptySubsequences: false)
        return groups.count == 4 && groups.allSatisfy { UInt8($0) != nil }
    }

    private static func parts(of header: String) -> (host: String, port: Int?)? {
        let end = header.hasPrefix("[") ? header.firstIndex(of: "]") : nil
        let from = end ?? header.startIndex
        guard let colon = header[from...].firstIndex(of: ":") else { return (header, nil) }
        let digits = header[header.index(after: colon)...]
        guard digits.allSatisfy({ $0.isASCII && $0.isNumber }), let port = UInt16(digits) else {
            return nil
        }
        return (String(header[..<colon]), Int(port))
    }
}
