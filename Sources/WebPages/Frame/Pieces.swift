/// Small pieces that several pages use.
enum Pieces {
    enum Tone: String {
        case alarm, care, good, plain
    }

    /// A short word in a frame: its colour is doubled by the word itself.
    static func mark(_ text: String, _ tone: Tone) -> Markup {
        Tag.span(.class("mark \(tone.rawValue)")) { text }
    }

    /// A message in a frame, its sense said by its first words.
    static func notice(_ title: String, _ tone: Tone, @MarkupBuilder _ content: () -> Markup)
        -> Markup
    {
        Tag.div(.class("notice \(tone.rawValue)"), .role(tone == .alarm ? "alert" : "status")) {
            Tag.strong { title }
            content()
        }
    }

    /// A link back, before the heading.
    static func back(_ path: PagePath, _ label: String) -> Markup {
        Tag.p(.class("screen")) { Tag.a(.class("back"), .href(path)) { "← \(label)" } }
    }

    /// A table that scrolls by itself when the window is narrow, by keyboard too.
    static func scrolling(_ label: String, @MarkupBuilder _ table: () -> Markup) -> Markup {
        Tag.div(.class("scroll"), .role("region"), .ariaLabel(label), .reachable) { table() }
    }

    /// A link that looks like a button.
    static func button(_ path: PagePath, _ label: String, isPlain: Bool = false) -> Markup {
        Tag.a(.class(isPlain ? "button plain" : "button"), .href(path)) { label }
    }

    /// Terms with what they say.
    static func facts(_ items: [(String, Markup)]) -> Markup {
        Tag.dl(.class("facts")) {
            for (term, value) in items {
                Tag.dt { term }
                Tag.dd { value }
            }
        }
    }
}

/// The number of a paper.
enum PaperNumberText {
    /// A text; if it is such a number it stays in one line where there is room, so that its parts
    /// are compared at a glance.
    static func markup(_ text: String) -> Markup {
        let isNumber = text.allSatisfy(\.isASCII) && text.split(separator: "-").count == 5
        return Tag.bdi(isNumber ? .class("together") : nil) { text }
    }
}
