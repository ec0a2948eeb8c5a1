package import Causality
package import Hashing
package import Records
package import SyncWire

/// What an exchange wants to know of a link and of what the other side lacks.
package struct OutlookQuery: Hashable, Sendable {
    /// The most bytes of events to collect, counted by `Event.wireByteCount`; 0 for no segments.
    ///
    /// The first segment may exceed it, since a segment ends at a signed head.
    package var eventByteCountMax: Int
    /// What the other side is known to hold beyond the agreed vector.
    package var beyond: [Dot]
    /// Streams of which nothing is collected.
    package var excluding: Set<StreamID>
    /// Streams whose events of the last answer were not taken: the offered digest is to be that
    /// without them.
    ///
    /// At a parent only.
    package var withdrawn: [StreamID]
    /// Whether the frontier of the link is wanted.
    package var withFrontier: Bool
    /// At a child only: streams of which the parent showed less than it had acknowledged.
    package var lessened: Set<StreamID>

    /// Makes a query; by default for the digests alone.
    package init(
        eventByteCountMax: Int = 0,
        beyond: [Dot] = [],
        excluding: Set<StreamID> = [],
        withdrawn: [StreamID] = [],
        withFrontier: Bool = false,
        lessened: Set<StreamID> = []
    ) {
        self.eventByteCountMax = eventByteCountMax
        self.beyond = beyond
        self.excluding = excluding
        self.withdrawn = withdrawn
        self.withFrontier = withFrontier
        self.lessened = lessened
    }
}

/// A link as one read transaction saw it.
///
/// A link is between a child (key and incarnation) and its parent; its streams are those that both
/// may hold. The *agreed* vector is what both are known to hold; a parent also keeps the *offered*
/// one: agreed, and what its last answer acknowledged and sent.
package struct LinkOutlook: Hashable, Sendable {
    /// Sum of the digests of all agreed positions; zero for the empty vector.
    package var agreed: Digest256
    /// The same of the offered vector; at a child equal to `agreed`.
    package var offered: Digest256
    /// What this node holds of the link's streams beyond agreed and `beyond`, in the order of the
    /// streams, no stream twice, each ending at a signed head.
    package var segments: [StreamSegment]
    /// Certificates that the other side needs for them.
    package var certificates: [NodeCertificate] = []
    /// Whether something was left out because of the budget.
    package var more: Bool
    /// The last position held of each of the link's streams, if it was wanted.
    package var frontier: [StreamPosition]
    /// At a child: the last sequences of its own streams of the present incarnation.
    package var ownHeads: [Dot]
    /// At a child: its own streams of earlier incarnations.
    package var formerStreams: Set<StreamID>
    /// Of the query's `lessened` streams those that still go to this node's places: what the parent
    /// shows no more because their place was moved away is not lost.
    package var lost: Set<StreamID> = []
    /// What this node will not take however often it is sent, for example forked streams.
    package var standingRefusals: [SegmentRefusal]

    /// Makes an outlook.
    package init(
        agreed: Digest256,
        offered: Digest256,
        segments: [StreamSegment] = [],
        more: Bool = false,
        frontier: [StreamPosition] = [],
        ownHeads: [Dot] = [],
        formerStreams: Set<StreamID> = [],
        standingRefusals: [SegmentRefusal] = []
    ) {
        self.agreed = agreed
        self.offered = offered
        self.segments = segments
        self.more = more
        self.frontier = frontier
        self.ownHeads = ownHeads
        self.formerStreams = formerStreams
        self.standingRefusals = standingRefusals
    }
}

extension LinkOutlook {
    /// Whether a stream is this node's own, of whatever incarnation.
    func isOwn(_ stream: StreamID) -> Bool {
        formerStreams.contains(stream) || ownHeads.contains { $0.stream == stream }
    }
}

/// What this node holds at places that the other side named.
package struct LinkComparison: Hashable, Sendable {
    /// For each named stream that is held: the position at the named sequence, or the last one if
    /// less is held.
    package var held: [StreamPosition]
    /// The agreed vector inside the stretch that is compared, before the comparison.
    package var agreed: [Dot]

    /// Makes a comparison.
    package init(held: [StreamPosition], agreed: [Dot]) {
        self.held = held
        self.agreed = agreed
    }
}
