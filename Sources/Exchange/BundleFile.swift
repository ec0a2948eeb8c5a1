package import Ambient
package import Causality
package import Credentials
internal import Hashing
package import SyncWire

/// What one piece of a bundle file holds.
package enum BundleContent: Hashable, Sendable {
    /// Frontier, certificates or events.
    case message(BundleMessage)
    /// A part of an attachment; these stand behind all events.
    case part(BundledPart)

    /// Reads a piece that was opened.
    init(_ bytes: [UInt8], sender: NodeKey) throws(WireError) {
        if BundledPart.isOne(bytes) {
            self = .part(try BundledPart(bytes))
        } else {
            self = .message(try BundleMessage(bytes, sender: sender))
        }
    }
}

/// The bytes of one bundle file: heading, header, the header's tag, sealed pieces (SPEC 17).
package enum BundleFile {
    /// Bytes before a piece: whether it is the last, and its length.
    static let piecePrefixByteCount = 5
    /// The longest sealed piece.
    static let sealedByteCountMax = MessageLimits.byteCountMax + BundleSeal.overheadByteCount
    /// How many bytes longer a piece is in the file than its message.
    package static let pieceOverhead = piecePrefixByteCount + BundleSeal.overheadByteCount

    /// The context in which a file's key is sealed: direction 3, both ends, the header so far.
    static func keyContext(_ header: BundleHeader, receiver: NodeKey) -> [UInt8] {
        [MessageLimits.protocolVersion, 3] + header.sender.bytes + receiver.bytes
            + SHA256Hasher.hash(header.statement).bytes
    }

    static func bytes(of length: Int) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: length >> (24 - 8 * $0)) }
    }
}

/// Writes one bundle file piece by piece.
///
/// Not to be used behind `end`.
package struct BundleFileWriter {
    private let seal: BundleSeal
    private var number: UInt64 = 0
    /// The last message: only what follows tells whether it was the last.
    private var waiting: [UInt8]?
    private let sink: ([UInt8]) throws -> Void
    /// Bytes of heading, header and tag.
    package let headerByteCount: Int

    /// Begins a file for these receivers; throws what `sink` throws.
    package init(
        _ header: BundleHeader,
        to receivers: [(node: NodeKey, key: AgreementKey)],
        from sender: AgreementIdentity,
        random: RandomSource,
        sink: @escaping ([UInt8]) throws -> Void
    ) throws {
        let key = BundleSeal.drawKey(random: random)
        var header = header
        header.receivers = receivers.map { receiver in
            BundleHeader.Receiver(
                node: receiver.node,
                sealedKey: Sealing.seal(
                    key,
                    to: receiver.key,
                    from: sender,
                    context: BundleFile.keyContext(header, receiver: receiver.node)
                )
            )
        }
        seal = BundleSeal(key: key)
        self.sink = sink
        let bytes = header.bytes
        let head =
            BundleHeader.heading + BundleFile.bytes(of: bytes.count) + bytes + seal.tag(of: bytes)
        headerByteCount = head.count
        try sink(head)
    }

    /// Adds a message.
    package mutating func write(_ message: [UInt8]) throws {
        try flush(isLast: false)
        waiting = message
    }

    /// Ends the file with the last message.
    package mutating func end() throws { try flush(isLast: true) }

    private mutating func flush(isLast: Bool) throws {
        guard let message = waiting else { return }
        number += 1
        let sealed = seal.seal(message, number: number, isLast: isLast)
        try sink([isLast ? 1 : 0] + BundleFile.bytes(of: sealed.count) + sealed)
        waiting = nil
    }
}

