internal import Causality
internal import GRDB
internal import Merge
internal import Records

/// What a withdrawal makes void, and what another one takes back.
extension StoreSession {
    /// Judges the events of withdrawn nodes anew, where this transaction brought a withdrawal, or
    /// changed what any of them rests upon: certificates, and what is above a place.
    ///
    /// Events beyond the limits are set aside with all that hangs on them; what an older withdrawal
    /// had set aside and a newer one counts is taken back.
    func applyRevocations() throws {
        if !openRevocations.isEmpty { forgetTrust() }
        var applied: [NodeKey: (limits: [Int64: UInt64], times: Int)] = [:]
        try openRestedRevocations()
        while let node = openRevocations.min() {
            openRevocations.remove(node)
            let limits = try limits(ofStreamsOf: node)
            // To judge its own record anew asks for a node once more, and would for ever where
            // nothing changes: somebody may name a key that is not his to withdraw. Nor may a
            // circle of those who make each other's words void hold up everybody.
            let (last, times) = applied[node] ?? ([:], 0)
            if times > 0, last == limits || times == StoreSession.judgementsMax { continue }
            applied[node] = (limits, times + 1)
            guard try judgeAnew(eventsOf: node, limits) else { continue }
            try settleAside()
            try flushFolds()
            try removeUnfoundedParents()
            forgetTrust()
            try openRestedRevocations()
        }
    }

    /// A node's events are judged at most so many times in a transaction: once for each level above
    /// it that could make the word of the next one void, and some more.
    private static let judgementsMax = 8

    /// Asks for every node that a record withdraws, if what that rests upon has changed.
    private func openRestedRevocations() throws {
        guard changesAuthority else { return }
        changesAuthority = false
        guard shelf.current(SystemRegister.revocation) != nil,
            let table = try madeTable(SystemRegister.revocation)
        else { return }
        for number in try Int64.fetchAll(
            db.cachedStatement(sql: "SELECT id FROM \"\(table.name)\" ORDER BY id")
        ) {
            let subject = try subject(ofRevocation: LocalNumber(rawValue: number))
            if let subject { openRevocations.insert(subject) }
        }
    }

    /// Up to where the streams of a node count, of those for which it is withdrawn.
    private func limits(ofStreamsOf node: NodeKey) throws -> [Int64: UInt64] {
        var found: [Int64: UInt64] = [:]
        for number in try streamNumbers(of: node) {
            let row = try stream(number)
            guard let description = row.description else { continue }
            found[number] = try limit(of: row.name, description)
        }
        return found
    }

    /// Returns whether any record was judged anew.
    private func judgeAnew(eventsOf node: NodeKey, _ limits: [Int64: UInt64]) throws -> Bool {
        var isJudged = false
        for number in try streamNumbers(of: node) {
            // Of what is in force nothing is to be taken back where nothing was set aside.
            if limits[number] == nil, try !hasQuarantined(ofStream: number) { continue }
            for place in try misjudged(try stream(number), limit: limits[number] ?? .max) {
                try judgeAnew(place.id, register: place.register)
                isJudged = true
            }
        }
        return isJudged
    }

    /// Whether an event of a stream, or of a record that begins there, is in quarantine.
    private func hasQuarantined(ofStream number: Int64) throws -> Bool {
        let low = number << LocalNumber.sequenceBitCount
        let high = low + (1 << LocalNumber.sequenceBitCount) - 1
        return try Int64.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT 1 FROM aside WHERE class = 1
                    AND (event BETWEEN ?1 AND ?2 OR record BETWEEN ?1 AND ?2) LIMIT 1
                    """
            ),
            arguments: [low, high]
        ) != nil
    }

    func streamNumbers(of node: NodeKey) throws -> [Int64] {
        try Int64.fetchAll(
            db.cachedStatement(sql: "SELECT id FROM stream WHERE node = ? ORDER BY id"),
            arguments: [node.data]
        )
    }

    /// The records with events of a stream that are folded beyond the limit, or aside within it,
    /// and those that begin there, whoever wrote what is folded of them or aside.
    private func misjudged(_ row: StreamRow, limit: UInt64) throws -> [RecordPlace] {
        let statement = try db.cachedStatement(
            sql: """
                SELECT DISTINCT event.record, event.kind >> 16 FROM event
                LEFT JOIN aside ON aside.event = event.id
                WHERE event.id BETWEEN ?1 AND ?2
                AND (aside.event IS NULL) = (event.id > ?3)
                """
        )
        var found = Set(try misjudgedRecords(beginningIn: row, limit: limit))
        for held in try Row.fetchAll(statement, arguments: bounds(of: row, limit: limit)) {
            let record = try recordID(LocalNumber(rawValue: held[0]))
            found.insert(RecordPlace(record, try definitionKey(held[1]).register))
        }
        return found.sorted()
    }

    /// The numbers of a stream's first event, of the last that there can be, and of the last that
    /// counts.
    private func bounds(of row: StreamRow, limit: UInt64) -> StatementArguments {
        let low = row.id << LocalNumber.sequenceBitCount
        let high = low + (1 << LocalNumber.sequenceBitCount) - 1
        return [low, high, low + Int64(clamping: min(limit, UInt64(high - low)))]
    }

    /// The records whose first event is one of a stream, be it here or not, and of which something
    /// is folded though that event does not count, or aside though it does.
    private func misjudgedRecords(
        beginningIn row: StreamRow,
        limit: UInt64
    ) throws -> [RecordPlace] {
        let statement = try db.cachedStatement(
            sql: """
                SELECT DISTINCT event.record FROM event
                LEFT JOIN aside ON aside.event = event.id
                WHERE event.record BETWEEN ?1 AND ?2
                AND (aside.event IS NULL) = (event.record > ?3)
                """
        )
        let numbers = try Int64.fetchAll(statement, arguments: bounds(of: row, limit: limit))
        return try numbers.compactMap { number in
            let number = LocalNumber(rawValue: number)
            let id = try recordID(number)
            return try register(of: number).map { RecordPlace(id, $0) }
        }
    }

    /// Takes a record apart and folds it again event by event, as if they came just now.
    func judgeAnew(_ record: RecordID, register: String) throws {
        guard let number = try knownNumber(of: record) else { return }
        let events = try events(record: number)
        if register == SystemRegister.revocation, let node = try subject(ofRevocation: number) {
            openRevocations.insert(node)
        }
        try db.cachedStatement(sql: "DELETE FROM aside WHERE record = ?").execute(arguments: [
            number.rawValue
        ]
        )
        _ = try removeRow(of: record, register: register)
        try forgetErasure(of: number)
        for event in events {
            try foldOrSetAside(event, stream: try streamNumber(event.dot.stream))
        }
        try flushFolds()
    }

    /// Takes down which node a revocation event is about, to be applied before the commit.
    func noteRevocation(in content: EventContent, of event: Event) throws {
        guard event.register == SystemRegister.revocation else { return }
        for write in content.writes where write.cell == .field("node") {
            if let node = NodeKey(of: write.sibling.value) { openRevocations.insert(node) }
        }
        guard event.type != .create, let number = try knownNumber(of: event.record),
            let node = try subject(ofRevocation: number)
        else { return }
        openRevocations.insert(node)
    }
}
