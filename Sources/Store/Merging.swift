package import Causality
internal import GRDB
internal import Hashing
internal import Merge
package import Records
package import SyncWire

/// What became of a batch that arrived.
///
/// Everything in it is durable once the transaction is.
package struct MergeOutcome: Hashable, Sendable {
    /// Where the streams that the batch touched stand now, by their names.
    package var positions: [StreamPosition] = []
    /// How many events were new.
    package var newEventCount = 0
    /// The segments that were not taken, and why.
    package var refusals: [SegmentRefusal] = []
    /// This node's own streams of which there was more or something else in the segments than here,
    /// or is by their word: another store wrote as this node, and a new incarnation was taken (SPEC
    /// 11.10, 11.15).
    package var grownElsewhere: Set<StreamID> = []

    /// Nothing yet.
    package init() {}
}

extension StoreSession {
    /// Checks and stores segments that another node gave, and folds them.
    ///
    /// Each segment stands for itself: one that is not authentic is refused whole and changes
    /// nothing; the others are taken. A segment whose author is certified by another one of the
    /// same batch is taken after it, whatever their order.
    ///
    /// Where a segment of this node's own contradicts what it holds, another store wrote as this
    /// node: with `givingWay`, which is for what the parent sends, the own events are written again
    /// and the parent's are taken (SPEC 11.10); else the segment is refused. Either way, and
    /// wherever an own stream comes longer than it is here or others say that it is, a new
    /// incarnation is taken.
    ///
    /// With a limit, which is for what comes from below, no author brings more than it says; what
    /// is beyond is refused as `limit` and holds up nothing else.
    ///
    /// Where an author's word contradicts what is held, in these segments or in the `forked`
    /// streams of what came with them, nothing else that is new of that author's is taken: it may
    /// speak of the events that were refused, by names that mean others here. It is refused as
    /// `gap`, until the author has given way.
    package func merge(
        _ segments: [StreamSegment],
        givingWay: Bool = false,
        limit: IntakeLimit? = nil,
        forked: Set<StreamID> = []
    ) throws -> MergeOutcome {
        var outcome = MergeOutcome()
        let terms = IntakeTerms(
            givingWay: givingWay,
            limit: limit,
            parted: givingWay ? [] : try authorsOfForks(in: segments, and: forked)
        )
        var waiting = try inOrder(segments)
        var touched: Set<Int64> = []
        while true {
            var unknown: [StreamSegment] = []
            var bringsPlaces = false
            for segment in waiting {
                if segment.description.audience.kind == .under {
                    bringsPlaces = true
                } else if bringsPlaces {
                    // A change of a place may have come before the place: it decides who holds
                    // the rest.
                    try settleAside()
                    bringsPlaces = false
                }
                do throws(RefusedSegment) {
                    outcome.newEventCount += try take(segment, terms)
                    touched.insert(try numberOfTaken(segment))
                } catch {
                    switch error {
                    case .refused(.unknownAuthor, _): unknown.append(segment)
                    case .refused(let reason, let sequence):
                        outcome.refusals.append(
                            SegmentRefusal(
                                stream: segment.stream,
                                sequence: sequence,
                                reason: reason
                            )
                        )
                    case .failed(let fault): throw fault
                    }
                }
            }
            let isStuck = unknown.count == waiting.count
            waiting = unknown
            if isStuck || waiting.isEmpty { break }
        }
        outcome.refusals += waiting.map {
            SegmentRefusal(
                stream: $0.stream,
                sequence: $0.events.first?.dot.sequence ?? 0,
                reason: .unknownAuthor
            )
        }
        (outcome.grownElsewhere, grownElsewhere) = (grownElsewhere, [])
        outcome.positions = try touched.compactMap { try stream($0).position }
            .sorted { $0.stream < $1.stream }
        return outcome
    }

    /// What comes down goes first: places and certificates decide who may write the rest.
    ///
    /// Then what the places themselves wrote, before what others did with it and would have to
    /// wait.
    private func inOrder(_ segments: [StreamSegment]) throws -> [StreamSegment] {
        let ranked = try segments.map { segment in
            let audience = segment.description.audience
            let isOwn = try places(of: segment.description.node).contains(audience.place)
            return (rank: audience.kind == .under ? 0 : isOwn ? 1 : 2, segment: segment)
        }
        return ranked.sorted { left, right in
            (left.rank, left.segment.stream, left.segment.events.first?.dot.sequence ?? 0)
                < (right.rank, right.segment.stream, right.segment.events.first?.dot.sequence ?? 0)
        }.map(\.segment)
    }

