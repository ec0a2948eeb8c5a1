package import Causality
internal import Hashing

extension StreamDescription {
    /// The stream's name: the first 128 bits of the SHA-256 of its description (SPEC 3.1).
    package var streamID: StreamID {
        var writer = ByteWriter()
        writer.text("liandong stream 1")
        write(to: &writer)
        return StreamID(truncating: SHA256Hasher.hash(writer.bytes))
    }

    /// Writes node key, incarnation, audience kind and place.
    package func write(to writer: inout ByteWriter) {
        writer.raw(node.bytes)
        for shift in stride(from: UInt64(56), through: 0, by: -8) {
            writer.byte(UInt8(truncatingIfNeeded: incarnation >> shift))
        }
        writer.byte(audience.kind.rawValue)
        writer.record(audience.place)
    }

    /// Reads what `write(to:)` writes.
    package static func read(
        from reader: inout ByteReader
    ) throws(ByteFormatError) -> StreamDescription {
        let node = try reader.nodeKey()
        var incarnation: UInt64 = 0
        for _ in 0..<8 { incarnation = incarnation << 8 | UInt64(try reader.byte()) }
        let kindOffset = reader.offset
        guard let kind = Audience.Kind(rawValue: try reader.byte()) else {
            throw .malformed(offset: kindOffset, what: "audience")
        }
        let place = try reader.record()
        return StreamDescription(
            node: node,
            incarnation: incarnation,
            audience: Audience(kind, place)
        )
    }
}

extension RecordID {
    /// The root place's id: the first 128 bits of the SHA-256 of the root node's signing key.
    package static func rootPlace(of key: NodeKey) -> RecordID {
        .derived(StreamID(truncating: SHA256Hasher.hash(key.bytes)))
    }

    /// The id of a keyed record: from register, audience and the values of the key fields in the
    /// definition's order, an absent one counting as the empty value (nil).
    package static func keyed(
        register: String,
        audience: Audience,
        key: [FieldValue?]
    ) -> RecordID {
        var writer = ByteWriter()
        writer.text("liandong key 1")
        writer.text(register)
        writer.byte(audience.kind.rawValue)
        writer.record(audience.place)
        writer.varint(UInt64(key.count))
        for value in key { FieldValueCodec.write(value, to: &writer) }
        return .derived(StreamID(truncating: SHA256Hasher.hash(writer.bytes)))
    }
}

extension StreamID {
    /// The first 128 bits of a digest.
    init(truncating digest: Digest256) {
        guard let name = StreamID(bytes: digest.bytes.prefix(StreamID.byteCount)) else {
            preconditionFailure("a digest has 32 bytes")
        }
        self = name
    }
}
