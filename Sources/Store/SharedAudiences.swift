package import Causality
internal import GRDB
internal import Synchronization

/// Which audiences the nodes of some places hold, remembered from transaction to transaction: to
/// work it out anew, every place's record is read.
///
/// Each answer is kept with the count of all changes of places and certificates that it was worked
/// out at, and holds only while that count stands in the store.
final class SharedAudienceMemory: Sendable {
    /// What was worked out: the audiences among those up to a number.
    struct Answer {
        let trustCount: Int64
        var lastAudience: Int64 = 0
        var audiences: [Int64] = []
    }

    /// What answers are worked out from, the same for all ends.
    struct Grounds {
        var trustCount: Int64 = -1
        var closures: [PresentKey: Set<RecordID>] = [:]
        /// Audiences keep their numbers for ever.
        var audiences: [(number: Int64, audience: Audience)] = []
        /// How many of them the two indexes below have.
        var indexedCount = 0
        /// The audiences at, or only at, other places that the nodes of a place hold.
        var held: [RecordID: [Int64]] = [:]
        /// The audiences under a place.
        var under: [RecordID: [Int64]] = [:]

        /// Forgets what hangs on the tree if that has changed.
        mutating func renew(trustCount: Int64) {
            guard self.trustCount != trustCount else { return }
            self.trustCount = trustCount
            (closures, held, under, indexedCount) = ([:], [:], [:], 0)
        }
    }

    private struct State {
        var answers: [Set<RecordID>: Answer] = [:]
        var grounds = Grounds()
    }

    /// A county has a few hundred links; whoever has more than these is slow, not wrong.
    private static let countMax = 4_096

    private let state = Mutex(State())

    func answer(_ places: Set<RecordID>, trustCount: Int64) -> Answer {
        let known = state.withLock { $0.answers[places] }
        guard let known, known.trustCount == trustCount else {
            return Answer(trustCount: trustCount)
        }
        return known
    }

    func grounds() -> Grounds { state.withLock { $0.grounds } }

    func remember(_ answer: Answer, _ places: Set<RecordID>, _ grounds: Grounds) {
        state.withLock {
            if $0.answers.count >= SharedAudienceMemory.countMax { $0.answers = [:] }
            $0.answers[places] = answer
            $0.grounds = grounds
        }
    }
}

extension StoreSession {
    /// The audiences known here whose streams the nodes of another place hold: what a link to them
    /// carries.
    package func sharedAudiences(with place: RecordID) throws -> [Audience] {
        try sharedAudienceNumbers(with: [place]).map { try audience($0).audience }
    }

    /// The audiences known here whose streams a node that serves these places holds, in order.
    func sharedAudienceNumbers(with places: Set<RecordID>) throws -> [Int64] {
        let trustCount = try trustCount()
        var answer = sharedAudiences.answer(places, trustCount: trustCount)
        if let own = sharedAnswers[places], own.trustCount == trustCount { answer = own }
        let last = try lastAudience()
        guard last > answer.lastAudience else { return answer.audiences }
        var grounds = sharedGrounds ?? sharedAudiences.grounds()
        grounds.renew(trustCount: trustCount)
        if trust.present.isEmpty { trust.present = grounds.closures }
        try extend(&grounds, through: last)
        var found: Set<Int64> = []
        for place in places {
            found.formUnion(grounds.held[place] ?? [])
            for above in try presentAncestors(of: place).union([place]) {
                found.formUnion(grounds.under[above] ?? [])
            }
        }
        // What is remembered may be of a later state of the store than this transaction reads.
        answer.audiences += found.filter { $0 > answer.lastAudience && $0 <= last }.sorted()
        answer.lastAudience = last
        grounds.closures = trust.present
        if isWriting {
            sharedAnswers[places] = answer
            sharedGrounds = grounds
        } else {
            sharedAudiences.remember(answer, places, grounds)
        }
        return answer.audiences
    }

    /// Remembers for later transactions what this one worked out, once it is durable.
    func publishSharedAudiences() {
        guard let sharedGrounds else { return }
        for (places, answer) in sharedAnswers {
            sharedAudiences.remember(answer, places, sharedGrounds)
        }
    }

    private func lastAudience() throws -> Int64 {
        let statement = try db.cachedStatement(sql: "SELECT IFNULL(MAX(id), 0) FROM audience")
        return try Int64.fetchOne(statement) ?? 0
    }

    private func extend(_ grounds: inout SharedAudienceMemory.Grounds, through last: Int64) throws {
        let known = grounds.audiences.last?.number ?? 0
        if last > known {
            let statement = try db.cachedStatement(
                sql: "SELECT id FROM audience WHERE id > ? ORDER BY id"
            )
            for number in try Int64.fetchAll(statement, arguments: [known]) {
                grounds.audiences.append((number, try audience(number).audience))
            }
        }
        // By place, so that an end does not ask about each of thousands of audiences.
        for (number, audience) in grounds.audiences[grounds.indexedCount...] {
            if audience.kind == .under {
                grounds.under[audience.place, default: []].append(number)
            } else {
                for place in try holders(of: audience) {
                    grounds.held[place, default: []].append(number)
                }
            }
        }
        grounds.indexedCount = grounds.audiences.count
    }

    /// Grows with every place and certificate that becomes known, and with every change of the
    /// tree.
    func trustCount() throws -> Int64 {
        let statement = try db.cachedStatement(
            sql: """
                SELECT (SELECT COUNT(*) FROM parentage) + (SELECT COUNT(*) FROM certificate)
                """
        )
        return try (Int64.fetchOne(statement) ?? 0) + (metaNumber(.treeChanges) ?? 0)
    }
}
