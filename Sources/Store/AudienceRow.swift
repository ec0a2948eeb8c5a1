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
    var isChanged = false
}

extension StoreSession {
    func audienceNumber(_ audience: Audience) throws -> Int64 {
        if let number = audienceNumbers[audience] { return number }
        let place = try number(of: audience.place)
        let find = try db.cachedStatement(
            sql: "SELECT id FROM audience WHERE kind = ? AND place = ?"
        )
        let kind = Int64(audience.kind.rawValue)
        if let number = try Int64.fetchOne(find, arguments: [kind, place.rawValue]) {
            audienceNumbers[audience] = number
            return number
        }
        let insert = try db.cachedStatement(
            sql: "INSERT INTO audience(kind, place, frontier, state) VALUES (?, ?, ?, ?)"
        )
        let zero = DigestSum.zero.digest.data
        try insert.execute(arguments: [kind, place.rawValue, zero, zero])
        let number = db.lastInsertedRowID
        audienceNumbers[audience] = number
        return number
    }

    /// The number of an audience that has a row, nil if it has none: for reading sessions.
    func knownAudience(_ audience: Audience) throws -> Int64? {
        if let number = audienceNumbers[audience] { return number }
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
        if let row = audiences[number] { return row }
        let statement = try db.cachedStatement(
            sql: """
                SELECT kind, place, frontier, state, eventCount, recordCount FROM audience
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
            recordCount: row[5]
        )
        audiences[number] = result
        audienceNumbers[result.audience] = number
        return result
    }

    func changeAudience(_ number: Int64, _ change: (inout AudienceRow) -> Void) throws {
        var row = try audience(number)
        change(&row)
        row.isChanged = true
        audiences[number] = row
    }

    func flushAudiences() throws {
        for number in audiences.keys.sorted() {
            guard let row = audiences[number], row.isChanged else { continue }
            let statement = try db.cachedStatement(
                sql: """
                    UPDATE audience SET frontier = ?, state = ?, eventCount = ?, recordCount = ?
                    WHERE id = ?
                    """
            )
            try statement.execute(arguments: [
                row.frontier.digest.data, row.state.digest.data, row.eventCount, row.recordCount,
                number,
            ])
            audiences[number]?.isChanged = false
        }
    }
}
