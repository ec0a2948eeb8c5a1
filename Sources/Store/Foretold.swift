internal import Causality
internal import GRDB
internal import Merge
internal import Records
internal import SyncWire

/// What a store learns of a copy of itself before it meets what that wrote: others speak of events
/// that are not here.
extension StoreSession {
    /// The first own stream of the present incarnation that is longer than here by the word of a
    /// segment; nil if none is (SPEC 11.15).
    ///
    /// The caller takes a new incarnation: the next event here would have the name of which others
    /// speak. A change of the copy's record would stand on this store's, and what they saw would
    /// pass for what is written here.
    func streamForetold(by segment: StreamSegment, after held: UInt64) throws -> StreamID? {
        guard segment.events.last?.dot.sequence ?? 0 > held,
            try isBelievedOfOwn(segment.description.node)
        else { return nil }
        let own = try presentStreams(and: segment.description.audience)
        for event in segment.events where event.dot.sequence > held {
            // What a withdrawn key wrote after its end proves nothing.
            guard try counts(event.dot, segment.description) else { continue }
            for dot in try dotsNamed(by: event) where own.contains(dot.stream) {
                let known = try knownStream(dot.stream).map { try stream($0).sequence }
                if dot.sequence > known ?? 0 { return dot.stream }
            }
        }
        return nil
    }

    /// Whether what an author says of this node's events is believed: it serves one of the node's
    /// places, or one that may or once might write what is there.
    ///
    /// Not those below: they could use up the incarnations that a parent takes in a month.
    private func isBelievedOfOwn(_ author: NodeKey) throws -> Bool {
        let own = try places(of: identity.node).union([try ownPlace()])
        let believed = try own.reduce(into: own) { $0.formUnion(try reach(of: $1)) }
        return try !places(of: author).isDisjoint(with: believed)
    }

    /// The names of the streams that this node has in the present incarnation, or may begin: for
    /// each place that is known here, each audience of which there is anything, and this one.
    private func presentStreams(and audience: Audience) throws -> Set<StreamID> {
        let present = try incarnation()
        func name(_ audience: Audience) -> StreamID {
            StreamDescription(node: identity.node, incarnation: present, audience: audience)
                .streamID
        }
        if presentNames?.incarnation != present {
            let own = try ownPlace()
            let rows = try Int64.fetchAll(db.cachedStatement(sql: "SELECT id FROM audience"))
            let audiences =
                try rows.map { try self.audience($0).audience }
                + knownPlaces().map { Audience(.at, $0) }
                + [Audience(.at, own), Audience(.under, own), Audience(.only, own)]
            presentNames = (present, Set(audiences.map(name)))
        }
        presentNames?.streams.insert(name(audience))
        return presentNames?.streams ?? []
    }

    /// The events of which an event speaks: that began its record, that its author had seen, that
    /// added rows or began records to which it refers, and the last ones that a bulletin lists.
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
        if event.register == StoreSession.bulletinRegister {
            found += positions(listedBy: content)
        }
        return found
    }
}
