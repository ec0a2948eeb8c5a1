internal import Causality
internal import GRDB
internal import Hashing
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

extension StoreFault {
    /// A fault in no stream.
    init(_ sentence: String) {
        self.init(stream: "", sequence: 0, sentence: sentence)
    }
}

extension StoreSession {
    /// Recomputes every chain, checks every kept signature, refolds every record and compares rows,
    /// sums, digests and certificates with what is stored.
    ///
    /// Returns all faults, each stream's first bad place; reads only. Where events themselves are
    /// bad, what is made from them is not looked at.
    ///
    /// Everything that is synchronised or folded is covered: `event`, `earlierHead`, `fork`,
    /// `stream`, `audience`, `certificate`, `parentage`, `erasure`, `aside`, `attachment`,
    /// `attachmentPart`, every register's table, and of `name`, `derived` and `definition` what any
    /// of those uses, since hashes and digests are made of full names. Not covered is what only
    /// this store knows, so that there is nothing to compare it with: `meta` (but for the mark of
    /// the definitions), `account`, `openInvitation`, `importMemory`, `attachment.wrongCount`; what
    /// is no longer followed, and what was written about it: `otherHistory`, `misdirected`; what
    /// the next exchange sets right, because the receiver's frontier is the truth: `link`,
    /// `linkPosition`, `linkWithheld`, `attachment.isAbove`; and of `stream.changed` all but its
    /// bounds and each audience's newest. Where a link passes a stream over for it, a rebuild lets
    /// every link look at all.
    package func verify(progress: (Int, Int) -> Void = { _, _ in }) throws -> [StoreFault] {
        var faults: [StoreFault] = []
        let total = try Int.fetchOne(db.cachedStatement(sql: "SELECT COUNT(*) FROM event")) ?? 0
        var done = 0
        for id in try Int64.fetchAll(db.cachedStatement(sql: "SELECT id FROM stream ORDER BY id")) {
            let (fault, count) = try verifyStream(id)
            if let fault { faults.append(fault) }
            done += count
            progress(min(done, total), total)
        }
        try verifyBelonging(into: &faults)
        try verifyForks(into: &faults)
        // Each step relies on what the ones before it have found to be good.
        if faults.isEmpty { try verifyErasures(into: &faults) }
        if faults.isEmpty { try verifyAside(into: &faults) }
        if faults.isEmpty { try verifyProjections(into: &faults) }
        if faults.isEmpty { try verifyDefinitions(into: &faults) }
        if faults.isEmpty { try verifyChanges(into: &faults) }
        if faults.isEmpty { try verifyAudiences(into: &faults) }
        if faults.isEmpty { try verifyAttachments(into: &faults) }
        if faults.isEmpty { try verifyTrust(into: &faults) }
        return faults
    }

    /// What is wrong at one place of a stream.
    struct Flaw: Error {
        let sequence: UInt64
        let sentence: String
    }

    /// Returns the stream's first bad place, and how many events it says to have.
    ///
    /// Stops at the first head at or after `last`, where one is named.
    func verifyStream(
        _ id: Int64,
        through last: UInt64 = .max
    ) throws -> (fault: StoreFault?, count: Int) {
        guard let row = try readable({ try stream(id) }) else {
            return (StoreFault("流 \(id) 的登记已损坏。"), 0)
        }
        do {
            if let description = row.description {
                guard description.streamID == row.name else {
                    throw Flaw(sequence: 0, sentence: "流名与流的说明不符，流的登记已损坏。")
                }
                try walk(row, by: description.node, through: last)
            } else if row.sequence > 0 {
                throw Flaw(sequence: 0, sentence: "流的说明已损坏。")
            }
            return (nil, Int(row.sequence))
        } catch let flaw as Flaw {
            let fault = StoreFault(
                stream: Base32.encode(row.name.bytes),
                sequence: flaw.sequence,
                sentence: flaw.sentence
            )
            return (fault, Int(clamping: row.sequence))
        }
    }

