package import Causality
package import Documents
internal import Records
package import Store

/// A stretch of one device's clock in which bulletins contradict what it recorded.
package struct ClockSpell: Hashable, Sendable {
    /// The device's node.
    package let node: NodeKey
    /// The place that it serves, by its present code; nil while unknown here.
    package let placeCode: String?
    /// The place's name; nil while unknown here.
    package let placeName: String?
    /// What was recorded, by the device's clock; never empty.
    package let events: [ClockContradiction]

    /// The first and the last moment by the device's clock, seconds since 1970 UTC.
    package var span: ClosedRange<Int64> {
        let times = events.map(\.deviceTime)
        return (times.min() ?? 0)...(times.max() ?? 0)
    }

    /// What was decided of all of it alike; nil where nobody has, or not of all.
    package var ruling: ClockRuling? {
        let rulings = events.map(\.ruling)
        return Set(rulings.map { $0?.verdict }).count == 1 ? rulings.first ?? nil : nil
    }

    /// The spell for programs.
    package var json: DocumentValue {
        [
            "node": .text(Base32.encode(node.bytes)), "region": .optional(placeCode),
            "name": .optional(placeName), "from": .moment(span.lowerBound),
            "to": .moment(span.upperBound), "events": .number(String(events.count)),
            "notBefore": events.compactMap(\.notBefore).min().map(DocumentValue.moment) ?? .null,
            "notAfter": events.compactMap(\.notAfter).max().map(DocumentValue.moment) ?? .null,
            "ruling": ruling.map {
                ["as": .text($0.verdict.rawValue), "reason": .text($0.reason)]
            } ?? .null,
            "records": .list(Set(events.map(\.record)).sorted().map { .text($0.text) }),
        ]
    }
}

extension Bookkeeping {
    /// A device's spell of a wrong clock ends where it recorded nothing wrong for so long, in
    /// seconds.
    private static let spellGapMax: Int64 = 2 * 86_400
    /// Clocks are ruled on by whole days, or by moments.
    private static let lastSecondOfDay: Int64 = 86_399

    /// The spells in which bulletins contradict devices' clocks, by node and time.
    package func clockSpells() throws -> [ClockSpell] {
        try store.read { session in
            let desk = try Desk(session)
            let grouped = Dictionary(grouping: try session.clockContradictions(), by: \.node)
            return try grouped.compactMap { node, events in node.map { ($0, events) } }
                .sorted { $0.0 < $1.0 }
                .flatMap { node, events in
                    let place = try desk.place(of: node)
                    let code = try place.flatMap { try desk.code(of: $0) }
                    let name = try place.flatMap { try desk.caption(of: $0).name }
                    return Bookkeeping.spells(of: events).map {
                        ClockSpell(node: node, placeCode: code, placeName: name, events: $0)
                    }
                }
        }
    }

    private static func spells(of events: [ClockContradiction]) -> [[ClockContradiction]] {
        var spells: [[ClockContradiction]] = []
        for event in events.sorted(by: { ($0.deviceTime, $0.dot) < ($1.deviceTime, $1.dot) }) {
            if let last = spells.last?.last, isNear(event.deviceTime, after: last.deviceTime) {
                spells[spells.count - 1].append(event)
            } else {
                spells.append([event])
            }
        }
        return spells
    }

    /// A device's clock may say anything: the gap of two of its times may be beyond all numbers.
    private static func isNear(_ time: Int64, after last: Int64) -> Bool {
        let (gap, isBeyond) = time.subtractingReportingOverflow(last)
        return !isBeyond && gap <= spellGapMax
    }

    /// Whether clocks are ruled on here: at the root's place alone.
    package func rulesOnClocks() throws -> Bool { try store.read(Bookkeeping.rulesOnClocks) }

    private static func rulesOnClocks(_ session: StoreSession) throws -> Bool {
        try session.ownPlace() == .rootPlace(of: try session.rootKey())
    }

    /// Decides, for one device and spell of its clock, whether the recorded times count.
    ///
    /// `name` is the beginning of the node's key; `from` and `to` are days or moments of the
    /// device's clock, both within. Ruled again, the newest counts. Durable on return; gives how
    /// many events it is about. Throws `unknownNode`, `badSpell`, `clockNotDoubtful`,
    /// `clockNotOurs`, `reasonMissing`, `notPermitted`.
    package func ruleClock(
        of name: String,
        from: String,
        to: String,
        as verdict: ClockRuling.Verdict,
        reason: String,
        actor: ActingPerson = .nodeOperator
    ) throws -> Int {
        try Permission.check(actor, .ruleClock)
        try Reasons.check(reason)
        guard let first = Bookkeeping.moment(from, endOfDay: false),
            let last = Bookkeeping.moment(to, endOfDay: true), first <= last
        else { throw BookkeepingError.badSpell("\(from) \(to)") }
        return try store.write { session in
            guard try Bookkeeping.rulesOnClocks(session) else {
                throw BookkeepingError.clockNotOurs
            }
            let contradictions = try session.clockContradictions()
            let named = contradictions.filter { event in
                event.node.map { Base32.encode($0.bytes).hasPrefix(name.lowercased()) } ?? false
            }
            let nodes = Set(named.compactMap(\.node))
            guard !name.isEmpty, nodes.count == 1, let node = nodes.first else {
                throw BookkeepingError.unknownNode(name)
            }
            let touched = named.filter { (first...last).contains($0.deviceTime) }
            guard !touched.isEmpty else { throw BookkeepingError.clockNotDoubtful(name) }
            let fields: [(String, String)] = [
                ("node", Base32.encode(node.bytes)), ("from", Bookkeeping.text(first)),
                ("to", Bookkeeping.text(last)), ("as", verdict.title), ("reason", reason),
                ("ruledAt", Bookkeeping.text(session.deviceTime)),
            ]
            try append(fields, actor.id, to: session)
            return touched.count
        }
    }

    private func append(
        _ fields: [(String, String)],
        _ actor: String,
        to session: StoreSession
    ) throws {
        let root = RecordID.rootPlace(of: try session.rootKey())
        let audience = Audience(.under, root)
        let record = RecordID.keyed(
            register: StoreSession.rulingRegister,
            audience: audience,
            key: fields.prefix(3).map { .text($0.1) }
        )
        let isNew = try session.state(of: record, register: StoreSession.rulingRegister) == nil
        try session.append(
            Draft(
                register: StoreSession.rulingRegister,
                audience: audience,
                record: record,
                type: isNew ? .create : .change,
                actor: actor,
                entry: .live
            ) { _ in
                let written = isNew ? fields[...] : fields.dropFirst(3)
                return (
                    EventPayload(writes: written.map { CellWrite(.field($0.0), .text($0.1)) }), []
                )
            }
        )
    }

    private static func moment(_ text: String, endOfDay: Bool) -> Int64? {
        if let date = CivilDate(text: text) {
            let start = CivilDateTime(date: date, hour: 0, minute: 0, second: 0)
            return start.map { $0.secondsSince1970 + (endOfDay ? lastSecondOfDay : 0) }
        }
        return CivilDateTime(text: text)?.secondsSince1970
    }

    private static func text(_ seconds: Int64) -> String {
        CivilDateTime(secondsSince1970: seconds)?.text ?? ""
    }
}
