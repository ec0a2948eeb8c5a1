import Records

/// SYNC-6.6: certificates with real signatures.
enum CertificateVectors {
    static func all() throws -> [Vector] {
        let certificate = try Samples.certificate()
        let bytes = certificate.bytes
        let input = Self.input(certificate)
        var forged = bytes
        forged[40] ^= 1
        let bad: [(String, [UInt8], String)] = [
            ("a byte of the agreement key changed", forged, "signature"),
            ("cut short", bytes.dropLast(), "truncated"),
            ("a byte behind", bytes + [0], "trailing"),
            ("unknown record id", bytes.prefix(64) + [7] + bytes.dropFirst(65), "malformed"),
        ]
        return [Vector("SYNC-6.6", "a village's", "certificate", input, bytes)]
            + bad.map { Vector("SYNC-6.6", $0.0, "certificate", [:], $0.1, $0.2) }
    }

    static func input(_ certificate: NodeCertificate) -> [String: String] {
        [
            "node": Hex.text(certificate.node.bytes),
            "agreement": Hex.text(certificate.agreement),
            "place": certificate.place.text, "issuer": Hex.text(certificate.issuer.bytes),
            "issuedAt": "\(certificate.issuedAt)", "signature": Hex.text(certificate.signature),
            "statement": Hex.text(certificate.statement),
        ]
    }
}
