internal import Causality
internal import GRDB
internal import Hashing
internal import Records

/// An audience with the sums that are kept for it.
struct AudienceRow {
    let id: Int64
    let audience: Audience
    /// Sum of the positions of all streams of the audience (SPEC 5.2).
    var frontier: DigestSum
    /// Sum over the live cells of all records of the audience (SPEC 6.2).
    var state: DigestSum
    var eventCount: Int64
    var recordCount: Int64
    /// The last commit that changed a stream of the audience.
    var changed: Int64
}

/// The audiences met.
struct AudienceCache {
    var rows: [Int64: AudienceRow] = [:]
    var numbers: [Audience: Int64] = [:]
    /// Those whose sums changed and are not written yet.
    var changed: Set<Int64> = []
}

extension StoreSession {
    func audienceNumber(_ audience: Audience) throws -> Int64 {
        if let number = audiences.numbers[audience] { return number }
        let place = try number(of: audience.place)
        let find = try db.cachedStatement(
            sql: "SELECT id FROM audience WHERE kind = ? AND place = ?"
        )
        let kind = Int64(audience.kind.rawValue)
        if let number = try Int64.fetchOne(find, arguments: [kind, place.rawValue]) {
            audiences.numbers[audience] = number
            return number
        }
        let insert = try db.cachedStatement(
            sql: "INSERT INTO audience(kind, place, frontier, state) VALUES (?, ?, ?, ?)"
        )
        let zero = DigestSum.zero.digest.data
        try insert.execute(arguments: [kind, place.rawValue, zero, zero])
        let number = db.lastInsertedRowID
        audiences.numbers[audience] = number
        return number
    }

    /// The number of an audience that has a row, nil if it has none: for reading sessions.
    func knownAudience(_ audience: Audience) throws -> Int64? {
        if let number = audiences.numbers[audience] { return number }
        guard let place = try knownNumber(of: audience.place) else { return nil }
        let find = try db.cachedStatement(
            sql: "SELECT id FROM audience WHERE kind = ? AND place = ?"
        )
        return try Int64.fetchOne(
            find,
            arguments: [Int64(audience.kind.rawValue), place.rawValue]
        )
    }

    func audience(_ number: Int64) throws -> AudienceRow {
        if let row = audiences.rows[number] { return row }
        let statement = try db.cachedStatement(
            sql: """
                SELECT kind, place, frontier, state, eventCount, recordCount, changed FROM audience
                WHERE id = ?
                """
        )
        guard let row = try Row.fetchOne(statement, arguments: [number]),
            let kind = Audience.Kind(rawValue: UInt8(clamping: row[0] as Int64)),
            let frontier = DigestSum(bytes: row[2] as Data),
            let state = DigestSum(bytes: row[3] as Data)
        else { throw StoreError.damaged("知悉范围 \(number)") }
        let place = try recordID(LocalNumber(rawValue: row[1]))
        let result = AudienceRow(
            id: number,
            audience: Audience(kind, place),
            frontier: frontier,
            state: state,
            eventCount: row[4],
            recordCount: row[5],
            changed: row[6]
        )
        audiences.rows[number] = result
        audiences.numbers[result.audience] = number
        return result
    }

    func changeAudience(_ number: Int64, _ change: (inout AudienceRow) -> Void) throws {
        var row = try audience(number)
        change(&row)
        audiences.rows[number] = row
        audiences.changed.insert(number)
    }

    func flushAudiences() throws {
        for number in audiences.changed.sorted() {
            guard let row = audiences.rows[number] else { continue }
            let statement = try db.cachedStatement(
                sql: """
                    UPDATE audience
                    SET frontier = ?, state = ?, eventCount = ?, recordCount = ?, changed = ?
                    WHERE id = ?
                    """
            )
            // The marks in the order of the statement.
            statement.beginRow()
            try statement.put(row.frontier.digest.data, at: 0)
            try statement.put(row.state.digest.data, at: 1)
            try statement.put(row.eventCount, at: 2)
            try statement.put(row.recordCount, at: 3)
            try statement.put(row.changed, at: 4)
            try statement.put(number, at: 5)
            try statement.execute()
            guard db.changesCount == 1 else { throw StoreError.damaged("知悉范围 \(number)") }
            if row.changed == commitNumber { isCommitWritten = true }
        }
        audiences.changed = []
    }
}
