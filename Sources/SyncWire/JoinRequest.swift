package import Causality
internal import Records

/// What a new node asks of the node that invited it; sealed under the joining code by the caller.
package struct JoinRequest: Hashable, Sendable {
    /// The new node's signing key.
    package let node: NodeKey
    /// Its X25519 public key, 32 bytes.
    package let agreement: [UInt8]
    /// Its incarnation.
    package let incarnation: UInt64
    /// Its clock, seconds since 1970 UTC.
    package let time: Int64
    /// Fresh for each request; the answer repeats it.
    package let nonce: UInt64
    /// Ed25519 signature by `node` over `statement`, 64 bytes: whoever asks owns the key.
    package let proof: [UInt8]

    /// Makes a request; the proof is a signature over `statement(…)` of the same values.
    package init(
        node: NodeKey,
        agreement: [UInt8],
        incarnation: UInt64,
        time: Int64,
        nonce: UInt64,
        proof: [UInt8]
    ) {
        precondition(agreement.count == 32 && proof.count == 64, "a key or a proof cut short")
        self.node = node
        self.agreement = agreement
        self.incarnation = incarnation
        self.time = time
        self.nonce = nonce
        self.proof = proof
    }

    /// The bytes that the new node signs.
    package static func statement(
        node: NodeKey,
        agreement: [UInt8],
        incarnation: UInt64,
        nonce: UInt64
    ) -> [UInt8] {
        var writer = ByteWriter()
        writer.text("liandong join 1")
        writer.raw(node.bytes)
        writer.counted(agreement)
        writer.varint(incarnation)
        writer.varint(nonce)
        return writer.bytes
    }

    /// The bytes that this request's proof is a signature of.
    package var statement: [UInt8] {
        JoinRequest.statement(
            node: node,
            agreement: agreement,
            incarnation: incarnation,
            nonce: nonce
        )
    }

    /// The bytes of the message, to be sealed by the caller.
    package var encoded: [UInt8] {
        var lanes = LaneWriter()
        lanes.raw.raw(node.bytes)
        lanes.raw.raw(agreement)
        lanes.word(incarnation)
        lanes.word(nonce)
        lanes.raw.raw(proof)
        lanes.body.signed(time)
        return MessageFrame.encode(.joinRequest, lanes)
    }

    /// Reads a message; the proof is not checked here.
    package init(_ bytes: [UInt8]) throws(WireError) {
        var lanes = try MessageFrame.decode(.joinRequest, bytes)
        node = try lanes.nodeKey()
        agreement = try lanes.rawBytes(32)
        incarnation = try lanes.word()
        nonce = try lanes.word()
        proof = try lanes.rawBytes(64)
        time = try lanes.signed()
        try lanes.end()
    }
}
