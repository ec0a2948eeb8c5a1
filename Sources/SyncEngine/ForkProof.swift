package import Causality
package import Hashing
package import Records

/// Another signed history at a place where this node holds an event: proof that one key signed two.
///
/// With the node's own head it shows to anyone that the stream's store was copied or restored, or
/// that its owner equivocates.
package struct ForkProof: Hashable, Sendable {
    /// The stream.
    package let stream: StreamID
    /// The first sequence at which the histories differ.
    package let sequence: UInt64
    /// The events from there to the foreign head, whose hashes lead to it.
    package let events: [Event]
    /// The foreign signed head.
    package let head: SignedHead
    /// The hash that the foreign head signs.
    package let headHash: Digest256

    /// Makes a proof.
    package init(
        stream: StreamID,
        sequence: UInt64,
        events: [Event],
        head: SignedHead,
        headHash: Digest256
    ) {
        self.stream = stream
        self.sequence = sequence
        self.events = events
        self.head = head
        self.headHash = headHash
    }
}
