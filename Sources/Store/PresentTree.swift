package import Causality
internal import GRDB
internal import Merge
internal import Records

/// The tree as the fold of `region` has it now: it decides who gets what.
///
/// Who may write is another question: there a place counts as above another if it ever was, so that
/// order of arrival decides nothing (`ancestors`).
extension StoreSession {
    /// The places above a place now, the place itself not among them; where its parent is
    /// undecided, those above each of the values.
    package func presentAncestors(of place: RecordID) throws -> Set<RecordID> {
        try closure(of: place, asHolders: false)
    }

    /// The places that get what is at a place now, the place itself not among them.
    ///
    /// Nothing goes beyond a county or what stands in its place, a city that has townships right
    /// below it: who is above that handles no cases.
    private func presentHolders(of place: RecordID) throws -> Set<RecordID> {
        try closure(of: place, asHolders: true)
    }

    /// Whether a place is this node's own, or below it now.
    package func isOwnOrBelow(_ place: RecordID) throws -> Bool {
        let own = try ownPlace()
        return try place == own || presentAncestors(of: place).contains(own)
    }

    /// The places below a place now, the place itself not among them.
    package func presentDescendants(of place: RecordID) throws -> Set<RecordID> {
        Set(try knownPlaces().filter { try presentAncestors(of: $0).contains(place) })
    }

    /// All places of which there is a record, or which one names as those above.
    func knownPlaces() throws -> Set<RecordID> {
        let numbers = try madeTable(SystemRegister.region).map { table in
            try Int64.fetchAll(db.cachedStatement(sql: "SELECT id FROM \"\(table.name)\""))
        }
        let noted = try Int64.fetchAll(db.cachedStatement(sql: "SELECT place FROM parentage"))
        return Set(
            try Set((numbers ?? []) + noted).map { try recordID(LocalNumber(rawValue: $0)) }
        )
    }

    /// Whether the nodes of a place get the records of an audience now: those of the audience's
    /// place, of the places above it as far as its county, and of a place that it was merged into.
    package func isHolder(_ place: RecordID, of audience: Audience) throws -> Bool {
        if audience.place == place { return true }
        switch audience.kind {
        case .at: return try presentHolders(of: audience.place).contains(place)
        case .under: return try presentAncestors(of: place).contains(audience.place)
        case .only:
            return try presentHolders(of: audience.place).contains(place)
                && successors(of: audience.place).contains(place)
        }
    }

    /// Whether this node gets the records of an audience now, at any of the places that it serves.
    package func comesHere(_ audience: Audience) throws -> Bool {
        let served = try places(of: identity.node).union([ownPlace()])
        return try served.contains { try isHolder($0, of: audience) }
    }

    /// The places whose nodes hold what is at, or only at, a place now.
    func holders(of audience: Audience) throws -> Set<RecordID> {
        var found = try presentHolders(of: audience.place)
        if audience.kind == .only { found.formIntersection(try successors(of: audience.place)) }
        return found.union([audience.place])
    }

    /// The topmost place that gets what is at this node's own: its county, or the root where none
    /// is known.
    package func topHolder() throws -> RecordID {
        let own = try ownPlace()
        if try isCeiling(own) { return own }
        return try presentHolders(of: own).sorted().first { try isCeiling($0) } ?? rootPlace()
    }

    /// Whether a node of a place may write for an audience now: this is asked before writing; what
    /// others wrote when they still might is taken.
    func mayWriteNow(_ audience: Audience, from place: RecordID) throws -> Bool {
        if audience.place == place { return true }
        guard audience.kind == .at else { return false }
        // A city invites a county, though it gets nothing of what is at that.
        return try isHolder(place, of: audience)
            || presentAncestors(of: audience.place).contains(place)
    }

    /// What was concluded from the tree is forgotten when an event changes it, and what every link
    /// was settled upon with it.
    func notePresentTree(of event: Event, _ content: EventContent) throws {
        guard event.register == SystemRegister.region else { return }
        let deciding = [
            SystemRegister.parentField, SystemRegister.successorField, SystemRegister.levelField,
        ]
        let changes = content.writes.contains { write in
            deciding.contains { write.cell == .field($0) }
        }
        // A place's first event sets aside what joining told of it.
        guard changes || event.type == .create else { return }
        try noteTreeChange()
    }

    /// Forgets what was concluded from the tree, here and in every link's memory.
    func noteTreeChange() throws {
        trust.present = [:]
        trust.reach = [:]
        trust.holders = [:]
        (changesTrust, changesAuthority) = (true, true)
        try setMeta(.treeChanges, String((try metaNumber(.treeChanges) ?? 0) + 1))
    }

    private func closure(
        of place: RecordID,
        asHolders: Bool
    ) throws -> Set<RecordID> {
        let key = PresentKey(place: place, asHolders: asHolders)
        if let known = trust.present[key] { return known }
        var found: Set<RecordID> = []
        var open = [place]
        while let next = open.popLast() {
            var above = try asHolders && isCeiling(next) ? [] : parents(of: next)
            if asHolders { above.formUnion(try successors(of: next)) }
            for id in above where id != place && found.insert(id).inserted { open.append(id) }
        }
        trust.present[key] = found
        return found
    }

    /// Whether nothing that is at the places below goes beyond this one: a county, a city or a
    /// province by every value that its record says now; not as long as that has not come.
    func isCeiling(_ place: RecordID) throws -> Bool {
        let said = try regionState(place)?[SystemRegister.levelField]?.siblings ?? []
        guard !said.isEmpty else { return false }
        return said.allSatisfy { sibling in
            guard case .text(let text)? = sibling.value, let level = PlaceLevel(rawValue: text)
            else { return false }
            return level.depth <= PlaceLevel.county.depth
        }
    }

    /// The parents that a place's record names; what came with joining, until it is here.
    private func parents(of place: RecordID) throws -> Set<RecordID> {
        if let state = try regionState(place) {
            return references(state, SystemRegister.parentField)
        }
        return try everParents(of: place)
    }

    private func successors(of place: RecordID) throws -> Set<RecordID> {
        try regionState(place).map { references($0, SystemRegister.successorField) } ?? []
    }

    private func regionState(_ place: RecordID) throws -> RecordState? {
        guard shelf.current(SystemRegister.region) != nil, let number = try knownNumber(of: place)
        else { return nil }
        let state =
            try folds[number]?.fold.state
            ?? storedState(number, register: SystemRegister.region)?.state
        return state?.origin == nil ? nil : state
    }

    private func references(_ state: RecordState, _ field: String) -> Set<RecordID> {
        let values = state[field]?.siblings.compactMap(\.value) ?? []
        return Set(
            values.compactMap { value in
                if case .reference(let place) = value { place } else { nil }
            }
        )
    }
}

/// What a closure over the present tree is remembered by.
struct PresentKey: Hashable {
    let place: RecordID
    let asHolders: Bool
}
