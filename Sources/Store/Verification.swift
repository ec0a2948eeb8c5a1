internal import Causality
internal import GRDB
internal import Hashing
internal import Merge
internal import Records

/// A place in the store that does not fit what it should be.
package struct StoreFault: Hashable, Sendable {
    /// The stream's name, in base 32, empty where the fault is in no stream.
    package let stream: String
    /// The first bad sequence, 0 where the fault is in no event.
    package let sequence: UInt64
    /// What is wrong, in one plain sentence.
    package let sentence: String
}

extension StoreSession {
    /// Recomputes every chain, checks every kept signature, refolds every record and compares rows
    /// and digests with what is stored.
    ///
    /// Returns all faults, each stream's first bad place; reads only.
    package func verify(progress: (Int, Int) -> Void = { _, _ in }) throws -> [StoreFault] {
        var faults: [StoreFault] = []
        let total = try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM event") ?? 0
        var done = 0
        for id in try Int64.fetchAll(db, sql: "SELECT id FROM stream ORDER BY id") {
            let count = try verifyStream(id, into: &faults)
            done += count
            progress(done, total)
        }
        let strays = try Int.fetchOne(
            db,
            sql: "SELECT COUNT(*) FROM event WHERE (id >> 40) NOT IN (SELECT id FROM stream)"
        )
        if let strays, strays > 0 {
            faults.append(
                StoreFault(stream: "", sequence: 0, sentence: "有 \(strays) 个事件不属于任何流。")
            )
        }
        guard faults.isEmpty else { return faults }
        try verifyProjections(into: &faults)
        try verifyAudiences(into: &faults)
        return faults
    }

    private func verifyStream(_ id: Int64, into faults: inout [StoreFault]) throws -> Int {
        let row: StreamRow
        do {
            row = try stream(id)
        } catch {
            faults.append(StoreFault(stream: "\(id)", sequence: 0, sentence: "流的登记已损坏。"))
            return 0
        }
        let label = Base32.encode(row.name.bytes)
        func fault(_ at: UInt64, _ sentence: String) {
            faults.append(StoreFault(stream: label, sequence: at, sentence: sentence))
        }
        guard let description = row.description else {
            if row.sequence > 0 { fault(0, "流的说明已损坏。") }
            return 0
        }
        guard description.streamID == row.name else {
            fault(0, "流名与流的说明不符，流的登记已损坏。")
            return 0
        }
        let heads = try heads(stream: id, after: 0)
        var rest = heads[...]
        var hash = Digest256.zero
        var next: UInt64 = 1
        while next <= row.sequence {
            let batch: [Event]
            do {
                batch = try events(
                    stream: id,
                    from: next,
                    through: min(row.sequence, next + 999)
                )
            } catch {
                fault(rest.first?.sequence ?? next, "第 \(next) 个事件之后有内容无法读取。")
                return Int(row.sequence)
            }
            guard !batch.isEmpty else {
                fault(next, "第 \(next) 个事件缺失。")
                return Int(row.sequence)
            }
            for event in batch {
                guard event.dot.sequence == next else {
                    fault(next, "第 \(next) 个事件缺失。")
                    return Int(row.sequence)
                }
                hash = event.hash(previous: hash)
                if let head = rest.first, head.sequence == next {
                    rest.removeFirst()
                    let name = row.name
                    let statement = HeadStatement.bytes(stream: name, sequence: next, hash: hash)
                    guard head.hash == hash else {
                        fault(next, "第 \(next) 个事件或它之前的内容与签名不符。")
                        return Int(row.sequence)
                    }
                    guard isValid(head.signature, statement, description.node) else {
                        fault(next, "第 \(next) 个事件处的签名无效。")
                        return Int(row.sequence)
                    }
                }
                next += 1
            }
        }
        if !rest.isEmpty { fault(rest.first?.sequence ?? 0, "签名多于事件：有事件缺失。") }
        if row.sequence > 0, heads.last?.sequence != row.sequence {
            fault(row.sequence, "最后一个事件没有签名。")
        } else if row.sequence > 0, hash != row.hash {
            fault(row.sequence, "流的末端记录与事件不符。")
        }
        return Int(row.sequence)
    }

    private func verifyProjections(into faults: inout [StoreFault]) throws {
        let aside = Set(try Int64.fetchAll(db, sql: "SELECT event FROM aside"))
        for definition in shelf.registers {
            let table = ProjectionTable(definition)
            let cursor = try Row.fetchCursor(db, sql: "SELECT * FROM \"\(table.name)\"")
            while let row = try cursor.next() {
                let number = LocalNumber(rawValue: row["id"])
                guard try isFold(row, table, number, aside: aside) else {
                    let id = (try? recordID(number).text) ?? "\(number.rawValue)"
                    faults.append(
                        StoreFault(
                            stream: "",
                            sequence: 0,
                            sentence: "“\(definition.title)”中记录 \(id) 的数据表与事件不符，请运行 rebuild。"
                        )
                    )
                    continue
                }
            }
        }
    }

    private func isFold(
        _ row: Row,
        _ table: ProjectionTable,
        _ number: LocalNumber,
        aside: Set<Int64>
    ) throws -> Bool {
        guard let stored = try? state(row, table) else { return false }
        var state = RecordState()
        for event in try events(record: number) {
            guard let id = try knownNumber(of: .dot(event.dot))?.rawValue else { return false }
            if !aside.contains(id) { state.fold(event, try EventContent(event)) }
        }
        guard state == stored else { return false }
        return try table.columnsAgree(row, state, self)
    }

    private func verifyAudiences(into faults: inout [StoreFault]) throws {
        var states: [Int64: DigestSum] = [:]
        for definition in shelf.registers {
            let table = ProjectionTable(definition)
            let cursor = try Row.fetchCursor(db, sql: "SELECT * FROM \"\(table.name)\"")
            while let row = try cursor.next() {
                let audience: Int64 = row["audience"]
                let record = try recordID(LocalNumber(rawValue: row["id"]))
                states[audience, default: .zero].add(
                    RecordFold.digest(
                        of: try state(row, table),
                        record: record,
                        audience: try self.audience(audience).audience
                    )
                )
            }
        }
        for id in try Int64.fetchAll(db, sql: "SELECT id FROM audience ORDER BY id") {
            var frontier = DigestSum.zero
            let streams = try Int64.fetchAll(
                db,
                sql: "SELECT id FROM stream WHERE audience = ?",
                arguments: [id]
            )
            for number in streams {
                if let position = try stream(number).position { frontier.add(position.digest) }
            }
            let row = try audience(id)
            guard row.state == states[id] ?? .zero, row.frontier == frontier else {
                faults.append(
                    StoreFault(
                        stream: "",
                        sequence: 0,
                        sentence: "知悉范围 \(row.audience.place.text) 的校验和与记录不符，请运行 rebuild。"
                    )
                )
                continue
            }
        }
    }
}

extension ProjectionTable {
    /// Whether a row's columns say what the state says.
    func columnsAgree(_ row: Row, _ state: RecordState, _ session: StoreSession) throws -> Bool {
        guard row["conflicts"] as Int == state.conflicts.count else { return false }
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
}
