package import Causality
internal import GRDB
internal import Hashing
internal import Merge
internal import Records

/// Gives way where this node wrote twice under one incarnation (SPEC 11.10): a machine was set back
/// to a snapshot, or one folder ran twice, and the parent holds the other history already.
///
/// The own events from the first differing one on are taken out of their streams, and each is
/// written again under the present incarnation, in the same transaction: nothing is lost, and
/// nothing stands twice. The signed head that is taken out stays as proof.
extension StoreSession {
    /// Takes the own events from these dots to the ends of their streams out, and writes them
    /// again.
    ///
    /// What was written since under a later incarnation and speaks of them goes along. Draws a new
    /// incarnation first if one of the streams is of the present one. Dots of other nodes' streams,
    /// and such as are not held, are passed over: what was done once is not done again.
    package func giveWay(from places: [Dot]) throws {
        var tails = try places.compactMap(ownTail).sorted { $0.number < $1.number }
        guard !tails.isEmpty else { return }
        // What this transaction did so far is written down: the rows below are changed in place.
        try flushFolds()
        try signHeads()
        try flushStreams()
        let forked = Set(tails.map(\.number))
        tails += try dependentTails(of: tails)
        let present = try incarnation()
        if tails.contains(where: { $0.description.incarnation == present }) {
            try renewIncarnation(to: identity.drawIncarnation())
        }
        var reissue = Reissue()
        for tail in tails { try plan(tail, in: &reissue) }
        try planFollowers(in: &reissue)
        // Those that wait, too, though the list names them elsewhere.
        let misdirected = try misdirectedDots()
        for tail in tails { try takeOut(tail, isForked: forked.contains(tail.number)) }
        // The old id is another record's now, of which nobody erased anything.
        for tail in tails { try forgetErasures(of: tail) }
        for item in reissue.items {
            try write(reissue.event(item), to: item.description)
            if misdirected.contains(item.event.dot) { try noteMisdirected(item.dot) }
        }
        try mendReferences(reissue)
        try moveImportMemory(reissue)
        if reissue.items.contains(where: { $0.event.register == SystemRegister.region }) {
            try flushFolds()
            try removeUnfoundedParents()
        }
        _ = try commit()
    }

    /// The end of a stream.
    struct Tail {
        let number: Int64
        let first: UInt64
        let description: StreamDescription
        let events: [Event]
    }

    private func ownTail(from dot: Dot) throws -> Tail? {
        try tail(from: dot).flatMap { $0.description.node == identity.node ? $0 : nil }
    }

    func foreignTail(from dot: Dot) throws -> Tail? {
        try tail(from: dot).flatMap { $0.description.node == identity.node ? nil : $0 }
    }

    private func tail(from dot: Dot) throws -> Tail? {
        guard let number = try knownStream(dot.stream) else { return nil }
        let row = try stream(number)
        guard let description = row.description, dot.sequence > 0, dot.sequence <= row.sequence
        else { return nil }
        return Tail(
            number: number,
            first: dot.sequence,
            description: description,
            events: try events(stream: number, from: dot.sequence, through: row.sequence)
        )
    }

    // MARK: - What is written again

    /// The ends of own later streams that no other node has taken, each from the first event on
    /// that speaks of events which are taken out.
    ///
    /// Such an event means them by names that are others' from now on. The other side takes none of
    /// it before it has taken what is taken out here (SPEC 11.8), so that nobody has it yet.
    private func dependentTails(of tails: [Tail]) throws -> [Tail] {
        var cuts = Dictionary(
            tails.map { ($0.description.streamID, $0.first) },
            uniquingKeysWith: min
        )
        var records = Set(tails.flatMap(\.events).filter { $0.type == .create }.map(\.record))
        var found: [Tail] = []
        for number in try ownStreamNumbers() where number > tails[0].number {
            let row = try stream(number)
            guard let description = row.description, cuts[row.name] == nil,
                tails.contains(where: { $0.description.audience == description.audience })
            else { continue }
            let known = try lastKnownElsewhere(number)
            guard known < row.sequence else { continue }
            let events = try events(stream: number, from: known + 1, through: row.sequence)
            let first = events.firstIndex { event in
                records.contains(event.record)
                    || event.context.vector(of: event.dot).entries.contains {
                        $0.sequence >= cuts[$0.stream] ?? .max
                    }
            }
            guard let first else { continue }
            let tail = Tail(
                number: number,
                first: events[first].dot.sequence,
                description: description,
                events: Array(events[first...])
            )
            cuts[row.name] = tail.first
            records.formUnion(tail.events.filter { $0.type == .create }.map(\.record))
            found.append(tail)
        }
        return found
    }

