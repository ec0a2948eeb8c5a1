/// A value of a JSON or YAML document, with numbers kept exactly as they were written.
///
/// Floating point never enters: a reader that needs a number parses the literal itself. Equality is
/// that of the written document: the order of an object's members counts.
package enum DocumentValue: Hashable, Sendable {
    /// The value `null`; in YAML also an empty plain scalar or `~`.
    case null
    /// The value `true` or `false`.
    case boolean(Bool)
    /// A number's literal as it was written, in the grammar of RFC 8259.
    case number(String)
    /// A text.
    case text(String)
    /// A list, in order.
    case list([DocumentValue])
    /// An object with unique keys, in the order in which they were written.
    case object(DocumentObject)

    /// True for `null`.
    package var isNull: Bool { self == .null }

    /// The boolean, or nil for any other kind of value.
    package var booleanValue: Bool? {
        if case .boolean(let value) = self { value } else { nil }
    }

    /// The number's literal, or nil for any other kind of value.
    package var numberLiteral: String? {
        if case .number(let literal) = self { literal } else { nil }
    }

    /// A whole number that fits `Int` and is written without fraction or exponent, else nil.
    package var integerValue: Int? {
        if case .number(let literal) = self { Int(literal) } else { nil }
    }

    /// The text, or nil for any other kind of value.
    package var textValue: String? {
        if case .text(let value) = self { value } else { nil }
    }

    /// The list, or nil for any other kind of value.
    package var listValue: [DocumentValue]? {
        if case .list(let values) = self { values } else { nil }
    }

    /// The object, or nil for any other kind of value.
    package var objectValue: DocumentObject? {
        if case .object(let object) = self { object } else { nil }
    }

    /// The member of that key, or nil where this is no object or has no such key.
    package subscript(key: String) -> DocumentValue? { objectValue?[key] }
}

extension DocumentValue: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByIntegerLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral,
    ExpressibleByNilLiteral
{
    /// Makes a text.
    package init(stringLiteral value: String) { self = .text(value) }

    /// Makes a boolean.
    package init(booleanLiteral value: Bool) { self = .boolean(value) }

    /// Makes a whole number.
    package init(integerLiteral value: Int) { self = .number(String(value)) }

    /// Makes a list.
    package init(arrayLiteral elements: DocumentValue...) { self = .list(elements) }

    /// Makes an object; a key that stands twice is a bug of the caller.
    package init(dictionaryLiteral elements: (String, DocumentValue)...) {
        self = .object(DocumentObject(members: elements))
    }

    /// Makes `null`.
    package init(nilLiteral: ()) { self = .null }
}
