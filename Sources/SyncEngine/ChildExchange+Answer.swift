internal import Causality
internal import Records
internal import SyncWire

extension ChildExchange {
    /// Reads an answer: acknowledgements, refusals, signs of a restored store.
    mutating func take(
        _ answer: Answer,
        to request: Request,
        outlook: LinkOutlook
    ) -> ChildAction {
        guard answer.nonce == request.nonce else { return finish(.wrongAnswer) }
        summary.roundCount += 1
        summary.clockOffset = answer.time &- request.time
        var reply = Reply(request: request, outlook: outlook, answer: answer)
        let wasPutOff = !unknownAuthors.there.isEmpty
        noteRefusals(&reply)
        noteConfirmed(&reply)
        noteOwnGrowth(&reply)
        guard let part = answer.cargo.frontier else {
            let marks = acknowledged(by: answer, of: request)
            if !marks.isEmpty { reply.changes.append(.advance(marks)) }
            if wasPutOff, !marks.isEmpty { unknownAuthors.hasLearned = true }
            idleRoundCount = marks.isEmpty ? idleRoundCount + 1 : 0
            return renewOrCommit(reply)
        }
        // While vectors are compared the parent raises none by what it stores: it lists what it
        // took, and what it does not list, of places given away, is sent again afterwards.
        _ = acknowledged(by: answer, of: request)
        idleRoundCount = 0
        frontierRoundCount += 1
        guard frontierRoundCount <= ChildExchange.frontierRoundCountMax else {
            return finish(.stalled)
        }
        phase = .comparing(reply, part)
        let dots = part.positions.map { Dot(stream: $0.stream, sequence: $0.sequence) }
        return .compare(part.range, dots)
    }

    /// The places up to which the parent holds what was sent; a claim beyond it counts as all of
    /// it.
    private mutating func acknowledged(by answer: Answer, of request: Request) -> [Dot] {
        var marks: [Dot] = []
        for (index, segment) in request.cargo.segments.enumerated() {
            var last = segment.lastSequence
            if case .upTo(let sequences) = answer.acknowledgement {
                last = index < sequences.count ? min(last, sequences[index]) : 0
            }
            guard last >= segment.firstSequence else { continue }
            marks.append(Dot(stream: segment.stream, sequence: last))
            summary.sentEventCount += Int(last - segment.firstSequence) + 1
        }
        return marks
    }

    private mutating func noteRefusals(_ reply: inout Reply) {
        ownForks.formUnion(
            reply.answer.cargo.refusals.filter { refusal in
                refusal.reason == .fork && reply.outlook.isOwn(refusal.stream)
            }.map(\.stream)
        )
        let compared = Set(reply.request.cargo.frontier?.positions.map(\.stream) ?? [])
        var dropped: [StreamID] = []
        for refusal in reply.answer.cargo.refusals {
            if !isUnplaced(refusal, reply) { excluded.insert(refusal.stream) }
            if refusal.reason == .unknownAuthor { unknownAuthors.there.insert(refusal.stream) }
            if refusal.reason == .fork, compared.contains(refusal.stream) {
                dropped.append(refusal.stream)
            }
            noteRefusal(refusal, reply: &reply)
        }
        if !dropped.isEmpty { reply.changes.append(.drop(dropped)) }
    }

    /// Of the positions in doubt those are common that the parent has not refused.
    private mutating func noteConfirmed(_ reply: inout Reply) {
        let refused = Set(
            reply.answer.cargo.refusals.filter { $0.reason == .fork }.map(\.stream)
        )
        let marks = doubtful.filter { !refused.contains($0.stream) }.map {
            Dot(stream: $0.stream, sequence: $0.sequence)
        }
        doubtful = []
        if !marks.isEmpty { reply.changes.append(.advance(marks)) }
    }

    private mutating func noteRefusal(_ refusal: SegmentRefusal, reply: inout Reply) {
        guard refusal.reason == .fork, ownForks.contains(refusal.stream) else {
            return summary.note(.refusedByParent(refusal))
        }
        reply.needsRenewal =
            reply.needsRenewal
            || reply.outlook.ownHeads.contains { $0.stream == refusal.stream }
        if !isUnplaced(refusal, reply) {
            reply.setAside.append(Dot(stream: refusal.stream, sequence: refusal.sequence))
        }
        summary.note(.restoredHere(refusal.stream))
    }

    /// Whether a refusal tells of a fork of an own stream, but not where it begins.
    ///
    /// That of a compared position names where both end: the stream is sent on, until a segment of
    /// it is refused.
    private func isUnplaced(_ refusal: SegmentRefusal, _ reply: Reply) -> Bool {
        guard refusal.reason == .fork, ownForks.contains(refusal.stream) else { return false }
        return !reply.request.cargo.segments.contains { segment in
            segment.stream == refusal.stream
                && (segment.firstSequence...segment.lastSequence).contains(refusal.sequence)
        }
    }

