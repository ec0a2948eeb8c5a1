package import Causality
internal import GRDB

/// What a node can say about a moment that is past.
package enum KnownPast: Hashable, Sendable {
    /// It held each stream up to there.
    case upTo(VersionVector)
    /// It did not take down when it received what others wrote.
    case untold
    /// Its own clock was wrong meanwhile: what it wrote before the moment cannot be told from what
    /// it wrote afterwards.
    case clockWasWrong
}

extension StoreSession {
    /// How far each stream was held at a moment, in seconds since 1970.
    ///
    /// Only the root's own node takes down what it has of others, in its bulletins: what came
    /// after the last one before the moment is left out. A standby that took its place has none
    /// that count. Of its own events the moment of their writing counts.
    package func past(knownAt moment: Int64) throws -> KnownPast {
        guard try leads(), try identity.node == rootKey() else { return .untold }
        var cut = VersionVector()
        var own = OwnPast()
        let rows = try Row.fetchAll(
            db.cachedStatement(
                sql: "SELECT id, changed FROM stream WHERE sequence > 0 ORDER BY id"
            )
        )
        for held in rows {
            let row = try stream(held[0])
            var last: UInt64
            if row.description?.node == identity.node {
                last = try ownEvents(stream: row.id, last: row.sequence, by: moment)
                if try hasEvents(stream: row.id, after: last, upTo: row.sequence, by: moment) {
                    return .clockWasWrong
                }
                // What an earlier life of this node wrote may come back at any time.
                if row.description?.incarnation == (try incarnation()) {
                    own.note(commit: held[1], isCutShort: last < row.sequence)
                }
            } else {
                last = try listedEvents(stream: row.id, by: moment)
            }
            last = min(last, row.sequence)
            if last > 0 { cut.advance(row.name, to: last) }
        }
        return own.isContradictory ? .clockWasWrong : .upTo(cut)
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

    /// Whether the clock said of an event behind a sequence that the moment was still to come.
    private func hasEvents(
        stream: Int64,
        after sequence: UInt64,
        upTo last: UInt64,
        by moment: Int64
    ) throws -> Bool {
        guard sequence < last else { return false }
        let statement = try db.cachedStatement(
            sql: "SELECT EXISTS(SELECT 1 FROM event WHERE id BETWEEN ? AND ? AND time <= ?)"
        )
        let found = try Bool.fetchOne(
            statement,
            arguments: [
                try LocalNumber(stream: stream, sequence: sequence + 1).rawValue,
                try LocalNumber(stream: stream, sequence: last).rawValue, moment,
            ]
        )
        return found ?? false
    }
}

/// The order in which a node's own streams grew last, against what its clock said.
private struct OwnPast {
    /// The first commit after which a stream had an event past the moment.
    private var firstCutShort: Int64?
    /// The last commit that wrote an event of which the clock said that it was before.
    private var lastWhole: Int64?

    /// Whether something was written before the moment, by the clock, after something that was
    /// written past it.
    var isContradictory: Bool {
        guard let firstCutShort, let lastWhole else { return false }
        return lastWhole > firstCutShort
    }

    mutating func note(commit: Int64, isCutShort: Bool) {
        if isCutShort {
            firstCutShort = min(firstCutShort ?? commit, commit)
        } else {
            lastWhole = max(lastWhole ?? commit, commit)
        }
    }
}
