package import Causality
package import Hashing
internal import Records

/// How much of a request's segments the parent holds durably.
package enum Acknowledgement: Hashable, Sendable {
    /// All of them.
    case whole
    /// For each segment of the request, in its order: the last sequence of it that is held, 0 if
    /// nothing of it is.
    case upTo([UInt64])
}

/// A parent's part of one round of an exchange.
package struct Answer: Hashable, Sendable {
    /// The parent's incarnation.
    package var incarnation: UInt64
    /// The parent's clock, seconds since 1970 UTC.
    package var time: Int64
    /// The nonce of the request.
    package var nonce: UInt64
    /// The digest that the child's agreed vector has once it has taken this answer whole.
    package var offered: Digest256
    /// What has been stored of the request, after the commit.
    package var acknowledgement: Acknowledgement
    /// Everything else.
    package var cargo: Cargo

    /// Makes an answer.
    package init(
        incarnation: UInt64,
        time: Int64,
        nonce: UInt64,
        offered: Digest256,
        acknowledgement: Acknowledgement = .whole,
        cargo: Cargo = .empty
    ) {
        self.incarnation = incarnation
        self.time = time
        self.nonce = nonce
        self.offered = offered
        self.acknowledgement = acknowledgement
        self.cargo = cargo
    }

    /// The bytes of the message, to be sealed by the caller.
    ///
    /// A lower compression level, 1 at least, takes less time and gives more bytes.
    package func encoded(
        sender: NodeKey,
        level: Int32 = MessageFrame.compressionLevel
    ) -> [UInt8] {
        MessageFrame.encode(.answer, lanes(sender: sender), level: level)
    }

    private func lanes(sender: NodeKey) -> LaneWriter {
        var lanes = LaneWriter()
        lanes.word(incarnation)
        lanes.word(nonce)
        lanes.raw.digest(offered)
        lanes.body.signed(time)
        switch acknowledgement {
        case .whole: lanes.count(0)
        case .upTo(let sequences):
            lanes.count(sequences.count + 1)
            for sequence in sequences { lanes.body.varint(sequence) }
        }
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
        var lanes = try MessageFrame.decode(.answer, bytes)
        incarnation = try lanes.word()
        nonce = try lanes.word()
        offered = try lanes.digest()
        time = try lanes.signed()
        acknowledgement = try Answer.acknowledgement(from: &lanes)
        cargo = try CargoCodec.read(
            sender: MessageSender(node: sender, incarnation: incarnation),
            messageTime: time,
            from: &lanes
        )
        try lanes.end()
    }

    private static func acknowledgement(
        from lanes: inout LaneReader
    ) throws(WireError) -> Acknowledgement {
        let count = try lanes.count(max: MessageLimits.segmentCountMax + 1, "acknowledgements")
        guard count > 0 else { return .whole }
        var sequences: [UInt64] = []
        for _ in 1..<count { sequences.append(try lanes.varint()) }
        return .upTo(sequences)
    }
}
