import Ambient
import Causality
import Hashing
import Records
import SyncEngine
import SyncWire

/// A node's store in memory, as small as the contract of `SyncEngine` allows.
struct ModelNode {
    struct Held {
        let description: StreamDescription
        var events: [Event] = []
        var hashes: [Digest256] = []
    }

    struct Link {
        var agreed: [StreamID: UInt64] = [:]
        var offered: [StreamID: UInt64] = [:]
        var sent: Set<StreamID> = []
    }

    let node: NodeKey
    var incarnation: UInt64
    var streams: [StreamID: Held] = [:]
    var links: [String: Link] = [:]
    var forks: [ForkProof] = []
    /// Streams that this node does not take, with the reason.
    var refused: [StreamID: RefusalReason] = [:]
    /// Streams that are not for the other end of the only link.
    var hidden: Set<StreamID> = []
    /// What the node's clock shows.
    var seconds: Int64 = 5_000
    /// Until when streams are not collected for the only link.
    private(set) var withheld: [StreamID: Int64] = [:]
    private var time: Int64 = 1_000

    init(node: NodeKey, incarnation: UInt64) {
        self.node = node
        self.incarnation = incarnation
    }

    /// A signature that anyone could make, but that depends on key and statement.
    static func sign(_ statement: [UInt8], _ node: NodeKey) -> [UInt8] {
        let digest = SHA256Hasher.hash(node.bytes + statement).bytes
        return digest + digest
    }

    // MARK: - Writing

    mutating func write(_ audience: Audience, count: Int = 1, text: String = "") {
        let description = StreamDescription(
            node: node,
            incarnation: incarnation,
            audience: audience
        )
        let stream = description.streamID
        for _ in 0..<count {
            time += 1
            let held = streams[stream] ?? Held(description: description)
            let dot = Dot(stream: stream, sequence: UInt64(held.events.count) + 1)
            let event = Event(
                dot: dot,
                record: .dot(dot),
                register: "note",
                definition: .zero,
                type: .create,
                context: .own,
                actor: text,
                deviceTime: time,
                entry: .live,
                open: Array("event \(dot.sequence) \(text)".utf8),
                personal: nil
            )
            append(event, description)
        }
    }

    private mutating func append(_ event: Event, _ description: StreamDescription) {
        var held = streams[event.dot.stream] ?? Held(description: description)
        held.hashes.append(event.hash(previous: held.hashes.last ?? .zero))
        held.events.append(event)
        streams[event.dot.stream] = held
    }

    // MARK: - The contract

    func position(_ stream: StreamID, at sequence: UInt64) -> StreamPosition? {
        guard let held = streams[stream], !held.events.isEmpty, sequence > 0 else { return nil }
        let place = min(sequence, UInt64(held.events.count))
        return StreamPosition(stream: stream, sequence: place, hash: held.hashes[Int(place) - 1])
    }

    func digest(_ vector: [StreamID: UInt64]) -> Digest256 {
        var sum = DigestSum.zero
        for (stream, sequence) in vector where sequence > 0 {
            if let position = position(stream, at: sequence) { sum.add(position.digest) }
        }
        return sum.digest
    }

    private func withdrawn(_ link: Link, _ streams: [StreamID]) -> [StreamID: UInt64] {
        var offered = link.offered
        for stream in streams where link.sent.contains(stream) {
            offered[stream] = link.agreed[stream]
        }
        return offered
    }

    func outlook(_ name: String, _ query: OutlookQuery, isChild: Bool) -> LinkOutlook {
        let link = links[name] ?? Link()
        let agreed = digest(link.agreed)
        var outlook = LinkOutlook(
            agreed: agreed,
            offered: isChild ? agreed : digest(withdrawn(link, query.withdrawn))
        )
        outlook.lost = query.lessened
        var known = link.agreed
        for dot in query.beyond { known[dot.stream] = max(known[dot.stream] ?? 0, dot.sequence) }
        var rest = query.eventByteCountMax
        for stream in streams.keys.sorted() where !hidden.contains(stream) {
            guard let held = streams[stream] else { continue }
            outlook.frontier.append(
                contentsOf: query.withFrontier ? [position(stream, at: .max)].compactMap { $0 } : []
            )
            if held.description.node == node, held.description.incarnation == incarnation {
                outlook.ownHeads.append(Dot(stream: stream, sequence: UInt64(held.events.count)))
            } else if held.description.node == node {
                outlook.formerStreams.insert(stream)
            }
            let first = Int(known[stream] ?? 0)
            guard first < held.events.count, !query.excluding.contains(stream),
                withheld[stream] ?? 0 <= seconds
            else { continue }
            guard rest > 0 else {
                outlook.more = query.eventByteCountMax > 0
                continue
            }
            var end = first
            while end < held.events.count, rest > 0 {
                rest -= held.events[end].wireByteCount
                end += 1
            }
            if end < held.events.count { outlook.more = true }
            outlook.segments.append(segment(held, first..<end))
        }
        return outlook
    }