/// Reads one bundle file piece by piece; each offset in an error is where the bad piece begins.
package struct BundleFileReader {
    /// What stands in the clear; to be believed after `unlock`.
    package let header: BundleHeader
    private let headerBytes: [UInt8]
    private let tag: [UInt8]
    private let headerOffset: Int
    private let source: (Int) throws -> [UInt8]
    private var offset: Int
    private var number: UInt64 = 0
    private var seal: BundleSeal?
    private var isEnded = false

    /// Reads the header.
    ///
    /// `source` gives the next bytes, fewer than asked for only at the end; `offset` is where in
    /// the file the bundle begins. Throws `BundleFault`, or what `source` throws.
    package init(offset: Int = 0, source: @escaping (Int) throws -> [UInt8]) throws {
        let heading = try source(BundleHeader.heading.count)
        guard heading == BundleHeader.heading else {
            guard !heading.isEmpty, BundleHeader.heading.starts(with: heading) else {
                throw BundleFault.notABundle
            }
            throw BundleFault.cut(offset: offset + heading.count)
        }
        var position = offset + heading.count
        headerOffset = position
        let prefix = try source(4)
        position += prefix.count
        let length = prefix.reduce(0) { $0 << 8 | Int($1) }
        guard prefix.count == 4 else { throw BundleFault.cut(offset: position) }
        guard length <= BundleHeader.byteCountMax else {
            throw BundleFault.header(offset: headerOffset)
        }
        headerBytes = try source(length)
        tag = try source(BundleSeal.overheadByteCount)
        let end = position + headerBytes.count + tag.count
        guard tag.count == BundleSeal.overheadByteCount else { throw BundleFault.cut(offset: end) }
        self.source = source
        self.offset = end
        do {
            header = try BundleHeader(headerBytes)
        } catch WireError.unsupportedVersion(let found, _) {
            throw BundleFault.unsupportedVersion(found)
        } catch {
            throw BundleFault.header(offset: headerOffset)
        }
    }

    /// Opens the file's key for a receiver, and with it the header's seal; `senders` are the
    /// certified keys of the node that the header names.
    package mutating func unlock(
        as node: NodeKey,
        by identity: AgreementIdentity,
        from senders: [AgreementKey]
    ) throws(BundleFault) {
        guard let receiver = header.receivers.first(where: { $0.node == node }) else {
            throw .notAddressed
        }
        let context = BundleFile.keyContext(header, receiver: node)
        for sender in senders {
            guard
                let key = try? Sealing.open(
                    receiver.sealedKey,
                    by: identity,
                    from: sender,
                    context: context
                ), key.count == BundleSeal.keyByteCount
            else { continue }
            let opened = BundleSeal(key: key)
            guard opened.isValid(tag: tag, of: headerBytes) else { break }
            return seal = opened
        }
        throw .header(offset: headerOffset)
    }

    /// The next message and where its piece begins; nil behind the last.
    package mutating func next() throws -> (content: BundleContent, offset: Int)? {
        guard let seal else { preconditionFailure("a file is unlocked before it is read") }
        if isEnded { return nil }
        let start = offset
        let prefix = try source(BundleFile.piecePrefixByteCount)
        guard prefix.count == BundleFile.piecePrefixByteCount else {
            throw BundleFault.cut(offset: start + prefix.count)
        }
        let length = prefix.dropFirst().reduce(0) { $0 << 8 | Int($1) }
        guard prefix[0] <= 1, length <= BundleFile.sealedByteCountMax else {
            throw BundleFault.changed(offset: start)
        }
        let sealed = try source(length)
        offset = start + prefix.count + sealed.count
        number += 1
        isEnded = prefix[0] == 1
        guard sealed.count == length else { throw BundleFault.cut(offset: offset) }
        guard let bytes = try? seal.open(sealed, number: number, isLast: isEnded) else {
            throw BundleFault.changed(offset: start)
        }
        guard let content = try? BundleContent(bytes, sender: header.sender) else {
            throw BundleFault.malformed(offset: start)
        }
        if isEnded, !(try source(1).isEmpty) { throw BundleFault.trailing(offset: offset) }
        return (content, start)
    }
}
