/// A place inside a document, written as a JSON Pointer (RFC 6901).
package struct DocumentPath: Hashable, Sendable {
    /// Keys and indexes from the document's root; empty for the whole document.
    package private(set) var components: [String]

    /// The whole document; its pointer is the empty text.
    package static let root = DocumentPath([])

    /// Makes a path of keys and indexes, unescaped.
    package init(_ components: [String]) {
        self.components = components
    }

    /// The path of a member of the object at this path.
    package func appending(_ key: String) -> DocumentPath {
        DocumentPath(components + [key])
    }

    /// The path of an item of the list at this path; the index counts from 0.
    package func appending(index: Int) -> DocumentPath {
        DocumentPath(components + [String(index)])
    }

    /// The path of what contains this, or nil at the root.
    package var parent: DocumentPath? {
        components.isEmpty ? nil : DocumentPath(components.dropLast())
    }

    /// The JSON Pointer: each component after a `/`, with `~` as `~0` and `/` as `~1`.
    package var pointer: String {
        var text = ""
        for component in components {
            text.unicodeScalars.append("/")
            for scalar in component.unicodeScalars {
                switch scalar {
                case "~": text += "~0"
                case "/": text += "~1"
                default: text.unicodeScalars.append(scalar)
                }
            }
        }
        return text
    }

    /// The value at this path, or nil where the document has none.
    package func value(in document: DocumentValue) -> DocumentValue? {
        var value = document
        for component in components {
            switch value {
            case .object(let object):
                guard let next = object[component] else { return nil }
                value = next
            case .list(let list):
                guard let index = Int(component), list.indices.contains(index) else { return nil }
                value = list[index]
            case .null, .boolean, .number, .text:
                return nil
            }
        }
        return value
    }
}
