internal import Causality
internal import GRDB
internal import Hashing
internal import Records

/// A stream as the store knows it.
struct StreamRow {
    let id: Int64
    let name: StreamID
    /// Nil while the stream is only named somewhere and nothing of it has arrived.
    var description: StreamDescription?
    var audience: Int64?
    var sequence: UInt64
    var hash: Digest256
    var byteCount: Int64
    /// The position as it was when the transaction met the stream; nil if nothing was held.
    var stored: StreamPosition?
    /// Heads made or received in this transaction, not yet written.
    var heads: [HeadRow] = []
    /// The head that stands in the row, at the end that is stored; nil where that is unsigned.
    var last: HeadRow?
    /// The last of the earlier heads that are kept, at 0 where there is none; nil until somebody
    /// asks.
    var earlier: HeadPlace?

    /// In the order in which `remember` takes them: to look for a column by its name costs more
    /// than to read it.
    static let columns =
        "id, name, node, incarnation, audience, sequence, hash, byteCount, signature"

    var position: StreamPosition? {
        sequence > 0 ? StreamPosition(stream: name, sequence: sequence, hash: hash) : nil
    }

    /// Takes down the event that was stored behind the last one.
    mutating func grow(to sequence: UInt64, hash: Digest256, byteCount: Int) {
        self.sequence = sequence
        self.hash = hash
        self.byteCount += Int64(byteCount)
    }
}

/// A signed head as it is stored; the byte count is that of all events up to it.
struct HeadRow {
    let sequence: UInt64
    let hash: Digest256
    /// Empty for an own head that is signed at the end of the transaction.
    var signature: [UInt8]
    var byteCount: Int64
}

/// Where a kept head stands.
struct HeadPlace {
    let sequence: UInt64
    let byteCount: Int64

    init(sequence: UInt64, byteCount: Int64) {
        (self.sequence, self.byteCount) = (sequence, byteCount)
    }

    init(_ head: HeadRow) { self.init(sequence: head.sequence, byteCount: head.byteCount) }
}

/// Where a stream is to end.
struct StreamEnd {
    let sequence: UInt64
    let hash: Digest256
    let byteCount: Int64
}

/// The streams met.
struct StreamCache {
    var rows: [Int64: StreamRow] = [:]
    /// Those that grew or got heads, and are not written yet.
    var changed: Set<Int64> = []
    var numbers: [StreamID: Int64] = [:]
    /// The stream asked for last: mostly the next one, too.
    var last: (name: StreamID, number: Int64)?
    /// The own stream appended to last: its name is a hash.
    var own: (description: StreamDescription, number: Int64)?
}

extension StoreSession {
    /// The number of a stream, making a row that only has a name if there is none.
    func streamNumber(_ name: StreamID) throws -> Int64 {
        if let number = try knownStream(name) { return number }
        let statement = try db.cachedStatement(sql: "INSERT INTO stream(name) VALUES (?)")
        try statement.execute(arguments: [name.data])
        let number = db.lastInsertedRowID
        streams.numbers[name] = number
        streams.rows[number] = StreamRow(
            id: number,
            name: name,
            description: nil,
            audience: nil,
            sequence: 0,
            hash: .zero,
            byteCount: 0
        )
        return number
    }

    /// The number of a stream that has a row, nil if it has none.
    func knownStream(_ name: StreamID) throws -> Int64? {
        if let last = streams.last, last.name == name { return last.number }
        if let number = streams.numbers[name] {
            streams.last = (name, number)
            return number
        }
        let statement = try db.cachedStatement(
            sql: "SELECT \(StreamRow.columns) FROM stream WHERE name = ?"
        )
        guard let row = try Row.fetchOne(statement, arguments: [name.data]) else { return nil }
        return try remember(row).id
    }

    /// A stream by its number.
    func stream(_ number: Int64) throws -> StreamRow {
        if let row = streams.rows[number] { return row }
        let statement = try db.cachedStatement(
            sql: "SELECT \(StreamRow.columns) FROM stream WHERE id = ?"
        )
        guard let row = try Row.fetchOne(statement, arguments: [number]) else {
            throw StoreError.damaged("流 \(number) 不存在")
        }
        return try remember(row)
    }

