package import Causality
internal import GRDB
internal import Merge
package import Records

/// What a withdrawn key is still good for (SPEC 7.9).
package struct Revocation: Hashable, Sendable {
    /// The last sequence of each stream that still counts; none of a stream that is not listed.
    package internal(set) var limits: [StreamID: UInt64] = [:]

    /// Whether an event of the withdrawn node still counts.
    package func counts(_ dot: Dot) -> Bool { dot.sequence <= limits[dot.stream] ?? 0 }
}

/// What one record is to say of a key that is withdrawn.
package struct Withdrawal: Hashable, Sendable {
    /// Who gets the record.
    package let audience: Audience
    /// The record.
    package let record: RecordID
    /// Whether nobody who may has withdrawn the key by this record yet.
    package let isNew: Bool
    /// The streams of the node that it does not list yet up to where they count, in order.
    package let positions: [StreamPosition]
}

/// Keys that were withdrawn: a lost or stolen computer's.
///
/// What counts follows from the records of `node-revocation` alone. Several of one key are taken
/// together, the higher sequence of each stream, so that no order of arrival matters and nothing
/// that one of the places above had in hand is lost. Each is read event by event, those of the
/// entitled alone: a thief, or another computer of his place, may write over the record.
extension StoreSession {
    /// The withdrawal of a node's key; nil if it is in force.
    package func revocation(of node: NodeKey) throws -> Revocation? {
        try revocations()[node]
    }

    /// What this node writes to withdraw a key, by audience, in order: whoever holds what the key
    /// may have written must hear of it, and how far it counts.
    ///
    /// At the root it is one, which goes to all. From between it is each place whose records come
    /// here and that the node may have written for: its own, with all that is held of the node,
    /// those below that, and those that were merged into it, from another township too, each with
    /// what its computers hold or once held.
    package func withdrawals(of node: NodeKey) throws -> [Withdrawal] {
        let held = try heldStreams().filter { $0.description.node == node }
        let own = try ownPlace()
        let root = try rootPlace()
        guard own != root else {
            return [try withdrawal(of: node, Audience(.under, root), held.map(\.position))]
        }
        let served = try places(of: node)
        return try knownPlaces().sorted().compactMap { place in
            let audience = Audience(.at, place)
            guard place != own, try mayWriteNow(audience, from: own),
                try served.contains(where: { try mayWrite(audience, from: $0) })
            else { return nil }
            let positions = try held.filter { stream in
                try served.contains(place) || holds(stream.description.audience, place: place)
            }
            .map(\.position)
            return try withdrawal(of: node, audience, positions)
        }
    }

    private func withdrawal(
        of node: NodeKey,
        _ audience: Audience,
        _ held: [StreamPosition]
    ) throws -> Withdrawal {
        let record = RecordID.keyed(
            register: SystemRegister.revocation,
            audience: audience,
            key: [.text(Base32.encode(node.bytes))]
        )
        let standing = try knownNumber(of: record).flatMap { try revocation(of: node, by: $0) }
        return Withdrawal(
            audience: audience,
            record: record,
            isNew: standing == nil,
            positions: held.filter { $0.sequence > standing?.limits[$0.stream] ?? 0 }
        )
    }

    private func revocations() throws -> [NodeKey: Revocation] {
        if let known = trust.revocations { return known }
        guard shelf.current(SystemRegister.revocation) != nil,
            let table = try madeTable(SystemRegister.revocation)
        else { return [:] }
        let numbers = try Int64.fetchAll(
            db.cachedStatement(sql: "SELECT id FROM \"\(table.name)\" ORDER BY id")
        )
        // Who may withdraw is asked of the certificates alone: what a withdrawn key withdrew after
        // its own end is set aside and has no record.
        trust.revocations = [:]
        var found: [NodeKey: Revocation] = [:]
        do {
            for number in numbers.map(LocalNumber.init(rawValue:)) {
                guard let node = try subject(ofRevocation: number),
                    let revocation = try revocation(of: node, by: number)
                else { continue }
                found[node, default: Revocation()].limits
                    .merge(revocation.limits, uniquingKeysWith: max)
            }
        } catch {
            // That nothing is withdrawn was only assumed.
            trust = TrustCache()
            throw error
        }
        trust = TrustCache()
        trust.revocations = found
        return found
    }

    /// The node that a record is about: its first event names it, and the record after it.
    private func subject(ofRevocation record: LocalNumber) throws -> NodeKey? {
        for event in try revocationEvents(record) where event.type == .create {
            for write in try readContent(event).writes where write.cell == .field("node") {
                if let node = NodeKey(of: write.sibling.value) { return node }
            }
        }
        return nil
    }

    /// What one record says of a key by those who may withdraw it; nil if that is nothing.
    private func revocation(of node: NodeKey, by record: LocalNumber) throws -> Revocation? {
        var found: Revocation?
        for event in try revocationEvents(record) where try mayRevoke(node, by: event.dot) {
            var revocation = found ?? Revocation()
            for (stream, last) in Revocation.rows(of: try readContent(event)) {
                revocation.limits[stream] = max(revocation.limits[stream] ?? 0, last)
            }
            found = revocation
        }
        return found
    }

    /// The events that were folded into a record and say something of a withdrawal.
    ///
    /// What is stored and not judged yet says nothing: it may be unreadable, or another's.
    private func revocationEvents(_ record: LocalNumber) throws -> [Event] {
        let state =
            try folds[record]?.fold.state
            ?? storedState(record, register: SystemRegister.revocation)?.state
        guard let version = state?.version else { return [] }
        return try events(record: record).filter { event in
            try [.create, .change].contains(event.type) && !isAside(event)
                && event.dot.sequence <= version[event.dot.stream]
        }
    }

