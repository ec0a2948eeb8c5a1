package import Causality
internal import GRDB
internal import Records

extension StoreSession {
    /// When the oldest event that the parent may hold and has not acknowledged was recorded by the
    /// device's clock, seconds since 1970 UTC; nil if nothing waits.
    ///
    /// Reads one event per stream.
    package func pendingSince() throws -> Int64? {
        guard let (link, place) = try parentLink() else { return nil }
        return try unconfirmedSince(of: link, place: place)
    }

    /// The link to the parent that was used last, 0 before the first exchange, and the parent's
    /// place; nil where there is none.
    func parentLink() throws -> (link: LinkNumber, place: RecordID)? {
        guard let parent = try parentNode(), let place = try places(of: parent).min() else {
            return nil
        }
        let id = try Int64.fetchOne(
            db.cachedStatement(
                sql: "SELECT id FROM link WHERE node = ? ORDER BY lastContact DESC LIMIT 1"
            ),
            arguments: [parent.data]
        )
        return (LinkNumber(rawValue: id ?? 0), place)
    }

    /// The records of which something waits to be sent to the parent, the longest waiting first, no
    /// more than `limit`.
    ///
    /// Reads the events that wait, which are few where contact is regular.
    package func pendingRecords(limit: Int) throws -> [PendingRecord] {
        guard let (link, place) = try parentLink() else { return [] }
        let audiences = try sharedAudiences(with: place).compactMap { try knownAudience($0) }
        let list = audiences.map(String.init).joined(separator: ",")
        let tails = try withdrawnTails(of: link, audiences: list)
        let rows = try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT event.record AS record, COUNT(*) AS count, MIN(event.time) AS since
                    FROM stream
                    LEFT JOIN linkPosition
                    ON linkPosition.link = ?1 AND linkPosition.stream = stream.id
                    JOIN event ON event.id BETWEEN
                        (stream.id << \(LocalNumber.sequenceBitCount))
                        + IFNULL(linkPosition.agreed, 0) + 1
                        AND (stream.id << \(LocalNumber.sequenceBitCount)) + stream.sequence
                    WHERE stream.audience IN (\(list))
                    AND stream.id NOT IN (\(tails.spentList))
                    GROUP BY event.record ORDER BY since, event.record LIMIT ?2
                    """
            ),
            arguments: [link.rawValue, limit]
        )
        return try rows.map { row in
            PendingRecord(
                id: try recordID(LocalNumber(rawValue: row["record"])),
                eventCount: row["count"],
                since: row["since"]
            )
        }
    }
}

/// A record of which something waits to be sent to the parent.
package struct PendingRecord: Hashable, Sendable {
    /// The record.
    package let id: RecordID
    /// How many of its events wait.
    package let eventCount: Int
    /// When the oldest of them was recorded by the device's clock, seconds since 1970 UTC.
    package let since: Int64
}
