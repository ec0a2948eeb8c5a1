package import Causality
internal import GRDB
package import Hashing
package import Records

/// What exchanges need beyond `Links`: positions of single streams and stretches, and what is held.
extension StoreSession {
    /// What a stream is, nil if nothing but its name is known here.
    package func description(of stream: StreamID) throws -> StreamDescription? {
        try knownStream(stream).flatMap { try self.stream($0).description }
    }

    /// The last position of each of this node's streams of the present incarnation.
    package func ownHeads() throws -> [Dot] {
        let rows = try Row.fetchAll(
            db.cachedStatement(
                sql: "SELECT name, sequence FROM stream WHERE node = ? AND incarnation = ?"
            ),
            arguments: [identity.node.data, Int64(bitPattern: try incarnation())]
        )
        return rows.compactMap { row in
            let sequence: Int64 = row["sequence"]
            guard sequence > 0, let name = StreamID(bytes: row["name"] as Data) else { return nil }
            return Dot(stream: name, sequence: UInt64(sequence))
        }
    }

    /// This node's streams of earlier incarnations of which something is held.
    package func formerStreams() throws -> Set<StreamID> {
        let names = try Data.fetchAll(
            db.cachedStatement(
                sql: "SELECT name FROM stream WHERE node = ? AND incarnation <> ? AND sequence > 0"
            ),
            arguments: [identity.node.data, Int64(bitPattern: try incarnation())]
        )
        return Set(names.compactMap { StreamID(bytes: $0) })
    }

    /// What is held at a place: the position there, or the last one if less is held.
    package func position(notAfter dot: Dot) throws -> StreamPosition? {
        guard let held = try position(of: dot.stream) else { return nil }
        guard held.sequence > dot.sequence else { return held }
        return try hash(of: dot.stream, at: dot.sequence).map {
            StreamPosition(stream: dot.stream, sequence: dot.sequence, hash: $0)
        }
    }

    /// The last positions of all streams that a link with a node of these places carries.
    package func frontier(sharedWith places: Set<RecordID>) throws -> [StreamPosition] {
        var audiences: Set<Audience> = []
        for place in places { audiences.formUnion(try sharedAudiences(with: place)) }
        return try positions(in: audiences.sorted())
    }

    /// The digest of what was offered, without what the last answer offered of some streams.
    package func offeredDigest(
        of link: LinkNumber,
        withdrawing streams: [StreamID]
    ) throws -> Digest256 {
        let digest = try digest(.offered, of: link)
        guard !streams.isEmpty, var sum = DigestSum(bytes: digest.bytes) else { return digest }
        for name in Set(streams) {
            guard let row = try linkRow(link, name) else { continue }
            if let offered = row.offered { sum.remove(offered.digest) }
            if let agreed = row.agreed { sum.add(agreed.digest) }
        }
        return sum.digest
    }

    /// Takes back what was offered of some streams: it did not arrive or was not taken.
    package func withdrawOffer(of streams: [StreamID], _ link: LinkNumber) throws {
        for name in Set(streams) {
            guard let row = try linkRow(link, name), row.agreed != row.offered else { continue }
            if let agreed = row.agreed {
                try set(.offered, of: link, to: [agreed])
            } else {
                try forget(.offered, of: link, [name])
            }
        }
    }

    /// Raises one side's positions to these places; those that are lower or not held are passed
    /// over.
    package func raise(_ side: LinkSide, of link: LinkNumber, to dots: [Dot]) throws {
        var positions: [StreamPosition] = []
        for dot in dots {
            let row = try linkRow(link, dot.stream)
            let present = side == .agreed ? row?.agreed : row?.offered
            guard dot.sequence > present?.sequence ?? 0,
                let hash = try hash(of: dot.stream, at: dot.sequence)
            else { continue }
            positions.append(
                StreamPosition(stream: dot.stream, sequence: dot.sequence, hash: hash)
            )
        }
        if !positions.isEmpty { try set(side, of: link, to: positions) }
    }

    /// Takes streams out of one side's positions.
    package func forget(_ side: LinkSide, of link: LinkNumber, _ streams: [StreamID]) throws {
        guard var sum = DigestSum(bytes: try digest(side, of: link).bytes) else { return }
        let column = side == .agreed ? "agreed" : "offered"
        for name in Set(streams) {
            guard let row = try linkRow(link, name), let number = try knownStream(name),
                let old = side == .agreed ? row.agreed : row.offered
            else { continue }
            sum.remove(old.digest)
            try db.cachedStatement(
                sql: """
                    UPDATE linkPosition SET \(column) = 0, \(column)Hash = NULL
                    WHERE link = ? AND stream = ?
                    """
            ).execute(arguments: [link.rawValue, number]
            )
        }
        try db.cachedStatement(sql: "UPDATE link SET \(column) = ?, settledCommit = 0 WHERE id = ?")
            .execute(arguments: [sum.digest.data, link.rawValue]
            )
    }

    /// Both sides' positions of one stream of a link, nil if the link never met the stream.
    private func linkRow(
        _ link: LinkNumber,
        _ name: StreamID
    ) throws -> (agreed: StreamPosition?, offered: StreamPosition?)? {
        guard let number = try knownStream(name) else { return nil }
        let statement = try db.cachedStatement(
            sql: "SELECT * FROM linkPosition WHERE link = ? AND stream = ?"
        )
        guard let row = try Row.fetchOne(statement, arguments: [link.rawValue, number]) else {
            return nil
        }
        func position(_ column: String) -> StreamPosition? {
            let sequence: Int64 = row[column]
            guard sequence > 0, let data = row["\(column)Hash"] as Data?,
                let hash = Digest256(bytes: data)
            else { return nil }
            return StreamPosition(stream: name, sequence: UInt64(sequence), hash: hash)
        }
        return (position("agreed"), position("offered"))
    }
}

extension StoreSession {
    /// The link to a node and incarnation, nil if there is none yet: for reading sessions.
    package func knownLink(node: NodeKey, incarnation: UInt64) throws -> LinkNumber? {
        let statement = try db.cachedStatement(
            sql: "SELECT id FROM link WHERE node = ? AND incarnation = ?"
        )
        let arguments: StatementArguments = [node.data, Int64(bitPattern: incarnation)]
        return try Int64.fetchOne(statement, arguments: arguments).map { LinkNumber(rawValue: $0) }
    }

    /// When a link's other end was last in contact, seconds since 1970 UTC; nil if never or if the
    /// last attempt failed.
    package func lastContact(of link: LinkNumber) throws -> Int64? {
        let statement = try db.cachedStatement(
            sql: "SELECT lastContact FROM link WHERE id = ? AND lastError IS NULL"
        )
        return try Int64.fetchOne(statement, arguments: [link.rawValue])
    }

    /// The node whose store it is.
    package var servingNode: NodeKey { identity.node }

    /// The device's clock, seconds since 1970 UTC.
    package var now: Int64 { identity.now() }
}

extension Store {
    /// The node whose store it is.
    package var node: NodeKey { identity.node }

    /// Draws an incarnation, as `NodeIdentity` does.
    package func drawIncarnation() -> UInt64 { identity.drawIncarnation() }
}
