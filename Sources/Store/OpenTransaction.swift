internal import GRDB

/// A transaction in which several pieces of work are done, one after the other.
///
/// Only used on the writing connection's own queue, while `together` waits for it.
final class OpenTransaction: @unchecked Sendable {
    private let db: Database
    /// The session of the piece before: what it looked up still holds, since nobody else writes.
    private(set) var last: StoreSession?
    /// Whether a piece of work failed in the middle of writing.
    private(set) var isSpoiled = false
    /// The last commit's number and the incarnation that it was made by.
    private(set) var end: (commit: Int64, incarnation: UInt64?) = (0, nil)

    init(_ db: Database) { self.db = db }

    func read<Value>(_ store: Store, _ body: (StoreSession) throws -> Value) throws -> Value {
        let session = try next(store)
        return try body(session)
    }

    func write<Value>(_ store: Store, _ body: (StoreSession) throws -> Value) throws -> Value {
        do {
            let session = try next(store)
            let value = try body(session)
            let end = try session.finish()
            self.end = (max(end.commit, self.end.commit), end.incarnation)
            return value
        } catch {
            isSpoiled = true
            throw error
        }
    }

    private func next(_ store: Store) throws -> StoreSession {
        let session = store.session(db, isWriting: true)
        if let last {
            session.carryOn(from: last)
        } else {
            try store.lookups.carry(into: session)
        }
        try session.takeShelf()
        last = session
        return session
    }
}

extension Store {
    /// A piece of work that failed after others were done in the same transaction.
    private struct Spoiled: Error {}

    /// Does several pieces of work in one transaction, so that together they pay for one commit;
    /// gives the result of each, in their order.
    ///
    /// When it returns, everything that is reported is durable. Each piece reads and writes through
    /// the store that it is handed, and sees what those before it wrote. One that fails before it
    /// writes takes nothing with it. Where one fails in the middle of writing, or the commit does,
    /// all is undone and each piece is done anew in transactions of its own: so a piece may be done
    /// twice, and must not mind.
    package func together<Value>(
        _ works: [(Store) throws -> Value]
    ) -> [Result<Value, any Error>] {
        guard works.count > 1 else { return works.map { work in Result { try work(self) } } }
        do {
            return try inOneTransaction(works)
        } catch StoreError.busy {
            // Each would wait as long again.
            return works.map { _ in .failure(StoreError.busy) }
        } catch {
            return works.map { work in Result { try work(self) } }
        }
    }

    private func inOneTransaction<Value>(
        _ works: [(Store) throws -> Value]
    ) throws -> [Result<Value, any Error>] {
        let (results, open) = try Store.translating(file ?? database.path) {
            try database.writeWithoutTransaction { db in
                try opened?.check()
                let open = OpenTransaction(db)
                var results: [Result<Value, any Error>] = []
                var store = self
                store.transaction = open
                try db.inTransaction(.immediate) {
                    for work in works {
                        results.append(Result { try work(store) })
                        if open.isSpoiled { throw Spoiled() }
                    }
                    return .commit
                }
                if let last = open.last { lookups.keep(last) }
                return (results, open)
            }
        }
        note(open.end)
        open.last?.publishSharedAudiences()
        return results
    }
}

extension StoreSession {
    /// Takes over what an earlier session of the same transaction looked up, once that session has
    /// written out what it changed.
    ///
    /// Not the number of its commit: what a link remembers of one is told from later changes by it.
    func carryOn(from earlier: StoreSession) {
        take(earlier.lookups)
        dataVersion = earlier.dataVersion
        keepsLookups = earlier.keepsLookups
        meetsDefinition = earlier.meetsDefinition
        sharedAnswers = earlier.sharedAnswers
        sharedGrounds = earlier.sharedGrounds
    }
}
