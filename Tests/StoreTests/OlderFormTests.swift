import Causality
import GRDB
import Hashing
import Records
import Store
import Testing

/// A store that a program of before wrote.
@Suite("A store of an older form")
struct OlderFormTests {
    /// What the file was before the migration that puts what changes of streams and audiences side
    /// by side.
    private static let apart = [
        """
        CREATE TABLE stream2(
            id INTEGER PRIMARY KEY, name BLOB NOT NULL UNIQUE, node BLOB, incarnation INTEGER,
            audience INTEGER, sequence INTEGER NOT NULL DEFAULT 0, hash BLOB,
            byteCount INTEGER NOT NULL DEFAULT 0, changed INTEGER NOT NULL DEFAULT 0,
            signature BLOB) STRICT
        """,
        """
        INSERT INTO stream2
        SELECT streamName.id, name, node, incarnation, streamName.audience, IFNULL(sequence, 0),
            hash, IFNULL(byteCount, 0), IFNULL(changed, 0), signature
        FROM streamName LEFT JOIN frontier
        ON frontier.audience = streamName.audience AND stream = streamName.id
        """,
        """
        CREATE TABLE audience2(
            id INTEGER PRIMARY KEY, kind INTEGER NOT NULL, place INTEGER NOT NULL,
            frontier BLOB NOT NULL, state BLOB NOT NULL,
            eventCount INTEGER NOT NULL DEFAULT 0, recordCount INTEGER NOT NULL DEFAULT 0,
            changed INTEGER NOT NULL DEFAULT 0, UNIQUE(kind, place)) STRICT
        """,
        """
        INSERT INTO audience2
        SELECT id, kind, place, frontier, state, eventCount, recordCount, changed FROM audience
        """,
        "DROP VIEW stream", "DROP VIEW audience", "DROP TABLE frontier", "DROP TABLE streamName",
        "DROP TABLE audienceName", "ALTER TABLE stream2 RENAME TO stream",
        "ALTER TABLE audience2 RENAME TO audience",
        "CREATE INDEX stream_audience ON stream(audience)",
        "CREATE INDEX stream_node ON stream(node, incarnation)",
        "DELETE FROM grdb_migrations WHERE identifier LIKE '11:%'",
    ]

    /// And before the one that moves the newest heads to their streams.
    private static let allHeads = [
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

    @Test(
        "opened by this program it is sound, goes on counting, and hands on what is new",
        arguments: [apart, apart + allHeads]
    )
    func opened(back: [String]) throws {
        let world = try DamagedWorld()
        let file = try #require(world.root.file)
        let commit = try world.root.store.read { try $0.lastCommit() }
        let heads = try world.root.segments(for: place(world)).map(\.heads)
        try world.queue.write { db in
            for statement in back { try db.execute(sql: statement) }
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
        let writes = [
            "INSERT INTO head(stream, sequence, hash, signature, byteCount) VALUES (1, 9, 0, 0, 0)",
            "UPDATE stream SET sequence = sequence + 1, changed = changed + 1 WHERE id = 1",
            "UPDATE audience SET eventCount = eventCount + 1 WHERE id = 1",
        ]
        for write in writes {
            #expect(throws: DatabaseError.self, "\(write)") {
                try world.queue.write { try $0.execute(sql: write) }
            }
        }
        #expect(try world.faults() == [])
    }
}
