package import Causality

/// A statement by one node that another serves a place: what makes an author known.
///
/// It stands alone, so that it can travel in a stream, in a bundle or in a joining answer; the
/// root's own certificate is issued by itself and pinned by its fingerprint.
package struct NodeCertificate: Hashable, Sendable {
    /// The certified node.
    package let node: NodeKey
    /// The node's X25519 public key, 32 bytes, to which bundles are sealed.
    package let agreement: [UInt8]
    /// The place that the node serves.
    package let place: RecordID
    /// The node that signed.
    package let issuer: NodeKey
    /// The issuer's clock, seconds since 1970 UTC; for people only, never a condition of trust.
    package let issuedAt: Int64
    /// Ed25519 signature over `statement`, 64 bytes.
    package let signature: [UInt8]

    /// Makes a certificate from its parts.
    package init(
        node: NodeKey,
        agreement: [UInt8],
        place: RecordID,
        issuer: NodeKey,
        issuedAt: Int64,
        signature: [UInt8]
    ) {
        self.node = node
        self.agreement = agreement
        self.place = place
        self.issuer = issuer
        self.issuedAt = issuedAt
        self.signature = signature
    }

    /// The bytes that the issuer signs.
    package static func statement(
        node: NodeKey,
        agreement: [UInt8],
        place: RecordID,
        issuer: NodeKey,
        issuedAt: Int64
    ) -> [UInt8] {
        var writer = ByteWriter()
        writer.text("liandong certificate 1")
        writer.raw(node.bytes)
        writer.raw(agreement)
        writer.record(place)
        writer.raw(issuer.bytes)
        writer.signed(issuedAt)
        return writer.bytes
    }

    /// The bytes that this certificate's issuer signed.
    package var statement: [UInt8] {
        NodeCertificate.statement(
            node: node,
            agreement: agreement,
            place: place,
            issuer: issuer,
            issuedAt: issuedAt
        )
    }

    /// The whole certificate as bytes.
    package var bytes: [UInt8] {
        var writer = ByteWriter(capacity: 200)
        writer.raw(node.bytes)
        writer.raw(agreement)
        writer.record(place)
        writer.raw(issuer.bytes)
        writer.signed(issuedAt)
        writer.raw(signature)
        return writer.bytes
    }

    /// Reads what `bytes` gives; the signature is not checked here.
    package init(reading reader: inout ByteReader) throws(ByteFormatError) {
        node = try reader.nodeKey()
        agreement = Array(try reader.raw(32))
        place = try reader.record()
        issuer = try reader.nodeKey()
        issuedAt = try reader.signed()
        signature = Array(try reader.raw(64))
    }
}
