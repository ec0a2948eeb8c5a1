internal import Ambient
package import Causality
internal import Credentials
package import Enrolment
internal import Hashing
internal import Records
package import Store

/// What `status` says of a node.
package struct NodeStatus: Sendable {
    /// The place that the node serves; nil while its record has not arrived.
    package let place: Place?
    /// The node's key.
    package let node: NodeKey
    /// The incarnation that it writes as.
    package let incarnation: UInt64
    /// Counts and digests over all that it holds.
    package let counts: StoreCounts
    /// Events that the parent may hold and has not acknowledged.
    package let pending: Int64
    /// Events of the same kind that are not yet in the county's bulletin.
    package let pendingRoot: Int64
    /// Photos and scans that wait to be sent or fetched.
    package let attachments: AttachmentCounts
    /// When this node took the place of the county's first, seconds since 1970 UTC; else nil.
    package let leadSince: Int64?
    /// When the last exchange with the parent succeeded, seconds since 1970 UTC.
    package let lastSync: Int64?
    /// What went wrong last, nil if nothing.
    package let lastError: String?
    /// The places directly below whose nodes have been in contact or are certified.
    package let children: [ChildStatus]
}

/// What is known of one place below.
package struct ChildStatus: Hashable, Sendable {
    /// The place's code.
    package let region: String
    /// The place's name.
    package let name: String
    /// Last contact, seconds since 1970 UTC; nil if there never was one.
    package let lastContact: Int64?
    /// Events that this node has for the place and that it has not confirmed.
    package let unsent: Int64
    /// Whether the place named events by a closing mark that are not here.
    package let behind: Int64
}

extension Node {
    /// Reads the status in one transaction.
    package func status() throws -> NodeStatus {
        try store.read { session in
            let own = try session.ownPlace()
            return NodeStatus(
                place: try session.servedPlace(),
                node: secrets.signing.nodeKey,
                incarnation: try session.incarnation(),
                counts: try session.counts(),
                pending: try session.pendingToParent(),
                pendingRoot: try session.pendingToRoot(),
                attachments: try session.attachmentCounts(
                    parents: try session.parentNode().map { try session.places(of: $0) } ?? []
                ),
                leadSince: try session.metaNumber(.leadSince),
                lastSync: try session.metaNumber(.lastSync),
                lastError: try session.meta(.lastError).flatMap { $0.isEmpty ? nil : $0 },
                children: try children(of: own, session)
            )
        }
    }

    /// Counts and digest of a place and the places below it.
    package func status(code: String) throws -> (place: Place, counts: StoreCounts, isPartial: Bool)
    {
        guard let region = RegionCode(text: code) else { throw EnrolmentError.badCode(code) }
        let today =
            CivilDateTime(secondsSince1970: clock.now.secondsSince1970)?.date ?? .earliest
        return try store.read { session in
            guard let place = try session.place(code: region.text, on: today) else {
                throw EnrolmentError.unknownPlace(region.text)
            }
            let isPartial = try !session.isOwnOrBelow(place.id)
            return (place, try session.counts(at: place.id), isPartial)
        }
    }

    private func children(of own: RecordID, _ session: StoreSession) throws -> [ChildStatus] {
        let contacts = try session.linkSummaries()
        return try session.places().filter { $0.parent == own }.map { place in
            let links = contacts.filter { $0.places.contains(place.id) }
            return ChildStatus(
                region: place.code,
                name: place.name,
                lastContact: links.compactMap(\.lastContact).max(),
                unsent: links.map(\.unsent).min() ?? 0,
                behind: try session.eventsBehindMarks(of: place.id)
            )
        }
    }
}