    /// The number of a described stream; a row that only had a name gets its description.
    func streamNumber(_ name: StreamID, _ description: StreamDescription) throws -> Int64 {
        let number = try streamNumber(name)
        guard streams.rows[number]?.description == nil else { return number }
        let audience = try audienceNumber(description.audience)
        let statement = try db.cachedStatement(
            sql: "UPDATE stream SET node = ?, incarnation = ?, audience = ? WHERE id = ?"
        )
        try statement.execute(arguments: [
            description.node.data, Int64(bitPattern: description.incarnation), audience, number,
        ])
        streams.rows[number]?.description = description
        streams.rows[number]?.audience = audience
        return number
    }

    /// Writes the streams that grew, and what that changes in the digests of frontiers.
    func flushStreams() throws {
        for number in streams.changed.sorted() {
            guard let row = streams.rows[number], row.position != row.stored,
                let audience = row.audience, let position = row.position
            else { continue }
            let commit = try commit()
            try changeAudience(audience) {
                $0.changed = commit
                $0.eventCount += Int64(row.sequence - (row.stored?.sequence ?? 0))
                if let stored = row.stored { $0.frontier.remove(stored.digest) }
                $0.frontier.add(position.digest)
            }
            let statement = try db.cachedStatement(
                sql: """
                    UPDATE stream
                    SET sequence = ?, hash = ?, byteCount = ?, changed = ?, signature = ?
                    WHERE id = ?
                    """
            )
            let signature = try signatureAtEnd(of: row)
            // The marks in the order of the statement.
            statement.beginRow()
            try statement.put(Int64(row.sequence), at: 0)
            try statement.put(row.hash.data, at: 1)
            try statement.put(row.byteCount, at: 2)
            try statement.put(commit, at: 3)
            if let signature { try statement.put(signature, at: 4) }
            try statement.put(number, at: 5)
            try statement.execute()
            guard db.changesCount == 1 else { throw StoreError.damaged("流 \(number) 不存在") }
            streams.rows[number]?.stored = position
        }
        streams.changed = []
    }

    /// Sets a stream back to an earlier event.
    ///
    /// An own one gets a signed head there if it has none; another node's stays unsigned until what
    /// follows instead has come.
    func setEnd(_ end: StreamEnd, of row: StreamRow) throws {
        guard let audience = row.audience else { throw StoreError.damaged("流 \(row.id)") }
        var next = row
        next.sequence = end.sequence
        next.hash = end.hash
        next.byteCount = end.byteCount
        next.heads = []
        (next.last, next.earlier) = (try takeEarlierHead(at: end, of: row), nil)
        next.stored = next.position
        let commit = try commit()
        try changeAudience(audience) {
            $0.changed = commit
            $0.eventCount -= Int64(row.sequence - end.sequence)
            if let old = row.position { $0.frontier.remove(old.digest) }
            if let new = next.position { $0.frontier.add(new.digest) }
        }
        try db.cachedStatement(
            sql: """
                UPDATE stream SET sequence = ?, hash = ?, byteCount = ?, changed = ?, signature = ?
                WHERE id = ?
                """
        ).execute(arguments: [
            Int64(end.sequence), next.position?.hash.data, end.byteCount, commit,
            next.last.map { Data($0.signature) }, row.id,
        ]
        )
        streams.rows[row.id] = next
    }

    private func remember(_ row: Row) throws -> StreamRow {
        guard let name = StreamID(bytes: row[1] as Data),
            let sequence = UInt64(exactly: row[5] as Int64)
        else { throw StoreError.damaged("流名") }
        let number: Int64 = row[0]
        let audience: Int64? = row[4]
        var description: StreamDescription?
        if let node: Data = row[2], let audience, let incarnation: Int64 = row[3] {
            guard let key = NodeKey(bytes: node) else { throw StoreError.damaged("流 \(number)") }
            description = StreamDescription(
                node: key,
                incarnation: UInt64(bitPattern: incarnation),
                audience: try self.audience(audience).audience
            )
        }
        let hash = (row[6] as Data?).flatMap { Digest256(bytes: $0) } ?? .zero
        var result = StreamRow(
            id: number,
            name: name,
            description: description,
            audience: audience,
            sequence: sequence,
            hash: hash,
            byteCount: row[7]
        )
        result.stored = result.position
        if let signature: Data = row[8] {
            result.last = HeadRow(
                sequence: sequence,
                hash: hash,
                signature: [UInt8](signature),
                byteCount: result.byteCount
            )
        }
        streams.rows[number] = result
        streams.numbers[name] = number
        return result
    }
}
