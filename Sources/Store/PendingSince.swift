internal import Causality
internal import GRDB
internal import Records

extension StoreSession {
    /// When the oldest event that the parent may hold and has not acknowledged was recorded by the
    /// device's clock, seconds since 1970 UTC; nil if nothing waits.
    ///
    /// Reads one event per stream.
    package func pendingSince() throws -> Int64? {
        guard let text = try meta(.parentKey), let bytes = Base32.decode(text),
            let parent = NodeKey(bytes: bytes), let place = try places(of: parent).sorted().first
        else { return nil }
        let audiences = try sharedAudiences(with: place).compactMap { try knownAudience($0) }
        let list = audiences.map(String.init).joined(separator: ",")
        return try Int64.fetchOne(
            db,
            sql: """
                SELECT MIN(event.time) FROM stream
                LEFT JOIN link ON link.node = ?1 AND link.id =
                    (SELECT id FROM link WHERE node = ?1 ORDER BY lastContact DESC LIMIT 1)
                LEFT JOIN linkPosition
                ON linkPosition.link = link.id AND linkPosition.stream = stream.id
                JOIN event ON event.id =
                    (stream.id << \(LocalNumber.sequenceBitCount))
                    | (IFNULL(linkPosition.agreed, 0) + 1)
                WHERE stream.audience IN (\(list))
                    AND stream.sequence > IFNULL(linkPosition.agreed, 0)
                """,
            arguments: [parent.data]
        )
    }
}
