import Causality
import Hashing
import Records
import Testing

/// How values are spelt in the inputs of vectors.
enum Notation {
    static func record(_ text: String) throws -> RecordID { try #require(RecordID(text: text)) }

    static func dot(_ text: String) throws -> Dot {
        guard case .dot(let dot) = try record(text) else { throw Fault.notation(text) }
        return dot
    }

    static func stream(_ hex: String) throws -> StreamID {
        try #require(StreamID(bytes: try Hex.bytes(hex)))
    }

    static func digest(_ hex: String) throws -> Digest256 {
        try #require(Digest256(bytes: try Hex.bytes(hex)))
    }

    static func key(_ hex: String) throws -> NodeKey {
        try #require(NodeKey(bytes: try Hex.bytes(hex)))
    }

    static func number(_ text: String) throws -> UInt64 { try #require(UInt64(text)) }

    static func text(_ dot: Dot) -> String { RecordID.dot(dot).text }

    /// `at`, `under` or `only`, a space, and the place.
    static func audience(_ text: String) throws -> Audience {
        let parts = text.split(separator: " ").map(String.init)
        let kind = try #require(Audience.Kind.allCases.first { "\($0)" == parts.first })
        return Audience(kind, try record(try #require(parts.last)))
    }

    static func text(_ audience: Audience) -> String { "\(audience.kind) \(audience.place.text)" }

    static func description(_ vector: Vector) throws -> StreamDescription {
        StreamDescription(
            node: try key(try vector.value("node")),
            incarnation: try number(try vector.value("incarnation")),
            audience: try audience(try vector.value("audience"))
        )
    }

    static func input(_ description: StreamDescription) -> [String: String] {
        [
            "node": Hex.text(description.node.bytes), "incarnation": "\(description.incarnation)",
            "audience": text(description.audience),
        ]
    }

    static func value(_ text: String) throws -> FieldValue? {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let rest = parts.count == 2 ? String(parts[1]) : ""
        switch parts.first {
        case "none": return nil
        case "text": return .text(rest)
        case "integer": return .integer(try #require(Int64(rest)))
        case "boolean": return .boolean(rest == "true")
        case "reference": return .reference(try record(rest))
        default: throw Fault.notation(text)
        }
    }

    static func text(_ value: FieldValue?) -> String {
        switch value {
        case nil: "none"
        case .text(let text)?: "text:\(text)"
        case .integer(let number)?: "integer:\(number)"
        case .boolean(let flag)?: "boolean:\(flag)"
        case .reference(let record)?: "reference:\(record.text)"
        }
    }

    /// A field's id, or `list/row/item`.
    static func cell(_ text: String) throws -> Cell {
        let parts = text.split(separator: "/").map(String.init)
        guard parts.count == 3 else { return .field(text) }
        return .item(list: parts[0], row: try #require(RowID(text: parts[1])), item: parts[2])
    }

    static func text(_ cell: Cell) -> String {
        switch cell {
        case .field(let field): field
        case .item(let list, let row, let item): "\(list)/\(row.text)/\(item)"
        }
    }

    /// One write a line: cell, `=`, value.
    static func writes(_ text: String) throws -> [CellWrite] {
        try lines(text).map { line in
            let parts = line.split(separator: "=", maxSplits: 1).map(String.init)
            return CellWrite(try cell(parts[0]), try value(parts[1]))
        }
    }

    static func text(_ writes: [CellWrite]) -> String {
        writes.map { "\(text($0.cell))=\(text($0.value))" }.joined(separator: "\n")
    }

    /// `own`, or one dot a line; empty for a vector that has seen nothing.
    static func context(_ text: String) throws -> EventContext {
        guard text != "own" else { return .own }
        let dots = try lines(text).map { try dot($0) }
        return .seen(VersionVector(dots.map { ($0.stream, $0.sequence) }))
    }

    static func lines(_ text: String) -> [String] {
        text.split(separator: "\n").map(String.init)
    }

    enum Fault: Error {
        case notation(String)
    }
}
