internal import Causality
internal import Hashing
internal import Records

/// A store that was copied while it ran, so that two nodes write as one.
///
/// Where both wrote behind the same event, one dot names two events. The ledger names those of the
/// copy apart: it has them in streams of its own, which begin behind the events that both have.
struct Copying {
    /// The node whose store was copied, and the one that runs the copy.
    let original: Int
    let copy: Int
    let node: NodeKey
    /// The incarnation that both had.
    let incarnation: UInt64
    /// The lengths of its streams when the copy was made, by the ledger's names of the copy's.
    private(set) var ends: [StreamID: UInt64] = [:]
    /// The true name of each stream that is named apart.
    private(set) var names: [StreamID: StreamID] = [:]

    init(original: Int, copy: Int, node: NodeKey, incarnation: UInt64) {
        (self.original, self.copy) = (original, copy)
        (self.node, self.incarnation) = (node, incarnation)
    }

    /// Whether two nodes write a stream.
    func isDouble(_ description: StreamDescription) -> Bool {
        description.node == node && description.incarnation == incarnation
    }

    func isOne(_ index: Int) -> Bool { index == original || index == copy }

    /// The name of the copy's events of a stream.
    static func apart(_ stream: StreamID) -> StreamID {
        let digest = SHA256Hasher.hash(stream.bytes + [1]).bytes
        return StreamID(bytes: digest.prefix(StreamID.byteCount)) ?? stream
    }

    mutating func note(_ stream: StreamID, end: UInt64) {
        names[Copying.apart(stream)] = stream
        ends[Copying.apart(stream)] = end
    }
}

extension Ledger {
    /// The name that the ledger has for an event that a node wrote.
    mutating func dot(_ dot: Dot, writtenBy index: Int, _ description: StreamDescription) -> Dot {
        guard let copying, index == copying.copy, copying.isDouble(description) else { return dot }
        let apart = Copying.apart(dot.stream)
        // A stream that did not exist when the store was copied is the copy's from its beginning.
        if copying.ends[apart] == nil { self.copying?.note(dot.stream, end: 0) }
        return Dot(stream: apart, sequence: dot.sequence)
    }

    /// The dot that stores have for an event.
    func trueDot(_ dot: Dot) -> Dot {
        Dot(stream: copying?.names[dot.stream] ?? dot.stream, sequence: dot.sequence)
    }

    func trueRecord(_ record: RecordID) -> RecordID {
        guard case .dot(let dot) = record else { return record }
        return .dot(trueDot(dot))
    }

    /// The ledger's name for a dot in a store that holds this.
    func dot(_ dot: Dot, in view: HeldView) -> Dot {
        guard let copying else { return dot }
        let apart = Copying.apart(dot.stream)
        guard let end = copying.ends[apart], view.streams[apart] != nil, dot.sequence > end else {
            return dot
        }
        return Dot(stream: apart, sequence: dot.sequence)
    }

    /// What a store holds, by the ledger's names: of a stream that was written twice, which of
    /// both its last event belongs to.
    func named(
        _ held: [(StreamDescription, StreamPosition)]
    ) -> [(StreamDescription, StreamPosition)] {
        held.flatMap { description, position in
            named(position).map { (description, $0) }
        }
    }

    /// A position by the ledger's names; two where it is the copy's.
    func named(_ position: StreamPosition) -> [StreamPosition] {
        guard let copying else { return [position] }
        let apart = Copying.apart(position.stream)
        guard let end = copying.ends[apart], let log = logs[apart],
            logs[position.stream]?.hash(at: position.sequence) != position.hash,
            log.hash(at: position.sequence) == position.hash
        else { return [position] }
        let copied = StreamPosition(
            stream: apart,
            sequence: position.sequence,
            hash: position.hash
        )
        guard end > 0, let hash = logs[position.stream]?.hash(at: end) else { return [copied] }
        return [StreamPosition(stream: position.stream, sequence: end, hash: hash), copied]
    }

