/// What a person does to one row of a list.
package enum ListEdit: Hashable, Sendable {
    /// A new row with these columns; columns without a value are left out.
    case add([String: FieldValue])
    /// New values in columns of a row; nil clears a column.
    case change(RowID, [String: FieldValue?])
    /// The row ends.
    case remove(RowID)
}

/// What a typed text means for a field.
package enum ParsedValue: Hashable, Sendable {
    /// Nothing: absent in a new record, cleared in a change.
    case empty
    /// A value in its canonical spelling.
    case value(FieldValue)
    /// Edits of a list's rows, in order.
    case rows([ListEdit])
}
