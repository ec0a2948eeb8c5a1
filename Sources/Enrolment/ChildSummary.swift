internal import Causality
internal import Records
package import Store

/// What is known of one place right below.
package struct ChildSummary: Hashable, Sendable {
    /// The place's code.
    package let region: String
    /// The place's name.
    package let name: String
    /// Last contact, seconds since 1970 UTC; nil if there never was one.
    package let lastContact: Int64?
    /// Events that this node has for the place and that it has not confirmed.
    package let unsent: Int64
    /// When the oldest of them was recorded, seconds since 1970 UTC; nil if there are none.
    package let oldestUnsent: Int64?
    /// Events that the place named by closing marks and that are not here.
    package let behind: Int64
    /// Records of the place and of those below it with something to decide.
    package let conflicts: Int
    /// Events of the place and of those below it that are kept but not folded.
    package let quarantine: Int
    /// The place's clock minus this device's at the last contact, in seconds; nil while unknown.
    package let clockOffset: Int64?
    /// What was not all right at the last contact; nil if nothing.
    package let lastError: String?
    /// Whether it has computers, and the key of each is withdrawn.
    package let isWithdrawn: Bool

    /// As given.
    package init(
        region: String,
        name: String,
        lastContact: Int64? = nil,
        unsent: Int64 = 0,
        oldestUnsent: Int64? = nil,
        behind: Int64 = 0,
        conflicts: Int = 0,
        quarantine: Int = 0,
        clockOffset: Int64? = nil,
        lastError: String? = nil,
        isWithdrawn: Bool = false
    ) {
        self.region = region
        self.name = name
        self.lastContact = lastContact
        self.unsent = unsent
        self.oldestUnsent = oldestUnsent
        self.behind = behind
        self.conflicts = conflicts
        self.quarantine = quarantine
        self.clockOffset = clockOffset
        self.lastError = lastError
        self.isWithdrawn = isWithdrawn
    }
}

extension StoreSession {
    /// The places right below that exist, with what is known of each, in the order of their codes.
    package func childSummaries() throws -> [ChildSummary] {
        let own = try ownPlace()
        let contacts = try linkSummaries()
        return try places().filter { $0.parent == own }.map { place in
            let links = try working(contacts.filter { $0.places.contains(place.id) }, at: place.id)
            // A place's computers wait apart; the one that is furthest tells of the place.
            let nearest = links.min { $0.unsent < $1.unsent }
            let newest = newest(of: links)
            let computers = try nodes(at: place.id)
            return ChildSummary(
                region: place.code,
                name: place.name,
                lastContact: newest?.lastContact,
                unsent: nearest?.unsent ?? 0,
                oldestUnsent: nearest?.oldestUnsent,
                behind: try eventsBehindMarks(of: place.id),
                conflicts: try counts(at: place.id).conflicts,
                quarantine: try quarantinedCount(at: place.id),
                clockOffset: newest?.clockOffset,
                lastError: newest?.lastError,
                isWithdrawn: try !computers.isEmpty
                    && computers.allSatisfy { try isWithdrawn($0.node, for: place.id) }
            )
        }
    }

    /// Those of the computers at work; all where none is.
    ///
    /// What a stolen one has got says nothing of the one that goes on.
    private func working(
        _ links: [LinkSummary],
        at place: RecordID
    ) throws -> [LinkSummary] {
        let working = try links.filter { try !isWithdrawn($0.node, for: place) }
        return working.isEmpty ? links : working
    }

    /// The one met last; a contact that this device's clock once put into the future is no measure.
    private func newest(of links: [LinkSummary]) -> LinkSummary? {
        let now = deviceTime
        let past = links.filter { $0.lastContact ?? 0 <= now }
        return (past.isEmpty ? links : past)
            .max { ($0.lastContact ?? 0) < ($1.lastContact ?? 0) }
    }
}
