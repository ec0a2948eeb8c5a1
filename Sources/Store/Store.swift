internal import Causality
internal import Records
internal import GRDB

/// One node's store: the event log, what was folded from it, and what is known of other nodes.
///
/// All reading and writing happens in sessions, each one transaction. Other processes write into
/// the same file: what is kept from one transaction to the next is the shelf of definitions, which
/// each checks to be the one that the file asks for, and what the last writing one looked up, as
/// long as nobody else has written since.
package struct Store: Sendable {
    let database: any DatabaseWriter
    let identity: NodeIdentity
    let shelves: ShelfKeeper
    let isValid: SignatureVerifier
    /// Where the last position is kept outside the data folder; nil in tests and simulation.
    let positions: PositionKeeper?
    /// A defect that only the simulation plants.
    var defect: StoreDefect?
    /// The file, where the database was opened by another name.
    var file: String?
    /// The file as it was opened; nil where nobody can put another one in its place.
    var opened: OpenedFile?
    /// The transaction that this value of the store reads and writes in; nil for one of its own
    /// each time.
    var transaction: OpenTransaction?
    private let sharedAudiences = SharedAudienceMemory()
    let lookups = LookupMemory()

    /// Reads in one transaction, at one state of the store.
    package func read<Value>(_ body: (StoreSession) throws -> Value) throws -> Value {
        if let transaction { return try transaction.read(self, body) }
        return try Store.translating(file ?? database.path) {
            if let queue = database as? DatabaseQueue { return try readAlone(queue, body) }
            return try database.read { db in
                let session = session(db, isWriting: false)
                try session.takeShelf()
                return try body(session)
            }
        }
    }

    /// Reads where there is only one connection, and nobody else writes meanwhile.
    ///
    /// Its `read` would switch the connection to reading and back, which makes SQLite prepare every
    /// statement anew, and a transaction is two statements more for each question: together half of
    /// a simulated world's time.
    private func readAlone<Value>(
        _ queue: DatabaseQueue,
        _ body: (StoreSession) throws -> Value
    ) throws -> Value {
        try queue.inDatabase { db in
            let session = session(db, isWriting: false)
            try session.takeShelf()
            return try body(session)
        }
    }

    /// Writes in one IMMEDIATE transaction: when it returns, everything is durable; when it throws,
    /// nothing has happened.
    package func write<Value>(_ body: (StoreSession) throws -> Value) throws -> Value {
        if let transaction { return try transaction.write(self, body) }
        return try transact { session in
            try session.takeShelf()
            return try body(session)
        }
    }

    /// Writes before it is known by which definitions.
    private func transact<Value>(_ body: (StoreSession) throws -> Value) throws -> Value {
        let (value, end) = try Store.translating(file ?? database.path) {
            try database.writeWithoutTransaction { db in
                try opened?.check()
                var result: (Value, (commit: Int64, incarnation: UInt64?), StoreSession)?
                try db.inTransaction(.immediate) {
                    let session = session(db, isWriting: true)
                    try lookups.carry(into: session)
                    let value = try body(session)
                    result = (value, try session.finish(), session)
                    return .commit
                }
                guard let result else { throw StoreError.damaged("事务未完成") }
                lookups.keep(result.2)
                return (result.0, result.1)
            }
        }
        note(end)
        return value
    }

    /// Notes a commit outside the data folder, once it is durable.
    func note(_ end: (commit: Int64, incarnation: UInt64?)) {
        guard let incarnation = end.incarnation else { return }
        positions?.note(commit: end.commit, incarnation: incarnation)
    }

    /// Writes a consistent copy of the store into a new file, while others go on writing.
    package func copy(to path: String) throws {
        try Store.translating(path) {
            try database.writeWithoutTransaction { db in
                try db.cachedStatement(sql: "VACUUM INTO ?").execute(arguments: [path])
            }
        }
    }

    /// Writes the whole file anew and empties the log beside it, so that nothing is left of what
    /// was deleted or replaced.
    ///
    /// Throws `busy` while others read or write.
    func rewriteFile() throws {
        try Store.translating(file ?? database.path) {
            try database.writeWithoutTransaction { db in
                try db.execute(sql: "VACUUM")
                let row = try Row.fetchOne(
                    db.cachedStatement(sql: "PRAGMA wal_checkpoint(TRUNCATE)")
                )
                if let isBlocked = row?[0] as Int?, isBlocked != 0 { throw StoreError.busy }
            }
        }
    }

    func session(_ db: Database, isWriting: Bool) -> StoreSession {
        StoreSession(
            db: db,
            identity: identity,
            shelves: shelves,
            defect: defect,
            isValid: isValid,
            sharedAudiences: sharedAudiences,
            isWriting: isWriting
        )
    }

    /// Says in this program's words what the database says of the world's faults.
    static func translating<Value>(
        _ path: String,
        _ body: () throws -> Value
    ) throws -> Value {
        do {
            return try body()
        } catch let error as DatabaseError {
            switch error.resultCode {
            case .SQLITE_IOERR, .SQLITE_CANTOPEN, .SQLITE_READONLY:
                // Without room SQLite often says only that something failed.
                if FullDisk.isFull(around: path) { throw StoreError.diskFull }
                throw error.resultCode == .SQLITE_IOERR
                    ? StoreError.diskFailed : StoreError.unwritable
            case .SQLITE_BUSY: throw StoreError.busy
            case .SQLITE_NOTADB, .SQLITE_CORRUPT: throw StoreError.noDatabase
            case .SQLITE_PERM: throw StoreError.unwritable
            case .SQLITE_FULL: throw StoreError.diskFull
            default: throw error
            }
        }
    }
}

