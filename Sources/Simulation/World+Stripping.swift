internal import Causality
internal import Records
internal import Store
internal import SyncEngine

/// A place between that passes the digests of personal payloads on instead of the payloads: no
/// chain breaks, and nobody erased anything (SPEC 4.12).
extension World {
    /// What a node lets the other end of a link know of what it holds.
    mutating func passedOn(_ outlook: LinkOutlook, by index: Int) -> LinkOutlook {
        guard nodes[index].parent != nil, plan.strikes(.stripping, using: &stripping) else {
            return outlook
        }
        var outlook = outlook
        for (place, segment) in outlook.segments.enumerated()
        where segment.description.node != nodes[index].key {
            var events: [Event] = []
            for event in segment.events { events.append(stripped(event)) }
            outlook.segments[place] = StreamSegment(
                description: segment.description,
                events: events,
                heads: segment.heads
            )
        }
        return outlook
    }

    private mutating func stripped(_ event: Event) -> Event {
        guard case .held? = event.personal else { return event }
        fire(.stripping)
        ledger.losesPayloads = true
        return event.erased
    }

    /// Carries everything on sticks from everybody to all above and below, and looks whether any
    /// payload is still missing.
    mutating func mendStripped() throws {
        guard report.fired[.stripping] != nil else { return }
        // What comes up with one round goes down again with the next.
        for _ in 0..<2 {
            for lower in nodes.indices where !nodes[lower].isRevoked {
                for upper in ancestors(of: lower) {
                    try carryAll(from: lower, to: upper)
                    try carryAll(from: upper, to: lower)
                }
            }
        }
        let isGone = report.fired[.townshipRevocation] != nil
        for record in ledger.records {
            // What was written beyond a withdrawal's limit is refused, with or without its payload.
            for dot in ledger.dots[record] ?? [] where ledger.counts(dot) {
                try checkPayload(ledger.trueDot(dot), mayBeGone: isGone || ledger.wasErased(record))
            }
        }
    }

    private mutating func carryAll(from sender: Int, to receiver: Int) throws {
        guard let bag = try bag(from: sender, to: receiver, isFull: defect != .shortensSticks)
        else { return }
        try take(bag, from: nodes[sender].key)
    }

    /// Looks who lacks a payload that he should have by now.
    ///
    /// Whoever takes payloads out has them himself, so that none is ever lost everywhere; but an
    /// erasure that is void by now may have taken it, or his own computer is withdrawn. What was
    /// given away is not mended: no stick has it.
    private mutating func checkPayload(_ dot: Dot, mayBeGone: Bool) throws {
        guard let audience = ledger.logs[dot.stream]?.description.audience else { return }
        var having: [String] = []
        var lacking: [Int] = []
        for index in nodes.indices where !nodes[index].isRevoked {
            let store = nodes[index].store
            let (event, isStripped) = try store.read {
                (try $0.event(dot), try $0.isStripped(dot))
            }
            if case .held? = event?.personal { having.append(nodes[index].name) }
            if isStripped, tree.mustHold(audience, at: nodes[index].place) { lacking.append(index) }
        }
        for index in lacking where !having.isEmpty || !mayBeGone {
            find("lacks a personal payload that \(having) have, after all sticks", at: index)
        }
    }
}
