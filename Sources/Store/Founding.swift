package import Causality
internal import Records

extension StoreSession {
    /// Whether the store belongs to a node already.
    package func isFounded() throws -> Bool {
        try cachedPlace != nil || meta(.ownPlace) != nil
    }

    /// Makes the store that of a node: its root, its place and its first incarnation.
    ///
    /// The caller adds the root's `region` record or the certificates that came with joining in the
    /// same transaction. `joinedAt` is when that was, in seconds since 1970, where another clock
    /// than this device's says it: marks of ended months begin there.
    package func found(
        rootKey: NodeKey,
        place: RecordID,
        incarnation: UInt64,
        joinedAt: Int64? = nil
    ) throws {
        guard !(try isFounded()) else { throw StoreError.alreadyInitialised }
        try setMeta(.rootKey, Base32.encode(rootKey.bytes))
        try setMeta(.ownPlace, place.text)
        try renewIncarnation(to: incarnation)
        try setMeta(.joinedAt, String(joinedAt ?? identity.now()))
        _ = try commit()
    }

    /// Goes on as a new incarnation that the node draws.
    package func renewIncarnation() throws {
        try renewIncarnation(to: identity.drawIncarnation())
    }

    /// Goes on as a new incarnation: after a restore, on a copied file, or in any doubt, before the
    /// first write, so that no sequence and no paper number is ever given twice.
    package func renewIncarnation(to incarnation: UInt64) throws {
        try setMeta(.incarnation, String(incarnation))
        ownIncarnation = incarnation
        _ = try commit()
    }
}
