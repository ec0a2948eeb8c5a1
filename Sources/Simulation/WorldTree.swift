internal import Causality
internal import Records

/// The places of a world as they truly are: what stores conclude from their `region` records is
/// held against it.
struct WorldTree {
    /// The place above each place now.
    private var parents: [RecordID: RecordID] = [:]
    /// All places that ever were directly above each.
    private var everParents: [RecordID: Set<RecordID>] = [:]
    /// What a place was merged into.
    private var successors: [RecordID: RecordID] = [:]
    /// Counties and cities: nothing that is at a place below goes beyond them.
    private var ceilings: Set<RecordID> = []

    mutating func add(_ place: RecordID, below parent: RecordID) {
        parents[place] = parent
        everParents[place, default: []].insert(parent)
    }

    mutating func note(_ level: String, of place: RecordID) {
        if level == "county" || level == "city" { ceilings.insert(place) }
    }

    mutating func merge(_ place: RecordID, into successor: RecordID) {
        successors[place] = successor
    }

    /// Whether nothing has become of a place yet: it was neither moved nor merged.
    func isUntouched(_ place: RecordID) -> Bool {
        everParents[place]?.count == 1 && successors[place] == nil
            && !successors.values.contains(place)
    }

    /// Whether the nodes of a place may hold an audience: they do now, or once did.
    func mayHold(_ audience: Audience, at place: RecordID) -> Bool {
        switch audience.kind {
        case .at: return everHolding(audience.place).contains(place)
        case .under: return everAbove(place).contains(audience.place)
        case .only: return audience.place == place
        }
    }

    /// Whether the nodes of a place get an audience now.
    func mustHold(_ audience: Audience, at place: RecordID) -> Bool {
        switch audience.kind {
        case .at: return nowHolding(audience.place).contains(place)
        case .under: return nowAbove(place).contains(audience.place)
        case .only: return audience.place == place
        }
    }

    /// A place and all above it now.
    private func nowAbove(_ place: RecordID) -> Set<RecordID> {
        closure(of: place) { [parents[$0]].compactMap { $0 } }
    }

    private func everAbove(_ place: RecordID) -> Set<RecordID> {
        closure(of: place) { everParents[$0] ?? [] }
    }

    /// A place, what it was merged into, and all above either now as far as a county.
    private func nowHolding(_ place: RecordID) -> Set<RecordID> {
        closure(of: place) { next in
            [ceilings.contains(next) ? nil : parents[next], successors[next]].compactMap { $0 }
        }
    }

    private func everHolding(_ place: RecordID) -> Set<RecordID> {
        closure(of: place) { next in
            let above = ceilings.contains(next) ? [] : everParents[next] ?? []
            return above.union(successors[next].map { [$0] } ?? [])
        }
    }

    private func closure(
        of place: RecordID,
        _ above: (RecordID) -> some Sequence<RecordID>
    ) -> Set<RecordID> {
        var found: Set<RecordID> = [place]
        var open = [place]
        while let next = open.popLast() {
            for id in above(next) where found.insert(id).inserted { open.append(id) }
        }
        return found
    }
}
