package import Ambient
package import Causality
import Crypto
import Foundation

/// A node's Ed25519 signing key (RFC 8032): who holds it is the node.
package struct SigningIdentity: Sendable, Secret {
    /// Number of bytes of a signature.
    package static let signatureByteCount = 64

    /// The public key, which names the node everywhere.
    package let nodeKey: NodeKey
    private let key: Curve25519.Signing.PrivateKey

    /// Makes a new identity; the source must be the system's, save in tests.
    package init(random: RandomSource) {
        guard let identity = SigningIdentity(seed: random.bytes(32)) else {
            preconditionFailure("any 32 bytes are an Ed25519 seed")
        }
        self = identity
    }

    /// Takes up an identity from its 32 private bytes; any other count is `malformedKey`.
    package init(rawRepresentation: [UInt8]) throws(CredentialError) {
        guard let identity = SigningIdentity(seed: rawRepresentation) else {
            throw .malformedKey(byteCount: rawRepresentation.count)
        }
        self = identity
    }

    private init?(seed: [UInt8]) {
        guard let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: seed),
            let nodeKey = NodeKey(bytes: Array(key.publicKey.rawRepresentation))
        else { return nil }
        self.key = key
        self.nodeKey = nodeKey
    }

    /// The 32 private bytes, for the key file and backups only.
    package var rawRepresentation: [UInt8] { Array(key.rawRepresentation) }

    /// Signs bytes: 64 bytes that depend on key and message alone, about 15 microseconds.
    package func sign(_ message: [UInt8]) -> [UInt8] {
        guard let signature = try? key.signature(for: message) else {
            preconditionFailure("Ed25519 signs any message with any key")
        }
        return Array(signature)
    }
}

/// Checks signatures of other nodes.
package enum SignatureCheck {
    /// Whether the node signed exactly these bytes; false for anything malformed, too.
    ///
    /// About 55 microseconds: check one signature per batch, not one per event.
    package static func isValid(
        signature: [UInt8],
        of message: [UInt8],
        by node: NodeKey
    ) -> Bool {
        guard signature.count == SigningIdentity.signatureByteCount,
            let key = try? Curve25519.Signing.PublicKey(rawRepresentation: node.bytes)
        else { return false }
        return key.isValidSignature(signature, for: message)
    }
}
