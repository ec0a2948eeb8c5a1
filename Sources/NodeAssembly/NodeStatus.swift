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
    /// When the oldest of them was recorded, seconds since 1970 UTC; nil if there are none.
    package let oldestUnsent: Int64?
    /// Events that the place named by closing marks and that are not here.
    package let behind: Int64
    /// Records of the place and of those below it with something to decide.
    package let conflicts: Int
    /// Events of the place and of those below it that are kept but not folded.
    package let quarantine: Int
    /// The place's clock minus this device's at the last contact, in seconds; nil while unknown.
    package let clockOffset: Int64?
    /// What was not all right at the last contact; nil if nothing.
    package let lastError: String?
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
                pendingSince: try session.pendingSince(),
                pendingRoot: try session.pendingToRoot(),
                attachments: try session.attachmentCounts(
                    parents: try session.parentNode().map { try session.places(of: $0) } ?? []
                ),
                leadSince: try session.metaNumber(.leadSince),
                contact: try session.contactState(),
                clockOffset: try session.parentClockOffset(),
                isClockInDoubt: try session.clockDoubt() != nil,
                clockWarning: try session.clockWarning(),
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

    /// What is said of the device's clock, in one sentence; nil if nothing speaks against it.
    package func clockWarning() throws -> String? { try store.read { try $0.clockWarning() } }

    private func children(of own: RecordID, _ session: StoreSession) throws -> [ChildStatus] {
        let contacts = try session.linkSummaries()
        return try session.places().filter { $0.parent == own }.map { place in
            let links = contacts.filter { $0.places.contains(place.id) }
            // A place's computers wait apart; the one that is furthest tells of the place.
            let nearest = links.min { $0.unsent < $1.unsent }
            let newest = links.max { ($0.lastContact ?? 0) < ($1.lastContact ?? 0) }
            return ChildStatus(
                region: place.code,
                name: place.name,
                lastContact: newest?.lastContact,
                unsent: nearest?.unsent ?? 0,
                oldestUnsent: nearest?.oldestUnsent,
                behind: try session.eventsBehindMarks(of: place.id),
                conflicts: try session.counts(at: place.id).conflicts,
                quarantine: try session.quarantinedCount(at: place.id),
                clockOffset: newest?.clockOffset,
                lastError: newest?.lastError
            )
        }
    }
}