    private func readContent(_ event: Event) throws -> EventContent {
        guard let content = try readable({ try EventContent(event) }) else {
            throw StoreError.damaged("停用密钥的记录")
        }
        return content
    }

    /// Only from above all that the node is certified for.
    ///
    /// A thief cannot turn out those whose key he has, nor somebody from above by certifying him
    /// for a place of his own. Of several nodes of the root's place only the root itself, which
    /// nobody turns out.
    private func mayRevoke(_ node: NodeKey, by dot: Dot) throws -> Bool {
        guard let author = try author(of: dot)?.node, author != node else { return false }
        let root = try rootKey()
        guard node != root else { return false }
        if author == root { return true }
        let served = try places(of: author)
        let places = try places(of: node)
        return try !places.isEmpty
            && places.allSatisfy { place in
                try !ancestors(of: place).subtracting([place]).isDisjoint(with: served)
            }
    }

    /// Whether the certificate still counts if its issuer's key was withdrawn: only one that stands
    /// in a record which does.
    func isRecorded(_ certificate: NodeCertificate) throws -> Bool {
        guard let table = try madeTable(SystemRegister.certificate) else { return false }
        let column = ProjectionTable.column(SystemRegister.certificateField)
        return try Int64.fetchOne(
            db.cachedStatement(sql: "SELECT 1 FROM \"\(table.name)\" WHERE \"\(column)\" = ?"),
            arguments: [Base32.encode(certificate.bytes)]
        ) != nil
    }

    // MARK: - What a withdrawal makes void

    /// Remembers what is withdrawn before something changes that it rests upon: a certificate, or
    /// what is above a place.
    func noteRevocationsBefore() throws {
        if revocationsBefore == nil { revocationsBefore = try revocations() }
    }

    /// Judges the events of withdrawn nodes anew, where this transaction brought a withdrawal, or
    /// what one rests upon.
    ///
    /// Events beyond the limits are set aside with all that hangs on them; what an older withdrawal
    /// had set aside and a newer one counts is taken back.
    func applyRevocations() throws {
        if !openRevocations.isEmpty { forgetTrust() }
        try openChangedRevocations()
        var applied: [NodeKey: Revocation?] = [:]
        while let node = openRevocations.min() {
            openRevocations.remove(node)
            let revocation = try revocation(of: node)
            // To judge its own record anew asks for a node once more, and would for ever where
            // nothing changes: somebody may name a key that is not his to withdraw.
            if let last = applied[node], last == revocation { continue }
            applied.updateValue(revocation, forKey: node)
            guard try judgeAnew(eventsOf: node, revocation) else { continue }
            try settleAside()
            try flushFolds()
            try removeUnfoundedParents()
            try openChangedRevocations()
        }
    }

    /// Asks for the nodes whose withdrawal came into force, or out of it, by what changed.
    private func openChangedRevocations() throws {
        guard let before = revocationsBefore else { return }
        let now = try revocations()
        for node in Set(before.keys).union(now.keys) where before[node] != now[node] {
            openRevocations.insert(node)
        }
        revocationsBefore = now
    }

    /// Returns whether any record was judged anew.
    private func judgeAnew(eventsOf node: NodeKey, _ revocation: Revocation?) throws -> Bool {
        var isJudged = false
        for number in try streamNumbers(of: node) {
            // Of what is in force nothing is to be taken back where nothing was set aside.
            if revocation == nil, try !hasQuarantined(ofStream: number) { continue }
            let row = try stream(number)
            let limit = revocation.map { $0.limits[row.name] ?? 0 } ?? UInt64.max
            for place in try misjudged(row, limit: limit) {
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
        var found = Set(try misjudgedRecords(beginningIn: row, limit: limit))
        var next: UInt64 = 1
        while next <= row.sequence {
            let end = min(row.sequence, next + 999)
            for event in try events(stream: row.id, from: next, through: end)
            where try isAside(event) == (event.dot.sequence <= limit) {
                found.insert(RecordPlace(event.record, event.register))
            }
            next = end + 1
        }
        return found.sorted()
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
        let low = row.id << LocalNumber.sequenceBitCount
        let high = low + (1 << LocalNumber.sequenceBitCount) - 1
        let last = low + Int64(clamping: min(limit, UInt64(high - low)))
        return try Int64.fetchAll(statement, arguments: [low, high, last]).compactMap { number in
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

extension Revocation {
    /// The streams that an event lists, each with the last sequence that counts.
    fileprivate static func rows(of content: EventContent) -> [(StreamID, UInt64)] {
        var names: [RowID: StreamID] = [:]
        var ends: [RowID: UInt64] = [:]
        for write in content.writes {
            guard case .item("streams", let row, let item) = write.cell else { continue }
            switch (item, write.sibling.value) {
            case ("stream", .text(let text)?):
                names[row] = Base32.decode(text).flatMap(StreamID.init(bytes:))
            case ("sequence", .integer(let last)?) where last >= 0: ends[row] = UInt64(last)
            default: continue
            }
        }
        return names.compactMap { row, stream in ends[row].map { (stream, $0) } }
    }
}

extension NodeKey {
    /// The key that a record's value names; nil for anything else.
    fileprivate init?(of value: FieldValue?) {
        guard case .text(let text)? = value, let bytes = Base32.decode(text) else { return nil }
        self.init(bytes: bytes)
    }
}
