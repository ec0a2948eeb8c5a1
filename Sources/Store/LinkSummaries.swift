package import Causality
internal import GRDB
internal import Hashing
internal import Records

/// What a link says of the node at its other end.
package struct LinkSummary: Hashable, Sendable {
    /// The node at the other end.
    package let node: NodeKey
    /// Its incarnation.
    package let incarnation: UInt64
    /// The places that it serves.
    package let places: Set<RecordID>
    /// The last exchange that went well, seconds since 1970 UTC.
    package let lastContact: Int64?
    /// What went wrong in the last one, nil if nothing.
    package let lastError: String?
    /// Events held here for it that it has not confirmed.
    package let unsent: Int64
    /// When the oldest of them was recorded by its author's clock, seconds since 1970 UTC; nil if
    /// there are none.
    package let oldestUnsent: Int64?
    /// The other end's clock minus this device's at the last contact, in seconds; nil while
    /// unknown.
    package let clockOffset: Int64?
}

extension StoreSession {
    /// All links, by node and incarnation.
    package func linkSummaries() throws -> [LinkSummary] {
        let rows = try Row.fetchAll(
            db.cachedStatement(sql: "SELECT * FROM link ORDER BY node, incarnation")
        )
        return try rows.map { row in
            guard let node = NodeKey(bytes: row["node"] as Data) else {
                throw StoreError.damaged("链路")
            }
            let places = try places(of: node)
            let link = LinkNumber(rawValue: row["id"])
            return LinkSummary(
                node: node,
                incarnation: UInt64(bitPattern: row["incarnation"] as Int64),
                places: places,
                lastContact: row["lastContact"],
                lastError: row["lastError"],
                unsent: try places.sorted().first.map {
                    try unconfirmed(of: link, place: $0)
                } ?? 0,
                oldestUnsent: try places.sorted().first.flatMap {
                    try unconfirmedSince(of: link, place: $0)
                },
                clockOffset: row["clockOffset"]
            )
        }
    }

    /// Events that the parent may hold and has not acknowledged; everything that it may hold before
    /// the first exchange, 0 at the root.
    package func pendingToParent() throws -> Int64 {
        guard let (link, place) = try parentLink() else { return 0 }
        return try unconfirmed(of: link, place: place)
    }

    /// Events of a link's streams beyond what both ends are known to hold, but for those that the
    /// other end would refuse for good.
    func unconfirmed(of link: LinkNumber, place: RecordID) throws -> Int64 {
        let audiences = try sharedAudiences(with: place).compactMap { try knownAudience($0) }
        let list = audiences.map(String.init).joined(separator: ",")
        let tails = try withdrawnTails(of: link, audiences: list)
        let count = try Int64.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT IFNULL(SUM(MAX(0, stream.sequence - IFNULL(linkPosition.agreed, 0))), 0)
                    FROM stream LEFT JOIN linkPosition
                    ON linkPosition.link = ? AND linkPosition.stream = stream.id
                    WHERE stream.audience IN (\(list))
                    """
            ),
            arguments: [link.rawValue]
        )
        return max(0, (count ?? 0) - tails.eventCount)
    }

    /// When the oldest event of a link's streams beyond what both ends are known to hold was
    /// recorded by its author's clock; reads one event per stream.
    func unconfirmedSince(of link: LinkNumber, place: RecordID) throws -> Int64? {
        let audiences = try sharedAudiences(with: place).compactMap { try knownAudience($0) }
        let list = audiences.map(String.init).joined(separator: ",")
        let tails = try withdrawnTails(of: link, audiences: list)
        return try Int64.fetchOne(
            db,
            sql: """
                SELECT MIN(event.time) FROM stream
                LEFT JOIN linkPosition
                ON linkPosition.link = ? AND linkPosition.stream = stream.id
                JOIN event ON event.id =
                    (stream.id << \(LocalNumber.sequenceBitCount))
                    | (IFNULL(linkPosition.agreed, 0) + 1)
                WHERE stream.audience IN (\(list))
                    AND stream.sequence > IFNULL(linkPosition.agreed, 0)
                    AND stream.id NOT IN (\(tails.spentList))
                """,
            arguments: [link.rawValue]
        )
    }
}
