internal import Causality
internal import Records

/// The byte form of what requests and answers carry alike (SPEC 8.3).
enum CargoCodec {
    private static let hasMore: UInt8 = 1
    private static let hasSegments: UInt8 = 2
    private static let hasRefusals: UInt8 = 4
    private static let hasFrontier: UInt8 = 8
    private static let hasCertificates: UInt8 = 16
    private static let hasExtensions: UInt8 = 32
    private static let known: UInt8 = 63

    static func write(
        _ cargo: Cargo,
        sender: MessageSender,
        messageTime: Int64,
        to lanes: inout LaneWriter
    ) {
        lanes.body.byte(flags(of: cargo))
        if !cargo.segments.isEmpty || !cargo.refusals.isEmpty {
            writeSegments(of: cargo, sender: sender, messageTime: messageTime, to: &lanes)
        }
        if let frontier = cargo.frontier { FrontierCodec.write(frontier, to: &lanes) }
        if !cargo.certificates.isEmpty {
            lanes.count(cargo.certificates.count)
            for certificate in cargo.certificates { lanes.raw.raw(certificate.bytes) }
        }
        if !cargo.extensions.isEmpty {
            lanes.count(cargo.extensions.count)
            for item in cargo.extensions {
                lanes.body.varint(item.tag)
                lanes.body.counted(item.bytes)
            }
        }
    }

    private static func flags(of cargo: Cargo) -> UInt8 {
        (cargo.more ? hasMore : 0)
            | (cargo.segments.isEmpty ? 0 : hasSegments)
            | (cargo.refusals.isEmpty ? 0 : hasRefusals)
            | (cargo.frontier == nil ? 0 : hasFrontier)
            | (cargo.certificates.isEmpty ? 0 : hasCertificates)
            | (cargo.extensions.isEmpty ? 0 : hasExtensions)
    }

    /// Segments and refusals are written apart first, because the tables that they fill stand
    /// before them.
    private static func writeSegments(
        of cargo: Cargo,
        sender: MessageSender,
        messageTime: Int64,
        to lanes: inout LaneWriter
    ) {
        var tables = TableWriter(sender: sender, segments: cargo.segments)
        var rest = LaneWriter(capacity: 4_096)
        if !cargo.segments.isEmpty {
            SegmentCodec.write(
                cargo.segments,
                messageTime: messageTime,
                tables: &tables,
                to: &rest
            )
        }
        if !cargo.refusals.isEmpty {
            rest.count(cargo.refusals.count)
            for refusal in cargo.refusals {
                rest.count(tables.index(of: refusal.stream))
                rest.body.varint(refusal.sequence)
                rest.body.byte(refusal.reason.rawValue)
            }
        }
        tables.write(to: &lanes)
        lanes.append(rest)
    }

    static func read(
        sender: MessageSender,
        messageTime: Int64,
        from lanes: inout LaneReader
    ) throws(WireError) -> Cargo {
        let flags = try lanes.byte()
        guard flags & ~known == 0 else { throw lanes.malformed("flags") }
        var cargo = Cargo(more: flags & hasMore != 0)
        if flags & (hasSegments | hasRefusals) != 0 {
            let tables = try TableReader(sender: sender, from: &lanes)
            if flags & hasSegments != 0 {
                cargo.segments = try SegmentCodec.read(
                    messageTime: messageTime,
                    tables: tables,
                    from: &lanes
                )
            }
            if flags & hasRefusals != 0 {
                cargo.refusals = try readRefusals(tables: tables, from: &lanes)
            }
        }
        if flags & hasFrontier != 0 { cargo.frontier = try FrontierCodec.read(from: &lanes) }
        if flags & hasCertificates != 0 { cargo.certificates = try readCertificates(from: &lanes) }
        if flags & hasExtensions != 0 { cargo.extensions = try readExtensions(from: &lanes) }
        return cargo
    }

    private static func readRefusals(
        tables: TableReader,
        from lanes: inout LaneReader
    ) throws(WireError) -> [SegmentRefusal] {
        let count = try lanes.count(max: MessageLimits.refusalCountMax, "refusals")
        var refusals: [SegmentRefusal] = []
        for _ in 0..<count {
            let stream = try tables.stream(from: &lanes)
            let sequence = try lanes.sequence()
            let reason = RefusalReason(rawValue: try lanes.byte())
            refusals.append(SegmentRefusal(stream: stream, sequence: sequence, reason: reason))
        }
        return refusals
    }

    private static func readCertificates(
        from lanes: inout LaneReader
    ) throws(WireError) -> [NodeCertificate] {
        let count = try lanes.count(max: MessageLimits.certificateCountMax, "certificates")
        var certificates: [NodeCertificate] = []
        for _ in 0..<count { certificates.append(try lanes.certificate()) }
        return certificates
    }

    private static func readExtensions(
        from lanes: inout LaneReader
    ) throws(WireError) -> [MessageExtension] {
        let count = try lanes.count(max: MessageLimits.extensionCountMax, "extensions")
        var extensions: [MessageExtension] = []
        for _ in 0..<count {
            let tag = try lanes.varint()
            if let last = extensions.last, tag <= last.tag {
                throw lanes.malformed("extension order")
            }
            let bytes = try lanes.counted(max: MessageLimits.extensionByteCountMax, "extension")
            // This program knows none; an odd one changes the meaning of the rest.
            guard tag.isMultiple(of: 2) else { throw .unknownExtension(tag: tag) }
            extensions.append(MessageExtension(tag: tag, bytes: bytes))
        }
        return extensions
    }
}

/// The byte form of frontier parts (SPEC 8.8).
enum FrontierCodec {
    private static let hasAfter: UInt8 = 1
    private static let hasThrough: UInt8 = 2

    static func write(_ part: FrontierPart, to lanes: inout LaneWriter) {
        lanes.body.byte(
            (part.range.after == nil ? 0 : hasAfter) | (part.range.through == nil ? 0 : hasThrough)
        )
        if let after = part.range.after { lanes.raw.stream(after) }
        if let through = part.range.through { lanes.raw.stream(through) }
        lanes.count(part.positions.count)
        for position in part.positions {
            lanes.raw.stream(position.stream)
            lanes.body.varint(position.sequence)
            lanes.raw.digest(position.hash)
        }
    }

    static func read(from lanes: inout LaneReader) throws(WireError) -> FrontierPart {
        let flags = try lanes.byte()
        guard flags & ~(hasAfter | hasThrough) == 0 else { throw lanes.malformed("frontier") }
        let after = flags & hasAfter == 0 ? nil : try lanes.stream()
        let through = flags & hasThrough == 0 ? nil : try lanes.stream()
        let range = StreamRange(after: after, through: through)
        let count = try lanes.count(max: MessageLimits.positionCountMax, "positions")
        var positions: [StreamPosition] = []
        for _ in 0..<count {
            let stream = try lanes.stream()
            let isNext = positions.last.map { $0.stream < stream } ?? true
            guard isNext, range.contains(stream) else { throw lanes.malformed("frontier order") }
            let sequence = try lanes.sequence()
            let hash = try lanes.digest()
            positions.append(StreamPosition(stream: stream, sequence: sequence, hash: hash))
        }
        return FrontierPart(range: range, positions: positions)
    }
}
