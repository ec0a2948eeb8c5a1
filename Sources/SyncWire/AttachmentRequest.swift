package import Causality
internal import Records

/// A child's part of one round about attachments (SPEC 18.5).
package struct AttachmentRequest: Hashable, Sendable {
    /// The child's clock, seconds since 1970 UTC.
    package var time: Int64
    /// Fresh for each request; the answer repeats it.
    package var nonce: UInt64
    /// Whether the parent is asked what it lacks, and behind which attachment.
    package var question: Question
    /// Parts that the child lacks, the first of which the parent may send.
    package var wanted: [WantedPart]
    /// A part for the parent.
    package var part: AttachmentPart?

    /// What the parent is asked.
    package enum Question: Hashable, Sendable {
        /// Nothing.
        case none
        /// What it lacks, from the beginning.
        case all
        /// What it lacks behind this one of its list.
        case behind(Dot)
    }

    private static let asks: UInt8 = 1
    private static let asksBehind: UInt8 = 2
    private static let hasPart: UInt8 = 4

    /// Makes a request.
    package init(
        time: Int64,
        nonce: UInt64,
        question: Question = .none,
        wanted: [WantedPart] = [],
        part: AttachmentPart? = nil
    ) {
        self.time = time
        self.nonce = nonce
        self.question = question
        self.wanted = wanted
        self.part = part
    }

    /// The bytes of the message, to be sealed by the caller.
    package var encoded: [UInt8] {
        var lanes = LaneWriter()
        lanes.word(nonce)
        lanes.body.signed(time)
        var flags: UInt8 = part == nil ? 0 : AttachmentRequest.hasPart
        switch question {
        case .none: break
        case .all: flags |= AttachmentRequest.asks
        case .behind: flags |= AttachmentRequest.asks | AttachmentRequest.asksBehind
        }
        lanes.body.byte(flags)
        if case .behind(let dot) = question { lanes.dot(dot) }
        lanes.wanted(wanted)
        if let part { lanes.part(part) }
        return MessageFrame.encode(.attachmentRequest, lanes)
    }

    /// Reads a message that the sender's seal has shown to be its own.
    package init(_ bytes: [UInt8]) throws(WireError) {
        try AttachmentRequest.check(byteCount: bytes.count)
        var lanes = try MessageFrame.decode(.attachmentRequest, bytes)
        nonce = try lanes.word()
        time = try lanes.signed()
        let flags = try lanes.byte()
        switch flags & ~AttachmentRequest.hasPart {
        case 0: question = .none
        case AttachmentRequest.asks: question = .all
        case AttachmentRequest.asks | AttachmentRequest.asksBehind:
            question = .behind(try lanes.dot())
        default: throw lanes.malformed("flags")
        }
        wanted = try lanes.wanted()
        part = flags & AttachmentRequest.hasPart != 0 ? try lanes.part() : nil
        try lanes.end()
    }

    /// Refuses what is longer than any message about attachments.
    static func check(byteCount: Int) throws(WireError) {
        guard byteCount <= AttachmentLimits.messageByteCountMax else {
            throw .messageTooLarge(
                byteCount: byteCount,
                byteCountMax: AttachmentLimits.messageByteCountMax
            )
        }
    }
}
