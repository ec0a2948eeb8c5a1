internal import GRDB

extension Database {
    /// Does a piece of work in one IMMEDIATE transaction: when it returns, all is durable; when it
    /// throws, nothing has happened.
    ///
    /// GRDB's own way prepares the statements at both ends anew each time, which costs a twentieth
    /// of a small transaction. It also bars what follows where SQLite undid the transaction by
    /// itself, as some faults of the disk make it do: here the work must not go on after a fault of
    /// the database, and what it wrote after one that it swallowed nevertheless is reported.
    func inImmediateTransaction(_ work: () throws -> Void) throws {
        try cachedStatement(sql: "BEGIN IMMEDIATE TRANSACTION").execute()
        do {
            try work()
            guard isInsideTransaction else {
                throw DatabaseError(resultCode: .SQLITE_ABORT, message: "transaction was undone")
            }
            try cachedStatement(sql: "COMMIT TRANSACTION").execute()
        } catch {
            // The first fault says why; a second one here would only hide it.
            try? rollback()
            throw error
        }
    }
}
