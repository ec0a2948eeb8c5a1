/// A piece of a page.
///
/// Text is only ever text: there is no way to put raw markup into it.
///
/// Element and attribute names come from closed lists, texts and attribute values are escaped when
/// they are written, and addresses are `PagePath`s of this node.
package indirect enum Markup: Sendable {
    /// Text; every character that means something to a browser is escaped.
    case text(String)
    /// An element with what it holds.
    case element(Tag, [Attribute], [Markup])
    /// Pieces one after another.
    case sequence([Markup])

    /// Nothing at all.
    static let nothing = Markup.sequence([])
}

/// Collects the pieces that a block names; a string in it is text.
@resultBuilder
package enum MarkupBuilder {
    /// A piece as it is.
    package static func buildExpression(_ piece: Markup) -> Markup { piece }
    /// A text.
    package static func buildExpression(_ text: String) -> Markup { .text(text) }
    /// A text that may be absent.
    package static func buildExpression(_ text: String?) -> Markup {
        text.map(Markup.text) ?? .nothing
    }
    /// Pieces made elsewhere.
    package static func buildExpression(_ pieces: [Markup]) -> Markup { .sequence(pieces) }
    /// Pieces one after another.
    package static func buildBlock(_ pieces: Markup...) -> Markup {
        pieces.count == 1 ? pieces[0] : .sequence(pieces)
    }
    /// A piece under a condition.
    package static func buildOptional(_ piece: Markup?) -> Markup { piece ?? .nothing }
    /// The first of two ways.
    package static func buildEither(first piece: Markup) -> Markup { piece }
    /// The second of two ways.
    package static func buildEither(second piece: Markup) -> Markup { piece }
    /// A piece for each turn of a loop.
    package static func buildArray(_ pieces: [Markup]) -> Markup { .sequence(pieces) }
}

/// The elements that pages are made of; scripts, styles, frames and objects are not among them.
package enum Tag: String, Sendable {
    /// Structure and text.
    case a, article, aside, bdi, body, br, button, caption, col, datalist, dd, details, div, dl, dt
    /// Forms and headings.
    case em, fieldset, footer, form, h1, h2, h3, head, header, hr, html, input, label, legend, li
    /// Lists and navigation.
    case link, main, meta, nav, ol, option, p, section, select, small, span, strong, summary, table
    /// Tables.
    case tbody, td, textarea, tfoot, th, thead, time, title, tr, ul

    /// Whether the element holds nothing and has no end tag.
    var isVoid: Bool {
        switch self {
        case .br, .col, .hr, .input, .link, .meta: true
        default: false
        }
    }

    /// The element with attributes and what it holds.
    package func callAsFunction(
        _ attributes: Attribute?...,
        @MarkupBuilder holding content: () throws -> Markup
    ) rethrows -> Markup {
        .element(self, attributes.compactMap(\.self), [try content()])
    }

    /// The element with attributes and nothing inside.
    package func callAsFunction(_ attributes: Attribute?...) -> Markup {
        .element(self, attributes.compactMap(\.self), [])
    }

    /// The element with attributes that were collected before and nothing inside.
    func with(_ attributes: [Attribute?]) -> Markup {
        .element(self, attributes.compactMap(\.self), [])
    }

    /// The element with attributes that were collected before.
    func with(_ attributes: [Attribute?], @MarkupBuilder holding content: () -> Markup) -> Markup {
        .element(self, attributes.compactMap(\.self), [content()])
    }
}
