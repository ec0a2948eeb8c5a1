package import Causality
internal import GRDB
package import Hashing
package import Records

/// A link's number in this store.
package struct LinkNumber: Hashable, Sendable {
    let rawValue: Int64

    /// Nothing is withheld for longer, in seconds: a time further off was set by a wrong clock.
    static let withheldSecondsMax: Int64 = 86_400
}

/// What a link remembers of a stream: `agreed` is what both ends are known to hold, `offered` what
/// they will once the last answer has arrived.
///
/// Only a cache: the receiver's frontier is the truth.
package enum LinkSide: Sendable {
    /// What both ends have confirmed.
    case agreed
    /// What the last answer will have made true if it arrives.
    case offered

    fileprivate var column: String {
        switch self {
        case .agreed: "agreed"
        case .offered: "offered"
        }
    }
}

extension StoreSession {
    /// The link to a node and incarnation, made with nothing agreed if there is none.
    package func link(node: NodeKey, incarnation: UInt64) throws -> LinkNumber {
        let find = try db.cachedStatement(
            sql: "SELECT id FROM link WHERE node = ? AND incarnation = ?"
        )
        let arguments: StatementArguments = [node.data, Int64(bitPattern: incarnation)]
        if let id = try Int64.fetchOne(find, arguments: arguments) {
            return LinkNumber(rawValue: id)
        }
        let zero = DigestSum.zero.digest.data
        try db.cachedStatement(
            sql: "INSERT INTO link(node, incarnation, agreed, offered) VALUES (?, ?, ?, ?)"
        ).execute(arguments: [node.data, Int64(bitPattern: incarnation), zero, zero]
        )
        return LinkNumber(rawValue: db.lastInsertedRowID)
    }

    /// The digest of one side's positions: constant time, whatever the number of streams and
    /// events.
    package func digest(_ side: LinkSide, of link: LinkNumber) throws -> Digest256 {
        let statement = try db.cachedStatement(
            sql: "SELECT \(side.column) FROM link WHERE id = ?"
        )
        guard let data = try Data.fetchOne(statement, arguments: [link.rawValue]),
            let digest = Digest256(bytes: data)
        else { throw StoreError.damaged("链路 \(link.rawValue)") }
        return digest
    }

    /// Moves one side's positions of some streams, and its digest with them.
    package func set(
        _ side: LinkSide,
        of link: LinkNumber,
        to positions: [StreamPosition]
    ) throws {
        guard var sum = DigestSum(bytes: try digest(side, of: link).bytes) else { return }
        for position in positions {
            let number = try streamNumber(position.stream)
            if let old = try self.position(side, of: link, stream: number) {
                sum.remove(old.digest)
            }
            sum.add(position.digest)
            let statement = try db.cachedStatement(
                sql: """
                    INSERT INTO linkPosition(link, stream, \(side.column), \(side.column)Hash)
                    VALUES (?, ?, ?, ?)
                    ON CONFLICT(link, stream) DO UPDATE SET
                    \(side.column) = excluded.\(side.column),
                    \(side.column)Hash = excluded.\(side.column)Hash
                    """
            )
            try statement.execute(arguments: [
                link.rawValue, number, Int64(position.sequence), position.hash.data,
            ])
        }
        try setDigest(side, of: link, sum)
    }

    /// Replaces all positions of one side: after whole frontiers were compared.
    package func replace(
        _ side: LinkSide,
        of link: LinkNumber,
        with positions: [StreamPosition]
    ) throws {
        try db.cachedStatement(
            sql: """
                UPDATE linkPosition SET \(side.column) = 0, \(side.column)Hash = NULL WHERE link = ?
                """
        ).execute(arguments: [link.rawValue]
        )
        try setDigest(side, of: link, .zero)
        try set(side, of: link, to: positions)
    }

    /// Makes what was offered agreed: the other end has shown that the last answer arrived.
    package func agreeOffered(of link: LinkNumber) throws {
        try db.cachedStatement(
            sql: """
                UPDATE linkPosition SET agreed = offered, agreedHash = offeredHash
                WHERE link = ? AND agreed <> offered
                """
        ).execute(arguments: [link.rawValue]
        )
        try db.cachedStatement(sql: "UPDATE link SET agreed = offered WHERE id = ?").execute(
            arguments: [link.rawValue]
        )
    }

    /// Makes what was agreed the start of a new offer.
    package func beginOffer(of link: LinkNumber) throws {
        try db.cachedStatement(
            sql: """
                UPDATE linkPosition SET offered = agreed, offeredHash = agreedHash
                WHERE link = ? AND agreed <> offered
                """
        ).execute(arguments: [link.rawValue]
        )
        try db.cachedStatement(sql: "UPDATE link SET offered = agreed WHERE id = ?").execute(
            arguments: [link.rawValue]
        )
    }

    /// One side's positions of all streams, in the order of their names.
    package func positions(_ side: LinkSide, of link: LinkNumber) throws -> [StreamPosition] {
        let column = side.column
        let rows = try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT stream, \(column), \(column)Hash FROM linkPosition
                    WHERE link = ? AND \(column) > 0
                    """
            ),
            arguments: [link.rawValue]
        )
        return try rows.map { row in
            guard let hash = Digest256(bytes: row[2] as Data) else {
                throw StoreError.damaged("链路 \(link.rawValue)")
            }
            return StreamPosition(
                stream: try stream(row[0]).name,
                sequence: UInt64(row[1] as Int64),
                hash: hash
            )
        }.sorted { $0.stream < $1.stream }
    }

    /// Notes that the other end was in contact now, or what went wrong.
    package func noteContact(of link: LinkNumber, error: String?) throws {
        try db.cachedStatement(
            sql: """
                UPDATE link SET lastContact = CASE WHEN ?2 IS NULL THEN ?1 ELSE lastContact END,
                lastError = ?2 WHERE id = ?3
                """
        ).execute(arguments: [identity.now(), error, link.rawValue]
        )
    }

    /// Notes what an exchange with the other end was not all right in.
    package func noteTrouble(_ sentence: String, of link: LinkNumber) throws {
        try db.execute(
            sql: "UPDATE link SET lastError = ? WHERE id = ?",
            arguments: [sentence, link.rawValue]
        )
    }

    private func position(
        _ side: LinkSide,
        of link: LinkNumber,
        stream number: Int64
    ) throws -> StreamPosition? {
        let column = side.column
        let statement = try db.cachedStatement(
            sql: "SELECT \(column), \(column)Hash FROM linkPosition WHERE link = ? AND stream = ?"
        )
        guard let row = try Row.fetchOne(statement, arguments: [link.rawValue, number]),
            row[0] as Int64 > 0, let hash = Digest256(bytes: row[1] as Data)
        else { return nil }
        return StreamPosition(
            stream: try stream(number).name,
            sequence: UInt64(row[0] as Int64),
            hash: hash
        )
    }

    private func setDigest(_ side: LinkSide, of link: LinkNumber, _ sum: DigestSum) throws {
        try db.cachedStatement(sql: "UPDATE link SET \(side.column) = ? WHERE id = ?").execute(
            arguments: [sum.digest.data, link.rawValue]
        )
    }
}
