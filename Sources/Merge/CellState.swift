package import Causality
package import Hashing
package import Records

/// One value that stands, and the event that wrote it.
package struct Sibling: Hashable, Sendable {
    /// The event that wrote the value.
    package let dot: Dot
    /// The value; nil if the event cleared the cell, or if the value was personal and is erased.
    package let value: FieldValue?
    /// The hash of the event's personal payload if the value stood there, nil for an open value:
    /// in the digest it stands for the value, which nobody may guess from it.
    package let payloadHash: Digest256?
    /// Whether a personal value was erased: there was one, and nobody can know it any more.
    package let isErased: Bool

    /// Makes a sibling whose value is open, or personal with the hash of its event's payload.
    package init(
        dot: Dot,
        value: FieldValue?,
        payloadHash: Digest256?,
        isErased: Bool = false
    ) {
        self.dot = dot
        self.value = value
        self.payloadHash = payloadHash
        self.isErased = isErased
    }

    /// What stands for the value in the digest; an erasure leaves it unchanged.
    ///
    /// Computed when it is asked for: many values are overwritten before anybody does.
    package func hash(in cell: Cell) -> Digest256 {
        guard let payloadHash else { return FieldValueCodec.hash(value) }
        return FieldValueCodec.personalHash(cell, payloadHash: payloadHash)
    }
}

/// All that stands in one cell: the writes that no other write of the cell had seen.
///
/// A join semilattice: `siblings` are exactly the writes whose dot no context in `seen` covers, so
/// the result depends on the set of writes and never on their order.
package struct CellState: Hashable, Sendable {
    /// The writes that stand, by their dots.
    package private(set) var siblings: [Sibling]
    /// The join of the contexts of all writes to the cell.
    package private(set) var seen: VersionVector

    /// A cell that nobody has written.
    package init() {
        siblings = []
        seen = VersionVector()
    }

    /// A cell as it was stored.
    ///
    /// The caller vouches that the parts come from another cell state.
    package init(siblings: [Sibling], seen: VersionVector) {
        self.siblings = siblings
        self.seen = seen
    }

    /// Adds one write with the context that its author had seen.
    ///
    /// The same write twice changes nothing.
    package mutating func add(_ write: Sibling, context: VersionVector) {
        seen.join(context)
        if !siblings.isEmpty {
            siblings.removeAll { seen.contains($0.dot) || $0.dot == write.dot }
        }
        guard !seen.contains(write.dot) else { return }
        guard !siblings.isEmpty else { return siblings = [write] }
        let index = siblings.firstIndex { write.dot < $0.dot } ?? siblings.count
        siblings.insert(write, at: index)
    }

    /// Joins another state of the same cell: the state of the union of both sets of writes.
    package mutating func join(_ other: CellState) {
        for sibling in other.siblings { add(sibling, context: VersionVector()) }
        seen.join(other.seen)
        siblings.removeAll { seen.contains($0.dot) }
    }

    /// Whether people must decide: values stand side by side that are not the same.
    package var isConflict: Bool {
        guard siblings.count > 1, let first = siblings.first else { return false }
        return siblings.dropFirst().contains {
            $0.value != first.value || $0.isErased != first.isErased
        }
    }

    /// The one value that stands; nil if there is none, or if the cell is in conflict.
    package var value: FieldValue? { isConflict ? nil : siblings.first?.value }

    /// What the cell adds to the digest of its place (design section 3, SPEC 6.2); nil if nothing
    /// was ever written.
    package func digest(audience: Audience, record: RecordID, cell: Cell) -> Digest256? {
        var digester = CellDigester(record: record, audience: audience)
        return digester.digest(of: self, in: cell)
    }
}
