package import Causality
package import Hashing
package import Records
package import SyncWire

/// A change of what two sides of a link are known to hold.
package enum AgreementChange: Hashable, Sendable {
    /// At a child: the agreed vector is raised to these.
    case advance([Dot])
    /// The streams are taken out of the agreed vector.
    case drop([StreamID])
    /// Inside the stretch the agreed vector becomes exactly these; the offered one becomes agreed.
    case replace(StreamRange, [Dot])
    /// At a parent: the child has the last answer. The offered vector, without what the last
    /// answer sent of these streams, becomes the agreed one.
    case promote(without: [StreamID])
    /// At a parent: the last answer was lost. The offered vector becomes the agreed one again.
    case restart
    /// At a parent: the answer that is being made sends events up to these; the offered vector is
    /// raised to them.
    case offer([Dot])
}

/// What one transaction stores of an exchange: agreement changes in order, then events.
package struct LinkCommit: Hashable, Sendable {
    /// What happens to the positions up to which segments were taken.
    package enum Taken: Hashable, Sendable {
        /// A child's way: the sender holds them, so they are agreed.
        case agreed
        /// A parent's way: they are offered until the child is known to have the answer.
        case offered
        /// Nothing, because the vectors are not comparable yet.
        case ignored
    }

    /// The changes, in order, before the segments.
    package var changes: [AgreementChange]
    /// Certificates of the segments' authors, kept before the segments are verified; whether they
    /// count is asked of their chain.
    package var certificates: [NodeCertificate]
    /// The segments to verify and store.
    package var segments: [WireSegment]
    /// What their positions count as.
    package var taken: Taken
    /// At a child whose store was restored or copied: own events, from these dots to the ends of
    /// their streams, stand against what the parent holds.
    ///
    /// They are taken out of their streams and written again under the present incarnation, before
    /// the segments are applied.
    package var settingAside: [Dot]
    /// At a parent: streams of which the other side has a history that is not the one held here.
    ///
    /// Of their authors nothing that is new is taken.
    package var forked: Set<StreamID>
    /// Streams that the other side will not take as they are, or not today.
    package var withholding: [Withholding]

    /// Makes a commit.
    package init(
        changes: [AgreementChange],
        certificates: [NodeCertificate] = [],
        segments: [WireSegment] = [],
        taken: Taken,
        settingAside: [Dot] = [],
        forked: Set<StreamID> = [],
        withholding: [Withholding] = []
    ) {
        self.changes = changes
        self.certificates = certificates
        self.segments = segments
        self.taken = taken
        self.settingAside = settingAside
        self.forked = forked
        self.withholding = withholding
    }

    /// Whether there is nothing to store.
    package var isEmpty: Bool {
        changes.isEmpty && certificates.isEmpty && segments.isEmpty && settingAside.isEmpty
            && withholding.isEmpty
    }
}

/// What became of a commit's segments.
package struct ApplyOutcome: Hashable, Sendable {
    /// For each segment of which anything is held now, new or not: up to where.
    ///
    /// Never beyond the segment's last event.
    package var positions: [StreamPosition]
    /// How many events were new.
    package var newEventCount: Int
    /// What was not taken.
    package var refusals: [SegmentRefusal]
    /// This node's own streams of which there was more or something else than here, or is by the
    /// word of others: it took a new incarnation (SPEC 11.10, 11.15).
    package var grownElsewhere: Set<StreamID> = []

    /// Makes an outcome.
    package init(
        positions: [StreamPosition] = [],
        newEventCount: Int = 0,
        refusals: [SegmentRefusal] = []
    ) {
        self.positions = positions
        self.newEventCount = newEventCount
        self.refusals = refusals
    }
}

/// The durable result of a commit.
package struct LinkCommitted: Hashable, Sendable {
    /// What became of the segments.
    package var outcome: ApplyOutcome
    /// The digest of the agreed vector after the commit.
    package var agreed: Digest256
    /// The digest of the offered vector after the commit; at a child equal to `agreed`.
    package var offered: Digest256

    /// Makes a result.
    package init(outcome: ApplyOutcome, agreed: Digest256, offered: Digest256) {
        self.outcome = outcome
        self.agreed = agreed
        self.offered = offered
    }
}
