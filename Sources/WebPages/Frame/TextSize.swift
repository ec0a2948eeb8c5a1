/// How large the text is; chosen by the person and kept in a cookie of this browser.
enum TextSize: String, CaseIterable, Sendable {
    case standard
    case large
    case largest

    /// The cookie that keeps it; shared by all nodes of one machine, and harmless.
    static let cookieName = "liandong-text"

    /// Before the size, in what a form is asked to do: to come back in that size as it is.
    static let step = "size:"

    /// Reads what a form is asked to do; nil where that is something else.
    init?(step: String?) {
        guard let step, step.hasPrefix(TextSize.step) else { return nil }
        self.init(rawValue: String(step.dropFirst(TextSize.step.count)))
    }

    /// The word in the page's head.
    var label: String {
        switch self {
        case .standard: "中"
        case .large: "大"
        case .largest: "特大"
        }
    }

    /// The class of the document.
    var className: String { rawValue }
}
