package import Ambient
package import Causality
import Crypto
import Foundation

/// What a person carries from a parent node to a new one: a one-time secret, and a fingerprint of
/// the root key so that the new node knows whom to trust.
///
/// As text: 36 letters and digits in nine groups, `XXXX-XXXX-…`: 16 of secret, 16 of fingerprint
/// and 4 of check (`JoiningCheck`).
package struct JoiningCode: Equatable, Sendable, Secret {
    /// Number of bytes of the secret: 80 bits, beyond any guessing while an invitation is open.
    package static let secretByteCount = 10
    /// Number of letters and digits of the text form, hyphens not counted.
    package static let characterCount = 36

    private static let groupLength = 4
    private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")

    /// The one-time secret; known to inviter and invited alone.
    package let secret: [UInt8]
    /// The first 10 bytes of the SHA-256 of the root's node key.
    package let rootFingerprint: [UInt8]

    /// Makes a new code for a tree; the source must be the system's, save in tests.
    package init(random: RandomSource, root: NodeKey) {
        self.init(secret: random.bytes(JoiningCode.secretByteCount), root: root)
    }

    /// Makes the code of a known secret of 10 bytes, as an inviter that kept it does.
    package init(secret: [UInt8], root: NodeKey) {
        let byteCount = JoiningCode.secretByteCount
        precondition(secret.count == byteCount, "a secret of \(secret.count) bytes")
        self.secret = secret
        rootFingerprint = JoiningCode.fingerprint(of: root)
    }

    /// Whether this is the root key that the code speaks of.
    package func names(_ root: NodeKey) -> Bool {
        JoiningCode.fingerprint(of: root) == rootFingerprint
    }

    /// Eight bytes that name the invitation to the inviter and tell others nothing of the secret.
    package var invitationID: [UInt8] {
        Array(SHA256.hash(data: Array("liandong invitation 1".utf8) + [0] + secret).prefix(8))
    }

    /// The text form, in upper case.
    package var text: String {
        let values = JoiningCheck.append(to: JoiningCode.values(of: secret + rootFingerprint))
        let groups = stride(from: 0, to: values.count, by: JoiningCode.groupLength).map { start in
            String(values[start..<start + JoiningCode.groupLength].map { JoiningCode.alphabet[$0] })
        }
        return groups.joined(separator: "-")
    }

    /// Reads what a person typed.
    ///
    /// Either case, `o` for 0, `i` and `l` for 1, full-width forms, and spaces, hyphens, dashes,
    /// dots and commas are read. Throws an error that names the group with the typing error.
    package init(text: String) throws(CredentialError) {
        let characters = text.compactMap { JoiningCode.normalized($0) }
        var values: [Int] = []
        for (index, character) in characters.enumerated() {
            guard let value = JoiningCode.alphabet.firstIndex(of: character) else {
                let group = index / JoiningCode.groupLength + 1
                throw .joiningCodeCharacter(String(character), group: group)
            }
            values.append(value)
        }
        guard values.count == JoiningCode.characterCount else {
            let expected = JoiningCode.characterCount
            throw .joiningCodeLength(found: values.count, expected: expected)
        }
        guard let positions = JoiningCheck.faultPositions(in: values) else {
            throw .joiningCodeMistyped(groups: [])
        }
        guard positions.isEmpty else {
            let groups = Set(positions.map { $0 / JoiningCode.groupLength + 1 })
            throw .joiningCodeMistyped(groups: groups.sorted())
        }
        let bytes = JoiningCode.bytes(of: values.dropLast(JoiningCheck.count))
        secret = Array(bytes.prefix(JoiningCode.secretByteCount))
        rootFingerprint = Array(bytes.dropFirst(JoiningCode.secretByteCount))
    }

    package static func == (left: JoiningCode, right: JoiningCode) -> Bool {
        ConstantTime.areEqual(
            left.secret + left.rootFingerprint,
            right.secret + right.rootFingerprint
        )
    }

    private static func fingerprint(of root: NodeKey) -> [UInt8] {
        Array(SHA256.hash(data: root.bytes).prefix(10))
    }

    /// The character that was meant; nil for one that only separates.
    private static func normalized(_ character: Character) -> Character? {
        var character = character
        if let scalar = character.unicodeScalars.first, character.unicodeScalars.count == 1,
            (0xFF01...0xFF5E).contains(scalar.value),
            let narrow = Unicode.Scalar(scalar.value - 0xFEE0)
        {
            character = Character(narrow)
        }
        guard !character.isWhitespace, !"-‐‑‒–—―−_.,·、。，".contains(character) else { return nil }
        guard let upper = character.uppercased().first else { return nil }
        switch upper {
        case "O": return "0"
        case "I", "L": return "1"
        default: return upper
        }
    }

    /// Splits whole groups of five bytes into eight values below 32 each.
    private static func values(of bytes: [UInt8]) -> [Int] {
        (0..<bytes.count * 8 / 5).map { index in
            (0..<5).reduce(0) { value, offset in
                let bit = index * 5 + offset
                return value << 1 | Int(bytes[bit / 8] >> UInt8(7 - bit % 8) & 1)
            }
        }
    }

    private static func bytes(of values: ArraySlice<Int>) -> [UInt8] {
        (0..<values.count * 5 / 8).map { index in
            (0..<8).reduce(0) { byte, offset in
                let bit = index * 8 + offset
                return byte << 1 | UInt8(values[bit / 5] >> (4 - bit % 5) & 1)
            }
        }
    }
}
