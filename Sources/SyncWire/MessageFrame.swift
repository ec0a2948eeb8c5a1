internal import Compression
internal import Records

/// What a message is; raw values are those of the wire.
package enum MessageKind: UInt8, Sendable, CaseIterable {
    /// A child's part of an exchange.
    case request = 1
    /// A parent's part of an exchange.
    case answer = 2
    /// A new node asking to be certified.
    case joinRequest = 3
    /// The certificate for it.
    case joinAnswer = 4
    /// A message of a bundle file.
    case bundle = 5
    /// A child's part of a round about attachments.
    case attachmentRequest = 6
    /// A parent's part of a round about attachments.
    case attachmentAnswer = 7
    /// A part of an attachment in a bundle file.
    case bundledPart = 8
}

/// The frame of every message: version, kind, length of the raw lane, raw lane, compressed lane.
package enum MessageFrame {
    /// The versions that this program reads; it answers in the version in which it was asked.
    package static let supportedVersions: ClosedRange<UInt8> =
        MessageLimits.protocolVersion...MessageLimits.protocolVersion

    /// The compression level: small messages gain 8 % over level 3, and only senders pay.
    package static let compressionLevel: Int32 = 9

    /// Bodies shorter than this are compressed at a lower level: most answers say only that
    /// everything has arrived, and preparing the dictionary for the higher level would be most of
    /// their cost.
    private static let smallByteCount = 256

    /// The bytes of a message with these lanes.
    static func encode(
        _ kind: MessageKind,
        _ lanes: LaneWriter,
        level: Int32 = compressionLevel
    ) -> [UInt8] {
        encode(kind, body: lanes.body.bytes, raw: lanes.raw.bytes, level: level)
    }

    /// The bytes of a message with these lanes.
    package static func encode(
        _ kind: MessageKind,
        body: [UInt8],
        raw: [UInt8],
        level: Int32 = compressionLevel
    ) -> [UInt8] {
        var writer = ByteWriter(capacity: raw.count + body.count / 2 + 16)
        writer.byte(MessageLimits.protocolVersion)
        writer.byte(kind.rawValue)
        writer.counted(raw)
        let effort = body.count < smallByteCount ? min(level, Zstandard.defaultLevel) : level
        writer.raw(Zstandard.compress(body, level: effort, dictionary: WireDictionary.bytes))
        return writer.bytes
    }

    /// The lanes of a message of this kind; cheap faults are found before anything is decompressed.
    static func decode(_ kind: MessageKind, _ bytes: [UInt8]) throws(WireError) -> LaneReader {
        let lanes = try lanes(of: kind, bytes)
        return LaneReader(body: lanes.body, raw: lanes.raw)
    }

    /// The two lanes of a message of this kind, for tools that show a message as it is.
    package static func lanes(
        of kind: MessageKind,
        _ bytes: [UInt8]
    ) throws(WireError) -> (body: [UInt8], raw: ArraySlice<UInt8>) {
        guard bytes.count <= MessageLimits.byteCountMax else {
            throw .messageTooLarge(
                byteCount: bytes.count,
                byteCountMax: MessageLimits.byteCountMax
            )
        }
        // The version stands first: what follows it may look different in another one.
        guard bytes.count >= 2 else { throw .frame(.truncated(offset: bytes.count)) }
        try check(version: bytes[0])
        try check(kind: bytes[1], is: kind)
        let parts = try split(bytes)
        return (try decompress(parts.frame), parts.raw)
    }

    private static func split(
        _ bytes: [UInt8]
    ) throws(WireError) -> (raw: ArraySlice<UInt8>, frame: [UInt8]) {
        var reader = ByteReader(bytes)
        do {
            _ = try reader.raw(2)
            let raw = try reader.counted(max: bytes.count, "raw lane")
            return (raw, Array(try reader.raw(reader.remaining)))
        } catch {
            throw .frame(error)
        }
    }

    private static func check(version: UInt8) throws(WireError) {
        guard supportedVersions.contains(version) else {
            throw .unsupportedVersion(found: version, supported: supportedVersions)
        }
    }

    private static func check(kind found: UInt8, is kind: MessageKind) throws(WireError) {
        guard found == kind.rawValue else { throw .unexpectedKind(found: found) }
    }

    private static func decompress(_ frame: [UInt8]) throws(WireError) -> [UInt8] {
        do {
            return try Zstandard.decompress(
                frame,
                dictionary: WireDictionary.bytes,
                outputByteCountMax: MessageLimits.bodyByteCountMax
            )
        } catch {
            throw .compression(error)
        }
    }
}
