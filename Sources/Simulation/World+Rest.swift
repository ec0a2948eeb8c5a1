internal import Causality
internal import Hashing
internal import Merge
internal import Records
internal import Store
internal import SyncEngine

/// How far a world has come to rest since the faults ended.
struct Healing {
    /// Exchanges that each child may take.
    static let exchangesMax = 12

    /// Exchanges that each child has finished.
    var exchanges: [Int: Int] = [:]
    /// Of these, those without a fault since all nodes held all that they may.
    var quiet: [Int: Int] = [:]
    /// Whether every child has also shown that an exchange of nothing is one round.
    var isOver = false
}

extension World {
    /// Notes an exchange of the second phase.
    mutating func noteHealing(_ index: Int, _ summary: ExchangeSummary) {
        let count = healing.exchanges[index, default: 0] + 1
        healing.exchanges[index] = count
        if count > Healing.exchangesMax {
            return find("is not at rest after \(count) exchanges without faults", at: index)
        }
        guard isConverged else { return }
        if report.healingExchangeCount == 0 {
            report.healingExchangeCount = healing.exchanges.values.max() ?? 0
        }
        // What was under way when the faults ended may still disturb one exchange.
        guard summary.fault == nil else { return }
        healing.quiet[index, default: 0] += 1
        if healing.quiet[index] == 2 {
            let moved = summary.sentEventCount + summary.receivedEventCount
            if summary.roundCount != 1 || moved > 0 || !summary.notices.isEmpty {
                find("an exchange of nothing was not one quiet round: \(summary)", at: index)
            }
        }
        healing.isOver = nodes.indices.dropFirst().allSatisfy { healing.quiet[$0, default: 0] > 1 }
    }

    /// Whether every node holds every event that it may hold.
    private var isConverged: Bool {
        ledger.logs.allSatisfy { stream, log in
            nodes.indices.allSatisfy { index in
                !mayHold(log.description.audience, at: index)
                    || checks.held[index][stream] ?? 0 == length(of: stream, log)
            }
        }
    }

    /// How many events of a stream there are to hold.
    private func length(of stream: StreamID, _ log: Ledger.Log) -> UInt64 {
        log.mayBeLost ? checks.last(of: stream) : UInt64(log.hashes.count)
    }

    /// The last checks: everything folded, every digest equal, every store sound.
    mutating func checkRest() throws {
        guard healing.isOver else {
            return find("nothing more would happen, but all is not at rest")
        }
        for index in nodes.indices {
            let store = nodes[index].store
            for fault in try store.read({ try $0.verify() }) {
                find("verify: \(fault.sentence)", at: index)
            }
            let waiting = try store.read { try $0.counts().waiting }
            if waiting > 0 { find("\(waiting) events still wait", at: index) }
            let held = checks.held[index]
            for record in ledger.records where !ledger.events(of: record, in: held).isEmpty {
                for fault in try StandingChecker.check(
                    record,
                    in: store,
                    held: held,
                    ledger: ledger
                ) { find(fault, at: index) }
            }
        }
        try checkDigests()
    }

    /// Each place's digest is the same at all nodes that hold the place.
    private mutating func checkDigests() throws {
        for home in nodes.indices {
            let place = nodes[home].place
            let expected = try nodes[home].store.read { try $0.counts(at: place) }
            for index in nodes.indices where mayHold(Audience(.at, place), at: index) {
                let counts = try nodes[index].store.read { try $0.counts(at: place) }
                if counts.state != expected.state || counts.conflicts != expected.conflicts {
                    find("has another state of \(nodes[home].name) than that has itself", at: index)
                }
            }
        }
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