extension Store {
    /// Opens the store in a file, making it if the file is not there.
    ///
    /// `positions` is where the last position is kept outside the data folder; when it and the file
    /// contradict each other, the store takes a new incarnation before anything is written. With
    /// `readsWhenFull` it can be opened for a moment's reading on a disk without room; to write
    /// then throws `diskFull`. `onRenewal` is told of a new incarnation. The files can be read by
    /// their owner alone. Throws `newerSchema`, or what the disk says.
    package static func open(
        path: String,
        identity: NodeIdentity,
        shelf: DefinitionShelf,
        positions: PositionKeeper?,
        readsWhenFull: Bool = false,
        onRenewal: () -> Void = {},
        isValid: @escaping SignatureVerifier
    ) throws -> Store {
        do {
            return try openWhole(path, identity, shelf, positions, onRenewal, isValid)
        } catch StoreError.diskFull where readsWhenFull {
            return try translating(path) {
                try openForReading(path, identity, shelf, isValid)
            }
        }
    }

    private static func openWhole(
        _ path: String,
        _ identity: NodeIdentity,
        _ shelf: DefinitionShelf,
        _ positions: PositionKeeper?,
        _ onRenewal: () -> Void,
        _ isValid: @escaping SignatureVerifier
    ) throws -> Store {
        FileMark.keepToOwner(path: path)
        let pool = try translating(path) {
            let pool = try DatabasePool(path: path, configuration: configuration())
            // FULL: an acknowledged event must survive a power cut, not only a killed process.
            try pool.writeWithoutTransaction { db in
                try db.execute(sql: "PRAGMA synchronous = FULL")
                // Pages that hundreds of small transactions come back to; SQLite's own 2 MB send it
                // to the file for most of them.
                try db.execute(sql: "PRAGMA cache_size = -\(writerCacheKibibytes)")
            }
            return pool
        }
        var store = Store(
            database: pool,
            identity: identity,
            shelves: ShelfKeeper(shelf),
            isValid: isValid,
            positions: positions
        )
        store.opened = OpenedFile(path: path)
        removeAbandonedCopies(of: path)
        try store.prepare()
        if try store.guardIncarnation(path: path) { onRenewal() }
        return store
    }

    /// How much of the file the writing connection may keep in memory, in KiB.
    private static let writerCacheKibibytes = 16_384

    static func configuration() -> Configuration {
        var configuration = Configuration()
        configuration.busyMode = .timeout(20)
        configuration.foreignKeysEnabled = false
        configuration.maximumReaderCount = 4
        return configuration
    }

    /// Takes a new incarnation when the file is a copy, or older than what was noted outside;
    /// returns whether it is.
    private func guardIncarnation(path: String) throws -> Bool {
        let mark = FileMark.read(path: path)
        // Read before the store: a commit of another process in between is in the store as well.
        let outside = try read { session in
            try session.isFounded() ? positions?.read(incarnation: try session.incarnation()) : nil
        }
        return try write { session in
            let known = try session.meta(.fileMark)
            let inside = try session.lastCommit()
            let isCopy = known != nil && known != mark
            // A position never noted on this machine: the folder came from another one.
            let isForeign = known != nil && positions != nil && outside == nil
            let isOld = try session.isFounded() && (isCopy || isForeign || (outside ?? 0) > inside)
            if isOld { try session.renewIncarnation() }
            if let mark, mark != known {
                try session.setMeta(.fileMark, mark)
                _ = try session.commit()
            }
            // The program may be another one than before.
            session.meetsDefinition = true
            return isOld
        }
    }

    func prepare() throws {
        let migrator = StoreSchema.migrator
        try Store.translating(file ?? database.path) {
            if try database.read(migrator.hasBeenSuperseded) { throw StoreError.newerSchema }
            guard try !database.read(migrator.hasCompletedMigrations) else { return }
            // Two processes that open a new or an older store at once would both begin.
            let lock = opened.flatMap { OpeningLock(beside: $0.path) }
            defer { lock?.release() }
            try migrator.migrate(database)
        }
        try transact { session in
            // A number that no commit has would be counted on from; nobody could mend it then.
            if (try? session.lastCommit()) == nil { try session.mendChanges() }
            try session.prepareProjections()
            // A store of an earlier release has bulletins of which nothing was taken down.
            if try session.isFounded(), try session.meta(.bulletinMarks) == nil {
                try session.noteAllBulletins()
            }
        }
    }
}
