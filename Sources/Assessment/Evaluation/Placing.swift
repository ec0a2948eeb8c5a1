import ExactNumbers

/// Gives places by value, highest first.
enum Placing {
    /// The place of each key; equal values share the better place.
    static func places<Key: Hashable>(
        of values: [(key: Key, value: ExactNumber)],
        _ policy: RankSubjects.TiePolicy
    ) -> [Key: Int] {
        var places: [Key: Int] = [:]
        var place = 0
        var previous: ExactNumber?
        for (position, entry) in values.sorted(by: { $0.value > $1.value }).enumerated() {
            if entry.value != previous {
                place = policy == .dense ? place + 1 : position + 1
                previous = entry.value
            }
            places[entry.key] = place
        }
        return places
    }

    /// The place behind all others.
    static func last<Key: Hashable>(
        after places: [Key: Int],
        _ policy: RankSubjects.TiePolicy
    ) -> Int {
        switch policy {
        case .competition: places.count + 1
        case .dense: (places.values.max() ?? 0) + 1
        }
    }
}

extension Evaluation {
    /// How equal values share places.
    var tiePolicy: RankSubjects.TiePolicy {
        values.value(scheme.policies.ties, as: RankSubjects.TiePolicy.self)
    }

    /// The indexes of the rows of these kinds that were not set aside; no kinds mean all.
    func pool(kinds: Set<String>) -> [Int] {
        scores.indices.filter { index in
            let score = scores[index]
            guard !score.isSetAside else { return false }
            return kinds.isEmpty || score.subject.kind.map(kinds.contains) ?? false
        }
    }
}
