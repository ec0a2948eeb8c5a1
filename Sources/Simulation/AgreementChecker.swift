internal import Causality
internal import Hashing
internal import Records
internal import Store

/// Nothing acknowledged is lost: what one end of a link believes both to hold, both hold.
enum AgreementChecker {
    /// Holds what a store believes agreed on a link against the streams at the other end.
    ///
    /// Returns the digest of the belief; one that is known already is not looked at again.
    static func check(
        _ session: StoreSession,
        linkedTo other: NodeKey,
        incarnation: UInt64,
        unless known: Digest256?,
        otherHolds: HeldStreams,
        ledger: Ledger
    ) throws -> (digest: Digest256?, faults: [String]) {
        guard let link = try session.knownLink(node: other, incarnation: incarnation) else {
            return (nil, [])
        }
        let digest = try session.digest(.agreed, of: link)
        guard digest != known else { return (digest, []) }
        let agreed = try session.positions(.agreed, of: link).flatMap(ledger.named)
        let faults: [String] = agreed.compactMap { position in
            let held = otherHolds[position.stream] ?? 0
            guard held < position.sequence, !ledger.isParted(position, from: otherHolds) else {
                return nil
            }
            return """
                believes the other end to hold \(position.sequence) events of \
                \(Base32.encode(position.stream.bytes)), which holds \(held)
                """
        }
        return (digest, faults)
    }
}
