package import Causality
internal import GRDB
package import Hashing
package import Records

/// What stands in the store for one set of audiences.
package struct StoreCounts: Hashable, Sendable {
    /// Events held.
    package var events: Int64 = 0
    /// Records held.
    package var records: Int64 = 0
    /// Records with something to decide.
    package var conflicts: Int = 0
    /// Events in quarantine.
    package var quarantined: Int = 0
    /// Events that wait for what has not arrived.
    package var waiting: Int = 0
    /// Events, but for those in quarantine, whose personal payload did not come with them, though
    /// no erasure did either: somebody on the way took it out.
    package var stripped: Int = 0
    /// The state digest (design section 3).
    package var state = DigestSum.zero
    /// The digest of the frontier: of the positions of all streams.
    package var frontier = DigestSum.zero

    /// Nothing.
    package init() {}
}

extension StoreSession {
    /// Everything that this node holds.
    package func counts() throws -> StoreCounts {
        var counts = try counts(audiences: try allAudiences())
        counts.quarantined =
            try count("SELECT COUNT(*) FROM aside WHERE class = 1")
            + count("SELECT COUNT(*) FROM otherHistory WHERE isSeen = 0")
            + count("SELECT COUNT(*) FROM (\(StoreSession.misdirected))")
        counts.waiting = try count("SELECT COUNT(*) FROM aside WHERE class = 0")
        counts.stripped = try strippedCount()
        return counts
    }

    /// Not what is at places that were given away: nothing of them comes here any more.
    private func strippedCount() throws -> Int {
        let rows = try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT id >> \(LocalNumber.sequenceBitCount) AS stream, COUNT(*) FROM event
                    WHERE \(StoreSchema.bareEvent) AND record NOT IN (SELECT record FROM erasure)
                    AND id NOT IN (SELECT event FROM aside WHERE class = 1)
                    AND NOT EXISTS (
                        SELECT 1 FROM event AS other WHERE other.record = event.record
                        AND (other.kind >> 8) & 255 = \(EventType.erase.rawValue)
                        AND other.id NOT IN (SELECT event FROM aside))
                    GROUP BY stream
                    """
            )
        )
        var sum = 0
        for row in rows {
            guard let audience = try stream(row[0]).description?.audience, try comesHere(audience)
            else { continue }
            sum += row[1]
        }
        return sum
    }

    /// What this node holds `at` a place or below it, as far as it knows the places below.
    package func counts(at place: RecordID) throws -> StoreCounts {
        let places = try presentDescendants(of: place).union([place])
        let numbers = try places.sorted().compactMap {
            try knownAudience(Audience(.at, $0))
        }
        return try counts(audiences: numbers)
    }

    /// The events in quarantine `at` a place or below it, as far as this node knows the places
    /// below.
    package func quarantinedCount(at place: RecordID) throws -> Int {
        let places = try presentDescendants(of: place).union([place])
        let list = try places.sorted().compactMap { try knownAudience(Audience(.at, $0)) }
            .map(String.init).joined(separator: ",")
        return try count(
            """
            SELECT COUNT(*) FROM aside
            JOIN stream ON stream.id = aside.event >> \(LocalNumber.sequenceBitCount)
            WHERE aside.class = 1 AND stream.audience IN (\(list))
            """
        )
    }

    private func allAudiences() throws -> [Int64] {
        try Int64.fetchAll(db.cachedStatement(sql: "SELECT id FROM audience ORDER BY id"))
    }

    private func counts(audiences: [Int64]) throws -> StoreCounts {
        var counts = StoreCounts()
        for id in audiences {
            let row = try audience(id)
            counts.events += row.eventCount
            counts.records += row.recordCount
            counts.state.add(row.state)
            counts.frontier.add(row.frontier)
        }
        let list = audiences.map(String.init).joined(separator: ",")
        for table in try allMadeTables() {
            counts.conflicts += try count(
                """
                SELECT COUNT(*) FROM "\(table.name)" WHERE conflicts > 0 AND audience IN (\(list))
                """
            )
        }
        return counts
    }

    private func count(_ sql: String) throws -> Int {
        try Int.fetchOne(db.cachedStatement(sql: sql)) ?? 0
    }

    /// Positions of all streams of some audiences, in the order of their names.
    package func positions(in audiences: [Audience]) throws -> [StreamPosition] {
        var found: [StreamPosition] = []
        for audience in audiences {
            guard let number = try knownAudience(audience) else { continue }
            let streams = try Int64.fetchAll(
                db.cachedStatement(
                    sql: "SELECT id FROM stream WHERE audience = ? AND sequence > 0"
                ),
                arguments: [number]
            )
            found += try streams.compactMap { try stream($0).position }
        }
        return found.sorted { $0.stream < $1.stream }
    }

    /// Every stream that something is held of, with its description and position.
    package func heldStreams() throws -> [(
        description: StreamDescription, position: StreamPosition
    )] {
        try Int64.fetchAll(
            db.cachedStatement(sql: "SELECT id FROM stream WHERE sequence > 0 ORDER BY id")
        )
        .compactMap { id in
            let row = try stream(id)
            guard let description = row.description, let position = row.position else {
                return nil
            }
            return (description, position)
        }
    }
}
