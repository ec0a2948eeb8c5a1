/// One event's place in the world: its stream and its sequence there, counted from 1.
package struct Dot: Hashable, Comparable, Sendable {
    /// The stream that the event was appended to.
    package let stream: StreamID
    /// Position in the stream, dense from 1.
    package let sequence: UInt64

    /// The last position that a stream can have (SPEC 8.13): a century of millions of events a day.
    package static let sequenceMax: UInt64 = 1 << 40 - 1

    /// Makes a dot; a sequence of 0 names no event and is a bug of the caller.
    package init(stream: StreamID, sequence: UInt64) {
        precondition(sequence > 0, "sequence 0 names no event")
        self.stream = stream
        self.sequence = sequence
    }

    package static func < (left: Dot, right: Dot) -> Bool {
        (left.stream, left.sequence) < (right.stream, right.sequence)
    }
}
