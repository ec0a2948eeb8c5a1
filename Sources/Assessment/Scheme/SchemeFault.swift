package import Documents

/// One thing that is wrong, or looks wrong, in a scheme.
package struct SchemeFault: Hashable, Sendable {
    /// Whether the scheme can be used in spite of the fault.
    package enum Severity: String, Hashable, Sendable {
        /// The scheme cannot be used.
        case error
        /// A person should look at it; the scheme can be used.
        case warning
    }

    /// Whether the scheme can be used in spite of it.
    package let severity: Severity
    /// The place in the scheme's document.
    package let path: DocumentPath
    /// The line of the file, from 1, or nil where the scheme was not read from a text.
    package let line: Int?
    /// What is wrong and what to do, in one Chinese sentence, with the line where it is known.
    package let sentence: String
}

/// Why a scheme cannot be used.
package enum SchemeError: Error, Equatable, Sendable {
    /// The text is no YAML document.
    case unreadable(DocumentError)
    /// Every fault that keeps the scheme from being used, and the warnings beside them.
    case faults([SchemeFault])

    /// One Chinese sentence for each thing that is wrong.
    package var sentences: [String] {
        switch self {
        case .unreadable(let error): [error.sentence]
        case .faults(let faults): faults.map(\.sentence)
        }
    }
}
