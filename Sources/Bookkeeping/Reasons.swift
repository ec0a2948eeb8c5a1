internal import Records

/// Why something was done, as a person gives it.
enum Reasons {
    /// Checks a reason that must be given.
    ///
    /// Throws `reasonMissing` for blanks, `invalid` for what is too long or cannot stand on one
    /// line: it is shown in the history, where a line break would begin another entry.
    static func check(_ reason: String) throws(BookkeepingError) {
        guard !reason.allSatisfy(\.isWhitespace) else { throw .reasonMissing }
        try checkForm(reason)
    }

    /// Checks a reason that may be blank.
    static func checkForm(_ reason: String) throws(BookkeepingError) {
        guard reason.utf8.count <= PayloadCodec.reasonByteCountMax else {
            throw fault(.tooLong, "原因太长，请缩短到一千字以内。")
        }
        guard VisibleText.isOneLine(reason) else {
            throw fault(.forbiddenCharacter, "原因里有换行或看不见的字符，请改成一行文字。")
        }
    }

    private static func fault(_ reason: FieldFaultReason, _ message: String) -> BookkeepingError {
        .invalid([EntryFault(field: "reason", reason: reason.rawValue, message: message)])
    }
}
