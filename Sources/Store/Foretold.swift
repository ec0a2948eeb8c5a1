internal import Causality
internal import GRDB
internal import Merge
internal import Records
internal import SyncWire

/// What a store learns of a copy of itself before it meets what that wrote: others speak of events
/// that it has not written.
extension StoreSession {
    /// A stream of the present incarnation of whose events somebody above, or another computer of
    /// this place, speaks though they are not here; nil if there is none (SPEC 11.15).
    ///
    /// The caller takes a new incarnation: the next event here would have the name of which they
    /// speak. A change of the copy's record would stand on this store's, and what they saw would
    /// pass for what is written here. Those below are not believed: they could use up the
    /// incarnations that a parent takes in a month.
    func streamForetold(by segment: StreamSegment, after held: UInt64) throws -> StreamID? {
        let author = segment.description.node
        guard author != identity.node, segment.events.last?.dot.sequence ?? 0 > held,
            try isAtOrAbove(author)
        else { return nil }
        let unwritten = StreamDescription(
            node: identity.node,
            incarnation: try incarnation(),
            audience: segment.description.audience
        )
        for event in segment.events where event.dot.sequence > held {
            for dot in try dotsNamed(by: event) where try isForetold(dot, in: unwritten) {
                return dot.stream
            }
        }
        return nil
    }

    private func isAtOrAbove(_ author: NodeKey) throws -> Bool {
        let own = try ownPlace()
        let above = try presentAncestors(of: own)
        return try places(of: author).contains { $0 == own || above.contains($0) }
    }

    /// Whether a dot is of this node's present incarnation, and not written here; `unwritten` is
    /// the stream in which it may be the first.
    private func isForetold(_ dot: Dot, in unwritten: StreamDescription) throws -> Bool {
        guard let number = try knownStream(dot.stream) else {
            return dot.stream == unwritten.streamID
        }
        let row = try stream(number)
        return row.description?.node == unwritten.node
            && row.description?.incarnation == unwritten.incarnation && row.sequence < dot.sequence
    }

    /// The events of which an event speaks: that began its record, that its author had seen, that
    /// added rows or began records to which it refers.
    private func dotsNamed(by event: Event) throws -> [Dot] {
        var found: [Dot] = []
        if case .dot(let first) = event.record { found.append(first) }
        if case .seen(let vector) = event.context {
            found += vector.entries.map { Dot(stream: $0.stream, sequence: $0.sequence) }
        }
        guard let content = try readable({ try EventContent(event) }) else { return found }
        for write in content.writes {
            if case .item(_, let row, _) = write.cell { found.append(row.dot) }
            if case .reference(.dot(let first))? = write.sibling.value { found.append(first) }
        }
        return found
    }
}
