package import Causality
internal import Compression
package import Hashing
internal import Merge
package import Records

/// A register or a scheme as the root's place wrote it for the tree.
///
/// Ordered as SPEC 19.3 says: of several, the last one counts, on every node the same. The day from
/// which it counts comes first (for registers it decides nothing), then how many changes of the id
/// its author knew of, then the version.
package struct DefinitionVersion: Hashable, Sendable {
    /// What it defines; raw values are the choices of the register.
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        /// A register.
        case register = "登记簿"
        /// A scheme of assessment.
        case scheme = "考核办法"
    }

    /// The record that carries it.
    package let record: RecordID
    /// What it defines.
    package let kind: Kind
    /// The id of the register or scheme.
    package let id: String
    /// SHA-256 of the canonical form.
    package let version: Digest256
    /// One more than the highest that its author knew of this id, from 1; 0 for a version that was
    /// once shipped, and counts for what names it alone.
    package let number: Int64
    /// The first day of the first period that a scheme counts for; for a register the day on which
    /// it was written.
    package let from: CivilDate
    /// The YAML text.
    package let text: String
    /// When it was written, by the device's clock, in seconds since 1970.
    package let writtenAt: Int64
    /// Who wrote it; empty for the node's operator.
    package let actor: String

    /// Whether it was once shipped with the program: events name it, new ones never go by it.
    package var isFormer: Bool { number == 0 }
}

extension DefinitionVersion: Comparable {
    package static func < (left: DefinitionVersion, right: DefinitionVersion) -> Bool {
        let names = ((left.kind.rawValue, left.id), (right.kind.rawValue, right.id))
        guard names.0 == names.1 else { return names.0 < names.1 }
        if left.kind == .scheme, left.from != right.from { return left.from < right.from }
        return (left.number, left.version, left.record.text)
            < (right.number, right.version, right.record.text)
    }
}

/// The text of a definition as an event carries it.
enum DefinitionText {
    /// A text that needs more is no definition of an office.
    static let byteCountMax = 262_144
    private static let level: Int32 = 19

    /// Nil where the text does not fit one event.
    static func encode(_ text: String) -> String? {
        let bytes = Array(text.utf8)
        guard bytes.count <= byteCountMax else { return nil }
        let encoded = Base32.encode(Zstandard.compress(bytes, level: level))
        return encoded.utf8.count <= FieldValueCodec.textByteCountMax ? encoded : nil
    }

    static func decode(_ text: String) -> String? {
        guard let frame = Base32.decode(text),
            let bytes = try? Zstandard.decompress(frame, outputByteCountMax: byteCountMax)
        else { return nil }
        return String(validating: bytes, as: UTF8.self)
    }
}

extension DefinitionVersion {
    /// Reads a record; nil if a part of it is absent, in conflict or unreadable.
    init?(_ record: StoredRecord) {
        let state = record.state
        func text(_ field: String) -> String? {
            if case .text(let text)? = state[field]?.value { text } else { nil }
        }
        guard let kind = text("kind").flatMap(Kind.init), let id = text("register"),
            let version = text("version").flatMap(Digest256.init(hexadecimal:)),
            case .integer(let number)? = state["number"]?.value,
            number > 0 || number == 0 && kind == .register,
            let from = text("from").flatMap(CivilDate.init(text:)),
            let content = text("content").flatMap(DefinitionText.decode),
            let origin = state.origin
        else { return nil }
        self.record = record.id
        self.kind = kind
        self.id = id
        self.version = version
        self.number = number
        self.from = from
        self.text = content
        writtenAt = origin.deviceTime
        actor = origin.actor
    }
}