    /// How many events a node holds.
    func eventCount(in view: HeldView) -> UInt64 {
        view.streams.reduce(0) { $0 + $1.value - (logs[$1.key]?.base ?? 0) }
    }

    /// Whether a store that holds this takes a record's id for that of another record of its own:
    /// the two stores made one each under one dot, and this one has not given way yet.
    func isMistaken(_ record: RecordID, in view: HeldView) -> Bool {
        guard copying != nil, case .dot(let first) = record,
            view.streams[first.stream] ?? 0 < first.sequence
        else { return false }
        let named = dot(trueDot(first), in: view)
        return named != first && view.streams[named.stream] ?? 0 >= named.sequence
    }

    /// Whether a node that holds this holds the other one's events where this position has one's:
    /// while frontiers are compared, a longer stream is taken for the same one (SPEC 11.4).
    func isParted(_ position: StreamPosition, from held: HeldStreams) -> Bool {
        guard let copying else { return false }
        if let name = copying.names[position.stream] {
            return held[name] ?? 0 > copying.ends[position.stream] ?? 0
        }
        return held[Copying.apart(position.stream)] != nil
    }

    // MARK: - What is written again

    /// The events that a node wrote behind the copied ones, in streams of which it holds the other
    /// one's now, and what it took out of its later streams with them.
    func setAside(
        by index: Int,
        holding held: HeldStreams,
        before: HeldStreams
    ) -> [Dot] {
        guard let copying, copying.isOne(index) else { return [] }
        var found: [Dot] = []
        for (stream, log) in logs where log.length > held[stream] ?? 0 {
            let end: UInt64
            if !copying.isDouble(log.description) {
                guard log.author == index, before[stream] == log.length else { continue }
                end = held[stream] ?? 0
            } else if copying.names[stream] != nil {
                guard index == copying.copy else { continue }
                end = log.base
            } else {
                guard index == copying.original else { continue }
                end = copying.ends[Copying.apart(stream)] ?? 0
            }
            guard log.length > end else { continue }
            found += (end + 1...log.length).map { Dot(stream: stream, sequence: $0) }
        }
        return found.sorted { trueDot($0) < trueDot($1) }
    }

    /// The later events of a node on records that go away with their first events.
    func followers(of dots: [Dot], by index: Int) -> [Dot] {
        let moved = Set(dots.map { RecordID.dot($0) })
        let taken = Set(dots)
        return moved.sorted().flatMap { self.dots[$0] ?? [] }.filter {
            !taken.contains($0) && logs[$0.stream]?.author == index
        }
    }

    /// Notes what became of events that were written again: their dots, their records, and what
    /// others had been shown of them.
    mutating func move(_ moves: [Dot: Dot]) {
        func record(_ id: RecordID) -> RecordID {
            guard case .dot(let dot) = id, let new = moves[dot] else { return id }
            return .dot(new)
        }
        logs = logs.mapValues { log in
            var log = log
            for index in log.entries.indices {
                log.entries[index].record = record(log.entries[index].record)
                log.entries[index].shown = Set(log.entries[index].shown.map { moves[$0] ?? $0 })
            }
            return log
        }
        records = records.map(record)
        var moved: [RecordID: [Dot]] = [:]
        for (id, old) in dots { moved[record(id)] = old.map { moves[$0] ?? $0 } }
        dots = moved
    }

    /// Notes that an event says nothing any more: it was written again.
    mutating func void(_ dot: Dot) {
        guard let entry = entry(dot), let log = logs[dot.stream] else { return }
        dots[entry.record]?.removeAll { $0 == dot }
        logs[dot.stream]?.entries[Int(dot.sequence - log.base) - 1].values = [:]
    }

    /// Ends a stream before an event that was taken out of it.
    mutating func cut(_ stream: StreamID, to length: UInt64) {
        guard let log = logs[stream], log.length > length else { return }
        let count = Int(length - log.base)
        logs[stream]?.entries = Array(log.entries.prefix(count))
        logs[stream]?.hashes = Array(log.hashes.prefix(count))
    }
}
