package import Records

/// Something that a later program may add to a message without a new version of the protocol.
///
/// A node that does not know an even tag passes over it; one that does not know an odd tag refuses
/// the message.
package struct MessageExtension: Hashable, Sendable {
    /// What it is.
    package let tag: UInt64
    /// Its bytes.
    package let bytes: [UInt8]

    /// Makes an extension.
    package init(tag: UInt64, bytes: [UInt8]) {
        self.tag = tag
        self.bytes = bytes
    }
}

/// What both sides of an exchange carry alike.
package struct Cargo: Hashable, Sendable {
    /// Events that the other side lacks, sorted by the sender so that streams are contiguous.
    package var segments: [WireSegment]
    /// Whether the sender has more that did not fit.
    package var more: Bool
    /// A part of the sender's frontier of the link: asked for, or the reply to one.
    package var frontier: FrontierPart?
    /// What the sender did not take of the other side's last message.
    package var refusals: [SegmentRefusal]
    /// Certificates of authors that the other side may not know.
    package var certificates: [NodeCertificate]
    /// What later programs add; tags strictly rising.
    package var extensions: [MessageExtension]

    /// Makes a cargo; everything may be left out.
    package init(
        segments: [WireSegment] = [],
        more: Bool = false,
        frontier: FrontierPart? = nil,
        refusals: [SegmentRefusal] = [],
        certificates: [NodeCertificate] = [],
        extensions: [MessageExtension] = []
    ) {
        self.segments = segments
        self.more = more
        self.frontier = frontier
        self.refusals = refusals
        self.certificates = certificates
        self.extensions = extensions
    }

    /// A cargo of nothing.
    package static let empty = Cargo()
}
