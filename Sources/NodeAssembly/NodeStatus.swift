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
    /// When the oldest of them was recorded by the device's clock, seconds since 1970 UTC; nil if
    /// nothing waits.
    package let pendingSince: Int64?
    /// Events of the same kind that are not yet in the county's bulletin.
    package let pendingRoot: Int64
    /// Photos and scans that wait to be sent or fetched.
    package let attachments: AttachmentCounts
    /// The erasures that a computer has not confirmed, the oldest first.
    package let openErasures: [OpenErasure]
    /// When this node took the place of the county's first, seconds since 1970 UTC; else nil.
    package let leadSince: Int64?
    /// How the last contacts with the parent went.
    package let contact: ContactState
    /// The parent's clock minus this device's at the last contact, in seconds; nil while unknown.
    package let clockOffset: Int64?
    /// Whether anything makes the device's clock doubtful.
    package let isClockInDoubt: Bool
    /// What is said of the device's clock, in one sentence; nil if nothing speaks against it.
    package let clockWarning: String?
    /// The places directly below whose nodes have been in contact or are certified.
    package let children: [ChildSummary]
}

extension Node {
    /// Reads the status in one transaction.
    package func status() throws -> NodeStatus {
        try store.read { session in
            return NodeStatus(
                place: try session.servedPlace(),
                node: secrets.signing.nodeKey,
                incarnation: try session.incarnation(),
                counts: try session.counts(),
                pending: try session.pendingToParent(),
                pendingSince: try session.pendingSince(),
                pendingRoot: try session.pendingToRoot(),
                attachments: try session.attachmentCounts(),
                openErasures: try session.unconfirmedErasures(),
                leadSince: try session.metaNumber(.leadSince),
                contact: try session.contactState(),
                clockOffset: try session.parentClockOffset(),
                isClockInDoubt: try session.clockDoubt() != nil,
                clockWarning: try session.clockWarning(),
                children: try session.childSummaries()
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

    /// What is said of the device's clock, in one sentence; nil if nothing speaks against it.
    package func clockWarning() throws -> String? { try store.read { try $0.clockWarning() } }
}
