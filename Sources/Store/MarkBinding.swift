internal import Foundation
internal import GRDB
internal import Records

/// Puts the values of a row straight to a statement's marks.
///
/// `StatementArguments` boxes every value and counts the marks again for each row: of a row with
/// fifty columns, most of them empty, that costs more than to insert it. Only for statements that
/// are executed without arguments, over and over: GRDB takes what it was told with unchecked
/// arguments for bound, and leaves the marks as they are when it executes.
extension Statement {
    /// Forgets the row before: every mark is NULL until something is put there.
    func beginRow() { setUncheckedArguments(StatementArguments()) }

    /// Puts a value to a mark, counted from 0.
    func put(_ value: some StatementBinding, at mark: Int) throws {
        let code = value.bind(to: sqliteStatement, at: CInt(mark + 1))
        guard code == 0 else {
            throw DatabaseError(resultCode: ResultCode(rawValue: code), sql: sql)
        }
    }

    /// Puts bytes to a mark.
    func put(_ bytes: [UInt8], at mark: Int) throws { try put(Data(bytes), at: mark) }

    /// Puts a field's value to a mark as its column holds it.
    func put(_ value: FieldValue, at mark: Int, _ session: StoreSession) throws {
        try put(value.databaseValue(session), at: mark)
    }
}
