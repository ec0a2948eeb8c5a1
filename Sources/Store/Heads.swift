internal import Causality
internal import GRDB
internal import Hashing
internal import Records

/// Signed heads: where batches may end. The newest of each stream is kept, and older ones so that
/// no two kept heads are further apart than a batch may be long.
extension StoreSession {
    /// Kept heads are at most this many events apart.
    static let headDistanceMax: UInt64 = 256
    /// Kept heads are at most this many bytes of events apart.
    static let headByteDistanceMax: Int64 = 65_536

    /// Notes that an own stream grew: its head is signed at the end of the transaction, and on the
    /// way wherever a long import would leave heads too far apart.
    func noteOwnHead(_ number: Int64) throws {
        // Looked at first, changed then: a row that is still held would be copied with its heads.
        let (head, isInPlace) = try nextOwnHead(stream(number))
        guard isInPlace, let last = streams.rows[number]?.heads.indices.last else {
            streams.rows[number]?.heads.append(head)
            streams.changed.insert(number)
            return
        }
        streams.rows[number]?.heads[last] = head
    }

    /// The head of a stream as it stands now, and whether it takes the place of the last one made.
    private func nextOwnHead(_ row: StreamRow) -> (head: HeadRow, isInPlace: Bool) {
        let head = HeadRow(
            sequence: row.sequence,
            hash: row.hash,
            signature: [],
            byteCount: row.byteCount
        )
        let last = row.heads.last
        let before = row.heads.dropLast().last
        let anchor =
            before.map(HeadPlace.init)
            ?? HeadPlace(sequence: row.stored?.sequence ?? 0, byteCount: 0)
        guard let last else { return (head, false) }
        return (head, !isFar(head, from: anchor) || last.sequence == anchor.sequence)
    }

    private func isFar(_ head: HeadRow, from anchor: HeadPlace) -> Bool {
        head.sequence - anchor.sequence > StoreSession.headDistanceMax
            || head.byteCount - anchor.byteCount > StoreSession.headByteDistanceMax
    }

    /// Notes a head that came with a batch and was found to be good.
    func noteHead(_ head: SignedHead, hash: Digest256, stream number: Int64, byteCount: Int64) {
        streams.changed.insert(number)
        streams.rows[number]?.heads.append(
            HeadRow(
                sequence: head.sequence,
                hash: hash,
                signature: head.signature,
                byteCount: byteCount
            )
        )
    }

    /// Signs the heads of own streams, writes all heads of the transaction, and drops those that
    /// have become superfluous.
    func signHeads() throws {
        for number in streams.changed.sorted() {
            guard let row = streams.rows[number], !row.heads.isEmpty else { continue }
            for var head in row.heads {
                if head.signature.isEmpty {
                    head.signature = try identity.sign(
                        HeadStatement.bytes(
                            stream: row.name,
                            sequence: head.sequence,
                            hash: head.hash
                        )
                    )
                }
                try keep(head, stream: number)
            }
            streams.rows[number]?.heads = []
        }
    }

    /// Keeps a head behind those of its stream; the last of them, where the new one is near enough
    /// to the one before, gives way to it.
    private func keep(_ head: HeadRow, stream number: Int64) throws {
        let kept = try keptHeads(stream: number)
        guard head.sequence > kept.last?.sequence ?? 0 else {
            streams.rows[number]?.kept = nil
            return try insert(head, stream: number)
        }
        guard let last = kept.last, let before = kept.before, !isFar(head, from: before) else {
            try insert(head, stream: number)
            streams.rows[number]?.kept = KeptHeads(last: HeadPlace(head), before: kept.last)
            return
        }
        let statement = try db.cachedStatement(
            sql: """
                UPDATE head SET sequence = ?, hash = ?, signature = ?, byteCount = ?
                WHERE stream = ? AND sequence = ?
                """
        )
        try statement.execute(arguments: [
            Int64(head.sequence), head.hash.data, Data(head.signature), head.byteCount, number,
            Int64(last.sequence),
        ])
        if db.changesCount == 0 { try insert(head, stream: number) }
        streams.rows[number]?.kept = KeptHeads(last: HeadPlace(head), before: before)
    }

    /// The last two heads that are kept of a stream.
    private func keptHeads(stream number: Int64) throws -> KeptHeads {
        if let kept = streams.rows[number]?.kept { return kept }
        let statement = try db.cachedStatement(
            sql: """
                SELECT sequence, byteCount FROM head WHERE stream = ?
                ORDER BY sequence DESC LIMIT 2
                """
        )
        let rows = try Row.fetchAll(statement, arguments: [number])
        let places = rows.map { row in
            HeadPlace(sequence: UInt64(clamping: row[0] as Int64), byteCount: row[1])
        }
        return KeptHeads(last: places.first, before: places.count > 1 ? places[1] : nil)
    }

    private func insert(_ head: HeadRow, stream number: Int64) throws {
        let statement = try db.cachedStatement(
            sql: """
                INSERT OR IGNORE INTO head(stream, sequence, hash, signature, byteCount)
                VALUES (?, ?, ?, ?, ?)
                """
        )
        try statement.execute(arguments: [
            number, Int64(head.sequence), head.hash.data, Data(head.signature), head.byteCount,
        ])
    }

    /// The kept heads of a stream after a sequence, in order.
    func heads(stream number: Int64, after sequence: UInt64) throws -> [HeadRow] {
        let statement = try db.cachedStatement(
            sql: "SELECT * FROM head WHERE stream = ? AND sequence > ? ORDER BY sequence"
        )
        return try Row.fetchAll(statement, arguments: [number, Int64(sequence)]).map(head)
    }

    /// The last kept head at or before a sequence, nil if there is none.
    func head(stream number: Int64, notAfter sequence: UInt64) throws -> HeadRow? {
        let statement = try db.cachedStatement(
            sql: """
                SELECT * FROM head WHERE stream = ? AND sequence <= ?
                ORDER BY sequence DESC LIMIT 1
                """
        )
        return try Row.fetchOne(statement, arguments: [number, Int64(sequence)]).map(head)
    }

    /// The hash of the event at a sequence that is held: recomputed from the last kept head before.
    func hash(stream number: Int64, at sequence: UInt64) throws -> Digest256 {
        if sequence == 0 { return .zero }
        let row = try stream(number)
        if sequence == row.sequence { return row.hash }
        let start = try head(stream: number, notAfter: sequence)
        var hash = start?.hash ?? .zero
        let first = (start?.sequence ?? 0) + 1
        guard first <= sequence else { return hash }
        for event in try events(stream: number, from: first, through: sequence) {
            hash = event.hash(previous: hash)
        }
        return hash
    }

    private func head(_ row: Row) throws -> HeadRow {
        guard let hash = Digest256(bytes: row["hash"] as Data),
            let sequence = UInt64(exactly: row["sequence"] as Int64)
        else { throw StoreError.damaged("签名头") }
        return HeadRow(
            sequence: sequence,
            hash: hash,
            signature: [UInt8](row["signature"] as Data),
            byteCount: row["byteCount"]
        )
    }
}
