package import Causality
internal import GRDB

/// An invitation that this node gave out: what its one-time code stands for.
package struct OpenInvitation: Hashable, Sendable {
    /// The public name of the code, the same as in the `invitation` record.
    package let id: [UInt8]
    /// The code's secret.
    package let secret: [UInt8]
    /// The place that a node may join.
    package let place: RecordID
    /// Until when the code may be used, seconds since 1970 UTC.
    package let expiresAt: Int64
    /// The node that used it; nil while nobody has.
    package let node: NodeKey?

    /// Describes an invitation.
    package init(
        id: [UInt8],
        secret: [UInt8],
        place: RecordID,
        expiresAt: Int64,
        node: NodeKey? = nil
    ) {
        self.id = id
        self.secret = secret
        self.place = place
        self.expiresAt = expiresAt
        self.node = node
    }
}

extension StoreSession {
    /// Keeps an invitation's secret until it is used or has expired.
    package func keep(_ invitation: OpenInvitation) throws {
        try db.cachedStatement(
            sql: "INSERT INTO openInvitation(id, secret, place, expiresAt) VALUES (?, ?, ?, ?)"
        ).execute(arguments: [
            Data(invitation.id), Data(invitation.secret),
            try number(of: invitation.place).rawValue, invitation.expiresAt,
        ]
        )
        _ = try commit()
    }

    /// The invitation of a public name, nil if this node gave none.
    package func openInvitation(_ id: [UInt8]) throws -> OpenInvitation? {
        let row = try Row.fetchOne(
            db.cachedStatement(sql: "SELECT * FROM openInvitation WHERE id = ?"),
            arguments: [Data(id)]
        )
        guard let row else { return nil }
        return OpenInvitation(
            id: id,
            secret: [UInt8](row["secret"] as Data),
            place: try recordID(LocalNumber(rawValue: row["place"])),
            expiresAt: row["expiresAt"],
            node: (row["node"] as Data?).flatMap { NodeKey(bytes: $0) }
        )
    }

    /// Notes which node used an invitation: nobody else can, the same node may ask again.
    package func use(_ invitation: OpenInvitation, by node: NodeKey) throws {
        try db.cachedStatement(sql: "UPDATE openInvitation SET node = ? WHERE id = ?").execute(
            arguments: [node.data, Data(invitation.id)]
        )
        _ = try commit()
    }
}
