/// The name of a place as it is typed on the command line.
package struct PlaceName: Hashable, Sendable {
    /// The name, without blanks at its ends.
    package let text: String

    /// Longest name, in Unicode scalars.
    package static let lengthMax = 100

    /// Reads a name; nil for an empty one, one too long, and one with line breaks or characters
    /// that cannot be seen.
    package init?(typed: String) {
        let text = TextRules.trimmed(typed)
        let isSound = !text.unicodeScalars.contains {
            TextRules.isForbidden($0, linesAllowed: false)
        }
        guard !text.isEmpty, text.unicodeScalars.count <= PlaceName.lengthMax, isSound else {
            return nil
        }
        self.text = text
    }
}
