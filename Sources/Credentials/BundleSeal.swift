package import Ambient
import Crypto
import Foundation

/// Seals a bundle file piece by piece under a key of the file's own, so that it never has to be in
/// memory whole.
///
/// ChaCha20-Poly1305; the nonce is the number of the piece and whether it is the last: pieces that
/// are exchanged, left out or cut off do not open.
package struct BundleSeal: Sendable, Secret {
    /// Bytes of a file's key.
    package static let keyByteCount = 32
    /// How many bytes longer a sealed piece is than its contents.
    package static let overheadByteCount = 16

    private let key: SymmetricKey

    /// Draws a new key; the source must be the system's, save in tests.
    package static func drawKey(random: RandomSource) -> [UInt8] { random.bytes(keyByteCount) }

    /// The seal of one file, by its key of 32 bytes.
    package init(key: [UInt8]) {
        precondition(key.count == BundleSeal.keyByteCount, "a key of \(key.count) bytes")
        self.key = SymmetricKey(data: key)
    }

    /// The tag under the file's header, which is not encrypted.
    package func tag(of header: [UInt8]) -> [UInt8] {
        seal([], number: 0, isLast: false, authenticating: header)
    }

    /// Whether a header is as it was when its tag was made.
    package func isValid(tag: [UInt8], of header: [UInt8]) -> Bool {
        let opened = try? open(tag, number: 0, isLast: false, authenticating: header)
        return opened == []
    }

    /// Seals the piece of this number, from 1.
    package func seal(_ piece: [UInt8], number: UInt64, isLast: Bool) -> [UInt8] {
        seal(piece, number: number, isLast: isLast, authenticating: [])
    }

    /// Opens the piece of this number; else `sealBroken`.
    package func open(
        _ sealed: [UInt8],
        number: UInt64,
        isLast: Bool
    ) throws(CredentialError) -> [UInt8] {
        try open(sealed, number: number, isLast: isLast, authenticating: [])
    }

    private func seal(
        _ piece: [UInt8],
        number: UInt64,
        isLast: Bool,
        authenticating context: [UInt8]
    ) -> [UInt8] {
        guard let nonce = try? BundleSeal.nonce(number, isLast),
            let box = try? ChaChaPoly.seal(
                piece,
                using: key,
                nonce: nonce,
                authenticating: context
            )
        else { preconditionFailure("ChaCha20-Poly1305 seals any piece below 256 GiB") }
        return Array(box.ciphertext + box.tag)
    }

    private func open(
        _ sealed: [UInt8],
        number: UInt64,
        isLast: Bool,
        authenticating context: [UInt8]
    ) throws(CredentialError) -> [UInt8] {
        guard sealed.count >= BundleSeal.overheadByteCount else { throw .sealBroken }
        do {
            let box = try ChaChaPoly.SealedBox(
                nonce: BundleSeal.nonce(number, isLast),
                ciphertext: sealed.dropLast(BundleSeal.overheadByteCount),
                tag: sealed.suffix(BundleSeal.overheadByteCount)
            )
            return Array(try ChaChaPoly.open(box, using: key, authenticating: context))
        } catch {
            throw .sealBroken
        }
    }

    private static func nonce(_ number: UInt64, _ isLast: Bool) throws -> ChaChaPoly.Nonce {
        let count = (0..<8).map { UInt8(truncatingIfNeeded: number >> (56 - 8 * UInt64($0))) }
        return try ChaChaPoly.Nonce(data: [0, 0, 0, isLast ? 1 : 0] + count)
    }
}
