package import Causality
package import Hashing
package import Records
package import SyncWire

/// Checks one part of a bundle before anything of it is stored: every chain and signature, and
/// that nothing is lacking between what is held and what it brings.
///
/// Pure: what is held is asked through closures. It remembers one position for each stream of the
/// part, whatever its length.
package struct BundleCheck {
    /// The most streams of one part: protects the receiver's memory.
    package static let streamCountMax = 65_536

    /// What is held of a stream.
    package struct Held {
        /// The last position, nil if nothing is held.
        package let position: StreamPosition?
        /// The stream's node, nil if the stream is unknown.
        package let node: NodeKey?
        /// The hash of the held event at a sequence.
        package let hashAt: (UInt64) throws -> Digest256?

        /// Describes what is held.
        package init(
            position: StreamPosition?,
            node: NodeKey?,
            hashAt: @escaping (UInt64) throws -> Digest256?
        ) {
            self.position = position
            self.node = node
            self.hashAt = hashAt
        }
    }

    private var reached: [StreamID: StreamPosition] = [:]
    private var nodes: [StreamID: NodeKey] = [:]
    /// Streams of which another history is held: merging decides about them.
    private var forked: [StreamID: UInt64] = [:]

    /// Begins a part.
    package init() {}

    /// Checks the next segment of the part.
    ///
    /// Throws `SegmentFault.gap` or `.signature`, or what `held` throws. A fork is no fault of the
    /// file.
    package mutating func check(
        _ segment: WireSegment,
        held: (StreamID) throws -> Held,
        isSigned: (NodeKey, [UInt8], [UInt8]) -> Bool
    ) throws {
        let stream = segment.stream
        let known = try held(stream)
        if case .described(let description) = segment.name { nodes[stream] = description.node }
        guard let node = nodes[stream] ?? known.node,
            reached[stream] != nil || reached.count < BundleCheck.streamCountMax
        else { throw SegmentFault.gap(stream, sequence: 1) }
        if let end = forked[stream] {
            guard segment.firstSequence <= end + 1 else {
                throw SegmentFault.gap(stream, sequence: end + 1)
            }
            return forked[stream] = max(end, segment.lastSequence)
        }
        let position = reached[stream] ?? known.position
        try withoutActuallyEscaping(isSigned) { isSigned in
            let verification = SegmentVerification(
                held: position,
                hashAt: known.hashAt,
                isSigned: { isSigned(node, $0, $1) }
            )
            do {
                let verified = try verification.verify(segment)
                reached[stream] =
                    verified.last.sequence > position?.sequence ?? 0 ? verified.last : position
            } catch SegmentFault.fork {
                forked[stream] = segment.lastSequence
            }
        }
    }
}

/// What the frontier in a bundle says beside what is held here.
package struct BundleComparison: Hashable, Sendable {
    /// Positions that both hold.
    package var common: [Dot] = []
    /// Streams of which both hold different events.
    package var forks: [StreamID] = []
    /// Streams of this node's present incarnation that the sender knows longer or otherwise: this
    /// store was restored or copied, or is a copy.
    package var grownOwn: [StreamID] = []

    /// Compares a part of the sender's frontier with what is held of its streams, each at the
    /// named sequence or the last below it; `ownHeads` are those of the present incarnation.
    package init(_ part: FrontierPart, held: [StreamPosition], ownHeads: [Dot]) {
        let mine = Dictionary(held.map { ($0.stream, $0) }, uniquingKeysWith: { first, _ in first })
        let own = Set(ownHeads.map(\.stream))
        for theirs in part.positions {
            guard let mine = mine[theirs.stream] else { continue }
            if mine.sequence == theirs.sequence, mine.hash != theirs.hash {
                forks.append(theirs.stream)
                if own.contains(theirs.stream) { grownOwn.append(theirs.stream) }
                continue
            }
            common.append(Dot(stream: mine.stream, sequence: mine.sequence))
            if mine.sequence < theirs.sequence, own.contains(theirs.stream) {
                grownOwn.append(theirs.stream)
            }
        }
    }
}
