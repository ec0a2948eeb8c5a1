internal import Causality
internal import Hashing
internal import Merge
internal import Records
internal import Store
internal import SyncEngine
internal import SyncWire

/// How far a world has come to rest since the faults ended.
struct Healing {
    /// Exchanges that each child may take: about an hour's, after which all try again who wait.
    static let exchangesMax = 18

    /// Exchanges that each child has finished.
    var exchanges: [Int: Int] = [:]
    /// Of these, those without a fault since all nodes held all that they may.
    var quiet: [Int: Int] = [:]
    /// Children that had to refuse once more, for good, what their parent sends.
    var refusedAgain: Set<Int> = []
    /// Stores that run twice and once more compared all, as a new incarnation: they sent again what
    /// the parent does not show, of places that were moved away from them.
    var comparedAgain: Set<Int> = []
    /// Whether every child has also shown that an exchange of nothing is one round.
    var isOver = false
}

extension World {
    /// Notes an exchange of the second phase.
    mutating func noteHealing(_ index: Int, _ summary: ExchangeSummary) {
        let count = healing.exchanges[index, default: 0] + 1
        healing.exchanges[index] = count
        if count > Healing.exchangesMax {
            find("is not at rest after \(count) exchanges without faults: \(summary)", at: index)
            return describeLacks()
        }
        guard isConverged else { return }
        if report.healingExchangeCount == 0 {
            report.healingExchangeCount = healing.exchanges.values.max() ?? 0
        }
        // What was under way when the faults ended may still disturb one exchange.
        guard summary.fault == nil else { return }
        // A parent that was set back learns anew, once, what its child never takes.
        if isRefusal(summary), healing.refusedAgain.insert(index).inserted { return }
        // A store that runs twice compares anew after the other one called, or as a new one.
        let isDouble = ledger.copying?.isOne(index) == true
        let sendsAgain = isDouble && summary.sentEventCount > 0 && summary.notices.isEmpty
        if sendsAgain, healing.comparedAgain.insert(index).inserted { return }
        healing.quiet[index, default: 0] += 1
        if healing.quiet[index] == 2 {
            let moved = summary.sentEventCount + summary.receivedEventCount
            let notices = summary.notices.filter { !isOfWithdrawn($0) }
            if !isDouble && summary.roundCount != 1 || moved > 0 || !notices.isEmpty {
                find("an exchange of nothing was not one quiet round: \(summary)", at: index)
            }
        }
        healing.isOver = nodes.indices.dropFirst().allSatisfy {
            nodes[$0].isRevoked || healing.quiet[$0, default: 0] > 1
        }
    }

    /// Whether a notice tells that the parent takes nothing more of the withdrawn node.
    private func isOfWithdrawn(_ notice: SyncNotice) -> Bool {
        guard case .refusedByParent(let refusal) = notice, let withdrawal = ledger.withdrawal
        else { return false }
        return refusal.reason == .revoked
            && ledger.logs[refusal.stream]?.author == withdrawal.author
    }

    /// Whether the child refused something for good, and that was all.
    private func isRefusal(_ summary: ExchangeSummary) -> Bool {
        let refused = summary.notices.filter { notice in
            guard case .refusedHere(let refusal) = notice else { return false }
            return !refusal.reason.isTemporary
        }
        return !refused.isEmpty && refused.count == summary.notices.count
    }

    /// Whether every node holds every event that it may hold.
    private var isConverged: Bool {
        ledger.logs.allSatisfy { stream, log in
            nodes.indices.allSatisfy { !lacks(stream, log, at: $0) }
        }
    }

    /// Whether a node does not hold all of a stream that it must hold.
    private func lacks(_ stream: StreamID, _ log: Ledger.Log, at index: Int) -> Bool {
        !nodes[index].isRevoked && !log.entries.isEmpty
            && tree.mustHold(log.description.audience, at: nodes[index].place)
            && checks.held[index][stream] ?? 0 < length(of: stream, log)
    }

    /// Says who lacks what of whom, for the reader of a finding.
    private mutating func describeLacks() {
        for (stream, log) in ledger.logs.sorted(by: { $0.key < $1.key }) {
            for index in nodes.indices where lacks(stream, log, at: index) {
                let home = nodes.first { $0.place == log.description.audience.place }?.name ?? ""
                find(
                    """
                    lacks what \(nodes[log.author].name) wrote \
                    \(log.description.audience.kind) \(home) \
                    from \(checks.held[index][stream] ?? 0) to \(length(of: stream, log))
                    """,
                    at: index
                )
            }
        }
    }

    /// How many events of a stream there are to hold.
    private func length(of stream: StreamID, _ log: Ledger.Log) -> UInt64 {
        if let withdrawal = ledger.withdrawal, log.author == withdrawal.author {
            return withdrawal.limits[stream] ?? 0
        }
        // What only a withdrawn computer has nobody gets from it any more.
        let asked = nodes.indices.filter { !nodes[$0].isRevoked }
        return log.mayBeLost ? checks.last(of: stream, at: asked) : log.length
    }

    /// The last checks: everything folded, every digest equal, every store sound.
    mutating func checkRest() throws {
        guard healing.isOver else {
            return find("nothing more would happen, but all is not at rest")
        }
        try mendStripped()
        for index in nodes.indices where !nodes[index].isRevoked {
            let store = nodes[index].store
            let view = view(of: index)
            let (damage, waiting, faults) = try store.read { session in
                var faults: [String] = []
                for record in ledger.records where !ledger.events(of: record, in: view).isEmpty {
                    faults += try StandingChecker.check(record, in: session, view, ledger)
                }
                return (try session.verify(), try session.counts().waiting, faults)
            }
            for fault in damage { find("verify: \(fault.sentence)", at: index) }
            if waiting > 0, ledger.withdrawal == nil {
                find("\(waiting) events still wait", at: index)
            }
            for fault in faults { find(fault, at: index) }
            if let parent = nodes[index].parent {
                checks.agreed = [:]
                try checkAgreement(index, parent)
            }
        }
        try checkDigests()
    }

    /// Each place's digest is the same at all nodes that hold the place.
    private mutating func checkDigests() throws {
        for home in nodes.indices where !nodes[home].isRevoked {
            let place = nodes[home].place
            let expected = try nodes[home].store.read { try $0.counts(at: place) }
            let audience = Audience(.at, place)
            for index in nodes.indices
            where !nodes[index].isRevoked && tree.mustHold(audience, at: nodes[index].place) {
                let counts = try nodes[index].store.read { try $0.counts(at: place) }
                if counts.state != expected.state || counts.conflicts != expected.conflicts {
                    find(
                        """
                        has another state of \(nodes[home].name) than that has itself: \
                        \(counts.events) events in \(try places(below: place, at: index)) beside \
                        \(expected.events) in \(try places(below: place, at: home))
                        """,
                        at: index
                    )
                }
            }
        }
    }

    /// The names of the places that a node sees below a place.
    private func places(below place: RecordID, at index: Int) throws -> [String] {
        let below = try nodes[index].store.read { try $0.presentDescendants(of: place) }
        return nodes.filter { below.contains($0.place) }.map(\.name)
    }

    /// Adds up what the report says of the whole world.
    mutating func finishReport() {
        for (fault, count) in network.fired { report.fired[fault, default: 0] += count }
        if plan.chosen.isEmpty, report.chosen.contains(.smallMessages) { fire(.smallMessages) }
        report.nodeCount = nodes.count
        report.eventCount = ledger.eventCount
        report.conflictCount =
            (try? nodes.first?.store.read { try $0.conflictedRecords().count }) ?? 0
    }
}
