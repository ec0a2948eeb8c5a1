package import Causality
package import Hashing

/// A stream's position with the hash of the event there: what two nodes compare.
package struct StreamPosition: Hashable, Sendable {
    /// The stream.
    package let stream: StreamID
    /// The last sequence held, at least 1.
    package let sequence: UInt64
    /// The hash of the event at that sequence.
    package let hash: Digest256

    /// Makes a position.
    package init(stream: StreamID, sequence: UInt64, hash: Digest256) {
        self.stream = stream
        self.sequence = sequence
        self.hash = hash
    }

    /// What the position adds to the digest of a frontier (SPEC 5.2).
    package var digest: Digest256 {
        var writer = ByteWriter(capacity: 64)
        writer.byte(2)
        writer.stream(stream)
        writer.varint(sequence)
        writer.digest(hash)
        return SHA256Hasher.hash(writer.bytes)
    }
}

/// A signature over a stream's head at one sequence.
package struct SignedHead: Hashable, Sendable {
    /// The sequence whose hash is signed.
    package let sequence: UInt64
    /// Ed25519 signature by the stream's node over `HeadStatement`, 64 bytes.
    package let signature: [UInt8]

    /// Makes a head.
    package init(sequence: UInt64, signature: [UInt8]) {
        self.sequence = sequence
        self.signature = signature
    }
}

/// A contiguous run of one stream's events, ending at a signed head: what batches are made of.
package struct StreamSegment: Hashable, Sendable {
    /// The stream, described so that a receiver that never saw it can check who may write it.
    package let description: StreamDescription
    /// The stream's name; computed from the description by whoever reads it from hostile bytes.
    package let stream: StreamID
    /// The events, sequences rising by one, at least one.
    package let events: [Event]
    /// Signed heads inside the run in rising order; the last is at the last event.
    package let heads: [SignedHead]

    /// Makes a segment.
    ///
    /// Events and heads must be as described; anything else is the caller's bug.
    package init(description: StreamDescription, events: [Event], heads: [SignedHead]) {
        precondition(!events.isEmpty && heads.last?.sequence == events.last?.dot.sequence)
        self.description = description
        stream = description.streamID
        self.events = events
        self.heads = heads
    }
}
