internal import GRDB

/// Paper numbers' running part.
extension StoreSession {
    /// The next number of a series, from 1.
    ///
    /// It belongs to the transaction: if that does not commit, the number was not given. A counter
    /// of its own, because the highest number among the records is hidden while somebody must
    /// decide between two.
    package func nextInSeries(_ series: String) throws -> Int {
        if let known = seriesNumbers[series] {
            seriesNumbers[series] = (known.last + 1, false)
            return known.last + 1
        }
        let statement = try db.cachedStatement(
            sql: """
                INSERT INTO meta(key, value) VALUES ('series ' || ?, '1')
                ON CONFLICT(key) DO UPDATE SET value = CAST(CAST(value AS INTEGER) + 1 AS TEXT)
                RETURNING CAST(value AS INTEGER)
                """
        )
        guard let next = try Int.fetchOne(statement, arguments: [series]) else {
            throw StoreError.damaged("编号系列 \(series)")
        }
        seriesNumbers[series] = (next, true)
        return next
    }

    /// Writes the counters that went on after they were first read.
    func flushSeries() throws {
        for (series, number) in seriesNumbers.sorted(by: { $0.key < $1.key })
        where !number.isWritten {
            try db.cachedStatement(sql: "UPDATE meta SET value = ? WHERE key = 'series ' || ?")
                .execute(arguments: [String(number.last), series])
            seriesNumbers[series] = (number.last, true)
        }
    }
}
