/// How far each stream has been seen: stream → last sequence, where every earlier one counts too.
///
/// Sound only because a stream is never filtered inside (design: audiences choose streams).
/// An absent stream stands at 0. Equal vectors have equal entries; zeros are never kept.
package struct VersionVector: Hashable, Sendable {
    /// One stream's position.
    package struct Entry: Hashable, Sendable {
        /// The stream.
        package let stream: StreamID
        /// The last sequence seen, at least 1.
        package var sequence: UInt64
    }

    /// The entries by the order of the streams' bytes: the order of every byte form.
    ///
    /// An array, not a dictionary, because nearly every vector of a record has one or two entries.
    package private(set) var entries: [Entry]

    /// A vector that has seen nothing.
    package init() { entries = [] }

    /// A vector that has seen one stream up to a sequence.
    package init(_ stream: StreamID, _ sequence: UInt64) {
        entries = sequence > 0 ? [Entry(stream: stream, sequence: sequence)] : []
    }

    /// A vector with these entries; zeros are dropped, the higher of two for one stream stands.
    package init(_ pairs: some Sequence<(StreamID, UInt64)>) {
        self.init()
        for (stream, sequence) in pairs { advance(stream, to: sequence) }
    }

    /// The last sequence seen of a stream, 0 if none.
    package subscript(stream: StreamID) -> UInt64 {
        let index = firstIndex(notBefore: stream)
        guard index < entries.count, entries[index].stream == stream else { return 0 }
        return entries[index].sequence
    }

    /// Whether nothing has been seen.
    package var isEmpty: Bool { entries.isEmpty }

    /// Whether one stream has been seen up to a sequence, and nothing else.
    package func isExactly(_ stream: StreamID, _ sequence: UInt64) -> Bool {
        guard let entry = entries.first else { return sequence == 0 }
        return entries.count == 1 && entry.stream == stream && entry.sequence == sequence
    }

    /// Whether the event at this dot has been seen.
    package func contains(_ dot: Dot) -> Bool { dot.sequence <= self[dot.stream] }

    /// Raises one stream to a sequence; never lowers it.
    package mutating func advance(_ stream: StreamID, to sequence: UInt64) {
        guard sequence > 0 else { return }
        let index = firstIndex(notBefore: stream)
        if index < entries.count, entries[index].stream == stream {
            if sequence > entries[index].sequence { entries[index].sequence = sequence }
        } else {
            entries.insert(Entry(stream: stream, sequence: sequence), at: index)
        }
    }

    /// The least vector that has seen all that either has: commutative, associative, idempotent.
    package mutating func join(_ other: VersionVector) {
        if entries.isEmpty {
            entries = other.entries
            return
        }
        for entry in other.entries { advance(entry.stream, to: entry.sequence) }
    }

    /// Whether everything that `other` has seen has been seen here.
    package func dominates(_ other: VersionVector) -> Bool {
        other.entries.allSatisfy { self[$0.stream] >= $0.sequence }
    }

    private func firstIndex(notBefore stream: StreamID) -> Int {
        var low = 0
        var high = entries.count
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].stream < stream { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
