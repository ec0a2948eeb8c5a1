package import Causality

/// A field's value as it stands in an event.
///
/// Dates, times, decimals, choices and coded texts are `text` in the one canonical spelling that
/// `FieldParser` gives them, so that equal values have equal bytes.
package enum FieldValue: Hashable, Sendable {
    /// Any text; dates are `YYYY-MM-DD`, times `YYYY-MM-DDTHH:MM:SS+08:00`, decimals the shortest
    /// spelling. A reference whose record was not held when it was typed stays text as typed.
    case text(String)
    /// A whole number.
    case integer(Int64)
    /// True or false.
    case boolean(Bool)
    /// A reference to a record whose id was known when it was written.
    case reference(RecordID)
}

/// One row of a list: the event that added it, and its place among the rows which that event added.
package struct RowID: Hashable, Comparable, Sendable {
    /// The event that added the row.
    package let dot: Dot
    /// From 0, among the rows added by that event to the same list.
    package let index: UInt32

    /// Makes a row id.
    package init(dot: Dot, index: UInt32) {
        self.dot = dot
        self.index = index
    }

    package static func < (left: RowID, right: RowID) -> Bool {
        (left.dot, left.index) < (right.dot, right.index)
    }

    /// The text that people and scripts see as `row`: the dot's text, a full stop, the index.
    package var text: String { "\(RecordID.dot(dot).text).\(index)" }

    /// Reads what `text` writes; anything else gives nil.
    package init?(text: String) {
        guard let stop = text.lastIndex(of: "."),
            let index = UInt32(text[text.index(after: stop)...]),
            case .dot(let dot)? = RecordID(text: String(text[..<stop]))
        else { return nil }
        self.init(dot: dot, index: index)
    }
}

/// The smallest thing that can be written and can conflict: a field, or one column of one list row.
package enum Cell: Hashable, Comparable, Sendable {
    /// A field that is no list.
    case field(String)
    /// A column of a list row: list field, row, item id. The item `removed` (boolean) ends the row.
    case item(list: String, row: RowID, item: String)

    /// The field that the cell belongs to.
    package var field: String {
        switch self {
        case .field(let field): field
        case .item(let list, _, _): list
        }
    }

    package static func < (left: Cell, right: Cell) -> Bool {
        switch (left, right) {
        case (.field(let a), .field(let b)): a < b
        case (.item(let a, let r, let i), .item(let b, let s, let j)): (a, r, i) < (b, s, j)
        case (.field(let a), .item(let b, _, _)): a <= b
        case (.item(let a, _, _), .field(let b)): a < b
        }
    }
}