    /// Up to where a link counts on an own stream; 0 if none does.
    private func lastKnownElsewhere(_ number: Int64) throws -> UInt64 {
        let last = try Int64.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT MAX(MAX(IFNULL(agreed, 0), IFNULL(offered, 0)))
                    FROM linkPosition WHERE stream = ?
                    """
            ),
            arguments: [number]
        )
        return UInt64(clamping: last ?? 0)
    }

    private func plan(_ tail: Tail, in reissue: inout Reissue) throws {
        guard let stream = tail.events.first?.dot.stream else { return }
        reissue.cut(stream, before: tail.first)
        for event in tail.events {
            try plan(event, for: tail.description.audience, in: &reissue)
        }
    }

    /// Own events in other streams on records that get a new id: their changes go along.
    private func planFollowers(in reissue: inout Reissue) throws {
        let planned = Set(reissue.items.map(\.event.dot))
        for old in reissue.records.keys.sorted(by: { $0.text < $1.text }) {
            guard let number = try knownNumber(of: old) else { continue }
            for event in try events(record: number) where !planned.contains(event.dot) {
                let home = try stream(try streamNumber(event.dot.stream))
                guard let description = home.description, description.node == identity.node else {
                    continue
                }
                try plan(event, for: description.audience, in: &reissue)
            }
        }
    }

    private func plan(
        _ event: Event,
        for audience: Audience,
        in reissue: inout Reissue
    ) throws {
        let description = StreamDescription(
            node: identity.node,
            incarnation: try incarnation(),
            audience: audience
        )
        let number = try streamNumber(description.streamID, description)
        let definition = shelf.version(event.definition, of: event.register)
        reissue.add(
            event,
            to: description,
            behind: try stream(number).sequence,
            key: definition?.key ?? []
        )
    }

    private func write(_ event: Event, to description: StreamDescription) throws {
        let number = try streamNumber(event.dot.stream, description)
        try insert(event, stream: number, hash: event.hash(previous: try stream(number).hash))
        try noteOwnHead(number)
        try foldOrSetAside(event, stream: number)
    }

    // MARK: - What is taken out

    func takeOut(_ tail: Tail, isForked: Bool = true) throws {
        keepsLookups = false
        let row = try stream(tail.number)
        // What nobody else wrote differently proves nothing.
        if isForked, let head = try head(stream: tail.number, notAfter: row.sequence) {
            let signed = SignedHead(sequence: head.sequence, signature: head.signature)
            try keepFork(signed, head.hash, stream: tail.number)
        }
        let last = tail.first - 1
        let hash = try hash(stream: tail.number, at: last)
        let low = try LocalNumber(stream: tail.number, sequence: tail.first).rawValue
        let high = try LocalNumber(stream: tail.number, sequence: row.sequence).rawValue
        let byteCount = try byteCount(from: low, through: high)
        try db.cachedStatement(sql: "DELETE FROM event WHERE id BETWEEN ? AND ?").execute(
            arguments: [low, high])
        for table in ["clockMark", "aside", "misdirected"] {
            try db.cachedStatement(sql: "DELETE FROM \(table) WHERE event BETWEEN ? AND ?")
                .execute(arguments: [low, high])
        }
        try removeKeptContents(from: low, through: high)
        try db.cachedStatement(sql: "DELETE FROM earlierHead WHERE stream = ? AND sequence >= ?")
            .execute(
                arguments: [tail.number, Int64(tail.first)]
            )
        try setEnd(
            StreamEnd(sequence: last, hash: hash, byteCount: row.byteCount - byteCount),
            of: row
        )
        for record in Set(tail.events.map { RecordPlace($0.record, $0.register) }).sorted() {
            try refold(record.id, register: record.register)
        }
        try judgeAsideAnew(recordsFrom: low, through: high)
        knowsWaiting = nil
        try forgetPositions(of: row.name, number: tail.number, from: tail.first)
    }

    private func byteCount(from low: Int64, through high: Int64) throws -> Int64 {
        let sum = try Int64.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT SUM(
                        LENGTH(open) + IFNULL(LENGTH(personal), 0) + IFNULL(LENGTH(context), 0))
                    FROM event WHERE id BETWEEN ? AND ?
                    """
            ),
            arguments: [low, high]
        )
        return sum ?? 0
    }

    /// Folds a record anew from the events that are left of it.
    func refold(_ record: RecordID, register: String) throws {
        guard let number = try knownNumber(of: record),
            let home = try removeRow(of: record, register: register)
        else { return }
        let rest = try events(record: number).filter { try !isAside($0) }
        // The event is gone that says whose the record is: what others wrote waits.
        if case .dot = record, try event(at: number) == nil {
            for event in rest {
                try foldOrSetAside(event, stream: try streamNumber(event.dot.stream))
            }
            return
        }
        var state = RecordState()
        for event in rest { state.fold(event, try EventContent(event)) }
        guard !state.version.isEmpty else { return }
        try writeRow(number, state, register: register, audience: home)
        let audience = try audience(home).audience
        try changeAudience(home) {
            $0.state.add(RecordFold.digest(of: state, record: record, audience: audience))
            $0.recordCount += 1
        }
    }

    /// Takes a record's row out of its table and its audience's sums, as if nothing of it had been
    /// folded.
    ///
    /// Returns the number of its audience, nil if there is no row.
    func removeRow(of record: RecordID, register: String) throws -> Int64? {
        guard shelf.current(register) != nil, let number = try knownNumber(of: record),
            let old = try storedState(number, register: register)
        else { return nil }
        let audience = try audience(old.audience).audience
        let table = try shelf.table(register)
        try noteLost(of: number)
        if register == SystemRegister.definition { changesDefinitions = true }
        if register == SystemRegister.region { try noteTreeChange() }
        try db.cachedStatement(sql: "DELETE FROM \"\(table.name)\" WHERE id = ?").execute(
            arguments: [number.rawValue]
        )
        try changeAudience(old.audience) {
            $0.state.remove(RecordFold.digest(of: old.state, record: record, audience: audience))
            $0.recordCount -= 1
        }
        return old.audience
    }

    func isAside(_ event: Event) throws -> Bool {
        guard let number = try knownNumber(of: .dot(event.dot)) else { return false }
        return try Int64.fetchOne(
            db.cachedStatement(sql: "SELECT 1 FROM aside WHERE event = ?"),
            arguments: [number.rawValue]
        ) != nil
    }

    /// No link may count on a position that is no longer there.
    private func forgetPositions(of name: StreamID, number: Int64, from first: UInt64) throws {
        for (side, column) in [(LinkSide.agreed, "agreed"), (.offered, "offered")] {
            let links = try Int64.fetchAll(
                db.cachedStatement(
                    sql: """
                        SELECT link FROM linkPosition WHERE stream = ? AND \(column) >= ?
                        ORDER BY link
                        """
                ),
                arguments: [number, Int64(first)]
            )
            for link in links { try forget(side, of: LinkNumber(rawValue: link), [name]) }
        }
    }

    // MARK: - What pointed there

    /// Values elsewhere that refer to a record which has a new id are written anew.
    ///
    /// Whoever wrote them here meant the record that moved: the other one under the old id was not
    /// held yet.
    private func mendReferences(_ reissue: Reissue) throws {
        guard !reissue.records.isEmpty else { return }
        var seen: Set<RecordPlace> = []
        for number in try ownStreamNumbers() {
            let row = try stream(number)
            var next: UInt64 = 1
            while next <= row.sequence {
                let end = min(row.sequence, next + 999)
                for event in try events(stream: number, from: next, through: end) {
                    guard reissue.refers(event), reissue.records[event.record] == nil
                    else { continue }
                    let place = RecordPlace(event.record, event.register)
                    guard seen.insert(place).inserted, let audience = row.description?.audience
                    else { continue }
                    try mendReferences(of: place, audience, reissue)
                }
                next = end + 1
            }
        }
    }

    func ownStreamNumbers() throws -> [Int64] {
        try Int64.fetchAll(
            db.cachedStatement(sql: "SELECT id FROM stream WHERE node = ? ORDER BY id"),
            arguments: [identity.node.data]
        )
    }

    private func mendReferences(
        of place: RecordPlace,
        _ audience: Audience,
        _ reissue: Reissue
    ) throws {
        guard shelf.current(place.register) != nil,
            let state = try state(of: place.id, register: place.register)
        else { return }
        let changes = reissue.changes(of: state)
        guard !changes.open.isEmpty || !changes.personal.isEmpty else { return }
        do {
            try append(
                Draft(
                    register: place.register,
                    audience: audience,
                    record: place.id,
                    type: .change,
                    actor: "",
                    entry: .live
                ) { _ in (EventPayload(writes: changes.open), changes.personal) }
            )
        } catch is Unacceptable {
            // The field was retired since: the old value stays as it is.
        }
    }

    /// A file that is imported again still finds what became of its rows.
    private func moveImportMemory(_ reissue: Reissue) throws {
        guard try db.tableExists("importMemory") else { return }
        for (old, new) in reissue.records.sorted(by: { $0.key.text < $1.key.text }) {
            try db.cachedStatement(sql: "UPDATE importMemory SET record = ? WHERE record = ?")
                .execute(arguments: [try number(of: new).rawValue, try number(of: old).rawValue]
                )
        }
    }
}

/// A record and the register whose table has its row.
struct RecordPlace: Hashable, Comparable {
    let id: RecordID
    let register: String

    init(_ id: RecordID, _ register: String) {
        self.id = id
        self.register = register
    }

    static func < (left: RecordPlace, right: RecordPlace) -> Bool {
        (left.register, left.id.text) < (right.register, right.id.text)
    }
}
