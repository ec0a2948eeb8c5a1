package import Causality
internal import Records

/// Who writes into this store: the node's key, its present incarnation and the means to sign.
package struct NodeIdentity: Sendable {
    /// The node's signing key.
    package let node: NodeKey
    /// Signs a head statement with the node's private key; 64 bytes.
    package let sign: @Sendable ([UInt8]) throws -> [UInt8]
    /// Draws so many random bytes.
    package let random: @Sendable (Int) -> [UInt8]
    /// The device's clock, seconds since 1970 UTC.
    package let now: @Sendable () -> Int64

    /// Makes an identity.
    package init(
        node: NodeKey,
        sign: @escaping @Sendable ([UInt8]) throws -> [UInt8],
        random: @escaping @Sendable (Int) -> [UInt8],
        now: @escaping @Sendable () -> Int64
    ) {
        self.node = node
        self.sign = sign
        self.random = random
        self.now = now
    }
}

extension NodeIdentity {
    /// Draws the 16 bytes of a salt.
    func salt() -> [UInt8] { random(PersonalPayload.saltByteCount) }

    /// Draws an incarnation: 63 random bits, so that it is positive wherever it is written.
    package func drawIncarnation() -> UInt64 {
        random(8).reduce(0) { $0 << 8 | UInt64($1) } >> 1
    }
}

/// Checks an Ed25519 signature over bytes by a node's key.
package typealias SignatureVerifier = @Sendable ([UInt8], [UInt8], NodeKey) -> Bool
