internal import Causality
internal import GRDB
internal import Hashing
internal import Merge
internal import Records

/// Compares what was folded and summed with the events, which were found to be good.
extension StoreSession {
    /// What is kept aside is there, and what is quarantined breaks its definition.
    func verifyAside(into faults: inout [StoreFault]) throws {
        for row in try Row.fetchAll(db, sql: "SELECT * FROM aside ORDER BY event") {
            let number = LocalNumber(rawValue: row["event"])
            let isSound = try readable { () -> Bool in
                guard let event = try event(at: number),
                    try knownNumber(of: event.record)?.rawValue == row["record"],
                    let kind = AsideClass(rawValue: row["class"])
                else { return false }
                // What waits is judged anew with the next write; until then any verdict is good.
                return try kind == .waiting || isQuarantined(event, stream: number.stream)
            }
            if isSound != true {
                faults.append(StoreFault("隔离或等待的内容登记有误，请运行 rebuild。"))
            }
        }
    }

    /// Every record's row is what its events fold to, and every event is in a row or aside.
    func verifyProjections(into faults: inout [StoreFault]) throws {
        let aside = try asideNumbers()
        var folded = 0
        for table in try allMadeTables() {
            let cursor = try Row.fetchCursor(db, sql: "SELECT * FROM \"\(table.name)\"")
            while let row = try cursor.next() {
                let number = LocalNumber(rawValue: row["id"])
                if let count = try readable({ try foldedCount(row, table, number, aside) }) {
                    folded += count
                    continue
                }
                let id = try readable { try recordID(number).text } ?? "\(number.rawValue)"
                faults.append(
                    StoreFault("“\(table.definition.title)”中记录 \(id) 的数据表与事件不符，请运行 rebuild。")
                )
            }
        }
        guard faults.isEmpty else { return }
        let total = try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM event") ?? 0
        if folded + aside.count != total {
            faults.append(
                StoreFault("有 \(total - aside.count - folded) 个事件没有进入数据表，请运行 rebuild。")
            )
        }
    }

    func asideNumbers() throws -> Set<Int64> {
        Set(try Int64.fetchAll(db, sql: "SELECT event FROM aside"))
    }

    /// The number of events that a row was folded from, nil if it does not say what they say.
    private func foldedCount(
        _ row: Row,
        _ table: ProjectionTable,
        _ number: LocalNumber,
        _ aside: Set<Int64>
    ) throws -> Int? {
        let stored = try state(row, table)
        var state = RecordState()
        var count = 0
        for event in try events(record: number) {
            guard let id = try knownNumber(of: .dot(event.dot))?.rawValue else { return nil }
            if aside.contains(id) { continue }
            state.fold(event, try EventContent(event))
            count += 1
        }
        guard try count > 0 && state == stored && table.columnsAgree(row, state, self),
            try table.monthsAreListed(number, state, self)
        else { return nil }
        return count
    }

    /// Each stream's last change is one that can have been counted; which one it was is known
    /// nowhere else.
    func verifyChanges(into faults: inout [StoreFault]) throws {
        let count = try Int.fetchOne(
            db,
            sql: "SELECT COUNT(*) FROM stream WHERE sequence > 0 AND changed NOT BETWEEN 1 AND ?",
            arguments: [StoreSession.commitMax - 1]
        )
        guard let count, count > 0 else { return }
        faults.append(StoreFault("有 \(count) 个流的提交编号已损坏，请运行 rebuild。"))
    }

    /// Each audience's counts, frontier and state digest are what its streams and rows add up to.
    func verifyAudiences(into faults: inout [StoreFault]) throws {
        var sums: [Int64: AudienceSum] = [:]
        for table in try allMadeTables() {
            let cursor = try Row.fetchCursor(db, sql: "SELECT * FROM \"\(table.name)\"")
            while let row = try cursor.next() {
                let id: Int64 = row["audience"]
                guard let audience = try readable({ try audience(id).audience }) else {
                    faults.append(
                        StoreFault("“\(table.definition.title)”中有记录的知悉范围不存在，请运行 rebuild。")
                    )
                    return
                }
                sums[id, default: AudienceSum()].recordCount += 1
                sums[id, default: AudienceSum()].state.add(
                    RecordFold.digest(
                        of: try state(row, table),
                        record: try recordID(LocalNumber(rawValue: row["id"])),
                        audience: audience
                    )
                )
            }
        }
        for id in try Int64.fetchAll(db, sql: "SELECT id FROM audience ORDER BY id") {
            guard let row = try readable({ try audience(id) }) else {
                faults.append(StoreFault("知悉范围 \(id) 的登记已损坏。"))
                continue
            }
            let sum = try streamSum(of: id, sums[id] ?? AudienceSum())
            guard sum == AudienceSum(row) else {
                faults.append(
                    StoreFault("知悉范围 \(row.audience.place.text) 的校验和与记录不符，请运行 rebuild。")
                )
                continue
            }
        }
    }

    /// What the streams of an audience add to what its records add up to.
    private func streamSum(of audience: Int64, _ records: AudienceSum) throws -> AudienceSum {
        var sum = records
        let streams = try Row.fetchAll(
            db,
            sql: "SELECT id, changed FROM stream WHERE audience = ?",
            arguments: [audience]
        )
        for row in streams {
            sum.changed = max(sum.changed, row[1])
            guard let position = try stream(row[0]).position else { continue }
            sum.eventCount += Int64(position.sequence)
            sum.frontier.add(position.digest)
        }
        return sum
    }

