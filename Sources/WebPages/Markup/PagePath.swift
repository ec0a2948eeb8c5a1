/// An address on this node: segments and a query, each percent-encoded, never another host.
package struct PagePath: Equatable, Sendable {
    /// The address as a browser sends it, beginning with one slash.
    package let text: String

    /// The start page.
    package static let home = PagePath([])

    /// Makes an address of segments, query items (an absent value leaves its item out) and a place
    /// on the page.
    package init(
        _ segments: [String],
        query: [(String, String?)] = [],
        at fragment: String? = nil
    ) {
        var text = "/" + segments.map(PagePath.encoded).joined(separator: "/")
        let items = query.compactMap { name, value in
            value.map { "\(PagePath.encoded(name))=\(PagePath.encoded($0))" }
        }
        if !items.isEmpty { text += "?" + items.joined(separator: "&") }
        if let fragment { text += "#" + PagePath.encoded(fragment) }
        self.text = text
    }

    /// Reads an address that came back from a browser; nil unless it is a plain path of this node.
    ///
    /// `//host` and `/\host` are other hosts to a browser, and control characters may be dropped.
    package init?(returning text: String) {
        let bytes = Array(text.utf8)
        guard bytes.first == UInt8(ascii: "/"), bytes.count <= 2_000,
            bytes.dropFirst().first != UInt8(ascii: "/"),
            bytes.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") })
        else { return nil }
        self.text = text
    }

    /// Percent-encodes all but the unreserved characters of RFC 3986.
    static func encoded(_ text: String) -> String {
        var result: [UInt8] = []
        for byte in text.utf8 {
            if isUnreserved(byte) {
                result.append(byte)
            } else {
                result.append(UInt8(ascii: "%"))
                result.append(hexadecimal[Int(byte >> 4)])
                result.append(hexadecimal[Int(byte & 15)])
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static let hexadecimal = Array("0123456789ABCDEF".utf8)

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
            UInt8(ascii: "_"), UInt8(ascii: "~"):
            true
        default: false
        }
    }
}
