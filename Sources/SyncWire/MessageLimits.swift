/// The bounds of one message; each says whom it protects.
///
/// They are part of the protocol (SPEC 9).
package enum MessageLimits {
    /// The protocol version that this program speaks.
    package static let protocolVersion: UInt8 = 1

    /// What a sender aims at, in bytes of a whole message: a line of 64 kbit/s carries it in eight
    /// seconds, and no more than this is repeated after a cut.
    package static let byteCountTarget = 65_536

    /// The largest message that is received, in bytes: protects the receiver's memory before
    /// anything is known of the sender.
    package static let byteCountMax = 262_144

    /// What a sender puts into one message at most, in bytes of events before compression: even if
    /// nothing can be compressed the message stays below `byteCountMax`.
    package static let eventByteCountMax = 180_224

    /// The longest compressed part after decompression, in bytes: protects against bombs.
    package static let bodyByteCountMax = 4_194_304

    /// The most events of one message: protects the receiver's memory and the length of its
    /// transaction.
    package static let eventCountMax = 4_096

    /// The most segments of one message, each costing a signature's verification of 50 µs.
    package static let segmentCountMax = 512

    /// The most signed heads inside one message, for the same reason.
    package static let headCountMax = 1_024

    /// The most streams that one message names in its table.
    package static let streamCountMax = 16_384

    /// The most context entries of one message: many small contexts or few large ones, but not
    /// many large ones, which would take 40 bytes of memory for every two bytes sent.
    package static let contextEntryCountMax = 131_072

    /// The most pairs of register, definition and type of one message: one for each event.
    package static let kindCountMax = 4_096

    /// The most actors of one message: one for each event.
    package static let actorCountMax = 4_096

    /// The longest id of a register, in bytes.
    package static let registerByteCountMax = 64

    /// What the payloads between two signed heads stay below, in bytes (SPEC 9.8).
    package static let runByteCountMax = 131_072

    /// The longest name of an actor, in bytes.
    package static let actorByteCountMax = 128

    /// The most positions of one frontier part; a longer frontier travels in several parts.
    package static let positionCountMax = 4_096

    /// The most refusals of one message: as many as segments.
    package static let refusalCountMax = 512

    /// The most certificates of one message: a chain has at most five.
    package static let certificateCountMax = 64

    /// The most extensions of one message.
    package static let extensionCountMax = 16

    /// The longest extension, in bytes.
    package static let extensionByteCountMax = 16_384
}
