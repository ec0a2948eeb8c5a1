/// A text that equals another only where their bytes do.
///
/// Ids are bytes. Swift takes texts for equal that merely look alike, such as `é` as one character
/// and as a letter with an accent behind it, and would take two people or events for one.
struct ExactText: Hashable, Comparable, Sendable {
    let text: String

    init(_ text: String) {
        self.text = text
    }

    static func == (left: ExactText, right: ExactText) -> Bool { left.text.isExactly(right.text) }

    static func < (left: ExactText, right: ExactText) -> Bool {
        left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
    }

    func hash(into hasher: inout Hasher) {
        var text = text
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        hasher.combine(text.utf8.count)
    }
}

extension String {
    /// Whether both are the same bytes, not only alike to the eye.
    func isExactly(_ other: String) -> Bool { utf8.elementsEqual(other.utf8) }
}

extension String? {
    /// Whether both are the same bytes, or both absent.
    func isExactly(_ other: String?) -> Bool {
        map(ExactText.init) == other.map(ExactText.init)
    }
}