    /// Events of this incarnation that this store does not hold were written by it before it was
    /// restored, or by its copy.
    private mutating func noteOwnGrowth(_ reply: inout Reply) {
        let heads = Dictionary(
            reply.outlook.ownHeads.map { ($0.stream, $0.sequence) },
            uniquingKeysWith: max
        )
        for segment in reply.answer.cargo.segments {
            let isOwn: Bool
            switch segment.name {
            case .described(let description):
                isOwn =
                    description.node == node && description.incarnation == incarnation
                    && !hasRenewed
            case .named(let stream): isOwn = heads[stream] != nil
            }
            guard isOwn, segment.lastSequence > heads[segment.stream] ?? 0 else { continue }
            reply.needsRenewal = true
            summary.note(.restoredHere(segment.stream))
        }
    }

    /// Compares the parent's positions with the own ones: what both hold is agreed from now on.
    mutating func take(
        _ comparison: LinkComparison,
        of part: FrontierPart,
        reply: Reply
    ) -> ChildAction {
        var reply = reply
        let held = Dictionary(
            comparison.held.map { ($0.stream, $0) },
            uniquingKeysWith: { first, _ in first }
        )
        let present = Set(reply.outlook.ownHeads.map(\.stream))
        var common: [StreamPosition] = []
        for theirs in part.positions {
            guard let mine = held[theirs.stream], !ownForks.contains(theirs.stream) else {
                continue
            }
            if mine.sequence == theirs.sequence, mine.hash != theirs.hash {
                noteFork(at: theirs, reply: &reply)
                continue
            }
            common.append(mine)
            guard mine.sequence < theirs.sequence else { continue }
            if reply.outlook.isOwn(theirs.stream) { doubtful.append(mine) }
            if present.contains(theirs.stream) {
                reply.needsRenewal = true
                summary.note(.restoredHere(theirs.stream))
            }
        }
        noteLoss(agreed: comparison.agreed, part: part)
        let doubts = Set(doubtful)
        let marks = common.filter { !doubts.contains($0) }.map {
            Dot(stream: $0.stream, sequence: $0.sequence)
        }
        reply.changes.insert(.replace(part.range, marks), at: 0)
        commonPart = FrontierPart(range: part.range, positions: common)
        return renewOrCommit(reply)
    }

    private mutating func noteFork(at place: StreamPosition, reply: inout Reply) {
        guard reply.outlook.isOwn(place.stream) else { return summary.note(.fork(place.stream)) }
        // Where the histories part is not known yet; the parent's refusal of the first differing
        // event will tell. The new incarnation must not wait for it.
        reply.needsRenewal =
            reply.needsRenewal || reply.outlook.ownHeads.contains { $0.stream == place.stream }
        ownForks.insert(place.stream)
        summary.note(.restoredHere(place.stream))
    }

    private mutating func noteLoss(agreed: [Dot], part: FrontierPart) {
        let claims = Dictionary(
            part.positions.map { ($0.stream, $0.sequence) },
            uniquingKeysWith: max
        )
        for dot in agreed where claims[dot.stream] ?? 0 < dot.sequence {
            lessened.insert(dot.stream)
        }
    }

    private mutating func renewOrCommit(_ reply: Reply) -> ChildAction {
        guard reply.needsRenewal else { return commit(reply) }
        phase = .renewing(reply)
        return .renewIncarnation
    }

    /// Stores the answer, or goes on at once if it brought nothing.
    mutating func commit(_ reply: Reply) -> ChildAction {
        last = reply.answer
        let commit = LinkCommit(
            changes: reply.changes,
            certificates: reply.answer.cargo.certificates,
            segments: reply.answer.cargo.segments,
            taken: .agreed,
            settingAside: reply.setAside,
            withholding: reply.answer.cargo.refusals.filter { !ownForks.contains($0.stream) }
                .compactMap { Withholding($0, at: reply.answer.time) }
        )
        guard commit.isEmpty else {
            phase = .committing(reply)
            return .commit(commit)
        }
        let isQuiet =
            reply.outlook.segments.isEmpty && !reply.answer.cargo.more
            && reply.outlook.agreed == reply.answer.offered && !reply.needsRenewal
        return isQuiet && !triesUnknownAuthorsAgain() ? finish(nil) : readOutlook()
    }

    mutating func take(_ result: LinkCommitted, reply: Reply) -> ChildAction {
        summary.receivedEventCount += result.outcome.newEventCount
        // Own events that come back are not new, but they bring the sides nearer.
        if result.outcome.newEventCount > 0 || result.agreed != reply.outlook.agreed {
            idleRoundCount = 0
        }
        if unknownAuthors.isHere, result.outcome.newEventCount > 0 {
            unknownAuthors.hasLearned = true
        }
        untold = result.outcome.refusals
        if untold.contains(where: { $0.reason == .unknownAuthor }) { unknownAuthors.isHere = true }
        summary.notices.note(grownElsewhere: result.outcome.grownElsewhere)
        hasRenewed = hasRenewed || !result.outcome.grownElsewhere.isEmpty
        for refusal in untold {
            if refusal.reason == .fork { summary.note(.fork(refusal.stream)) }
            summary.note(.refusedHere(refusal))
        }
        return readOutlook()
    }
}
