package import Causality
package import Records

/// One message of a bundle file: what a request or an answer carries, without the question.
package struct BundleMessage: Hashable, Sendable {
    /// The most parts of one bundle: a mark for each before it must fit one message.
    package static let partCountMax = 1_024

    /// The sender's incarnation: with its key, the name of the link.
    package var incarnation: UInt64
    /// The sender's clock, seconds since 1970 UTC; for people only.
    package var time: Int64
    /// In the first message of a later part: the last position of each part before it, nil for one
    /// without events.
    package var marks: [StreamPosition?]
    /// Everything else; `more` says that the bundle does not end with this message.
    package var cargo: Cargo

    /// Makes a message.
    package init(
        incarnation: UInt64,
        time: Int64,
        marks: [StreamPosition?] = [],
        cargo: Cargo = .empty
    ) {
        self.incarnation = incarnation
        self.time = time
        self.marks = marks
        self.cargo = cargo
    }

    /// The bytes of the message, to be sealed by the caller.
    package func encoded(sender: NodeKey) -> [UInt8] {
        var lanes = LaneWriter()
        lanes.word(incarnation)
        lanes.body.signed(time)
        lanes.count(marks.count)
        for mark in marks {
            lanes.body.byte(mark == nil ? 0 : 1)
            guard let mark else { continue }
            lanes.raw.stream(mark.stream)
            lanes.body.varint(mark.sequence)
            lanes.raw.digest(mark.hash)
        }
        CargoCodec.write(
            cargo,
            sender: MessageSender(node: sender, incarnation: incarnation),
            messageTime: time,
            to: &lanes
        )
        return MessageFrame.encode(.bundle, lanes)
    }

    /// Reads a message that the sender's seal has shown to be its own.
    package init(_ bytes: [UInt8], sender: NodeKey) throws(WireError) {
        var lanes = try MessageFrame.decode(.bundle, bytes)
        incarnation = try lanes.word()
        time = try lanes.signed()
        marks = try BundleMessage.marks(from: &lanes)
        cargo = try CargoCodec.read(
            sender: MessageSender(node: sender, incarnation: incarnation),
            messageTime: time,
            from: &lanes
        )
        try lanes.end()
    }

    private static func marks(
        from lanes: inout LaneReader
    ) throws(WireError) -> [StreamPosition?] {
        var marks: [StreamPosition?] = []
        for _ in 0..<(try lanes.count(max: partCountMax, "marks")) {
            let form = try lanes.byte()
            guard form <= 1 else { throw lanes.malformed("mark") }
            guard form == 1 else {
                marks.append(nil)
                continue
            }
            let stream = try lanes.stream()
            let sequence = try lanes.sequence()
            let hash = try lanes.digest()
            marks.append(StreamPosition(stream: stream, sequence: sequence, hash: hash))
        }
        return marks
    }
}
