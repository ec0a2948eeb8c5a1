import Crypto
import Foundation

/// Seals the two messages of joining under the code's one-time secret, before keys are certified.
///
/// ChaCha20-Poly1305 with a key of its own per direction, made by HKDF-SHA256, and a random nonce:
/// a sealed message is 12 bytes of nonce, the ciphertext, 16 bytes of tag.
package struct JoiningSeal: Sendable, Secret {
    /// Which way a message goes; one direction's message never opens as the other's.
    package enum Direction: String, Sendable, CaseIterable {
        /// From the new node to the inviter.
        case request
        /// From the inviter to the new node.
        case answer
    }

    /// How many bytes longer a sealed message is than its contents.
    package static let overheadByteCount = 28

    private let secret: SymmetricKey

    /// Seals and opens under the secret of a code.
    package init(_ code: JoiningCode) {
        secret = SymmetricKey(data: code.secret)
    }

    /// Seals a message; `context` is not sent and must be the same for opening.
    package func seal(_ plaintext: [UInt8], _ direction: Direction, context: [UInt8]) -> [UInt8] {
        let key = key(for: direction)
        guard let box = try? ChaChaPoly.seal(plaintext, using: key, authenticating: context) else {
            preconditionFailure("ChaCha20-Poly1305 seals any message below 256 GiB")
        }
        return Array(box.combined)
    }

    /// Opens what was sealed with the same secret, direction and context; else `sealBroken`.
    package func open(
        _ sealed: [UInt8],
        _ direction: Direction,
        context: [UInt8]
    ) throws(CredentialError) -> [UInt8] {
        do {
            let box = try ChaChaPoly.SealedBox(combined: sealed)
            let key = key(for: direction)
            return Array(try ChaChaPoly.open(box, using: key, authenticating: context))
        } catch {
            throw .sealBroken
        }
    }

    private func key(for direction: Direction) -> SymmetricKey {
        HKDF<SHA256>.deriveKey(
            inputKeyMaterial: secret,
            salt: Array("liandong joining 1".utf8),
            info: Array(direction.rawValue.utf8),
            outputByteCount: 32
        )
    }
}