    private func numberOfTaken(_ segment: StreamSegment) throws(RefusedSegment) -> Int64 {
        do { return try streamNumber(segment.stream) } catch { throw .failed(error) }
    }

    /// Takes one segment; returns the number of new events.
    private func take(
        _ segment: StreamSegment,
        _ terms: IntakeTerms
    ) throws(RefusedSegment) -> Int {
        do {
            try checkAuthority(segment)
            try checkRuns(segment)
            let number = try streamNumber(segment.stream, segment.description)
            let hashes = try verifiedHashes(segment, stream: number, terms.givingWay)
            let held = try stream(number).sequence
            let newCount = segment.events.count { $0.dot.sequence > held }
            if newCount > 0, terms.parted.contains(segment.description.node) {
                throw RefusedSegment.refused(.gap, held + 1)
            }
            if let limit = terms.limit,
                try !takesIn(segment.description, newEventCount: newCount, within: limit)
            {
                throw RefusedSegment.refused(.limit, held + 1)
            }
            if newCount > 0 { try renewIfOwn(segment.description) }
            if let own = try streamForetold(by: segment, after: held) {
                try renew(becauseOf: own)
            }
            var count = 0
            for (event, hash) in zip(segment.events, hashes) where event.dot.sequence > held {
                let kept = try withoutErased(event)
                try insert(kept, stream: number, hash: hash)
                try foldOrSetAside(kept, stream: number)
                count += 1
                if let head = segment.heads.first(where: { $0.sequence == event.dot.sequence }) {
                    noteHead(
                        head,
                        hash: hash,
                        stream: number,
                        byteCount: try stream(number).byteCount
                    )
                }
            }
            count += try restorePersonal(segment.events.prefix(segment.events.count - newCount))
            if count > 0 { _ = try commit() }
            return count
        } catch let refusal as RefusedSegment {
            throw refusal
        } catch {
            throw .failed(error)
        }
    }

    private func checkAuthority(_ segment: StreamSegment) throws {
        let first = segment.events.first?.dot.sequence ?? 0
        let audience = segment.description.audience
        let author = segment.description.node
        let isOwn = author == identity.node
        guard try isOwn || holds(audience, place: try ownPlace()) else {
            throw RefusedSegment.refused(.audience, first)
        }
        let dot = Dot(stream: segment.stream, sequence: max(first, 1))
        if try !counts(dot, segment.description) {
            throw RefusedSegment.refused(.revoked, first)
        }
        let places = try places(of: author)
        guard !places.isEmpty else { throw RefusedSegment.refused(.unknownAuthor, first) }
        guard try places.contains(where: { try mayWrite(audience, from: $0) }) else {
            // The place may be one whose `region` record is still on its way.
            let isPlaceKnown = try knownPlace(audience.place)
            throw RefusedSegment.refused(isPlaceKnown ? .authority : .unknownAuthor, first)
        }
    }

    /// Whoever takes more without a signed head could never hand it on: a request that carries a
    /// run has no other place to end than its head.
    private func checkRuns(_ segment: StreamSegment) throws {
        let heads = Set(segment.heads.map(\.sequence))
        var byteCount = 0
        for event in segment.events {
            byteCount += event.open.count
            if case .held(let salt, let bytes)? = event.personal {
                byteCount += salt.count + bytes.count
            }
            guard byteCount < MessageLimits.runByteCountMax else {
                throw RefusedSegment.refused(.malformed, event.dot.sequence)
            }
            if heads.contains(event.dot.sequence) { byteCount = 0 }
        }
    }

    private func knownPlace(_ place: RecordID) throws -> Bool {
        if place == (try rootPlace()) { return true }
        return try state(of: place, register: SystemRegister.region) != nil
    }

