internal import Causality
internal import GRDB
internal import Hashing
internal import Records

/// Signed heads: where batches may end. The newest of each stream is kept in its row, and earlier
/// ones so that no two kept heads are further apart than a batch may be long.
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

    /// Signs the heads of own streams and puts all heads of the transaction in their places: the
    /// newest of each stream into its row, which `flushStreams` writes.
    func signHeads() throws {
        for number in streams.changed.sorted() {
            guard let row = streams.rows[number], !row.heads.isEmpty else { continue }
            for head in row.heads { try place(signed(head, of: row.name), stream: number) }
            streams.rows[number]?.heads = []
        }
    }

    private func signed(_ head: HeadRow, of stream: StreamID) throws -> HeadRow {
        guard head.signature.isEmpty else { return head }
        var head = head
        head.signature = try identity.sign(
            HeadStatement.bytes(stream: stream, sequence: head.sequence, hash: head.hash)
        )
        return head
    }

    /// Puts a head at the end of its stream; the one that stood there is kept if without it heads
    /// would be too far apart.
    private func place(_ head: HeadRow, stream number: Int64) throws {
        if let last = streams.rows[number]?.last {
            if try isFar(head, from: earlierHead(stream: number)) {
                try keepEarlier(last, stream: number)
            }
        }
        streams.rows[number]?.last = head
    }

    /// The last of a stream's earlier heads, at 0 where there is none.
    private func earlierHead(stream number: Int64) throws -> HeadPlace {
        if let earlier = streams.rows[number]?.earlier { return earlier }
        let statement = try db.cachedStatement(
            sql: """
                SELECT sequence, byteCount FROM earlierHead WHERE stream = ?
                ORDER BY sequence DESC LIMIT 1
                """
        )
        let place = try Row.fetchOne(statement, arguments: [number]).map { row in
            HeadPlace(sequence: UInt64(clamping: row[0] as Int64), byteCount: row[1])
        }
        let earlier = place ?? HeadPlace(sequence: 0, byteCount: 0)
        streams.rows[number]?.earlier = earlier
        return earlier
    }

    private func keepEarlier(_ head: HeadRow, stream number: Int64) throws {
        let statement = try db.cachedStatement(
            sql: """
                INSERT OR REPLACE INTO earlierHead(stream, sequence, hash, signature, byteCount)
                VALUES (?, ?, ?, ?, ?)
                """
        )
        try statement.execute(arguments: [
            number, Int64(head.sequence), head.hash.data, Data(head.signature), head.byteCount,
        ])
        streams.rows[number]?.earlier = HeadPlace(head)
    }

    /// The signature that goes into a stream's row with its end, nil if the end has none yet.
    func signatureAtEnd(of row: StreamRow) throws -> Data? {
        guard let last = row.last else { return nil }
        guard last.sequence < row.sequence else { return Data(last.signature) }
        try keepEarlier(last, stream: row.id)
        streams.rows[row.id]?.last = nil
        return nil
    }

    /// Takes the head out of the earlier ones at which a stream is to end; an own stream gets one
    /// there if it has none.
    func takeEarlierHead(at end: StreamEnd, of row: StreamRow) throws -> HeadRow? {
        guard end.sequence > 0 else { return nil }
        let statement = try db.cachedStatement(
            sql: "SELECT * FROM earlierHead WHERE stream = ? AND sequence = ?"
        )
        let place: StatementArguments = [row.id, Int64(end.sequence)]
        if let kept = try Row.fetchOne(statement, arguments: place).map(head) {
            try db.cachedStatement(
                sql: "DELETE FROM earlierHead WHERE stream = ? AND sequence = ?"
            ).execute(arguments: place)
            return kept
        }
        guard row.description?.node == identity.node else { return nil }
        let made = HeadRow(
            sequence: end.sequence,
            hash: end.hash,
            signature: [],
            byteCount: end.byteCount
        )
        return try signed(made, of: row.name)
    }

    /// The kept heads of a stream after a sequence, in order.
    func heads(stream number: Int64, after sequence: UInt64) throws -> [HeadRow] {
        let statement = try db.cachedStatement(
            sql: "SELECT * FROM earlierHead WHERE stream = ? AND sequence > ? ORDER BY sequence"
        )
        let earlier = try Row.fetchAll(statement, arguments: [number, Int64(sequence)]).map(head)
        guard let last = try stream(number).last, last.sequence > sequence else { return earlier }
        return earlier + [last]
    }

    /// The last kept head at or before a sequence, nil if there is none.
    func head(stream number: Int64, notAfter sequence: UInt64) throws -> HeadRow? {
        if let last = try stream(number).last, last.sequence <= sequence { return last }
        let statement = try db.cachedStatement(
            sql: """
                SELECT * FROM earlierHead WHERE stream = ? AND sequence <= ?
                ORDER BY sequence DESC LIMIT 1
                """
        )
        return try Row.fetchOne(statement, arguments: [number, Int64(sequence)]).map(head)
    }

    /// Up to where a stream may be handed on: its end, but where a history was left for another one
    /// that has not come yet.
    func signedEnd(of row: StreamRow) throws -> UInt64 {
        try row.last?.sequence ?? head(stream: row.id, notAfter: row.sequence)?.sequence ?? 0
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
