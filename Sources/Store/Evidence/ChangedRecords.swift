package import Causality
internal import GRDB
internal import Merge
package import Records

/// What came after a cut.
extension StoreSession {
    /// The records that events beyond a cut are about and that may be evidence of a period, in
    /// order.
    ///
    /// `conditions` are what is asked of each register. Of records that began after the cut only
    /// those dated in the period are given; of others all, since they may have been.
    package func records(
        changedAfter cut: VersionVector,
        in period: Period,
        asking conditions: [String: [Condition]]
    ) throws -> [RecordID] {
        var touched: [String: Set<Int64>] = [:]
        for held in try heldStreams() where held.position.sequence > cut[held.position.stream] {
            let stream = held.position.stream
            guard let number = try knownStream(stream) else { continue }
            for (register, record) in try records(after: cut[stream], of: number)
            where conditions[register] != nil { touched[register, default: []].insert(record) }
        }
        var found: [RecordID] = []
        for (register, records) in touched {
            let dated = try datedRecords(of: register, conditions[register] ?? [], in: period)
            for record in records {
                let id = try recordID(LocalNumber(rawValue: record))
                let began =
                    if case .dot(let dot) = id { dot.sequence > cut[dot.stream] } else { false }
                if began, let dated, !dated.contains(record) { continue }
                found.append(id)
            }
        }
        return found.sorted()
    }

    /// The registers and records of a stream's events after a sequence.
    private func records(
        after sequence: UInt64,
        of stream: Int64
    ) throws -> [(register: String, record: Int64)] {
        let first = try LocalNumber(stream: stream, sequence: sequence + 1).rawValue
        let end = (stream + 1) << LocalNumber.sequenceBitCount
        let rows = try Row.fetchCursor(
            db.cachedStatement(
                sql: """
                    SELECT DISTINCT kind >> 16, record FROM event WHERE id >= ? AND id < ?
                    """
            ),
            arguments: [first, end]
        )
        var found: [(register: String, record: Int64)] = []
        while let row = try rows.next() {
            found.append((try definitionKey(row[0]).register, row[1]))
        }
        return found
    }

    /// The numbers of the records dated in a period; nil where the list of months does not say.
    private func datedRecords(
        of register: String,
        _ conditions: [Condition],
        in period: Period
    ) throws -> Set<Int64>? {
        guard let table = try madeTable(register),
            let paths = Condition.any(conditions).periodPaths,
            paths.allSatisfy({ $0.reference == nil && table.isDated($0.field) })
        else { return nil }
        let months = [MonthKey.none] + period.months.map { MonthKey($0.first) }
        let listed = months.map { String($0.rawValue) }.joined(separator: ", ")
        return try Int64.fetchSet(
            db,
            sql: """
                SELECT record FROM datedRecord
                WHERE register = (SELECT id FROM name WHERE text = ?) AND month IN (\(listed))
                """,
            arguments: [register]
        )
    }

    /// A record as its events up to a cut make it; nil if none of these made it.
    package func record(_ id: RecordID, at cut: VersionVector) throws -> StoredRecord? {
        var state = RecordState()
        var register: String?
        for event in try history(of: id) where event.dot.sequence <= cut[event.dot.stream] {
            guard try asideReason(event.dot) == nil else { continue }
            state.fold(event, try EventContent(event))
            register = register ?? event.register
        }
        guard let register, let origin = state.origin, shelf.current(register) != nil,
            let audience = try author(of: origin.dot)?.audience
        else { return nil }
        return StoredRecord(id: id, register: register, audience: audience, state: state)
    }

    /// When the county's bulletin first said that it held an event, seconds since 1970 UTC; nil
    /// while none does.
    package func firstListing(of dot: Dot) throws -> Int64? {
        guard let stream = try knownStream(dot.stream) else { return nil }
        let statement = try db.cachedStatement(
            sql: """
                SELECT time FROM bulletinMark WHERE stream = ? AND sequence >= ?
                ORDER BY sequence LIMIT 1
                """
        )
        return try Int64.fetchOne(statement, arguments: [stream, Int64(dot.sequence)])
    }
}
