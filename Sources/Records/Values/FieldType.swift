/// What a field can hold; raw values are the spellings of definitions.
package enum FieldType: String, Hashable, Sendable, CaseIterable {
    /// One line of text.
    case text
    /// Text with line breaks.
    case longText
    /// A whole number.
    case integer
    /// An exact decimal number, kept as its shortest spelling.
    case decimal
    /// An amount of yuan with at most two decimals, kept as its shortest spelling.
    case money
    /// A day.
    case date
    /// A second of UTC+08:00.
    case dateTime
    /// True or false.
    case boolean
    /// One of the listed choices.
    case choice
    /// Another record, by its id, key, code or paper number.
    case reference
    /// A telephone number.
    case phone
    /// A citizen's number by GB 11643.
    case citizenID
    /// A unified credit code by GB 32100.
    case creditCode
    /// A place's 12-digit code.
    case regionCode
    /// A person's name.
    case personName
    /// The name by which an attached file is kept.
    case file
    /// Rows, each with its own identity.
    case list

    /// Whether a field of the type may be part of a record's key.
    package var fitsKey: Bool {
        switch self {
        case .list, .file, .longText: false
        default: true
        }
    }
}
