package import Causality
package import Records

/// How a segment names its stream.
package enum SegmentStream: Hashable, Sendable {
    /// By description, so that a receiver that never saw the stream can check who may write it.
    case described(StreamDescription)
    /// By its name alone: the segment goes on with a stream of which the receiver holds a part.
    case named(StreamID)

    /// The stream's name.
    package var stream: StreamID {
        switch self {
        case .described(let description): description.streamID
        case .named(let stream): stream
        }
    }
}

/// A segment as it stands in a message: a `StreamSegment` whose description may be left out.
package struct WireSegment: Hashable, Sendable {
    /// How the stream is named.
    package let name: SegmentStream
    /// The stream's name.
    package let stream: StreamID
    /// The events, sequences rising by one, at least one.
    package let events: [Event]
    /// Signed heads in rising order; the last is at the last event.
    package let heads: [SignedHead]

    /// A segment to send: described if it begins the stream, else named.
    package init(_ segment: StreamSegment) {
        let begins = segment.events.first?.dot.sequence == 1
        name = begins ? .described(segment.description) : .named(segment.stream)
        stream = segment.stream
        events = segment.events
        heads = segment.heads
    }

    init(name: SegmentStream, stream: StreamID, events: [Event], heads: [SignedHead]) {
        self.name = name
        self.stream = stream
        self.events = events
        self.heads = heads
    }

    /// The first sequence.
    package var firstSequence: UInt64 { events.first?.dot.sequence ?? 0 }

    /// The last sequence.
    package var lastSequence: UInt64 { events.last?.dot.sequence ?? 0 }

    /// The segment with its description; nil if it is only named and the name is not known here.
    package func described(
        by known: [StreamID: StreamDescription]
    ) -> StreamSegment? {
        switch name {
        case .described(let description):
            return StreamSegment(description: description, events: events, heads: heads)
        case .named(let stream):
            guard let description = known[stream] else { return nil }
            return StreamSegment(description: description, events: events, heads: heads)
        }
    }
}

extension Event {
    /// About how many bytes the event adds to a message before compression; what budgets count.
    package var wireByteCount: Int {
        var count = 16 + open.count
        if case .held(_, let bytes)? = personal { count += 16 + bytes.count }
        if case .erased? = personal { count += 32 }
        if case .seen(let vector) = context { count += 4 + vector.entries.count * 20 }
        return count
    }
}
