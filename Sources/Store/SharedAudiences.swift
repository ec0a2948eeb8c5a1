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

    func grounds(trustCount: Int64) -> Grounds {
        var grounds = state.withLock { $0.grounds }
        if grounds.trustCount != trustCount { grounds.closures = [:] }
        grounds.trustCount = trustCount
        return grounds
    }

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
        var answer = sharedAudiences.answer(places, trustCount: try trustCount())
        let last = try lastAudience()
        guard last > answer.lastAudience else { return answer.audiences }
        var grounds = sharedAudiences.grounds(trustCount: answer.trustCount)
        try extend(&grounds, through: last)
        if trust.present.isEmpty { trust.present = grounds.closures }
        for (number, audience) in grounds.audiences where number > answer.lastAudience {
            guard try places.contains(where: { try isHolder($0, of: audience) }) else { continue }
            answer.audiences.append(number)
        }
        answer.lastAudience = last
        grounds.closures = trust.present
        // What a writing transaction saw may yet be undone.
        if !isWriting { sharedAudiences.remember(answer, places, grounds) }
        return answer.audiences
    }

    private func lastAudience() throws -> Int64 {
        let statement = try db.cachedStatement(sql: "SELECT IFNULL(MAX(id), 0) FROM audience")
        return try Int64.fetchOne(statement) ?? 0
    }

    private func extend(_ grounds: inout SharedAudienceMemory.Grounds, through last: Int64) throws {
        let known = grounds.audiences.last?.number ?? 0
        guard last > known else { return }
        let statement = try db.cachedStatement(
            sql: "SELECT id FROM audience WHERE id > ? ORDER BY id"
        )
        for number in try Int64.fetchAll(statement, arguments: [known]) {
            grounds.audiences.append((number, try audience(number).audience))
        }
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
