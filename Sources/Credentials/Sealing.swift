import Crypto
import Foundation

/// HPKE (RFC 9180), single shot: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20-Poly1305.
///
/// A sealed message is the 32 bytes of the encapsulated key, then the ciphertext with its 16 bytes
/// of tag. The context goes into `info`: what was sealed in one context opens in no other.
/// Freshness is not part of it: a recorded message opens again, so its contents must bear
/// repetition. Whoever has the receiver's private key can seal to the receiver in anyone's name;
/// what must be proven to third parties is signed besides.
package enum Sealing {
    /// How many bytes longer a sealed message is than its contents.
    package static let overheadByteCount = 48

    private static let suite = HPKE.Ciphersuite.Curve25519_SHA256_ChachaPoly
    private static let authenticatedLabel = "liandong seal 1"
    private static let anonymousLabel = "liandong anonymous seal 1"

    /// Seals to a node so that it knows the sender (auth mode).
    package static func seal(
        _ plaintext: [UInt8],
        to receiver: AgreementKey,
        from sender: AgreementIdentity,
        context: [UInt8]
    ) -> [UInt8] {
        do {
            var sealer = try HPKE.Sender(
                recipientKey: receiver.publicKey,
                ciphersuite: suite,
                info: info(authenticatedLabel, context),
                authenticatedBy: sender.key
            )
            return Array(sealer.encapsulatedKey) + Array(try sealer.seal(plaintext))
        } catch {
            preconditionFailure("HPKE seals any message below 256 GiB to any sound key: \(error)")
        }
    }

    /// Opens what exactly this sender sealed to this receiver in this context.
    ///
    /// Throws `sealBroken` for everything else.
    package static func open(
        _ sealed: [UInt8],
        by receiver: AgreementIdentity,
        from sender: AgreementKey,
        context: [UInt8]
    ) throws(CredentialError) -> [UInt8] {
        let encapsulatedKey = try encapsulatedKey(of: sealed)
        do {
            var opener = try HPKE.Recipient(
                privateKey: receiver.key,
                ciphersuite: suite,
                info: info(authenticatedLabel, context),
                encapsulatedKey: encapsulatedKey,
                authenticatedBy: sender.publicKey
            )
            return Array(try opener.open(sealed[AgreementKey.byteCount...]))
        } catch {
            throw .sealBroken
        }
    }

    /// Seals to a node without saying who did (base mode): the contents must prove the sender.
    package static func sealAnonymously(
        _ plaintext: [UInt8],
        to receiver: AgreementKey,
        context: [UInt8]
    ) -> [UInt8] {
        do {
            var sealer = try HPKE.Sender(
                recipientKey: receiver.publicKey,
                ciphersuite: suite,
                info: info(anonymousLabel, context)
            )
            return Array(sealer.encapsulatedKey) + Array(try sealer.seal(plaintext))
        } catch {
            preconditionFailure("HPKE seals any message below 256 GiB to any sound key: \(error)")
        }
    }

    /// Opens what anyone sealed anonymously to this receiver in this context, else `sealBroken`.
    package static func openAnonymous(
        _ sealed: [UInt8],
        by receiver: AgreementIdentity,
        context: [UInt8]
    ) throws(CredentialError) -> [UInt8] {
        let encapsulatedKey = try encapsulatedKey(of: sealed)
        do {
            var opener = try HPKE.Recipient(
                privateKey: receiver.key,
                ciphersuite: suite,
                info: info(anonymousLabel, context),
                encapsulatedKey: encapsulatedKey
            )
            return Array(try opener.open(sealed[AgreementKey.byteCount...]))
        } catch {
            throw .sealBroken
        }
    }

    /// The sender's one-time public key, which must not be weak either.
    private static func encapsulatedKey(of sealed: [UInt8]) throws(CredentialError) -> Data {
        guard sealed.count >= overheadByteCount,
            let key = AgreementKey(bytes: sealed[..<AgreementKey.byteCount])
        else { throw .sealBroken }
        return Data(key.bytes)
    }

    /// The label ends with a zero byte, which no label contains, so that no two pairs run together.
    private static func info(_ label: String, _ context: [UInt8]) -> Data {
        Data(Array(label.utf8) + [0] + context)
    }
}
