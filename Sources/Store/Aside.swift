internal import Causality
internal import GRDB
internal import Merge
internal import Records

/// What came in a transaction since it was last asked what waits for it.
struct Arrivals {
    /// Records of which an event was stored or folded.
    var records: Set<Int64> = []
    /// Streams of which nothing was held before.
    var streams: Set<Int64> = []
}

/// Events that are authentic, stored and relayed, but not folded: some wait for what has not
/// arrived, some break their definition and stay in a visible quarantine.
extension StoreSession {
    enum AsideClass: Int64 {
        case waiting = 0
        case quarantined = 1
    }

    private enum Verdict {
        case fold(EventContent, audience: Int64)
        case aside(AsideClass, String)
    }

    /// Folds an event that was just stored, or keeps it aside.
    func foldOrSetAside(_ event: Event, stream number: Int64) throws {
        switch try verdict(event, stream: number) {
        case .fold(let content, let audience):
            try fold(event, content, audience: audience)
            // Also of what is judged anew, and was stored before.
            if knowsWaiting != false {
                arrived.records.insert(try self.number(of: event.record).rawValue)
            }
        case .aside(let kind, let reason):
            if kind == .waiting, knowsWaiting == false { knowsWaiting = true }
            let statement = try db.cachedStatement(
                sql: """
                    INSERT OR REPLACE INTO aside(event, class, record, reason) VALUES (?, ?, ?, ?)
                    """
            )
            let id = try LocalNumber(stream: number, sequence: event.dot.sequence)
            try statement.execute(arguments: [
                id.rawValue, kind.rawValue, try self.number(of: event.record).rawValue, reason,
            ])
        }
    }

    /// Looks again at what waits, as long as anything comes of it.
    ///
    /// Mostly only at what waits for a record that something came of: a child may send thousands of
    /// events that wait for ever, and each transaction would be the slower for it. What hangs on
    /// trust or on definitions is looked at whenever these change.
    func settleAside() throws {
        guard !folds.isEmpty || commitNumber != nil else { return }
        var isProgressing = knowsWaiting != false
        while isProgressing {
            isProgressing = false
            for id in try waitingToBeSettled() {
                let number = LocalNumber(rawValue: id)
                guard let event = try event(at: number) else {
                    throw StoreError.damaged("事件 \(id)")
                }
                switch try verdict(event, stream: number.stream) {
                case .fold(let content, let audience):
                    try removeAside(id)
                    try fold(event, content, audience: audience)
                    arrived.records.insert(try self.number(of: event.record).rawValue)
                    isProgressing = true
                case .aside(.quarantined, _):
                    try removeAside(id)
                    try foldOrSetAside(event, stream: number.stream)
                case .aside(.waiting, _): break
                }
            }
        }
    }

    /// The waiting events that may have come by what they wait for since this was asked last.
    private func waitingToBeSettled() throws -> [Int64] {
        defer { arrived = Arrivals() }
        if knowsWaiting == nil || changesTrust || !openRevocations.isEmpty {
            let all = try Int64.fetchAll(
                db.cachedStatement(sql: "SELECT event FROM aside WHERE class = 0 ORDER BY event")
            )
            knowsWaiting = !all.isEmpty
            return all
        }
        var found: Set<Int64> = []
        for record in arrived.records { found.formUnion(try waiting(for: record...record)) }
        for stream in arrived.streams {
            let first = stream << LocalNumber.sequenceBitCount
            let next = (stream + 1) << LocalNumber.sequenceBitCount
            found.formUnion(try waiting(for: first...(next - 1)))
        }
        return found.sorted()
    }

    private func waiting(for records: ClosedRange<Int64>) throws -> [Int64] {
        try Int64.fetchAll(
            db.cachedStatement(
                sql: "SELECT event FROM aside WHERE record BETWEEN ? AND ? AND class = 0"
            ),
            arguments: [records.lowerBound, records.upperBound]
        )
    }

    /// Takes down that an event was stored which others may wait for.
    func noteArrival(of record: LocalNumber, stream number: Int64) {
        // As long as nothing waits, whatever comes next is judged by all that is here.
        guard knowsWaiting != false else { return }
        arrived.records.insert(record.rawValue)
        if streams.rows[number]?.sequence == 0 { arrived.streams.insert(number) }
    }

    /// Judges what is kept aside of some records anew: the events that said whose they are, are
    /// gone, and others may come in their places.
    func judgeAsideAnew(recordsFrom low: Int64, through high: Int64) throws {
        let events = try Int64.fetchAll(
            db.cachedStatement(
                sql: "SELECT event FROM aside WHERE record BETWEEN ? AND ? ORDER BY event"
            ),
            arguments: [low, high]
        )
        for id in events {
            let number = LocalNumber(rawValue: id)
            guard let event = try event(at: number) else { continue }
            try removeAside(id)
            try foldOrSetAside(event, stream: number.stream)
        }
    }

    private func removeAside(_ id: Int64) throws {
        try db.cachedStatement(sql: "DELETE FROM aside WHERE event = ?").execute(arguments: [id])
    }

    /// Whether an event that is held breaks its definition.
    func isQuarantined(_ event: Event, stream number: Int64) throws -> Bool {
        if case .aside(.quarantined, _) = try verdict(event, stream: number) { return true }
        return false
    }

