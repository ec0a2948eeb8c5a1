internal import GRDB
internal import Glibc

extension Store {
    /// How much of a scratch copy may stand in memory, in KiB.
    private static let scratchCacheKibibytes = 32_768

    /// A copy to work on that nobody else sees and that ends with this value.
    ///
    /// Of a store in a file it is a file beside it, already without a name: a county's store does
    /// not fit the memory of a small computer, and nothing is left behind whatever happens. Throws
    /// `diskFull` where there is no room for it.
    func scratchCopy() throws -> Store {
        guard let file = file ?? (database as? DatabasePool)?.path else {
            return try copiedInMemory()
        }
        let name = identity.random(8).map(String.init).joined(separator: "-")
        let path = "\(file)-scratch-\(name)"
        defer { unlink(path) }
        try copy(to: path)
        return try Store.translating(path) {
            var configuration = Store.configuration()
            configuration.prepareDatabase { db in
                // Whoever reads it has made it: after a failure it is thrown away.
                try db.execute(sql: "PRAGMA journal_mode = OFF")
                try db.execute(sql: "PRAGMA synchronous = OFF")
                try db.execute(sql: "PRAGMA temp_store = FILE")
                try db.execute(sql: "PRAGMA cache_size = -\(Store.scratchCacheKibibytes)")
            }
            return with(try DatabaseQueue(path: path, configuration: configuration), shelves)
        }
    }
}
