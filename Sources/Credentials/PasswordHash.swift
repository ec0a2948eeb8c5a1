package import Ambient
import Crypto
import CryptoExtras
import Foundation

/// A user's password as it is stored: salted scrypt (RFC 7914).
///
/// Text form `$scrypt$ln=15,r=8,p=1$SALT$HASH` in base 64 without padding: it carries its own
/// parameters, so that they can be raised later. Making and checking take tens of milliseconds and
/// 32 MiB on purpose: never on an event loop's thread.
package struct PasswordHash: Equatable, Sendable, Secret {
    /// New passwords have at least this many characters.
    package static let characterCountMin = 8
    /// Protects the server from hashing megabytes.
    package static let byteCountMax = 256

    /// What scrypt costs: memory is 128 · r · 2^ln bytes.
    private struct Cost: Equatable {
        var logRounds = 15
        var blockSize = 8
        var parallelism = 1

        /// Keeps a damaged or planted text from taking all memory; 256 MiB is the most.
        var isBearable: Bool {
            (10...20).contains(logRounds) && (1...32).contains(blockSize)
                && (1...4).contains(parallelism)
                && 128 * blockSize << logRounds <= 256 << 20
        }
    }

    private let cost: Cost
    private let salt: [UInt8]
    private let hash: [UInt8]

    /// Hashes a new password.
    ///
    /// Throws `passwordTooShort` or `passwordTooLong`, whose sentences are for the person. The
    /// source must be the system's, save in tests.
    package init(password: String, random: RandomSource) throws(CredentialError) {
        guard password.count >= PasswordHash.characterCountMin else {
            throw .passwordTooShort(characterCountMin: PasswordHash.characterCountMin)
        }
        let bytes = PasswordHash.bytes(of: password)
        guard bytes.count <= PasswordHash.byteCountMax else {
            throw .passwordTooLong(byteCountMax: PasswordHash.byteCountMax)
        }
        cost = Cost()
        salt = random.bytes(16)
        hash = try PasswordHash.derive(bytes, salt: salt, cost: cost, byteCount: 32)
    }

    /// Reads the text form; anything else is `passwordHashDamaged`.
    package init(text: String) throws(CredentialError) {
        let parts = text.split(separator: "$", omittingEmptySubsequences: false)
        guard parts.count == 5, parts[0].isEmpty, parts[1] == "scrypt",
            let cost = PasswordHash.cost(parts[2]),
            let salt = PasswordHash.decoded(parts[3]), (8...64).contains(salt.count),
            let hash = PasswordHash.decoded(parts[4]), (16...64).contains(hash.count)
        else { throw .passwordHashDamaged }
        self.cost = cost
        self.salt = salt
        self.hash = hash
    }

    /// The text form to store.
    package var text: String {
        let cost = "ln=\(cost.logRounds),r=\(cost.blockSize),p=\(cost.parallelism)"
        return "$scrypt$\(cost)$\(PasswordHash.encoded(salt))$\(PasswordHash.encoded(hash))"
    }

    /// Whether it was made with other parameters than today's: hash anew after the next login.
    package var isOutdated: Bool { cost != Cost() }

    /// Whether this is the password; compares in constant time.
    package func matches(_ password: String) -> Bool {
        let bytes = PasswordHash.bytes(of: password)
        guard bytes.count <= PasswordHash.byteCountMax,
            let found = try? PasswordHash.derive(
                bytes,
                salt: salt,
                cost: cost,
                byteCount: hash.count
            )
        else { return false }
        return ConstantTime.areEqual(found, hash)
    }

    /// Takes as long as `matches`, for a name that does not exist: time must not tell names.
    package static func spendTime(on password: String) {
        let bytes = Array(PasswordHash.bytes(of: password).prefix(byteCountMax))
        _ = try? derive(bytes, salt: [UInt8](repeating: 0, count: 16), cost: Cost(), byteCount: 32)
    }

    /// Full-width letters and composed signs become their plain forms, as an input method that was
    /// left switched on would otherwise lock people out.
    private static func bytes(of password: String) -> [UInt8] {
        Array(password.precomposedStringWithCompatibilityMapping.utf8)
    }

    private static func derive(
        _ password: [UInt8],
        salt: [UInt8],
        cost: Cost,
        byteCount: Int
    ) throws(CredentialError) -> [UInt8] {
        do {
            let key = try KDF.Scrypt.deriveKey(
                from: password,
                salt: salt,
                outputByteCount: byteCount,
                rounds: 1 << cost.logRounds,
                blockSize: cost.blockSize,
                parallelism: cost.parallelism
            )
            return key.withUnsafeBytes { Array($0) }
        } catch {
            throw .passwordHashDamaged
        }
    }

    private static func cost(_ text: Substring) -> Cost? {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false)
        guard parts.count == 3, let logRounds = number(parts[0], after: "ln="),
            let blockSize = number(parts[1], after: "r="),
            let parallelism = number(parts[2], after: "p=")
        else { return nil }
        let cost = Cost(logRounds: logRounds, blockSize: blockSize, parallelism: parallelism)
        return cost.isBearable ? cost : nil
    }

    private static func number(_ text: Substring, after name: String) -> Int? {
        text.hasPrefix(name) ? Int(text.dropFirst(name.count)) : nil
    }

    private static func encoded(_ bytes: [UInt8]) -> String {
        Data(bytes).base64EncodedString().replacing("=", with: "")
    }

    private static func decoded(_ text: Substring) -> [UInt8]? {
        let padding = String(repeating: "=", count: (4 - text.count % 4) % 4)
        return Data(base64Encoded: text + padding).map { Array($0) }
    }
}