    private func verdict(_ event: Event, stream number: Int64) throws -> Verdict {
        guard event.type.isKnown else {
            return .aside(.waiting, "由更新版本的程序写成，升级本机程序后自动处理。")
        }
        if let description = try stream(number).description,
            try !counts(event.dot, description)
        {
            return .aside(.quarantined, "写入者的密钥已停用，停用以后写的不采用。")
        }
        guard let definition = shelf.version(event.definition, of: event.register) else {
            return .aside(.waiting, "登记簿定义尚未到达或版本更新，到达或升级后自动处理。")
        }
        guard let audience = try stream(number).audience else {
            throw StoreError.damaged("流 \(number)")
        }
        do {
            let content = try EventContent(event)
            try EventAcceptance.check(content, of: event.type, definition)
            try checkAudience(event, definition, audience)
            var standing = try recordStanding(event, content, definition, audience)
            if standing == .proven, event.register == SystemRegister.sealedLetter {
                standing = try letterStanding(event, content)
                if standing == .wrong { throw Unacceptable.wrongLetter }
                if standing == .unproven {
                    return .aside(.waiting, "密件由中间的地方写成或删除，不采用；写的人的资料到了再看。")
                }
            }
            switch standing {
            case .proven: return .fold(content, audience: audience)
            case .unproven: return .aside(.waiting, "这条记录的首次登记尚未到达，到达后自动处理。")
            case .unfounded:
                return .aside(.quarantined, "这条记录由停用的密钥首次登记，不采用，后来的改动也不采用。")
            case .wrong: throw Unacceptable.wrongRecord
            }
        } catch let fault as EventContentError {
            return .aside(.quarantined, Unacceptable.unreadable(fault).sentence)
        } catch let fault as Unacceptable {
            return .aside(.quarantined, fault.sentence)
        }
    }

    /// Places, certificates and all that only the county owns must come under or at the audience
    /// that the definition gives them, or a township could make places of its own.
    private func checkAudience(
        _ event: Event,
        _ definition: RegisterDefinition,
        _ number: Int64
    ) throws {
        let audience = try audience(number).audience
        guard definition.allows(audience, root: try rootPlace()) else {
            throw Unacceptable.wrongAudience
        }
    }

    enum RecordStanding {
        case proven
        case unproven
        /// Its first event does not count, because its author's key was withdrawn before.
        case unfounded
        case wrong
    }

    /// Whether the record belongs to the audience of the event's stream.
    ///
    /// A dot names a stream, and that its audience; the event there says whose register's the
    /// record is: an event of another register would else be folded past the rules of this one. A
    /// derived id is proven by the create event whose key gives it.
    private func recordStanding(
        _ event: Event,
        _ content: EventContent,
        _ definition: RegisterDefinition,
        _ audience: Int64
    ) throws -> RecordStanding {
        switch event.record {
        case .dot(let dot):
            if dot == event.dot { return event.type == .create ? .proven : .wrong }
            guard event.type != .create, definition.key.isEmpty else { return .wrong }
            // A stream may be described here of which nothing is held: it was refused, or given
            // up. What is folded hangs on the events that are held, and on nothing else.
            guard let home = try knownStream(dot.stream), try stream(home).sequence > 0,
                let known = try stream(home).audience
            else { return .unproven }
            if let description = try stream(home).description, try !counts(dot, description) {
                return .unfounded
            }
            guard known == audience else { return .wrong }
            return try registerStanding(event, began: dot)
        case .derived:
            if event.type == .create {
                return try isDerived(event, content, definition, audience) ? .proven : .wrong
            }
            guard let number = try knownNumber(of: event.record) else { return .unproven }
            if let open = folds[number], open.fold.state.origin != nil {
                guard open.register == event.register else { return .unproven }
                return open.audience == audience ? .proven : .wrong
            }
            guard let stored = try storedState(number, register: event.register),
                stored.state.origin != nil
            else { return .unproven }
            return stored.audience == audience ? .proven : .wrong
        }
    }

    /// Whether the event at a dot began a record of the same register.
    private func registerStanding(_ event: Event, began dot: Dot) throws -> RecordStanding {
        guard let number = try knownNumber(of: event.record) else { return .unproven }
        if let open = folds[number], open.fold.state.origin != nil {
            return open.register == event.register ? .proven : .wrong
        }
        // A record that is named by a dot has the number of the event there.
        let statement = try db.cachedStatement(sql: "SELECT record, kind FROM event WHERE id = ?")
        guard let row = try Row.fetchOne(statement, arguments: [number.rawValue]) else {
            return .unproven
        }
        let kind: Int64 = row["kind"]
        let type = EventType(rawValue: UInt8(truncatingIfNeeded: kind >> 8))
        // What a newer program wrote there is understood later.
        guard type.isKnown else { return .unproven }
        guard type == .create, row["record"] == number.rawValue else { return .wrong }
        return try definitionKey(kind >> 16).register == event.register ? .proven : .wrong
    }

    private func isDerived(
        _ event: Event,
        _ content: EventContent,
        _ definition: RegisterDefinition,
        _ number: Int64
    ) throws -> Bool {
        let audience = try audience(number).audience
        let root = try rootKey()
        if event.register == SystemRegister.region, event.record == .rootPlace(of: root) {
            return try stream(try streamNumber(event.dot.stream)).description?.node == root
        }
        guard !definition.key.isEmpty else { return false }
        let values = definition.key.map { key in
            content.writes.first { $0.cell == .field(key) }?.sibling.value
        }
        let id = RecordID.keyed(register: event.register, audience: audience, key: values)
        return id == event.record
    }
}
