internal import Causality
internal import Records
internal import Store

/// Nothing acknowledged is lost: what one end of a link believes both to hold, both hold.
enum AgreementChecker {
    /// Holds what `store` believes agreed on a link against the streams at the other end.
    static func check(
        _ store: Store,
        linkedTo other: NodeKey,
        incarnation: UInt64,
        otherHolds: HeldStreams
    ) throws -> [String] {
        let agreed = try store.read { session in
            guard let link = try session.knownLink(node: other, incarnation: incarnation) else {
                return [StreamPosition]()
            }
            return try session.positions(.agreed, of: link)
        }
        return agreed.compactMap { position in
            let held = otherHolds[position.stream] ?? 0
            guard held < position.sequence else { return nil }
            return """
                believes the other end to hold \(position.sequence) events of \
                \(Base32.encode(position.stream.bytes)), which holds \(held)
                """
        }
    }
}
