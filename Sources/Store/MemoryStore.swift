internal import GRDB
internal import Records

/// A defect that only the simulation plants, to prove that its checkers would find it.
package enum StoreDefect: Sendable {
    /// Personal data that arrives after its erasure is kept.
    case keepsErased
    /// What arrives later passes for having seen what is there.
    case foldsByArrival
}

/// Stores in memory, for the simulation, and what it does to them.
extension Store {
    /// Opens an empty store in memory.
    ///
    /// With a defect, the simulation's checkers must find it.
    package static func inMemory(
        identity: NodeIdentity,
        shelf: DefinitionShelf,
        defect: StoreDefect? = nil,
        isValid: @escaping SignatureVerifier
    ) throws -> Store {
        let store = Store(
            database: try DatabaseQueue(configuration: configuration()),
            identity: identity,
            shelves: ShelfKeeper(shelf),
            isValid: isValid,
            positions: nil,
            defect: defect
        )
        try store.prepare()
        return store
    }

    /// A copy as it is now.
    package func copiedInMemory() throws -> Store {
        let copy = try DatabaseQueue(configuration: Store.configuration())
        try database.backup(to: copy)
        return with(copy, shelves)
    }

    /// The same store opened by a program that knows these definitions.
    package func reopened(with shelf: DefinitionShelf) throws -> Store {
        let store = with(database, ShelfKeeper(shelf))
        try store.prepare()
        try store.write { $0.meetsDefinition = true }
        return store
    }

    func with(_ database: any DatabaseWriter, _ shelves: ShelfKeeper) -> Store {
        Store(
            database: database,
            identity: identity,
            shelves: shelves,
            isValid: isValid,
            positions: nil,
            defect: defect
        )
    }

    /// As if the disk had room for so many more pages; nil if it has plenty.
    package func limitDisk(toSparePages spare: Int?) throws {
        try database.writeWithoutTransaction { db in
            let used = try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0
            let limit = spare.map { used + $0 } ?? 1_000_000_000
            try db.execute(sql: "PRAGMA max_page_count = \(limit)")
        }
    }
}
