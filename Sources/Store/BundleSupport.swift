package import Causality
internal import GRDB
package import Records

extension LinkNumber {
    /// A link that nothing is remembered of.
    package static let none = LinkNumber(rawValue: 0)
}

/// What a link's last contact was.
package struct LinkContact: Hashable, Sendable {
    /// The link.
    package let link: LinkNumber
    /// When its other end was last in contact, seconds since 1970 UTC; 0 if that was not noted.
    package let lastContact: Int64
}

extension StoreSession {
    /// The link to a node under the incarnation that was in contact last; nil if there is none.
    package func latestLink(to node: NodeKey) throws -> LinkContact? {
        let row = try Row.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT id, IFNULL(lastContact, 0) AS contact FROM link WHERE node = ?
                    ORDER BY contact DESC, id DESC LIMIT 1
                    """
            ),
            arguments: [node.data]
        )
        return row.map {
            LinkContact(link: LinkNumber(rawValue: $0["id"]), lastContact: $0["contact"])
        }
    }

    /// The nodes that are certified for a place, this one left out, each with its newest
    /// certificate for it.
    package func nodes(at place: RecordID) throws -> [NodeCertificate] {
        var newest: [NodeKey: NodeCertificate] = [:]
        for certificate in try allCertificates()
        where certificate.place == place && certificate.node != identity.node {
            guard try places(of: certificate.node).contains(place) else { continue }
            if certificate.issuedAt >= newest[certificate.node]?.issuedAt ?? .min {
                newest[certificate.node] = certificate
            }
        }
        return newest.values.sorted { $0.node < $1.node }
    }
}
