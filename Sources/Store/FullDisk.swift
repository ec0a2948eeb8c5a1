internal import Foundation
internal import GRDB
internal import Glibc
internal import Records

/// A disk without room for the files that SQLite makes beside the database.
enum FullDisk {
    /// What SQLite needs to open a file for writing and to write a page or two, in bytes.
    private static let needed: UInt64 = 65_536

    /// Whether the disk of a file has no room left.
    static func isFull(around path: String) -> Bool {
        var space = statvfs()
        let folder = URL(filePath: path).deletingLastPathComponent().path(percentEncoded: false)
        guard statvfs(folder, &space) == 0 else { return false }
        return UInt64(space.f_bavail) * UInt64(space.f_frsize) < needed
    }
}

extension Store {
    /// Opens a file to read it as it is, without making any file beside it.
    ///
    /// Only for as long as one command takes: what others write meanwhile is not noticed. Throws
    /// `diskFull` where that is impossible: something is still in the log, or the file was left by
    /// another program.
    static func openForReading(
        _ path: String,
        _ identity: NodeIdentity,
        _ shelf: DefinitionShelf,
        _ isValid: @escaping SignatureVerifier
    ) throws -> Store {
        let log = try? FileManager.default.attributesOfItem(atPath: path + "-wal")
        guard (log?[.size] as? Int ?? 0) == 0,
            let name = path.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed)
        else { throw StoreError.diskFull }
        var configuration = configuration()
        configuration.readonly = true
        let store = Store(
            database: try DatabaseQueue(
                path: "file:\(name)?immutable=1",
                configuration: configuration
            ),
            identity: identity,
            shelves: ShelfKeeper(shelf),
            isValid: isValid,
            positions: nil,
            file: path
        )
        let migrator = StoreSchema.migrator
        guard try store.database.read(migrator.hasCompletedMigrations),
            try store.read({ session in
                try session.takeRemembered()
                try session.takeShelf()
                return try session.hasPresentTables()
            })
        else { throw StoreError.diskFull }
        return store
    }
}
