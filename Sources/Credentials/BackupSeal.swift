package import Ambient
internal import Causality
import Crypto

/// What opens a node's backups: 120 random bits, read out and typed in as groups of letters.
///
/// A node keeps one code for all of its backups, so that the sheet on which it was written down
/// once opens each of them.
package struct RecoveryCode: Equatable, Sendable, Secret {
    private static let byteCount = 15
    let secret: [UInt8]

    /// Draws a new code; the source must be the system's, save in tests.
    package init(random: RandomSource) { secret = random.bytes(RecoveryCode.byteCount) }

    /// Reads a code as it was written down: spaces, hyphens and case do not matter.
    ///
    /// Throws `recoveryCodeMistyped`.
    package init(text: String) throws(CredentialError) {
        let letters = text.filter { !$0.isWhitespace && $0 != "-" }
        guard let bytes = Base32.decode(letters.lowercased()),
            bytes.count == RecoveryCode.byteCount
        else { throw .recoveryCodeMistyped }
        secret = bytes
    }

    /// Six groups of four letters and digits.
    package var text: String {
        let letters = Array(Base32.encode(secret).uppercased())
        return stride(from: 0, to: letters.count, by: 4).map {
            String(letters[$0..<min($0 + 4, letters.count)])
        }.joined(separator: "-")
    }
}

/// Seals a backup piece by piece, so that it never has to be in memory whole.
///
/// ChaCha20-Poly1305 under a key of the code and the backup's own salt. The nonce is the number of
/// the piece and whether it is the last: pieces that are exchanged, left out or cut off do not
/// open.
package struct BackupSeal: Sendable, Secret {
    /// Bytes of a backup's salt.
    package static let saltByteCount = 16
    /// How many bytes longer a sealed piece is than its contents.
    package static let overheadByteCount = 16

    private let key: SymmetricKey

    /// The seal of one backup.
    package init(_ code: RecoveryCode, salt: [UInt8]) {
        key = HKDF<SHA256>.deriveKey(
            inputKeyMaterial: SymmetricKey(data: code.secret),
            salt: salt,
            info: Array("liandong backup 1".utf8),
            outputByteCount: 32
        )
    }

    /// Seals the piece of this number, from 0.
    package func seal(_ piece: [UInt8], number: UInt64, isLast: Bool) -> [UInt8] {
        guard let nonce = try? BackupSeal.nonce(number, isLast),
            let box = try? ChaChaPoly.seal(piece, using: key, nonce: nonce)
        else { preconditionFailure("ChaCha20-Poly1305 seals any piece below 256 GiB") }
        return Array(box.ciphertext + box.tag)
    }

    /// Opens the piece of this number; else `backupBroken`.
    package func open(
        _ sealed: [UInt8],
        number: UInt64,
        isLast: Bool
    ) throws(CredentialError) -> [UInt8] {
        guard sealed.count >= BackupSeal.overheadByteCount else { throw .backupBroken }
        do {
            let box = try ChaChaPoly.SealedBox(
                nonce: BackupSeal.nonce(number, isLast),
                ciphertext: sealed.dropLast(BackupSeal.overheadByteCount),
                tag: sealed.suffix(BackupSeal.overheadByteCount)
            )
            return Array(try ChaChaPoly.open(box, using: key))
        } catch {
            throw .backupBroken
        }
    }

    private static func nonce(_ number: UInt64, _ isLast: Bool) throws -> ChaChaPoly.Nonce {
        let count = (0..<8).map { UInt8(truncatingIfNeeded: number >> (56 - 8 * UInt64($0))) }
        return try ChaChaPoly.Nonce(data: [0, 0, 0, isLast ? 1 : 0] + count)
    }
}
