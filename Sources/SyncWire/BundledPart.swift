internal import Records

/// One part of an attachment in a bundle file, behind all events (SPEC 18.10).
package struct BundledPart: Hashable, Sendable {
    /// The sender's incarnation.
    package var incarnation: UInt64
    /// The sender's clock, seconds since 1970 UTC.
    package var time: Int64
    /// The part.
    package var part: AttachmentPart
    /// Whether the bundle does not end with this message.
    package var more: Bool

    /// Makes a message.
    package init(incarnation: UInt64, time: Int64, part: AttachmentPart, more: Bool) {
        self.incarnation = incarnation
        self.time = time
        self.part = part
        self.more = more
    }

    /// The bytes of the message, to be sealed by the caller.
    package var encoded: [UInt8] {
        var lanes = LaneWriter()
        lanes.word(incarnation)
        lanes.body.signed(time)
        lanes.body.byte(more ? 1 : 0)
        lanes.part(part)
        return MessageFrame.encode(.bundledPart, lanes)
    }

    /// Reads a message of a bundle whose seal is good.
    package init(_ bytes: [UInt8]) throws(WireError) {
        try AttachmentRequest.check(byteCount: bytes.count)
        var lanes = try MessageFrame.decode(.bundledPart, bytes)
        incarnation = try lanes.word()
        time = try lanes.signed()
        let flags = try lanes.byte()
        guard flags <= 1 else { throw lanes.malformed("flags") }
        more = flags == 1
        part = try lanes.part()
        try lanes.end()
    }

    /// Whether a message is of this kind, before it is read.
    package static func isOne(_ bytes: [UInt8]) -> Bool {
        bytes.count > 1 && bytes[1] == MessageKind.bundledPart.rawValue
    }
}
