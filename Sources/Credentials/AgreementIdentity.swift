package import Ambient
import Crypto
import Foundation

/// A node's public X25519 key (RFC 7748), to which others seal; certified beside its node key.
package struct AgreementKey: Hashable, Sendable {
    /// Number of bytes of a key.
    package static let byteCount = 32

    /// The 32 bytes in wire order.
    package let bytes: [UInt8]

    /// Reads exactly 32 bytes; another count or a weak key gives nil.
    package init?(bytes: some Collection<UInt8>) {
        let bytes = Array(bytes)
        guard bytes.count == AgreementKey.byteCount, !WeakPoints.contain(bytes) else { return nil }
        self.bytes = bytes
    }

    /// The key in the library's form.
    var publicKey: Curve25519.KeyAgreement.PublicKey {
        guard let key = try? Curve25519.KeyAgreement.PublicKey(rawRepresentation: bytes) else {
            preconditionFailure("any 32 bytes are an X25519 public key")
        }
        return key
    }
}

/// A node's X25519 key pair: opens what is sealed to it, and proves by sealing who it is.
package struct AgreementIdentity: Sendable, Secret {
    /// The public half.
    package let agreementKey: AgreementKey
    let key: Curve25519.KeyAgreement.PrivateKey

    /// Makes a new key pair; the source must be the system's, save in tests.
    package init(random: RandomSource) {
        guard let identity = AgreementIdentity(seed: random.bytes(32)) else {
            preconditionFailure("any 32 bytes are an X25519 private key")
        }
        self = identity
    }

    /// Takes up a key pair from its 32 private bytes; any other count is `malformedKey`.
    package init(rawRepresentation: [UInt8]) throws(CredentialError) {
        guard let identity = AgreementIdentity(seed: rawRepresentation) else {
            throw .malformedKey(byteCount: rawRepresentation.count)
        }
        self = identity
    }

    private init?(seed: [UInt8]) {
        guard let key = try? Curve25519.KeyAgreement.PrivateKey(rawRepresentation: seed),
            let agreementKey = AgreementKey(bytes: key.publicKey.rawRepresentation)
        else { return nil }
        self.key = key
        self.agreementKey = agreementKey
    }

    /// The 32 private bytes, for the key file and backups only.
    package var rawRepresentation: [UInt8] { Array(key.rawRepresentation) }
}

/// The points of X25519 with which every key agrees on the secret zero (RFC 7748 6.1).
///
/// RFC 9180 7.1.4 demands that they be refused, and swift-crypto 4.5.2 does not: whoever certifies
/// such a key could be impersonated, and what is sealed to it read, by anyone.
enum WeakPoints {
    /// The points of order 1, 2, 4 and 8, and those that equal one of them modulo 2^255 - 19.
    private static let encodings: Set<[UInt8]> = [
        [0] + [UInt8](repeating: 0, count: 31),
        [1] + [UInt8](repeating: 0, count: 31),
        [
            0xE0, 0xEB, 0x7A, 0x7C, 0x3B, 0x41, 0xB8, 0xAE, 0x16, 0x56, 0xE3, 0xFA, 0xF1, 0x9F,
            0xC4,
            0x6A, 0xDA, 0x09, 0x8D, 0xEB, 0x9C, 0x32, 0xB1, 0xFD, 0x86, 0x62, 0x05, 0x16, 0x5F,
            0x49,
            0xB8, 0x00,
        ],
        [
            0x5F, 0x9C, 0x95, 0xBC, 0xA3, 0x50, 0x8C, 0x24, 0xB1, 0xD0, 0xB1, 0x55, 0x9C, 0x83,
            0xEF,
            0x5B, 0x04, 0x44, 0x5C, 0xC4, 0x58, 0x1C, 0x8E, 0x86, 0xD8, 0x22, 0x4E, 0xDD, 0xD0,
            0x9F,
            0x11, 0x57,
        ],
        [0xEC] + [UInt8](repeating: 0xFF, count: 30) + [0x7F],
        [0xED] + [UInt8](repeating: 0xFF, count: 30) + [0x7F],
        [0xEE] + [UInt8](repeating: 0xFF, count: 30) + [0x7F],
    ]

    /// Whether these 32 bytes name one of them; the top bit is masked as X25519 does.
    static func contain(_ bytes: [UInt8]) -> Bool {
        var bytes = bytes
        bytes[31] &= 0x7F
        return encodings.contains(bytes)
    }
}