    // MARK: - Mending

    /// Lets every link, and the next bulletin, look at all streams anew: part of a rebuild, before
    /// anything counts a commit.
    ///
    /// Of a number that could be a commit's nobody can tell whether it is the right one.
    func mendChanges() throws {
        try db.execute(
            sql: "UPDATE stream SET changed = 1 WHERE changed NOT BETWEEN 1 AND ?",
            arguments: [StoreSession.commitMax - 1]
        )
        try db.execute(
            sql: """
                UPDATE audience SET changed =
                IFNULL((SELECT MAX(changed) FROM stream WHERE audience = audience.id), 0)
                """
        )
        try db.execute(sql: "UPDATE link SET settledCommit = 0")
        if try meta(.lastBulletinCommit) != nil { try setMeta(.lastBulletinCommit, "0") }
        if let last = try meta(.commit), !(0..<StoreSession.commitMax).contains(Int64(last) ?? -1) {
            try setMeta(.commit, "0")
        }
        streams = StreamCache()
        audiences = AudienceCache()
        knownCommit = nil
    }

    /// Sets what is summed over streams to what their events add up to: part of a rebuild.
    func recountStreams() throws {
        for id in try Int64.fetchAll(db, sql: "SELECT id FROM audience ORDER BY id") {
            let sum = try streamSum(of: id, AudienceSum())
            try changeAudience(id) {
                $0.changed = sum.changed
                $0.eventCount = sum.eventCount
                $0.frontier = sum.frontier
            }
        }
    }

    /// Drops the earlier heads of a stream whose signatures do not hold: part of a rebuild, since
    /// whoever gets one refuses the stream.
    func dropUnsignedHeads(stream number: Int64) throws {
        let row = try stream(number)
        guard let node = row.description?.node else { return }
        for head in try heads(stream: number, after: 0) where head.sequence < row.sequence {
            let statement = HeadStatement.bytes(
                stream: row.name,
                sequence: head.sequence,
                hash: head.hash
            )
            guard !isValid(head.signature, statement, node) else { continue }
            try db.cachedStatement(
                sql: "DELETE FROM earlierHead WHERE stream = ? AND sequence = ?"
            )
            .execute(arguments: [number, Int64(head.sequence)])
        }
    }

    /// Sets a stream's byte counts, and those at its heads, to what its events add up to.
    func recountBytes(stream number: Int64) throws {
        var heads = try heads(stream: number, after: 0)[...]
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT id, LENGTH(open) + IFNULL(LENGTH(personal), 0) + IFNULL(LENGTH(context), 0)
                FROM event WHERE id BETWEEN ? AND ? ORDER BY id
                """,
            arguments: [
                try LocalNumber(stream: number, sequence: 1).rawValue,
                try LocalNumber(stream: number, sequence: try stream(number).sequence).rawValue,
            ]
        )
        var sum: Int64 = 0
        while let row = try rows.next() {
            sum += row[1] as Int64
            guard let head = heads.first,
                head.sequence == LocalNumber(rawValue: row[0]).sequence
            else { continue }
            heads.removeFirst()
            guard head.byteCount != sum else { continue }
            try db.cachedStatement(
                sql: "UPDATE earlierHead SET byteCount = ? WHERE stream = ? AND sequence = ?"
            )
            .execute(arguments: [sum, number, Int64(head.sequence)])
        }
        try db.cachedStatement(sql: "UPDATE stream SET byteCount = ? WHERE id = ?")
            .execute(arguments: [sum, number])
        streams.rows[number]?.byteCount = sum
        streams.rows[number]?.last?.byteCount = sum
        streams.rows[number]?.earlier = nil
    }
}

/// What is kept for an audience, or what it should be.
private struct AudienceSum: Equatable {
    var frontier = DigestSum.zero
    var state = DigestSum.zero
    var eventCount: Int64 = 0
    var recordCount: Int64 = 0
    /// No link looks in the audience for what is newer.
    var changed: Int64 = 0

    init() {}

    init(_ row: AudienceRow) {
        (frontier, state) = (row.frontier, row.state)
        (eventCount, recordCount) = (row.eventCount, row.recordCount)
        changed = row.changed
    }
}

extension ProjectionTable {
    /// Whether a row's columns say what the state says.
    func columnsAgree(_ row: Row, _ state: RecordState, _ session: StoreSession) throws -> Bool {
        guard row["conflicts"] as Int == state.conflicts(definition).count,
            row["time"] as Int64? == state.origin?.deviceTime,
            row["entry"] as Int64? == state.origin.map({ Int64($0.entry.rawValue) }),
            row["passed"] as String? == ProjectionTable.passedText(state)
        else { return false }
        for field in fields {
            let stored: DatabaseValue = row[ProjectionTable.column(field)]
            let wanted = state[field].flatMap { $0.isConflict ? nil : $0.value }
            guard try value(stored, field: field, session) == wanted else { return false }
        }
        for list in lists {
            let count: Int = row[ProjectionTable.column(list)] ?? 0
            guard count == state.rows(of: list).count else { return false }
        }
        return true
    }

    /// Transitions as `|a|b|`, so that SQL can ask for one by `LIKE`; nil if there was none.
    static func passedText(_ state: RecordState) -> String? {
        state.passed.isEmpty ? nil : "|" + state.passed.sorted().joined(separator: "|") + "|"
    }
}
