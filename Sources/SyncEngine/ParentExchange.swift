package import Ambient
package import Causality
internal import Records
internal import Hashing
package import SyncWire

/// What a parent's exchange is told.
package enum ParentEvent: Hashable, Sendable {
    /// Answers `readOutlook`.
    case outlook(LinkOutlook)
    /// Answers `compare`.
    case compared(LinkComparison)
    /// Answers `commit`, once it is durable.
    case committed(LinkCommitted)
}

/// What a parent's exchange wants done; each action but `answer` is answered by one event.
package enum ParentAction: Hashable, Sendable {
    /// Read the link, in one read transaction.
    case readOutlook(OutlookQuery)
    /// Tell what is held at these places.
    case compare(StreamRange, [Dot])
    /// Store in one transaction.
    case commit(LinkCommit)
    /// Seal and send the answer: the end.
    case answer(Answer)
}

/// A parent's side of one round: one request in, one answer out.
///
/// It keeps nothing between rounds; what a child is known to hold is state of the link in the
/// store. A request may come twice, or an older one again: events that are held are passed over,
/// and a digest that fits neither vector only leads to a comparison of frontiers.
package struct ParentExchange: Sendable {
    private enum Phase: Hashable, Sendable {
        case idle
        case matching
        case comparing
        case storing
        case collecting
        case offering(LinkOutlook)
        case finished
    }

    private let request: Request
    private let incarnation: UInt64
    private let clock: WallClock
    private let eventByteCountMax: Int
    private var phase = Phase.idle
    /// Whether both sides mean the same by the agreed vector.
    private var isAgreed = false
    /// Behind which stream the next part of the frontier begins, if one is to be sent.
    private var frontierAfter: StreamID?
    private var refusals: [SegmentRefusal] = []
    private var acknowledged: [StreamID: UInt64] = [:]

    /// Makes a round for a request; `incarnation` and `clock` are this node's own.
    package init(
        request: Request,
        incarnation: UInt64,
        clock: WallClock,
        eventByteCountMax: Int = MessageLimits.eventByteCountMax
    ) {
        self.request = request
        self.incarnation = incarnation
        self.clock = clock
        self.eventByteCountMax = eventByteCountMax
    }

    /// Streams of which the child did not take what the last answer sent.
    private var withdrawn: [StreamID] { request.cargo.refusals.map(\.stream) }

    /// Begins: the first action.
    package mutating func start() -> ParentAction {
        precondition(phase == .idle, "a round is started once")
        phase = .matching
        return .readOutlook(OutlookQuery(withdrawn: withdrawn))
    }

    /// Takes an event; nil if it does not belong to the present phase.
    package mutating func handle(_ event: ParentEvent) -> ParentAction? {
        switch (phase, event) {
        case (.matching, .outlook(let outlook)): return match(outlook)
        case (.comparing, .compared(let comparison)): return take(comparison)
        case (.storing, .committed(let result)): return take(result)
        case (.collecting, .outlook(let outlook)): return offer(outlook)
        case (.offering(let outlook), .committed(let result)):
            return answer(outlook, offered: result.offered)
        case (.idle, _), (.matching, _), (.comparing, _), (.storing, _), (.collecting, _),
            (.offering, _), (.finished, _):
            return nil
        }
    }

    /// Finds out which vector the child speaks of.
    private mutating func match(_ outlook: LinkOutlook) -> ParentAction {
        if let part = request.cargo.frontier {
            phase = .comparing
            let dots = part.positions.map { Dot(stream: $0.stream, sequence: $0.sequence) }
            return .compare(part.range, dots)
        }
        if request.agreed == outlook.offered {
            isAgreed = true
            let isChanged = outlook.offered != outlook.agreed || !withdrawn.isEmpty
            return store(isChanged ? [.promote(without: withdrawn)] : [])
        }
        if request.agreed == outlook.agreed {
            isAgreed = true
            return store([.restart])
        }
        return store([])
    }

    /// Takes the child's reply to a part of the frontier: what the hashes confirm is agreed.
    private mutating func take(_ comparison: LinkComparison) -> ParentAction {
        guard let part = request.cargo.frontier else { return store([]) }
        let held = Dictionary(
            comparison.held.map { ($0.stream, $0) },
            uniquingKeysWith: { first, _ in first }
        )
        var marks: [Dot] = []
        for theirs in part.positions {
            guard let mine = held[theirs.stream], mine.sequence == theirs.sequence else { continue }
            if mine.hash == theirs.hash {
                marks.append(Dot(stream: theirs.stream, sequence: theirs.sequence))
            } else {
                refusals.append(
                    SegmentRefusal(
                        stream: theirs.stream,
                        sequence: theirs.sequence,
                        reason: .fork
                    )
                )
            }
        }
        frontierAfter = part.range.through
        // The last part settles the vector whatever the digest says: the child knows its own
        // marks and hears which of them were refused.
        isAgreed = part.range.through == nil
        return store([.replace(part.range, marks)])
    }

    private mutating func store(_ changes: [AgreementChange]) -> ParentAction {
        let commit = LinkCommit(
            changes: changes,
            certificates: request.cargo.certificates,
            segments: request.cargo.segments,
            taken: isAgreed ? .offered : .ignored,
            forked: Set(refusals.map(\.stream)),
            withholding: request.cargo.refusals.compactMap { Withholding($0, at: request.time) }
        )
        guard !commit.isEmpty else { return collect() }
        phase = .storing
        return .commit(commit)
    }

    private mutating func take(_ result: LinkCommitted) -> ParentAction {
        refusals += result.outcome.refusals
        for position in result.outcome.positions {
            acknowledged[position.stream] = position.sequence
        }
        if request.cargo.frontier != nil, result.agreed == request.agreed { isAgreed = true }
        return collect()
    }

    private mutating func collect() -> ParentAction {
        phase = .collecting
        guard isAgreed else { return .readOutlook(OutlookQuery(withFrontier: true)) }
        let excluded = Set(withdrawn).union(refusals.map(\.stream))
        return .readOutlook(
            OutlookQuery(
                eventByteCountMax: eventByteCountMax,
                beyond: request.cargo.segments.map {
                    Dot(stream: $0.stream, sequence: $0.lastSequence)
                },
                excluding: excluded
            )
        )
    }

    private mutating func offer(_ outlook: LinkOutlook) -> ParentAction {
        guard isAgreed, !outlook.segments.isEmpty else {
            return answer(outlook, offered: outlook.offered)
        }
        phase = .offering(outlook)
        let marks = outlook.segments.compactMap(\.events.last?.dot)
        return .commit(LinkCommit(changes: [.offer(marks)], taken: .ignored))
    }

    private mutating func answer(_ outlook: LinkOutlook, offered: Digest256) -> ParentAction {
        phase = .finished
        var cargo = Cargo(refusals: Array(refusals.prefix(MessageLimits.refusalCountMax)))
        if isAgreed {
            cargo.segments = outlook.segments.map { WireSegment($0) }
            // Another history is here: the child may have it in the next round.
            cargo.more = outlook.more || refusals.contains { $0.reason == .fork }
            cargo.certificates = outlook.certificates
        } else {
            cargo.frontier = FrontierPart.first(of: outlook.frontier, after: frontierAfter)
        }
        return .answer(
            Answer(
                incarnation: incarnation,
                time: clock.now.secondsSince1970,
                nonce: request.nonce,
                offered: offered,
                acknowledgement: acknowledgement,
                cargo: cargo
            )
        )
    }

    private var acknowledgement: Acknowledgement {
        let sequences = request.cargo.segments.map { segment in
            min(acknowledged[segment.stream] ?? 0, segment.lastSequence)
        }
        let isWhole = zip(request.cargo.segments, sequences).allSatisfy {
            $0.lastSequence == $1
        }
        return isWhole ? .whole : .upTo(sequences)
    }
}
