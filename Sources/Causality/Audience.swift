/// Which nodes hold a record: fixed when the record is made, the same for all of its events.
package struct Audience: Hashable, Comparable, Sendable {
    /// The three kinds of audience; raw values are those of the wire.
    package enum Kind: UInt8, Sendable, CaseIterable {
        /// The nodes of the place and of its ancestors up to the register's ceiling.
        case at = 0
        /// The nodes of the place and of all places below it.
        case under = 1
        /// The nodes of the place alone.
        case only = 2
    }

    /// Which nodes, seen from the place.
    package let kind: Kind
    /// The place, named by the record id of its `region` record.
    package let place: RecordID

    /// Makes an audience.
    package init(_ kind: Kind, _ place: RecordID) {
        self.kind = kind
        self.place = place
    }

    package static func < (left: Audience, right: Audience) -> Bool {
        (left.kind.rawValue, left.place) < (right.kind.rawValue, right.place)
    }
}