    /// The hashes of the segment's events, after checking that they continue what is held and that
    /// every head's signature is the author's.
    private func verifiedHashes(
        _ segment: StreamSegment,
        stream number: Int64,
        _ givingWay: Bool
    ) throws -> [Digest256] {
        let row = try stream(number)
        guard let first = segment.events.first?.dot.sequence, first <= row.sequence + 1 else {
            throw RefusedSegment.refused(.gap, row.sequence + 1)
        }
        var hash = try hash(stream: number, at: first - 1)
        var hashes: [Digest256] = []
        hashes.reserveCapacity(segment.events.count)
        for event in segment.events {
            hash = event.hash(previous: hash)
            hashes.append(hash)
        }
        let place = try firstDifference(segment, hashes, held: row.sequence, number)
        for head in segment.heads where place != nil || head.sequence > row.sequence {
            let hash = hashes[Int(head.sequence - first)]
            let statement = HeadStatement.bytes(
                stream: segment.stream,
                sequence: head.sequence,
                hash: hash
            )
            guard isValid(head.signature, statement, segment.description.node) else {
                throw RefusedSegment.refused(.signature, first)
            }
            if let place, head.sequence >= place {
                try keepFork(head, hash, stream: number)
            }
        }
        guard let place else { return hashes }
        try renewIfOwn(segment.description)
        guard givingWay else { throw RefusedSegment.refused(.fork, place) }
        let parting = Dot(stream: segment.stream, sequence: place)
        if segment.description.node == identity.node {
            try giveWay(from: [parting])
        } else {
            try flushFolds()
            try signHeads()
            try flushStreams()
            try leaveHistories(from: [parting])
        }
        return hashes
    }

    /// Somebody else wrote as this node's present incarnation: nothing more may be written as it.
    private func renewIfOwn(_ description: StreamDescription) throws {
        guard description.node == identity.node, description.incarnation == (try incarnation())
        else { return }
        try renew(becauseOf: description.streamID)
    }

    private func renew(becauseOf own: StreamID) throws {
        grownElsewhere.insert(own)
        try renewIncarnation()
    }

    /// Whose segments contradict what is held by their own word, or who wrote these streams.
    private func authorsOfForks(
        in segments: [StreamSegment],
        and streams: Set<StreamID>
    ) throws -> Set<NodeKey> {
        var authors = Set(try streams.compactMap { try description(of: $0)?.node })
        for segment in segments {
            guard let first = segment.events.first?.dot.sequence,
                let number = try knownStream(segment.stream)
            else { continue }
            let held = try stream(number).sequence
            guard first <= held else { continue }
            var hash = try hash(stream: number, at: first - 1)
            let last = min(held, first + UInt64(segment.events.count) - 1)
            for event in segment.events where event.dot.sequence <= last {
                hash = event.hash(previous: hash)
            }
            guard try self.hash(stream: number, at: last) != hash else { continue }
            for event in segment.events where event.dot.sequence > last {
                hash = event.hash(previous: hash)
            }
            // A changed byte must not pass as the author's word.
            guard let head = segment.heads.last,
                head.sequence == segment.events.last?.dot.sequence,
                isValid(
                    head.signature,
                    HeadStatement.bytes(
                        stream: segment.stream,
                        sequence: head.sequence,
                        hash: hash
                    ),
                    segment.description.node
                )
            else { continue }
            authors.insert(segment.description.node)
        }
        return authors
    }

    /// The first event of the segment that contradicts the one held at its place, nil if none does.
    private func firstDifference(
        _ segment: StreamSegment,
        _ hashes: [Digest256],
        held: UInt64,
        _ number: Int64
    ) throws -> UInt64? {
        guard let first = segment.events.first?.dot.sequence, first <= held else { return nil }
        let last = min(held, first + UInt64(hashes.count) - 1)
        // One hash answers for all before it.
        guard try hash(stream: number, at: last) != hashes[Int(last - first)] else { return nil }
        var hash = try hash(stream: number, at: first - 1)
        for event in try events(stream: number, from: first, through: last) {
            hash = event.hash(previous: hash)
            if hash != hashes[Int(event.dot.sequence - first)] { return event.dot.sequence }
        }
        throw StoreError.damaged("流 \(number)")
    }

    /// Keeps a signed head that contradicts ours: with our own head it proves that two stores wrote
    /// as one.
    func keepFork(_ head: SignedHead, _ hash: Digest256, stream number: Int64) throws {
        let statement = try db.cachedStatement(
            sql: "INSERT OR IGNORE INTO fork(stream, sequence, hash, signature) VALUES (?, ?, ?, ?)"
        )
        try statement.execute(arguments: [
            number, Int64(head.sequence), hash.data, Data(head.signature),
        ])
    }
}

/// Under which terms segments are taken.
private struct IntakeTerms {
    /// Whether own events give way to the other history.
    let givingWay: Bool
    let limit: IntakeLimit?
    /// Authors whose word contradicts what is held.
    let parted: Set<NodeKey>
}

/// Why a segment is not taken: it is refused, or the store itself failed.
private enum RefusedSegment: Error {
    case refused(RefusalReason, UInt64)
    case failed(any Error)
}
