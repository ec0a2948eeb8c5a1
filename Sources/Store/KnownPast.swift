package import Causality
internal import GRDB

extension StoreSession {
    /// How far each stream was held at a moment, in seconds since 1970; nil where this node cannot
    /// tell.
    ///
    /// Only the first node of the root's place takes down what it has of others, in its bulletins:
    /// what came after the last one before the moment is left out. Of its own events the moment of
    /// their writing counts.
    package func cut(knownAt moment: Int64) throws -> VersionVector? {
        guard try leads() else { return nil }
        var cut = VersionVector()
        let numbers = try Int64.fetchAll(
            db.cachedStatement(sql: "SELECT id FROM stream WHERE sequence > 0 ORDER BY id")
        )
        for number in numbers {
            let row = try stream(number)
            let isOwn = row.description?.node == identity.node
            let last =
                isOwn
                ? try ownEvents(stream: number, last: row.sequence, by: moment)
                : try listedEvents(stream: number, by: moment)
            if last > 0 { cut.advance(row.name, to: min(last, row.sequence)) }
        }
        return cut
    }

    private func listedEvents(stream: Int64, by moment: Int64) throws -> UInt64 {
        let listed = try Int64.fetchOne(
            db.cachedStatement(
                sql: "SELECT MAX(sequence) FROM bulletinMark WHERE stream = ? AND time <= ?"
            ),
            arguments: [stream, moment]
        )
        return UInt64(listed ?? 0)
    }

    /// Everything before the first event whose device's clock was past the moment.
    private func ownEvents(stream: Int64, last: UInt64, by moment: Int64) throws -> UInt64 {
        let next = try Int64.fetchOne(
            db.cachedStatement(
                sql: "SELECT MIN(id) FROM event WHERE id BETWEEN ? AND ? AND time > ?"
            ),
            arguments: [
                try LocalNumber(stream: stream, sequence: 1).rawValue,
                try LocalNumber(stream: stream, sequence: last).rawValue, moment,
            ]
        )
        return next.map { LocalNumber(rawValue: $0).sequence - 1 } ?? last
    }
}
