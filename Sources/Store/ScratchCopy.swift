internal import Foundation
internal import GRDB

extension Store {
    /// How much of a scratch copy may stand in memory, in KiB.
    private static let scratchCacheKibibytes = 32_768
    /// Behind the store's name, and followed by the number of the process.
    private static let scratchMark = "-scratch-"

    /// A copy to work on that nobody else sees and that ends with this value.
    ///
    /// Of a store in a file it is a file beside it, already without a name: a county's store does
    /// not fit the memory of a small computer, and nothing is left behind whatever happens. Throws
    /// `diskFull` where there is no room for it.
    func scratchCopy() throws -> Store {
        guard let file = file ?? (database as? DatabasePool)?.path else {
            return try copiedInMemory()
        }
        let path = scratchPath(beside: file)
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

    /// A new name beside a store's file for a copy of it; whoever makes the copy takes the name
    /// away, and if he is killed before, the next one to open the store does.
    package func scratchPath(beside file: String) -> String {
        let name = identity.random(8).map(String.init).joined(separator: "-")
        return "\(file)\(Store.scratchMark)\(getpid())-\(name)"
    }

    /// Removes copies of a store's file whose processes were killed before they could take the
    /// names away: they hold whatever the store held, also what was erased since.
    static func removeAbandonedCopies(of file: String) {
        let store = URL(fileURLWithPath: file)
        let mark = store.lastPathComponent + scratchMark
        let folder = store.deletingLastPathComponent().path
        for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        where name.hasPrefix(mark) {
            let process = pid_t(name.dropFirst(mark.count).prefix { $0 != "-" })
            // Of a process that runs, the copy is being made.
            if let process, kill(process, 0) == 0 || errno == EPERM { continue }
            unlink("\(folder)/\(name)")
        }
    }
}
