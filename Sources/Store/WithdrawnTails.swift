internal import GRDB
internal import Records

/// What of a link's streams is not handed on because its author's key was withdrawn before it.
///
/// The other end refuses it for good (SPEC 12.6): offered again each day, it would be told each day
/// as something that does not get through.
struct WithdrawnTails {
    /// How many events beyond what both ends are known to hold are such.
    var eventCount: Int64 = 0
    /// The streams of which nothing else is left to hand on.
    var spent: [Int64] = []

    /// The streams as a list in SQL.
    var spentList: String { spent.map(String.init).joined(separator: ",") }
}

extension StoreSession {
    /// The tails of withdrawn keys among the streams of these audiences, listed in SQL.
    func withdrawnTails(of link: LinkNumber, audiences list: String) throws -> WithdrawnTails {
        var tails = WithdrawnTails()
        for node in try withdrawnNodes() {
            let rows = try Row.fetchAll(
                db.cachedStatement(
                    sql: """
                        SELECT stream.id, IFNULL(linkPosition.agreed, 0) FROM stream
                        LEFT JOIN linkPosition
                        ON linkPosition.link = ? AND linkPosition.stream = stream.id
                        WHERE stream.node = ? AND stream.audience IN (\(list))
                        """
                ),
                arguments: [link.rawValue, node.data]
            )
            for row in rows {
                let stream = try stream(row[0])
                guard let description = stream.description,
                    let limit = try limit(of: stream.name, description)
                else { continue }
                let start = max(UInt64(row[1] as Int64), limit)
                if stream.sequence > start { tails.eventCount += Int64(stream.sequence - start) }
                if row[1] as Int64 >= Int64(clamping: limit) { tails.spent.append(row[0]) }
            }
        }
        return tails
    }
}
