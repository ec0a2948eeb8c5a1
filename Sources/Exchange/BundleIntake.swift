package import Causality
internal import Hashing
internal import Records
package import Store
package import SyncEngine
internal import SyncWire

/// Takes one part of a bundle into a store: first checks all of it, then stores it message by
/// message.
///
/// The caller reads the part twice; whatever its length, no more than one message and a position
/// for each stream is in memory. Stored is what an exchange would store of the same events.
package struct BundleIntake {
    /// What became of a part.
    package struct Summary: Hashable, Sendable {
        /// Events that were new.
        package var newEventCount = 0
        /// Attachments' contents that are whole here now and were not before.
        package var attachmentCount = 0
        /// Whether the bundle ends with this part.
        package var isLastPart = false
        /// The first earlier part of which nobody can tell whether it was taken: it has no events;
        /// nil if there is none.
        package var unprovenPart: Int?
        /// What a person should learn of.
        package var notices: [SyncNotice] = []
    }

    private let store: Store
    private let sender: BundleSender
    private let isSigned: (NodeKey, [UInt8], [UInt8]) -> Bool
    private let isPartHeld: (Int) -> Bool
    private var check = BundleCheck()
    /// Own streams of the present incarnation that the sender knows longer or otherwise.
    private var grownOwn: Set<StreamID> = []
    /// Whether a new incarnation was taken for them.
    private var hasRenewed = false
    private var end: LinkEnd?
    private var refused: Set<StreamID> = []
    /// Streams of which the bundle has another history than the store.
    private var forked: Set<StreamID> = []
    private var summary = Summary()
    /// How many attachments the sender lacks, where it says so.
    private var lackingThere: Int?

    /// Prepares to take a part of a sender's bundle.
    ///
    /// `isPartHeld` tells which earlier parts are known to have been taken; of the others what
    /// they brought last must be held. `isSigned` is given key, statement and signature.
    package init(
        store: Store,
        sender: BundleSender,
        isPartHeld: @escaping (Int) -> Bool = { _ in false },
        isSigned: @escaping (NodeKey, [UInt8], [UInt8]) -> Bool
    ) {
        self.store = store
        self.sender = sender
        self.isPartHeld = isPartHeld
        self.isSigned = isSigned
    }

    // MARK: - The first reading

    /// Checks the next message; stores nothing but, if another store writes as this node, a new
    /// incarnation.
    ///
    /// Throws `BundleFault`, or what the store throws.
    package mutating func check(_ content: BundleContent) throws {
        // Of a part of an attachment everything but its form is looked at when it is taken.
        guard case .message(let message) = content else { return }
        try look(at: message)
    }

    /// To be called where the part is refused, by this or for its file's sake: it has shown what
    /// others hold of this node all the same (SPEC 17.11).
    package mutating func leaveOff() throws { try renewIfGrown() }

    private mutating func look(at message: BundleMessage) throws {
        do {
            try store.read { session in
                if let part = message.cargo.frontier {
                    let comparison = try session.comparison(with: part)
                    grownOwn.formUnion(comparison.grownOwn)
                }
                try checkMarks(message.marks, session)
                for segment in message.cargo.segments {
                    if case .described(let description) = segment.name,
                        try session.isGrown(description, through: segment.lastSequence)
                    {
                        grownOwn.insert(segment.stream)
                    }
                    try check.check(
                        segment,
                        held: { try session.held($0) },
                        isSigned: isSigned
                    )
                }
            }
        } catch SegmentFault.gap(let stream, let sequence) {
            throw BundleFault.gap(stream, sequence: sequence)
        } catch SegmentFault.signature(let stream, let sequence) {
            throw BundleFault.signature(stream, sequence: sequence)
        }
    }

    private mutating func checkMarks(_ marks: [StreamPosition?], _ session: StoreSession) throws {
        for (index, mark) in marks.enumerated() where !isPartHeld(index + 1) {
            guard let mark else {
                summary.unprovenPart = min(summary.unprovenPart ?? .max, index + 1)
                continue
            }
            let held = try session.position(of: mark.stream)?.sequence ?? 0
            guard held >= mark.sequence else { throw BundleFault.partMissing(index + 1) }
        }
    }

    /// Before it writes anything else, a restored or copied store takes a new incarnation.
    private mutating func renewIfGrown() throws {
        guard !grownOwn.isEmpty, !hasRenewed else { return }
        try store.write { try $0.renewIncarnation() }
        hasRenewed = true
        summary.notices.note(grownElsewhere: grownOwn)
    }

    // MARK: - The second reading

    /// Stores the next message, durably.
    package mutating func take(_ content: BundleContent) throws {
        try renewIfGrown()
        switch content {
        case .message(let message): try take(message)
        case .part(let part): try take(part)
        }
    }

    /// Parts are taken as they come over the line: each is kept if it is the next one.
    private mutating func take(_ message: BundledPart) throws {
        let part = message.part
        let outcome = try store.write { session in
            let isWhole = try session.attachmentHeld(part.dot)?.isWhole ?? false
            let outcome = try session.takePart(
                part.dot,
                part.number,
                part.bytes,
                from: sender.places
            )
            return isWhole ? nil : outcome
        }
        summary.isLastPart = !message.more
        switch outcome {
        case .whole?: summary.attachmentCount += 1
        case .wrongSize?, .wrongContent?: summary.note(.attachmentWrongHere(part.dot))
        case .next?, .later?, .refused?, nil: break
        }
    }

    private mutating func take(_ message: BundleMessage) throws {
        let end = try end(incarnation: message.incarnation)
        lackingThere = message.cargo.lackingAttachmentCount ?? lackingThere
        let result = try store.write { session in
            try session.noteKnown(message.cargo.certificates)
            var changes: [AgreementChange] = []
            if let part = message.cargo.frontier {
                let comparison = try session.comparison(with: part)
                for stream in comparison.forks where !grownOwn.contains(stream) {
                    summary.note(.fork(stream))
                }
                forked.formUnion(comparison.forks)
                changes.append(.replace(part.range, comparison.common))
            }
            return try session.commit(
                LinkCommit(
                    changes: changes,
                    segments: message.cargo.segments,
                    taken: .agreed,
                    forked: forked
                ),
                of: end
            )
        }
        summary.newEventCount += result.outcome.newEventCount
        summary.isLastPart = !message.cargo.more
        summary.notices.note(grownElsewhere: result.outcome.grownElsewhere)
        forked.formUnion(result.outcome.refusals.filter { $0.reason == .fork }.map(\.stream))
        for refusal in result.outcome.refusals where refused.insert(refusal.stream).inserted {
            summary.note(.refusedHere(refusal))
        }
    }

    private mutating func end(incarnation: UInt64) throws -> LinkEnd {
        if let end { return end }
        let made = try store.write { session in
            try session.noteKnown(sender.chain)
            let link = try session.link(
                node: sender.node,
                incarnation: sender.isAbove ? 0 : incarnation
            )
            return LinkEnd(link: link, places: sender.places, isChild: sender.isAbove)
        }
        end = made
        return made
    }

    /// Ends the part, and says what became of it.
    package mutating func finish() throws -> Summary {
        guard let end else { return summary }
        try store.write { session in
            if !end.isChild { try session.beginOffer(of: end.link) }
            if end.isChild, lackingThere == 0 {
                try session.noteContentsAbove(end.link, places: end.places, lacking: [])
            }
            try session.noteContact(of: end.link, error: nil)
        }
        return summary
    }
}

extension BundleIntake.Summary {
    fileprivate mutating func note(_ notice: SyncNotice) {
        if !notices.contains(notice) { notices.append(notice) }
    }
}

extension StoreSession {
    fileprivate func comparison(with part: FrontierPart) throws -> BundleComparison {
        let held = try part.positions.compactMap {
            try position(notAfter: Dot(stream: $0.stream, sequence: $0.sequence))
        }
        return BundleComparison(part, held: held, ownHeads: try ownHeads())
    }

    fileprivate func held(_ stream: StreamID) throws -> BundleCheck.Held {
        BundleCheck.Held(
            position: try position(of: stream),
            node: try description(of: stream)?.node,
            hashAt: { try self.hash(of: stream, at: $0) }
        )
    }
}

extension StoreSession {
    /// Whether an own stream of the present incarnation goes further than it does here.
    fileprivate func isGrown(
        _ description: StreamDescription,
        through last: UInt64
    ) throws -> Bool {
        guard description.node == servingNode, try description.incarnation == incarnation() else {
            return false
        }
        return try last > position(of: description.streamID)?.sequence ?? 0
    }
}