    func segment(_ held: Held, _ range: Range<Int>) -> StreamSegment {
        let events = Array(held.events[range])
        let statement = HeadStatement.bytes(
            stream: events[0].dot.stream,
            sequence: UInt64(range.upperBound),
            hash: held.hashes[range.upperBound - 1]
        )
        let signature = ModelNode.sign(statement, held.description.node)
        return StreamSegment(
            description: held.description,
            events: events,
            heads: [SignedHead(sequence: UInt64(range.upperBound), signature: signature)]
        )
    }

    func compare(_ name: String, _ range: StreamRange, _ dots: [Dot]) -> LinkComparison {
        let agreed = (links[name]?.agreed ?? [:]).filter { range.contains($0.key) && $0.value > 0 }
        return LinkComparison(
            held: dots.compactMap { position($0.stream, at: $0.sequence) },
            agreed: agreed.sorted { $0.key < $1.key }.map {
                Dot(stream: $0.key, sequence: $0.value)
            }
        )
    }

    mutating func commit(_ name: String, _ commit: LinkCommit, isChild: Bool) throws
        -> LinkCommitted
    {
        var link = links[name] ?? Link()
        for change in commit.changes { apply(change, to: &link) }
        for dot in commit.settingAside { setAside(dot) }
        for entry in commit.withholding { withheld[entry.stream] = seconds + entry.seconds }
        var outcome = ApplyOutcome()
        for segment in commit.segments {
            do {
                outcome.positions.append(try take(segment, &outcome))
            } catch let fault as SegmentFault {
                if case .fork(let proof) = fault { forks.append(proof) }
                outcome.refusals.append(fault.refusal)
            } catch let refusal as ModelRefusal {
                outcome.refusals.append(refusal.refusal)
            }
        }
        for position in outcome.positions {
            switch commit.taken {
            case .agreed: link.agreed[position.stream] = position.sequence
            case .offered: link.offered[position.stream] = position.sequence
            case .ignored: break
            }
        }
        links[name] = link
        let agreed = digest(link.agreed)
        return LinkCommitted(
            outcome: outcome,
            agreed: agreed,
            offered: isChild ? agreed : digest(link.offered)
        )
    }

    private struct ModelRefusal: Error {
        let refusal: SegmentRefusal
    }

    private mutating func take(
        _ segment: WireSegment,
        _ outcome: inout ApplyOutcome
    ) throws -> StreamPosition {
        if let reason = refused[segment.stream] {
            throw ModelRefusal(
                refusal: SegmentRefusal(
                    stream: segment.stream,
                    sequence: segment.firstSequence,
                    reason: reason
                )
            )
        }
        var known: [StreamID: StreamDescription] = [:]
        if let held = streams[segment.stream] { known[segment.stream] = held.description }
        guard let description = segment.described(by: known)?.description else {
            throw SegmentFault.gap(segment.stream, sequence: 1)
        }
        let held = streams[segment.stream]
        let verification = SegmentVerification(
            held: position(segment.stream, at: .max),
            hashAt: { held?.hashes[Int($0) - 1] },
            isSigned: { ModelNode.sign($0, description.node) == $1 }
        )
        let verified = try verification.verify(segment)
        for event in verified.newEvents { append(event, description) }
        outcome.newEventCount += verified.newEvents.count
        return verified.last
    }

    private mutating func apply(_ change: AgreementChange, to link: inout Link) {
        switch change {
        case .advance(let dots):
            for dot in dots {
                link.agreed[dot.stream] = max(link.agreed[dot.stream] ?? 0, dot.sequence)
            }
        case .drop(let streams): for stream in streams { link.agreed[stream] = nil }
        case .replace(let range, let dots):
            link.agreed = link.agreed.filter { !range.contains($0.key) }
            for dot in dots { link.agreed[dot.stream] = dot.sequence }
            link.offered = link.agreed
            link.sent = []
        case .promote(let streams):
            link.agreed = withdrawn(link, streams)
            link.offered = link.agreed
            link.sent = []
        case .restart:
            link.offered = link.agreed
            link.sent = []
        case .offer(let dots):
            for dot in dots {
                link.offered[dot.stream] = dot.sequence
                link.sent.insert(dot.stream)
            }
        }
    }

    /// Takes own events out of their stream and writes them again under the present incarnation.
    private mutating func setAside(_ dot: Dot) {
        guard var held = streams[dot.stream], dot.sequence <= UInt64(held.events.count) else {
            return
        }
        let count = held.events.count - Int(dot.sequence) + 1
        let texts = held.events.suffix(count).map(\.actor)
        held.events.removeLast(count)
        held.hashes.removeLast(count)
        streams[dot.stream] = held
        for text in texts { write(held.description.audience, text: text) }
    }
}
