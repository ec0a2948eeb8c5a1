package import Causality
package import Documents
package import Hashing
package import Records
package import Store

/// What became of a file that was to be loaded.
package struct DefinitionChange: Sendable {
    /// What the file did.
    package enum Effect: String, Sendable {
        /// There was no definition of that id.
        case new
        /// Another version counts now, or from its period on.
        case changed
        /// The file says what counts already.
        case unchanged
    }

    /// A register or a scheme.
    package let kind: DefinitionVersion.Kind
    /// Its id.
    package let id: String
    /// Its title.
    package let title: String
    /// What the file did.
    package let effect: Effect
    /// The file's version.
    package let version: Digest256
    /// The version before, nil if there was none.
    package let replaced: Digest256?
    /// The first day from which it counts; nil if that is what came with the program.
    package let from: CivilDate?
    /// What was changed, as Chinese sentences.
    package let differences: [String]
    /// What a person should look at; the file is taken nevertheless.
    package let warnings: [String]
    /// The record that carries it; nil if nothing was written.
    package internal(set) var record: RecordID?

    /// For programs.
    package var document: DocumentValue {
        [
            "kind": .text(kind.code), "id": .text(id), "title": .text(title),
            "effect": .text(effect.rawValue), "version": .text(version.hexadecimal),
            "replaced": replaced.map { .text($0.hexadecimal) } ?? .null,
            "from": from.map { .text($0.text) } ?? .null,
            "differences": .list(differences.map(DocumentValue.text)),
            "warnings": .list(warnings.map(DocumentValue.text)),
            "recordID": record.map { .text($0.text) } ?? .null,
        ]
    }
}

extension DefinitionVersion.Kind {
    /// What programs and the command line call it.
    package var code: String {
        switch self {
        case .register: "register"
        case .scheme: "scheme"
        }
    }
}
