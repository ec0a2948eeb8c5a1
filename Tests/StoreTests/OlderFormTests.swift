import Causality
import GRDB
import Hashing
import Records
import Store
import Testing

/// A store that a program of before wrote, with every signed head in one table.
@Suite("A store of an older form")
struct OlderFormTests {
    /// What the file was before the migration that moves the newest heads to their streams.
    private static let back = [
        "ALTER TABLE earlierHead RENAME TO head",
        """
        INSERT INTO head SELECT id, sequence, hash, signature, byteCount FROM stream
        WHERE signature IS NOT NULL
        """,
        "DROP INDEX stream_audience",
        "CREATE INDEX stream_audience ON stream(audience, changed)",
        "ALTER TABLE stream DROP COLUMN signature",
        """
        INSERT OR REPLACE INTO meta(key, value) SELECT 'commit', MAX(changed) FROM audience
        """,
        "ALTER TABLE audience DROP COLUMN changed",
        "DELETE FROM grdb_migrations WHERE identifier LIKE '10:%'",
    ]

    @Test("opened by this program it is sound, goes on counting, and hands on what is new")
    func opened() throws {
        let world = try DamagedWorld()
        let file = try #require(world.root.file)
        let commit = try world.root.store.read { try $0.lastCommit() }
        let heads = try world.root.segments(for: place(world)).map(\.heads)
        try world.queue.write { db in
            for statement in OlderFormTests.back { try db.execute(sql: statement) }
        }
        let store = try TestNode.open(world.root.secrets, file: file, seed: 40)
        let root = TestNode(world.root, store: store)
        #expect(try store.read { try $0.verify() } == [])
        #expect(try store.read { try $0.lastCommit() } == commit)
        #expect(try root.segments(for: place(world)).map(\.heads) == heads)
        _ = try root.complaint(about: "后来")
        #expect(try store.read { try $0.verify() } == [])
        #expect(try store.read { try $0.lastCommit() } == commit + 1)
    }

    private func place(_ world: DamagedWorld) throws -> RecordID {
        try world.root.store.read { try $0.ownPlace() }
    }

    @Test("a program of before that still runs fails at its next write, and does no harm")
    func olderProgram() throws {
        let world = try DamagedWorld()
        let written = "INSERT INTO head(stream, sequence, hash, signature, byteCount)"
        #expect(throws: DatabaseError.self) {
            try world.queue.write {
                try $0.execute(sql: "\(written) VALUES (1, 99, x'00', x'00', 0)")
            }
        }
        #expect(try world.faults() == [])
    }
}
