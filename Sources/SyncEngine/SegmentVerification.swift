package import Causality
package import Hashing
package import Records
package import SyncWire

/// Why a segment is not authentic, or does not follow.
package enum SegmentFault: Error, Hashable, Sendable {
    /// It begins beyond what is held and the next one.
    case gap(StreamID, sequence: UInt64)
    /// The signature at this sequence does not fit the events up to it.
    case signature(StreamID, sequence: UInt64)
    /// Rightly signed, but something else is held at that place.
    case fork(ForkProof)

    /// What is told to the sender.
    package var refusal: SegmentRefusal {
        switch self {
        case .gap(let stream, let sequence):
            SegmentRefusal(stream: stream, sequence: sequence, reason: .gap)
        case .signature(let stream, let sequence):
            SegmentRefusal(stream: stream, sequence: sequence, reason: .signature)
        case .fork(let proof):
            SegmentRefusal(stream: proof.stream, sequence: proof.sequence, reason: .fork)
        }
    }
}

/// What is new in a segment that was found authentic.
package struct VerifiedSegment: Hashable, Sendable {
    /// The events that are not held yet; empty for a repetition.
    package let newEvents: ArraySlice<Event>
    /// The hash of each new event.
    package let hashes: [Digest256]
    /// The signed heads at new events.
    package let heads: ArraySlice<SignedHead>
    /// The position at the segment's last event.
    package let last: StreamPosition
}

/// Checks a segment's hash chain and signatures against what is held; stores and asks nothing.
///
/// Whether its author may write there is another question, for which certificates are needed.
package struct SegmentVerification {
    /// The last position held of the stream; nil if nothing is.
    private let held: StreamPosition?
    private let hashAt: (UInt64) throws -> Digest256?
    private let isSigned: ([UInt8], [UInt8]) -> Bool

    /// Makes a check for one stream.
    ///
    /// `hashAt` gives the hash of the held event at a sequence up to the last one; it is asked only
    /// for overlapping segments. `isSigned` tells whether a signature (second) by the stream's node
    /// over a statement (first) is valid; it costs 50 µs and is asked once per new head.
    package init(
        held: StreamPosition?,
        hashAt: @escaping (UInt64) throws -> Digest256?,
        isSigned: @escaping (_ statement: [UInt8], _ signature: [UInt8]) -> Bool
    ) {
        self.held = held
        self.hashAt = hashAt
        self.isSigned = isSigned
    }

    /// What is new in the segment.
    ///
    /// Throws `SegmentFault`, or what `hashAt` throws.
    package func verify(_ segment: WireSegment) throws -> VerifiedSegment {
        let heldLast = held?.sequence ?? 0
        let first = segment.firstSequence
        guard first <= heldLast + 1 else {
            throw SegmentFault.gap(segment.stream, sequence: heldLast + 1)
        }
        let hashes = SegmentVerification.hashes(of: segment, after: try hash(before: first))
        let overlap = Int(min(segment.lastSequence, heldLast) + 1 - first)
        if overlap > 0, try hashAt(first + UInt64(overlap) - 1) != hashes[overlap - 1] {
            throw try fork(in: segment, hashes: hashes)
        }
        let heads = segment.heads.drop { $0.sequence <= heldLast }
        for head in heads { try check(head, of: segment, hashes: hashes) }
        return VerifiedSegment(
            newEvents: segment.events[overlap...],
            hashes: Array(hashes[overlap...]),
            heads: heads,
            last: StreamPosition(
                stream: segment.stream,
                sequence: segment.lastSequence,
                hash: hashes[hashes.count - 1]
            )
        )
    }

    private func hash(before sequence: UInt64) throws -> Digest256 {
        guard sequence > 1 else { return .zero }
        if let held, held.sequence == sequence - 1 { return held.hash }
        return try hashAt(sequence - 1) ?? .zero
    }

    private static func hashes(
        of segment: WireSegment,
        after previous: Digest256
    ) -> [Digest256] {
        var last = previous
        var hashes: [Digest256] = []
        hashes.reserveCapacity(segment.events.count)
        for event in segment.events {
            last = event.hash(previous: last)
            hashes.append(last)
        }
        return hashes
    }

    private func check(
        _ head: SignedHead,
        of segment: WireSegment,
        hashes: [Digest256]
    ) throws(SegmentFault) {
        let statement = HeadStatement.bytes(
            stream: segment.stream,
            sequence: head.sequence,
            hash: hashes[Int(head.sequence - segment.firstSequence)]
        )
        guard isSigned(statement, head.signature) else {
            throw .signature(segment.stream, sequence: head.sequence)
        }
    }

    /// A history that differs from the held one is a fork only if its own owner signed it; a
    /// changed byte must not pass as one.
    private func fork(in segment: WireSegment, hashes: [Digest256]) throws -> SegmentFault {
        let first = segment.firstSequence
        var place = 0
        while try hashAt(first + UInt64(place)) == hashes[place] { place += 1 }
        let sequence = first + UInt64(place)
        guard let head = segment.heads.first(where: { $0.sequence >= sequence }) else {
            return .signature(segment.stream, sequence: sequence)
        }
        try check(head, of: segment, hashes: hashes)
        let end = Int(head.sequence - first)
        return .fork(
            ForkProof(
                stream: segment.stream,
                sequence: sequence,
                events: Array(segment.events[place...end]),
                head: head,
                headHash: hashes[end]
            )
        )
    }
}
