internal import GRDB

/// The tables that every node has, in the order in which they came; registers' projections are made
/// from their definitions (see `ProjectionTable`).
///
/// Events and records are numbered by (local stream number << 40 | sequence), so that the rows of
/// one stream lie side by side: random keys cost five times the CPU.
enum StoreSchema {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1: log, audiences, links, trust") { db in
            for statement in log + trust + links { try db.execute(sql: statement) }
        }
        migrator.registerMigration("2: erasures") { db in
            // Records whose personal data was erased, and is refused for ever.
            try db.execute(sql: "CREATE TABLE erasure(record INTEGER PRIMARY KEY) STRICT")
        }
        migrator.registerMigration("3: other histories") { db in
            // Events of a history that is not followed here, named by the hash of its last one.
            try db.execute(
                sql: """
                    CREATE TABLE otherHistory(
                        head BLOB NOT NULL, id INTEGER NOT NULL, record INTEGER NOT NULL,
                        kind INTEGER NOT NULL, time INTEGER NOT NULL, actor INTEGER NOT NULL,
                        context BLOB, open BLOB NOT NULL, personal BLOB,
                        PRIMARY KEY(head, id)) WITHOUT ROWID, STRICT
                    """
            )
        }
        migrator.registerMigration("4: attachments") { db in
            for statement in attachments { try db.execute(sql: statement) }
        }
        migrator.registerMigration("5: streams of an audience by change") { db in
            // A link asks what changed of its audiences; in a county most changes are of others.
            try db.execute(sql: "DROP INDEX stream_changed")
            try db.execute(sql: "DROP INDEX stream_audience")
            try db.execute(sql: "CREATE INDEX stream_audience ON stream(audience, changed)")
        }
        migrator.registerMigration("6: clocks, what was taken in") { db in
            for statement in clocks { try db.execute(sql: statement) }
        }
        migrator.registerMigration("7: what programs shipped") { db in
            // Canonical forms of registers' definitions by their hash; nothing is ever removed.
            try db.execute(
                sql: "CREATE TABLE shippedDefinition(version BLOB PRIMARY KEY, text BLOB) STRICT"
            )
        }
        migrator.registerMigration("8: months in which records have dates") { db in
            // `month` is like 202603; 0 for a date that is none.
            try db.execute(
                sql: """
                    CREATE TABLE datedRecord(
                        register INTEGER NOT NULL, month INTEGER NOT NULL, record INTEGER NOT NULL,
                        PRIMARY KEY(register, month, record)) WITHOUT ROWID, STRICT
                    """
            )
        }
        migrator.registerMigration("9: events without their personal payloads") { db in
            // Few, and asked for often: those whose payload is gone by an erasure, or on the way.
            try db.execute(
                sql: "CREATE INDEX event_bare ON event(record) WHERE \(bareEvent)"
            )
        }
        migrator.registerMigration("10: fewer pages to a commit") { db in
            for statement in fewerPages { try db.execute(sql: statement) }
        }
        migrator.registerMigration("11: own events on records of a history that was left") { db in
            // Their records' names mean others' by now; until a person has looked at them.
            try db.execute(sql: "CREATE TABLE misdirected(event INTEGER PRIMARY KEY) STRICT")
        }
        migrator.registerMigration("12: events of other histories that were looked at") { db in
            try db.execute(
                sql: "ALTER TABLE otherHistory ADD COLUMN isSeen INTEGER NOT NULL DEFAULT 0"
            )
        }
        return migrator
    }

    /// Which rows hold only the digest of a personal payload, as `personalData` writes it.
    static let bareEvent = "substr(personal, 1, 1) = x'00'"

    private static let attachments = [
        // One for each event that adds one and stands; `isAbove`: the parent is known to hold it.
        """
        CREATE TABLE attachment(
            event INTEGER PRIMARY KEY, record INTEGER NOT NULL, audience INTEGER NOT NULL,
            address BLOB NOT NULL, byteCount INTEGER NOT NULL,
            partCount INTEGER NOT NULL DEFAULT 0, isWhole INTEGER NOT NULL DEFAULT 0,
            isAbove INTEGER NOT NULL DEFAULT 0, wrongCount INTEGER NOT NULL DEFAULT 0) STRICT
        """,
        "CREATE INDEX attachment_record ON attachment(record)",
        "CREATE INDEX attachment_audience ON attachment(audience, isWhole, event)",
        "CREATE INDEX attachment_unsent ON attachment(event) WHERE isAbove = 0",
        """
        CREATE TABLE attachmentPart(
            attachment INTEGER NOT NULL, number INTEGER NOT NULL, bytes BLOB NOT NULL,
            PRIMARY KEY(attachment, number)) STRICT
        """,
    ]

    private static let log = [
        "CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID, STRICT",
        """
        CREATE TABLE audience(
            id INTEGER PRIMARY KEY, kind INTEGER NOT NULL, place INTEGER NOT NULL,
            frontier BLOB NOT NULL, state BLOB NOT NULL,
            eventCount INTEGER NOT NULL DEFAULT 0, recordCount INTEGER NOT NULL DEFAULT 0,
            UNIQUE(kind, place)) STRICT
        """,
        // A stream that is only named in a context or a reference has a name and nothing else.
        """
        CREATE TABLE stream(
            id INTEGER PRIMARY KEY, name BLOB NOT NULL UNIQUE, node BLOB, incarnation INTEGER,
            audience INTEGER, sequence INTEGER NOT NULL DEFAULT 0, hash BLOB,
            byteCount INTEGER NOT NULL DEFAULT 0, changed INTEGER NOT NULL DEFAULT 0) STRICT
        """,
        "CREATE INDEX stream_changed ON stream(changed)",
        "CREATE INDEX stream_audience ON stream(audience)",
        "CREATE INDEX stream_node ON stream(node, incarnation)",
        "CREATE TABLE derived(id INTEGER PRIMARY KEY, name BLOB NOT NULL UNIQUE) STRICT",
        "CREATE TABLE name(id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE) STRICT",
        """
        CREATE TABLE definition(
            id INTEGER PRIMARY KEY, register TEXT NOT NULL, version BLOB NOT NULL,
            UNIQUE(register, version)) STRICT
        """,
        """
        CREATE TABLE event(
            id INTEGER PRIMARY KEY, record INTEGER NOT NULL, kind INTEGER NOT NULL,
            time INTEGER NOT NULL, actor INTEGER NOT NULL, context BLOB, open BLOB NOT NULL,
            personal BLOB) STRICT
        """,
        "CREATE INDEX event_record ON event(record)",
        """
        CREATE TABLE head(
            stream INTEGER NOT NULL, sequence INTEGER NOT NULL, hash BLOB NOT NULL,
            signature BLOB NOT NULL, byteCount INTEGER NOT NULL,
            PRIMARY KEY(stream, sequence)) WITHOUT ROWID, STRICT
        """,
        // Authentic events that are not folded: class 0 waits, class 1 is quarantined.
        """
        CREATE TABLE aside(
            event INTEGER PRIMARY KEY, class INTEGER NOT NULL, record INTEGER NOT NULL,
            reason TEXT NOT NULL) STRICT
        """,
        "CREATE INDEX aside_record ON aside(record)",
    ]

    private static let trust = [
        """
        CREATE TABLE certificate(
            node BLOB NOT NULL, place INTEGER NOT NULL, issuer BLOB NOT NULL,
            agreement BLOB NOT NULL, bytes BLOB NOT NULL,
            PRIMARY KEY(node, place, issuer)) WITHOUT ROWID, STRICT
        """,
        // Every parent that a place ever had by any held version: authority never depends on the
        // order of arrival.
        """
        CREATE TABLE parentage(
            place INTEGER NOT NULL, parent INTEGER NOT NULL,
            PRIMARY KEY(place, parent)) WITHOUT ROWID, STRICT
        """,
        // The secrets of joining codes given out here; they never leave this file.
        """
        CREATE TABLE openInvitation(
            id BLOB PRIMARY KEY, secret BLOB NOT NULL, place INTEGER NOT NULL,
            expiresAt INTEGER NOT NULL, node BLOB) WITHOUT ROWID, STRICT
        """,
        // Who may sign in at this node's own pages; like the secrets it never leaves this file.
        """
        CREATE TABLE account(
            name TEXT PRIMARY KEY, role TEXT NOT NULL, staff TEXT, passwordHash TEXT NOT NULL,
            changedAt INTEGER NOT NULL) WITHOUT ROWID, STRICT
        """,
    ]

    private static let clocks = [
        // The clock at the other end minus this device's, in seconds.
        "ALTER TABLE link ADD COLUMN clockOffset INTEGER",
        // Up to where each bulletin of the root names a stream: what it lists it held.
        """
        CREATE TABLE bulletinMark(
            stream INTEGER NOT NULL, sequence INTEGER NOT NULL, time INTEGER NOT NULL,
            PRIMARY KEY(stream, sequence)) WITHOUT ROWID, STRICT
        """,
        // Events whose clock a bulletin may speak against: the place in the root's stream that
        // their author held before, and the time of the bulletin that lists them already.
        """
        CREATE TABLE clockMark(
            event INTEGER PRIMARY KEY, record INTEGER NOT NULL, before INTEGER,
            after INTEGER) STRICT
        """,
        "CREATE INDEX clockMark_record ON clockMark(record)",
        // What nodes below wrote and was taken in, by the day here, and what was put off.
        """
        CREATE TABLE intake(
            node BLOB NOT NULL, day INTEGER NOT NULL, events INTEGER NOT NULL,
            PRIMARY KEY(node, day)) WITHOUT ROWID, STRICT
        """,
        // The incarnations of nodes below that were met here for the first time, by month.
        """
        CREATE TABLE metIncarnation(
            node BLOB NOT NULL, incarnation INTEGER NOT NULL, month INTEGER NOT NULL,
            PRIMARY KEY(node, incarnation)) WITHOUT ROWID, STRICT
        """,
    ]

    /// What every commit writes stands in as few tables and indexes as can be: each of them is a
    /// page more to be written and flushed, some ten microseconds.
    ///
    /// The table of heads gets another name: a program of before must not go on writing as if the
    /// newest stood there.
    private static let fewerPages = [
        "ALTER TABLE head RENAME TO earlierHead",
        // The author's signature at the end of the stream.
        "ALTER TABLE stream ADD COLUMN signature BLOB",
        """
        UPDATE stream SET signature = (
            SELECT signature FROM earlierHead
            WHERE earlierHead.stream = stream.id AND earlierHead.sequence = stream.sequence)
        """,
        """
        DELETE FROM earlierHead WHERE EXISTS (
            SELECT 1 FROM stream
            WHERE stream.id = earlierHead.stream AND stream.sequence = earlierHead.sequence)
        """,
        // The last commit that changed a stream of the audience.
        "ALTER TABLE audience ADD COLUMN changed INTEGER NOT NULL DEFAULT 0",
        """
        UPDATE audience SET changed = IFNULL(
            (SELECT MAX(stream.changed) FROM stream WHERE stream.audience = audience.id), 0)
        """,
        "DROP INDEX stream_audience",
        "CREATE INDEX stream_audience ON stream(audience)",
    ]

    private static let links = [
        """
        CREATE TABLE link(
            id INTEGER PRIMARY KEY, node BLOB NOT NULL, incarnation INTEGER NOT NULL,
            agreed BLOB NOT NULL, offered BLOB NOT NULL, lastContact INTEGER, lastError TEXT,
            settledCommit INTEGER NOT NULL DEFAULT 0, settledTrust INTEGER NOT NULL DEFAULT 0,
            UNIQUE(node, incarnation)) STRICT
        """,
        // Streams that the other end refused for good or for the day: not sent before `until`.
        """
        CREATE TABLE linkWithheld(
            link INTEGER NOT NULL, stream INTEGER NOT NULL, until INTEGER NOT NULL,
            PRIMARY KEY(link, stream)) WITHOUT ROWID, STRICT
        """,
        """
        CREATE TABLE linkPosition(
            link INTEGER NOT NULL, stream INTEGER NOT NULL,
            agreed INTEGER NOT NULL DEFAULT 0, agreedHash BLOB,
            offered INTEGER NOT NULL DEFAULT 0, offeredHash BLOB,
            PRIMARY KEY(link, stream)) WITHOUT ROWID, STRICT
        """,
        // Two signed hashes at one place of one stream: the proof of an equivocation, kept for
        // ever.
        """
        CREATE TABLE fork(
            stream INTEGER NOT NULL, sequence INTEGER NOT NULL, hash BLOB NOT NULL,
            signature BLOB NOT NULL, PRIMARY KEY(stream, sequence, hash)) WITHOUT ROWID, STRICT
        """,
    ]
}
