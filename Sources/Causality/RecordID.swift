/// A record's name, the same on every node.
///
/// Text form: 26 letters and digits of Crockford's base 32 (lower case) for the 128 bits; a dot
/// adds `-` and the sequence in decimal. It is what people and scripts see as `recordID`.
package enum RecordID: Hashable, Comparable, Sendable {
    /// The dot of the record's first event.
    case dot(Dot)
    /// The first 128 bits of a SHA-256: of register, audience place and key, or, for the root
    /// place, of the root node's signing key.
    case derived(StreamID)

    package static func < (left: RecordID, right: RecordID) -> Bool {
        switch (left, right) {
        case (.dot(let a), .dot(let b)): a < b
        case (.derived(let a), .derived(let b)): a < b
        case (.dot, .derived): true
        case (.derived, .dot): false
        }
    }

    /// The text form.
    package var text: String {
        switch self {
        case .dot(let dot): "\(Base32.encode(dot.stream.bytes))-\(dot.sequence)"
        case .derived(let hash): Base32.encode(hash.bytes)
        }
    }

    /// Reads the text form exactly as `text` writes it; anything else gives nil.
    package init?(text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count <= 2, let bytes = Base32.decode(String(parts[0])),
            let name = StreamID(bytes: bytes)
        else { return nil }
        if parts.count == 1 {
            self = .derived(name)
        } else {
            guard let sequence = UInt64(parts[1]), sequence > 0, String(sequence) == parts[1] else {
                return nil
            }
            self = .dot(Dot(stream: name, sequence: sequence))
        }
        guard self.text == text else { return nil }
    }
}
