package import Causality
internal import Hashing
internal import Records
package import Store
package import SyncEngine
package import SyncWire

/// One end of a link as a store keeps it: what `SyncEngine` asks for, in the store's terms.
package struct LinkEnd: Hashable, Sendable {
    /// The link's number.
    package let link: LinkNumber
    /// The places that the other end serves.
    package let places: Set<RecordID>
    /// Whether this node is the child: it keeps an agreed vector only.
    package let isChild: Bool

    /// Names an end.
    package init(link: LinkNumber, places: Set<RecordID>, isChild: Bool) {
        self.link = link
        self.places = places
        self.isChild = isChild
    }
}

extension StoreSession {
    /// The link as the engine sees it.
    ///
    /// `isWorn` tells that `settle` should follow, because too many streams were looked at in vain.
    package func outlook(
        _ query: OutlookQuery,
        of end: LinkEnd
    ) throws -> (outlook: LinkOutlook, isWorn: Bool) {
        let agreed = try digest(.agreed, of: end.link)
        var outlook = LinkOutlook(
            agreed: agreed,
            offered: end.isChild
                ? agreed : try offeredDigest(of: end.link, withdrawing: query.withdrawn)
        )
        if query.withFrontier { outlook.frontier = try frontier(sharedWith: end.places) }
        if end.isChild {
            outlook.lost = try query.lessened.filter(isStillHeld)
            outlook.ownHeads = try ownHeads()
            outlook.formerStreams = try formerStreams()
        }
        guard query.eventByteCountMax > 0 else { return (outlook, false) }
        let collected = try collect(
            LinkCollection(
                places: end.places,
                beyond: Dictionary(
                    query.beyond.map { ($0.stream, $0.sequence) },
                    uniquingKeysWith: max
                ),
                excluding: query.excluding,
                lessened: Set(query.lessened),
                byteCountMax: query.eventByteCountMax,
                eventCountMax: MessageLimits.eventCountMax,
                segmentCountMax: MessageLimits.segmentCountMax
            ),
            for: end.link
        )
        outlook.segments = collected.segments
        outlook.certificates = collected.certificates
        outlook.more = !collected.isComplete
        return (outlook, collected.scannedCount > StoreSession.scannedCountMax)
    }

    /// What is held at places that the other end named.
    package func compare(
        _ range: StreamRange,
        _ dots: [Dot],
        of end: LinkEnd
    ) throws -> LinkComparison {
        LinkComparison(
            held: try dots.compactMap { try position(notAfter: $0) },
            agreed: try positions(.agreed, of: end.link)
                .filter { range.contains($0.stream) }
                .map { Dot(stream: $0.stream, sequence: $0.sequence) }
        )
    }

    /// Whether what a stream holds still comes here: the parent does not show a village that was
    /// moved to another township, and has lost nothing of it.
    private func isStillHeld(_ stream: StreamID) throws -> Bool {
        guard let audience = try description(of: stream)?.audience else { return false }
        return try comesHere(audience)
    }

    /// Stores what an exchange brought; the caller's transaction makes it durable.
    package func commit(_ commit: LinkCommit, of end: LinkEnd) throws -> LinkCommitted {
        if !commit.settingAside.isEmpty { try giveWay(from: commit.settingAside) }
        for change in commit.changes { try apply(change, of: end) }
        try noteKnown(commit.certificates)
        let outcome = try take(commit.segments, of: end, forked: commit.forked)
        if !end.isChild, outcome.refusals.contains(where: { $0.reason == .limit }) {
            try noteTrouble(IntakeLimit.standard.sentence, of: end.link)
        }
        let dots = outcome.positions.map { Dot(stream: $0.stream, sequence: $0.sequence) }
        switch commit.taken {
        case .agreed: try raise(.agreed, of: end.link, to: dots)
        case .offered: try raise(.offered, of: end.link, to: dots)
        case .ignored: break
        }
        for entry in commit.withholding {
            try withhold([entry.stream], from: end.link, until: now + entry.seconds)
        }
        let agreed = try digest(.agreed, of: end.link)
        return LinkCommitted(
            outcome: outcome,
            agreed: agreed,
            offered: end.isChild ? agreed : try digest(.offered, of: end.link)
        )
    }

    /// Keeps the certificates whose issuers are known, so that nobody fills the store with chains
    /// that lead nowhere.
    func noteKnown(_ certificates: [NodeCertificate]) throws {
        var open = certificates
        while !open.isEmpty {
            let known = try open.filter { try !places(of: $0.issuer).isEmpty }
            guard !known.isEmpty else { return }
            for certificate in known { try note(certificate) }
            open.removeAll { known.contains($0) }
        }
    }

    private func apply(_ change: AgreementChange, of end: LinkEnd) throws {
        switch change {
        case .advance(let dots): try raise(.agreed, of: end.link, to: dots)
        case .drop(let streams): try forget(.agreed, of: end.link, streams)
        case .replace(let range, let dots):
            let old = try positions(.agreed, of: end.link).map(\.stream).filter(range.contains)
            try forget(.agreed, of: end.link, old)
            try raise(.agreed, of: end.link, to: dots)
            if !end.isChild { try beginOffer(of: end.link) }
        case .promote(let streams):
            try withdrawOffer(of: streams, end.link)
            try agreeOffered(of: end.link)
        case .restart: try beginOffer(of: end.link)
        case .offer(let dots): try raise(.offered, of: end.link, to: dots)
        }
    }

    /// Verifies, stores and folds segments; tells of each how far it is held now.
    private func take(
        _ segments: [WireSegment],
        of end: LinkEnd,
        forked: Set<StreamID>
    ) throws -> ApplyOutcome {
        var outcome = ApplyOutcome()
        var described: [StreamSegment] = []
        for segment in segments {
            if let known = try self.described(segment) {
                described.append(known)
            } else {
                outcome.refusals.append(
                    SegmentRefusal(stream: segment.stream, sequence: 1, reason: .gap)
                )
            }
        }
        let merged =
            try described.isEmpty
            ? MergeOutcome()
            : merge(
                described,
                givingWay: end.isChild,
                limit: end.isChild ? nil : .standard,
                forked: forked
            )
        outcome.newEventCount = merged.newEventCount
        outcome.refusals += merged.refusals
        outcome.grownElsewhere = merged.grownElsewhere
        let refused = Set(outcome.refusals.map(\.stream))
        for segment in described where !refused.contains(segment.stream) {
            guard let last = segment.events.last?.dot else { continue }
            if let position = try position(notAfter: last) { outcome.positions.append(position) }
        }
        return outcome
    }

    private func described(_ segment: WireSegment) throws -> StreamSegment? {
        var known: [StreamID: StreamDescription] = [:]
        if case .named(let stream) = segment.name {
            known[stream] = try description(of: stream)
        }
        return segment.described(by: known)
    }
}
