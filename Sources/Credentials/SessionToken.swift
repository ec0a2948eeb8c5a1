package import Ambient
import Causality
import Crypto
import Foundation

/// What a browser holds to prove that it is logged in: 256 random bits, in a cookie.
package struct SessionToken: Equatable, Sendable, Secret {
    private static let byteCount = 32

    private let bytes: [UInt8]

    /// Makes a new token; the source must be the system's, save in tests.
    package init(random: RandomSource) {
        bytes = random.bytes(SessionToken.byteCount)
    }

    /// Reads the text form; anything else gives nil.
    package init?(text: String) {
        guard let bytes = Base32.decode(text), bytes.count == SessionToken.byteCount else {
            return nil
        }
        self.bytes = bytes
    }

    /// The text form for the cookie: 52 lower-case letters and digits.
    package var text: String { Base32.encode(bytes) }

    /// What the server stores and looks up, 32 bytes: a stolen table opens no session.
    package var storedHash: [UInt8] { Array(SHA256.hash(data: bytes)) }

    package static func == (left: SessionToken, right: SessionToken) -> Bool {
        ConstantTime.areEqual(left.bytes, right.bytes)
    }

    /// The token that a form of this session carries, so that no other site can post in its name.
    ///
    /// HMAC-SHA256 under the session's own secret: nothing is stored, and a page that was open
    /// while the node restarted still works. `form` names the form; another form's token fails.
    package func formToken(for form: String) -> String {
        Base32.encode(code(for: form))
    }

    /// Whether a posted token is this session's for this form; compares in constant time.
    package func accepts(formToken: String, for form: String) -> Bool {
        guard let bytes = Base32.decode(formToken) else { return false }
        return ConstantTime.areEqual(bytes, code(for: form))
    }

    private func code(for form: String) -> [UInt8] {
        let message = Array("liandong form 1".utf8) + [0] + Array(form.utf8)
        let key = SymmetricKey(data: bytes)
        return Array(HMAC<SHA256>.authenticationCode(for: message, using: key).prefix(20))
    }
}
