package import Causality
package import Records

/// What stands in the clear at the beginning of a bundle file: who made it, and for whom.
///
/// Nothing of it is believed before the file's key has opened and with it the header's seal.
package struct BundleHeader: Hashable, Sendable {
    /// A node that can open the file.
    package struct Receiver: Hashable, Sendable {
        /// The node.
        package let node: NodeKey
        /// The file's key, sealed to the node.
        package let sealedKey: [UInt8]

        /// Names a receiver.
        package init(node: NodeKey, sealedKey: [UInt8]) {
            precondition(sealedKey.count == BundleHeader.sealedKeyByteCount)
            self.node = node
            self.sealedKey = sealedKey
        }
    }

    /// The first bytes of each bundle file.
    package static let heading = Array("liandong bundle 1\n".utf8)
    /// Bytes of the random name that the parts of one bundle share.
    package static let bundleByteCount = 16
    /// Bytes of a sealed file key: 32 and the seal's 48.
    package static let sealedKeyByteCount = 80
    /// The longest header, in bytes: protects the reader's memory.
    package static let byteCountMax = 32_768
    /// The most certificates of the sender's chain.
    package static let chainCountMax = 16
    /// The most nodes that one file is sealed to.
    package static let receiverCountMax = 64
    /// The longest code, in bytes.
    package static let codeByteCountMax = 64
    /// The longest name, in bytes.
    package static let nameByteCountMax = 512

    /// The node that made the bundle.
    package var sender: NodeKey
    /// The random name that all parts of the bundle share, 16 bytes.
    package var bundle: [UInt8]
    /// Which part of the bundle the file is, from 1.
    package var part: Int
    /// The place that it is for.
    package var place: RecordID
    /// The place's code, for people.
    package var code: String
    /// The place's name, for people.
    package var name: String
    /// The sender's certificates, its own first, the root's last.
    package var chain: [NodeCertificate]
    /// Who can open it.
    package var receivers: [Receiver] = []

    /// Makes a header without receivers.
    package init(
        sender: NodeKey,
        bundle: [UInt8],
        part: Int,
        place: RecordID,
        code: String,
        name: String,
        chain: [NodeCertificate]
    ) {
        precondition(bundle.count == BundleHeader.bundleByteCount && part > 0)
        self.sender = sender
        self.bundle = bundle
        self.part = part
        self.place = place
        self.code = code
        self.name = name
        self.chain = chain
    }

    /// What the sealed keys are bound to: everything before the receivers.
    package var statement: [UInt8] {
        var writer = ByteWriter(capacity: 1_024)
        writer.byte(MessageLimits.protocolVersion)
        writer.raw(sender.bytes)
        writer.raw(bundle)
        writer.varint(UInt64(part))
        writer.record(place)
        writer.text(code)
        writer.text(name)
        writer.varint(UInt64(chain.count))
        for certificate in chain { writer.raw(certificate.bytes) }
        return writer.bytes
    }

    /// The header's bytes.
    package var bytes: [UInt8] {
        var writer = ByteWriter(capacity: 2_048)
        writer.raw(statement)
        writer.varint(UInt64(receivers.count))
        for receiver in receivers {
            writer.raw(receiver.node.bytes)
            writer.raw(receiver.sealedKey)
        }
        return writer.bytes
    }

    /// Reads a header; offsets in the error count from its first byte.
    package init(_ bytes: [UInt8]) throws(WireError) {
        guard let version = bytes.first else { throw .frame(.truncated(offset: 0)) }
        guard MessageFrame.supportedVersions.contains(version) else {
            throw .unsupportedVersion(found: version, supported: MessageFrame.supportedVersions)
        }
        do {
            try self.init(reading: bytes)
        } catch {
            throw .frame(error)
        }
    }

    private init(reading bytes: [UInt8]) throws(ByteFormatError) {
        var reader = ByteReader(bytes)
        _ = try reader.byte()
        sender = try reader.nodeKey()
        bundle = Array(try reader.raw(BundleHeader.bundleByteCount))
        let offset = reader.offset
        part = try reader.count(max: BundleMessage.partCountMax, "part")
        guard part > 0 else { throw .malformed(offset: offset, what: "part") }
        place = try reader.record()
        code = try reader.text(max: BundleHeader.codeByteCountMax, "code")
        name = try reader.text(max: BundleHeader.nameByteCountMax, "name")
        chain = []
        for _ in 0..<(try reader.count(max: BundleHeader.chainCountMax, "chain")) {
            chain.append(try NodeCertificate(reading: &reader))
        }
        for _ in 0..<(try reader.count(max: BundleHeader.receiverCountMax, "receivers")) {
            let node = try reader.nodeKey()
            let key = Array(try reader.raw(BundleHeader.sealedKeyByteCount))
            receivers.append(Receiver(node: node, sealedKey: key))
        }
        try reader.end()
    }
}
