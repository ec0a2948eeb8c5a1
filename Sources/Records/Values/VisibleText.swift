/// Free text that people see: what another one wrote must not pass for what the program says.
package enum VisibleText {
    /// Whether a text can stand on one line as it is: no line breaks, no controls, nothing that
    /// changes the direction of reading.
    package static func isOneLine(_ text: String) -> Bool {
        TextRules.isSurelyPlain(text)
            || !text.unicodeScalars.contains { TextRules.isForbidden($0, linesAllowed: false) }
    }

    /// A text as it may go to a terminal: a sign stands for each character that would move the
    /// cursor or hide something, and line breaks stay.
    package static func printable(_ text: String) -> String {
        shown(text) { TextRules.isForbidden($0, linesAllowed: true) ? "\u{FFFD}" : $0 }
    }

    /// The same on one line: a sign stands for each line break, too.
    package static func oneLine(_ text: String) -> String {
        shown(text) { scalar in
            guard TextRules.isForbidden(scalar, linesAllowed: false) else { return scalar }
            return TextRules.isForbidden(scalar, linesAllowed: true) ? "\u{FFFD}" : "⏎"
        }
    }

    private static func shown(
        _ text: String,
        _ replace: (Unicode.Scalar) -> Unicode.Scalar
    ) -> String {
        guard !TextRules.isSurelyPlain(text) else { return text }
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars { result.append(replace(scalar)) }
        return String(result)
    }
}
