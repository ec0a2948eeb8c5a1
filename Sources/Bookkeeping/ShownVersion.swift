package import Causality

/// The version of a record that a form showed, as text in a hidden field.
package enum ShownVersion {
    /// The text of a version: dots joined by full stops, empty for nothing.
    package static func text(_ version: VersionVector) -> String {
        version.entries.map {
            RecordID.dot(Dot(stream: $0.stream, sequence: $0.sequence)).text
        }.joined(separator: ".")
    }

    /// Reads what `text` writes; throws `badShownVersion` for anything else.
    package static func read(_ text: String) throws(BookkeepingError) -> VersionVector {
        var version = VersionVector()
        for part in text.split(separator: ".", omittingEmptySubsequences: false)
        where !text.isEmpty {
            guard case .dot(let dot)? = RecordID(text: String(part)) else {
                throw .badShownVersion
            }
            version.advance(dot.stream, to: dot.sequence)
        }
        return version
    }
}