    private func walk(_ row: StreamRow, by node: NodeKey, through last: UInt64) throws {
        guard var rest = try readable({ try heads(stream: row.id, after: 0)[...] }) else {
            throw Flaw(sequence: 0, sentence: "流的签名已损坏。")
        }
        var hash = Digest256.zero
        var byteCount: Int64 = 0
        var next: UInt64 = 1
        while next <= row.sequence {
            let end = min(row.sequence, next + 999)
            guard
                let batch = try readable({ try events(stream: row.id, from: next, through: end) })
            else {
                let place = rest.first?.sequence ?? next
                throw Flaw(sequence: place, sentence: "第 \(next) 个事件之后有内容无法读取。")
            }
            guard !batch.isEmpty else {
                throw Flaw(sequence: next, sentence: "第 \(next) 个事件缺失。")
            }
            for event in batch {
                guard event.dot.sequence == next else {
                    throw Flaw(sequence: next, sentence: "第 \(next) 个事件缺失。")
                }
                hash = event.hash(previous: hash)
                byteCount += try storedByteCount(event)
                if let head = rest.first, head.sequence == next {
                    rest.removeFirst()
                    try check(head, hash, byteCount, of: row, by: node)
                    if next >= last, next < row.sequence { return }
                }
                next += 1
            }
        }
        if let head = rest.first {
            throw Flaw(sequence: head.sequence, sentence: "签名多于事件：有事件缺失。")
        }
        try checkEnd(row, hash, byteCount)
    }

    private func check(
        _ head: HeadRow,
        _ hash: Digest256,
        _ byteCount: Int64,
        of row: StreamRow,
        by node: NodeKey
    ) throws {
        let place = head.sequence
        guard head.hash == hash else {
            throw Flaw(sequence: place, sentence: "第 \(place) 个事件或它之前的内容与签名不符。")
        }
        let statement = HeadStatement.bytes(stream: row.name, sequence: place, hash: hash)
        guard isValid(head.signature, statement, node) else {
            throw Flaw(sequence: place, sentence: "第 \(place) 个事件处的签名无效。")
        }
        guard head.byteCount == byteCount else {
            throw Flaw(sequence: place, sentence: "第 \(place) 个事件处的字节数与事件不符，请运行 rebuild。")
        }
    }

    private func checkEnd(_ row: StreamRow, _ hash: Digest256, _ byteCount: Int64) throws {
        guard try row.sequence == signedEnd(of: row) else {
            throw Flaw(sequence: row.sequence, sentence: "最后一个事件没有签名。")
        }
        guard hash == row.hash else {
            throw Flaw(sequence: row.sequence, sentence: "流的末端记录与事件不符。")
        }
        guard byteCount == row.byteCount else {
            throw Flaw(sequence: row.sequence, sentence: "流的字节数与事件不符，请运行 rebuild。")
        }
    }

    /// Events and heads that no stream counts as its own.
    private func verifyBelonging(into faults: inout [StoreFault]) throws {
        let strays = try Int.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT COUNT(*) FROM event LEFT JOIN stream ON stream.id = event.id >> 40
                    WHERE stream.id IS NULL OR event.id & 0xFFFFFFFFFF NOT BETWEEN 1 AND sequence
                    """
            )
        )
        if let strays, strays > 0 {
            faults.append(StoreFault("有 \(strays) 个事件不属于任何流。"))
        }
        let heads = try Int.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT COUNT(*) FROM earlierHead AS head
                    LEFT JOIN stream ON stream.id = head.stream
                    WHERE stream.id IS NULL OR head.sequence < 1 OR head.sequence >= stream.sequence
                    """
            )
        )
        if let heads, heads > 0 { faults.append(StoreFault("有 \(heads) 个签名不属于任何流。")) }
    }

    /// The proofs of equivocation: each is worth what its signature is worth.
    private func verifyForks(into faults: inout [StoreFault]) throws {
        for row in try Row.fetchAll(db.cachedStatement(sql: "SELECT * FROM fork")) {
            let sequence: Int64 = row["sequence"]
            guard let stream = try readable({ try stream(row["stream"]) }),
                let node = stream.description?.node,
                let hash = Digest256(bytes: row["hash"] as Data), sequence > 0,
                isValid(
                    [UInt8](row["signature"] as Data),
                    HeadStatement.bytes(
                        stream: stream.name,
                        sequence: UInt64(sequence),
                        hash: hash
                    ),
                    node
                )
            else {
                faults.append(StoreFault("有一条分叉的证据已损坏。"))
                continue
            }
        }
    }

    /// What a reading gives, nil if what is stored there cannot be read; what the disk says is
    /// thrown on.
    func readable<Value>(_ body: () throws -> Value?) throws -> Value? {
        do {
            return try body()
        } catch let error as DatabaseError {
            throw error
        } catch {
            return nil
        }
    }
}
