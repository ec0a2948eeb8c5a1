package import Causality
package import Hashing
internal import Records

/// A child's part of one round of an exchange.
package struct Request: Hashable, Sendable {
    /// The child's incarnation: with its key, the name of the link.
    package var incarnation: UInt64
    /// The child's clock, seconds since 1970 UTC: shown to people as the clock's error, decides
    /// nothing.
    package var time: Int64
    /// Fresh for each request; the answer repeats it, so that no older answer can stand in for it.
    package var nonce: UInt64
    /// The digest of the agreed vector; nil asks for the parent's frontier, because the child has
    /// no vector that it trusts.
    package var agreed: Digest256?
    /// Everything else.
    package var cargo: Cargo

    /// Makes a request.
    package init(
        incarnation: UInt64,
        time: Int64,
        nonce: UInt64,
        agreed: Digest256?,
        cargo: Cargo = .empty
    ) {
        self.incarnation = incarnation
        self.time = time
        self.nonce = nonce
        self.agreed = agreed
        self.cargo = cargo
    }

    /// The bytes of the message, to be sealed by the caller.
    ///
    /// A lower compression level, 1 at least, takes less time and gives more bytes.
    package func encoded(
        sender: NodeKey,
        level: Int32 = MessageFrame.compressionLevel
    ) -> [UInt8] {
        MessageFrame.encode(.request, lanes(sender: sender), level: level)
    }

    private func lanes(sender: NodeKey) -> LaneWriter {
        var lanes = LaneWriter()
        lanes.word(incarnation)
        lanes.word(nonce)
        lanes.body.signed(time)
        lanes.body.byte(agreed == nil ? 0 : 1)
        if let agreed { lanes.raw.digest(agreed) }
        CargoCodec.write(
            cargo,
            sender: MessageSender(node: sender, incarnation: incarnation),
            messageTime: time,
            to: &lanes
        )
        return lanes
    }

    /// Reads a message that the sender's seal has shown to be its own.
    package init(_ bytes: [UInt8], sender: NodeKey) throws(WireError) {
        var lanes = try MessageFrame.decode(.request, bytes)
        incarnation = try lanes.word()
        nonce = try lanes.word()
        time = try lanes.signed()
        let form = try lanes.byte()
        guard form <= 1 else { throw lanes.malformed("digest") }
        agreed = form == 1 ? try lanes.digest() : nil
        cargo = try CargoCodec.read(
            sender: MessageSender(node: sender, incarnation: incarnation),
            messageTime: time,
            from: &lanes
        )
        try lanes.end()
    }
}
