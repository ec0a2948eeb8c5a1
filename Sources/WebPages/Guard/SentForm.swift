internal import Hashing

/// What a browser sent as `application/x-www-form-urlencoded`, names and values as typed.
struct SentForm: Sendable {
    /// In the order of the form; a name may stand several times.
    private(set) var items: [(name: String, value: String)] = []

    /// The longest body of any form here: an event takes 56 KiB, and Chinese triples when encoded.
    static let byteCountMax = 512 * 1_024
    /// More fields than the largest register with its lists.
    private static let itemCountMax = 5_000

    /// Nothing sent.
    init() {}

    /// Made by hand, for forms that are shown again.
    init(_ items: [(name: String, value: String)]) { self.items = items }

    /// Reads the bytes; nil where they are no form.
    init?(bytes: [UInt8]) {
        guard !bytes.isEmpty else { return }
        for part in bytes.split(separator: UInt8(ascii: "&"), omittingEmptySubsequences: true) {
            let middle = part.firstIndex(of: UInt8(ascii: "=")) ?? part.endIndex
            let rest = middle == part.endIndex ? [] : part[part.index(after: middle)...]
            guard items.count < SentForm.itemCountMax,
                let name = SentForm.decoded(part[..<middle]), let value = SentForm.decoded(rest)
            else { return nil }
            items.append((name, value))
        }
    }

    /// The first value of a name, nil if the form has none.
    subscript(name: String) -> String? { items.first { $0.name == name }?.value }

    /// All values of a name, in order.
    func all(_ name: String) -> [String] { items.filter { $0.name == name }.map(\.value) }

    /// A part of a path, in which a plus sign is a plus sign; nil where it cannot be read.
    static func decoded(pathPart: String) -> String? {
        decoded(Array(pathPart.utf8)[...], plusIsBlank: false)
    }

    /// A hash of all names and values, in order.
    var digest: String {
        var bytes: [UInt8] = []
        for item in items {
            for text in [item.name, item.value] {
                bytes += Array("\(text.utf8.count):".utf8) + Array(text.utf8)
            }
        }
        return SHA256Hasher.hash(bytes).hexadecimal
    }

    private static func decoded(_ bytes: ArraySlice<UInt8>, plusIsBlank: Bool = true) -> String? {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var index = bytes.startIndex
        while index < bytes.endIndex {
            switch bytes[index] {
            case UInt8(ascii: "+") where plusIsBlank: result.append(UInt8(ascii: " "))
            case UInt8(ascii: "%"):
                guard index + 2 < bytes.endIndex, let high = digit(bytes[index + 1]),
                    let low = digit(bytes[index + 2])
                else { return nil }
                result.append(high << 4 | low)
                index += 2
            default: result.append(bytes[index])
            }
            index += 1
        }
        return String(validating: result, as: UTF8.self)
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
