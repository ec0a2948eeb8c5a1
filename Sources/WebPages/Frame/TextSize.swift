/// How large the text is; chosen by the person and kept in a cookie of this browser.
enum TextSize: String, CaseIterable, Sendable {
    case standard
    case large
    case largest

    /// The cookie that keeps it; shared by all nodes of one machine, and harmless.
    static let cookieName = "liandong-text"

    /// The word in the page's head.
    var label: String {
        switch self {
        case .standard: "中"
        case .large: "大"
        case .largest: "特大"
        }
    }

    /// The class of the document.
    var className: String { self == .standard ? "" : rawValue }
}
