internal import Causality
internal import Records

/// A parent's part of one round about attachments (SPEC 18.6).
package struct AttachmentAnswer: Hashable, Sendable {
    /// What became of the request's part; raw values are those of the wire.
    package enum Result: UInt8, Sendable, CaseIterable {
        /// The request had no part.
        case none = 0
        /// It is kept, or was held; `next` is lacking now.
        case taken = 1
        /// All parts are there, and they are what the address names.
        case whole = 2
        /// The attachment's event is not there yet.
        case later = 3
        /// The attachment was erased, or the child has nothing to do with it.
        case refused = 4
        /// The part has another size than the event says.
        case wrongSize = 5
        /// The whole content was not what the address names; nothing of it is kept.
        case wrongContent = 6
    }

    /// The parent's clock, seconds since 1970 UTC.
    package var time: Int64
    /// The nonce of the request.
    package var nonce: UInt64
    /// What became of the request's part.
    package var result: Result
    /// The part of the same attachment that is lacking now; 0 unless `result` is `taken`.
    package var next: Int
    /// What the parent lacks, where it was asked.
    package var wanted: [WantedPart]
    /// Whether it lacks more, behind the last of `wanted`.
    package var more: Bool
    /// A part for the child.
    package var part: AttachmentPart?

    private static let hasMore: UInt8 = 1
    private static let hasPart: UInt8 = 2

    /// Makes an answer.
    package init(
        time: Int64,
        nonce: UInt64,
        result: Result = .none,
        next: Int = 0,
        wanted: [WantedPart] = [],
        more: Bool = false,
        part: AttachmentPart? = nil
    ) {
        self.time = time
        self.nonce = nonce
        self.result = result
        self.next = next
        self.wanted = wanted
        self.more = more
        self.part = part
    }

    /// The bytes of the message, to be sealed by the caller.
    package var encoded: [UInt8] {
        var lanes = LaneWriter()
        lanes.word(nonce)
        lanes.body.signed(time)
        lanes.body.byte(
            (more ? AttachmentAnswer.hasMore : 0) | (part == nil ? 0 : AttachmentAnswer.hasPart)
        )
        lanes.body.byte(result.rawValue)
        if result == .taken { lanes.count(next) }
        lanes.wanted(wanted)
        if let part { lanes.part(part) }
        return MessageFrame.encode(.attachmentAnswer, lanes)
    }

    /// Reads a message that the sender's seal has shown to be its own.
    package init(_ bytes: [UInt8]) throws(WireError) {
        try AttachmentRequest.check(byteCount: bytes.count)
        var lanes = try MessageFrame.decode(.attachmentAnswer, bytes)
        nonce = try lanes.word()
        time = try lanes.signed()
        let flags = try lanes.byte()
        guard flags <= AttachmentAnswer.hasMore | AttachmentAnswer.hasPart else {
            throw lanes.malformed("flags")
        }
        more = flags & AttachmentAnswer.hasMore != 0
        guard let read = Result(rawValue: try lanes.byte()) else {
            throw lanes.malformed("result")
        }
        result = read
        next = read == .taken ? try lanes.partNumber() : 0
        wanted = try lanes.wanted()
        part = flags & AttachmentAnswer.hasPart != 0 ? try lanes.part() : nil
        try lanes.end()
    }
}
