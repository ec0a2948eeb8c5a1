package import Causality
internal import GRDB
package import Hashing
package import Records

extension StoreSession {
    /// What the other end of a link lacks, as far as the link remembers: contiguous segments from
    /// one side's positions on, each ending at a signed head, together about `byteBudget` bytes of
    /// events.
    ///
    /// Down-streams come first, then by stream. At least one segment is given if anything is
    /// lacking, however large. `isComplete` is false if something had to be left for the next
    /// message.
    package func outgoing(
        _ side: LinkSide,
        of link: LinkNumber,
        place: RecordID,
        byteBudget: Int
    ) throws -> (segments: [StreamSegment], isComplete: Bool) {
        var segments: [StreamSegment] = []
        var rest = Int64(byteBudget)
        for (number, held) in try behind(side, of: link, place: place) {
            let row = try stream(number)
            guard let description = row.description else { continue }
            guard rest > 0 else { return (segments, false) }
            let heads = try heads(stream: number, after: held)
            let start = try byteCount(stream: number, at: held)
            var last = heads.first
            for head in heads where head.byteCount - start <= rest { last = head }
            guard let last else { continue }
            let events = try events(stream: number, from: held + 1, through: last.sequence)
            let signed = heads.filter { $0.sequence <= last.sequence }.map {
                SignedHead(sequence: $0.sequence, signature: $0.signature)
            }
            segments.append(
                StreamSegment(description: description, events: events, heads: signed)
            )
            rest -= last.byteCount - start + Int64(events.count) * 24
            if last.sequence < (try signedEnd(of: row)) { return (segments, false) }
        }
        return (segments, true)
    }

    /// An event by its dot; nil if it is not held.
    package func event(_ dot: Dot) throws -> Event? {
        guard let number = try knownStream(dot.stream), dot.sequence > 0 else { return nil }
        return try event(at: try LocalNumber(stream: number, sequence: dot.sequence))
    }

    /// The hash of the event at a sequence of a stream, nil if that is not held.
    package func hash(of stream: StreamID, at sequence: UInt64) throws -> Digest256? {
        guard let number = try knownStream(stream),
            sequence > 0, sequence <= (try self.stream(number).sequence)
        else { return nil }
        return try hash(stream: number, at: sequence)
    }

    /// A stream's position, nil if nothing of it is held.
    package func position(of stream: StreamID) throws -> StreamPosition? {
        try knownStream(stream).flatMap { try self.stream($0).position }
    }

    /// The streams of a link that have grown beyond one side's positions, what comes down first.
    private func behind(
        _ side: LinkSide,
        of link: LinkNumber,
        place: RecordID
    ) throws -> [(stream: Int64, held: UInt64)] {
        let audiences = try sharedAudiences(with: place).compactMap { try knownAudience($0) }
        let list = audiences.map(String.init).joined(separator: ",")
        let column = side == .agreed ? "agreed" : "offered"
        let rows = try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT stream.id, IFNULL(linkPosition.\(column), 0) AS held FROM stream
                    JOIN audience ON audience.id = stream.audience
                    LEFT JOIN linkPosition
                    ON linkPosition.link = ? AND linkPosition.stream = stream.id
                    WHERE stream.audience IN (\(list)) AND stream.sequence > held
                    ORDER BY audience.kind <> 1, stream.id
                    """
            ),
            arguments: [link.rawValue]
        )
        return rows.map { ($0[0], UInt64($0[1] as Int64)) }
    }

    private func byteCount(stream number: Int64, at sequence: UInt64) throws -> Int64 {
        guard sequence > 0 else { return 0 }
        guard let head = try head(stream: number, notAfter: sequence) else { return 0 }
        return head.byteCount
    }
}
