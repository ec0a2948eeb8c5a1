package import Causality
internal import Records

/// One part of one attachment's content (SPEC 18.4).
package struct AttachmentPart: Hashable, Sendable {
    /// The event that added the attachment.
    package var dot: Dot
    /// The part's number, from 0.
    package var number: Int
    /// Its bytes, 1 to `AttachmentForm.partByteCount`.
    package var bytes: [UInt8]

    /// Names a part.
    package init(dot: Dot, number: Int, bytes: [UInt8]) {
        self.dot = dot
        self.number = number
        self.bytes = bytes
    }
}

/// A part that somebody lacks.
package struct WantedPart: Hashable, Sendable {
    /// The event that added the attachment.
    package var dot: Dot
    /// The number of the first part that is lacking.
    package var number: Int

    /// Names a part.
    package init(dot: Dot, number: Int) {
        self.dot = dot
        self.number = number
    }
}

/// The bounds of attachments' messages (SPEC 9.20 and following).
package enum AttachmentLimits {
    /// The longest message about attachments, in bytes before sealing: so much is sent again after
    /// a cut.
    package static let messageByteCountMax = 65_536
    /// The most attachments that one message names as lacking.
    package static let wantedCountMax = 64
    /// The largest number of a part.
    package static let partNumberMax =
        AttachmentForm.partCount(of: AttachmentForm.byteCountMax) - 1
    /// The tag of the extension with which a node says how many attachments it lacks.
    package static let lackingTag: UInt64 = 2
}

extension LaneWriter {
    mutating func dot(_ dot: Dot) {
        raw.stream(dot.stream)
        body.varint(dot.sequence)
    }

    mutating func wanted(_ list: [WantedPart]) {
        count(list.count)
        for item in list {
            dot(item.dot)
            count(item.number)
        }
    }

    mutating func part(_ part: AttachmentPart) {
        dot(part.dot)
        count(part.number)
        count(part.bytes.count)
        raw.raw(part.bytes)
    }
}

extension LaneReader {
    mutating func dot() throws(WireError) -> Dot {
        let stream = try stream()
        return Dot(stream: stream, sequence: try sequence())
    }

    mutating func wanted() throws(WireError) -> [WantedPart] {
        var list: [WantedPart] = []
        for _ in 0..<(try count(max: AttachmentLimits.wantedCountMax, "attachments")) {
            let dot = try dot()
            list.append(WantedPart(dot: dot, number: try partNumber()))
        }
        return list
    }

    mutating func partNumber() throws(WireError) -> Int {
        try count(max: AttachmentLimits.partNumberMax, "part")
    }

    mutating func part() throws(WireError) -> AttachmentPart {
        let dot = try dot()
        let number = try partNumber()
        let length = try count(max: AttachmentForm.partByteCount, "bytes of a part")
        guard length > 0 else { throw malformed("bytes of a part") }
        return AttachmentPart(dot: dot, number: number, bytes: try rawBytes(length))
    }
}

extension Cargo {
    /// How many attachments the sender lacks of those that both may hold; nil where it says
    /// nothing, because it is an earlier program or knows of no attachment.
    package var lackingAttachmentCount: Int? {
        guard let item = extensions.first(where: { $0.tag == AttachmentLimits.lackingTag }) else {
            return nil
        }
        var reader = ByteReader(item.bytes)
        guard let count = try? reader.count(max: Int(Int32.max), "attachments"),
            (try? reader.end()) != nil
        else { return nil }
        return count
    }

    /// The same cargo saying how many attachments its sender lacks.
    package func lackingAttachments(_ count: Int?) -> Cargo {
        guard let count else { return self }
        var writer = ByteWriter()
        writer.varint(UInt64(count))
        var cargo = self
        cargo.extensions.removeAll { $0.tag == AttachmentLimits.lackingTag }
        cargo.extensions.append(
            MessageExtension(tag: AttachmentLimits.lackingTag, bytes: writer.bytes)
        )
        cargo.extensions.sort { $0.tag < $1.tag }
        return cargo
    }
}
