package import Causality
internal import GRDB
internal import Merge
package import Records

/// What those who may say of a key that is withdrawn (SPEC 7.9).
package struct Revocation: Hashable, Sendable {
    /// What one author says, in all its records.
    struct Statement: Hashable {
        /// The places of the key that the author is above; nil where that is all there ever are,
        /// because it is the root.
        let places: Set<RecordID>?
        /// The last sequence of each stream that still counts; none of a stream that is not listed.
        var limits: [StreamID: UInt64] = [:]

        func covers(_ writing: Set<RecordID>) -> Bool { places.map(writing.isSubset) ?? true }
    }

    /// The places that the key is certified for.
    let served: Set<RecordID>
    var statements: [NodeKey: Statement] = [:]

    /// The places of the key for which it is withdrawn.
    package var places: Set<RecordID> {
        statements.values.reduce(into: []) { $0.formUnion($1.places ?? served) }
    }

    /// Whether it is withdrawn for all that it is certified for.
    package var isWhole: Bool { served.isSubset(of: places) }
}

/// What one record is to say of a key that is withdrawn.
package struct Withdrawal: Hashable, Sendable {
    /// Who gets the record.
    package let audience: Audience
    /// The record.
    package let record: RecordID
    /// Whether this node has not withdrawn the key by this record yet.
    package let isNew: Bool
    /// The streams of the node that it has not listed there up to where they count, in order.
    package let positions: [StreamPosition]
}

/// Keys that were withdrawn: a lost or stolen computer's.
///
/// What counts follows from the records of `node-revocation` alone. Several of one key are taken
/// together, the higher sequence of each stream, so that no order of arrival matters and nothing
/// that one of the places above had in hand is lost. Each is read event by event, those of the
/// entitled alone: a thief, or another computer of his place, may write over the record.
extension StoreSession {
    /// The withdrawal of a node's key; nil if nobody who may has withdrawn it for any place.
    package func revocation(of node: NodeKey) throws -> Revocation? {
        try revocations()[node]
    }

    /// The nodes whose keys are withdrawn for some place, in order.
    func withdrawnNodes() throws -> [NodeKey] { try revocations().keys.sorted() }

    /// Whether a node's key is withdrawn for a place: nothing is sealed to it there any more, and
    /// it does not join there again.
    package func isWithdrawn(_ node: NodeKey, for place: RecordID) throws -> Bool {
        try revocation(of: node)?.places.contains(place) ?? false
    }

    /// The last sequence of a stream that counts; nil where its author is not withdrawn for it.
    ///
    /// Only who is above all places from which the author may write for the audience limits it: who
    /// certifies a stranger for a place of his own cannot turn him out by that, nor keep a
    /// withdrawn key in force. And only who gets what is in it: a city cannot say how much of a
    /// village's counts.
    package func limit(of stream: StreamID, _ description: StreamDescription) throws -> UInt64? {
        guard let revocation = try revocations()[description.node] else { return nil }
        let writing = try revocation.served.filter { try mayWrite(description.audience, from: $0) }
        let limiting = try revocation.statements.filter { author, statement in
            try statement.covers(writing)
                && places(of: author).contains { try holds(description.audience, place: $0) }
        }
        return limiting.values.map { $0.limits[stream] ?? 0 }.max()
    }

    func counts(_ dot: Dot, _ description: StreamDescription) throws -> Bool {
        try limit(of: dot.stream, description).map { dot.sequence <= $0 } ?? true
    }

    /// What this node writes to withdraw a key, by audience, in order: whoever holds what the key
    /// may have written must hear of it, and how far it counts.
    ///
    /// At the root it is one, which goes to all. From between it is each place whose records come
    /// here and that the node may have written for: its own, those below that, and those that were
    /// merged into it, from another township too. Each lists all that is held of the node: above
    /// they may arrive one by one, and what the first did not list would be refused.
    package func withdrawals(of node: NodeKey) throws -> [Withdrawal] {
        let held = try heldStreams().filter { $0.description.node == node }.map(\.position)
        let own = try ownPlace()
        let root = try rootPlace()
        guard own != root else {
            return [try withdrawal(of: node, Audience(.under, root), held)]
        }
        let served = try places(of: node)
        return try knownPlaces().sorted().compactMap { place in
            let audience = Audience(.at, place)
            guard place != own, try mayWriteNow(audience, from: own),
                try served.contains(where: { try mayWrite(audience, from: $0) })
            else { return nil }
            return try withdrawal(of: node, audience, held)
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
        let standing = try knownNumber(of: record).flatMap { number in
            try statements(on: node, by: number)[identity.node]
        }
        return Withdrawal(
            audience: audience,
            record: record,
            isNew: standing == nil,
            positions: held.filter { $0.sequence > standing?.limits[$0.stream] ?? 0 }
        )
    }

    func revocations() throws -> [NodeKey: Revocation] {
        if let known = trust.revocations { return known }
        guard shelf.current(SystemRegister.revocation) != nil,
            let table = try madeTable(SystemRegister.revocation)
        else {
            // Asked for each event; the first row that is written makes it forgotten.
            trust.revocations = [:]
            return [:]
        }
        let numbers = try Int64.fetchAll(
            db.cachedStatement(sql: "SELECT id FROM \"\(table.name)\" ORDER BY id")
        )
        // Who may withdraw is asked of the certificates alone: what a withdrawn key withdrew after
        // its own end is set aside and has no record.
        trust.revocations = [:]
        var found: [NodeKey: Revocation] = [:]
        do {
            for number in numbers.map(LocalNumber.init(rawValue:)) {
                guard let node = try subject(ofRevocation: number) else { continue }
                let said = try statements(on: node, by: number)
                guard !said.isEmpty else { continue }
                let known = try found[node] ?? Revocation(served: places(of: node))
                found[node] = known.adding(said)
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
    func subject(ofRevocation record: LocalNumber) throws -> NodeKey? {
        for event in try revocationEvents(record) where event.type == .create {
            for write in try readContent(event).writes where write.cell == .field("node") {
                if let node = NodeKey(of: write.sibling.value) { return node }
            }
        }
        return nil
    }

    /// What those who may withdraw a key for some place say of it in one record.
    private func statements(
        on node: NodeKey,
        by record: LocalNumber
    ) throws -> [NodeKey: Revocation.Statement] {
        var found: [NodeKey: Revocation.Statement] = [:]
        for event in try revocationEvents(record) {
            guard let author = try author(of: event.dot)?.node,
                var statement = try found[author] ?? statement(of: author, on: node)
            else { continue }
            for (stream, last) in Revocation.rows(of: try readContent(event)) {
                statement.limits[stream] = max(statement.limits[stream] ?? 0, last)
            }
            found[author] = statement
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

    /// For which places an author may withdraw a key, with nothing listed yet; nil for none.
    ///
    /// Only from above, so that a thief cannot turn out those whose key he has; of several nodes of
    /// the root's place only the root itself, which nobody turns out. Of places that were below one
    /// another in turn none is above: else three could each make the next one's word void, and
    /// nobody could say whose counts.
    private func statement(of author: NodeKey, on node: NodeKey) throws -> Revocation.Statement? {
        let root = try rootKey()
        guard author != node, node != root else { return nil }
        if author == root { return Revocation.Statement(places: nil) }
        let served = try places(of: author)
        let below = try places(of: node).filter { place in
            let above = try ancestors(of: place)
            return try served.contains { own in
                try own != place && above.contains(own) && !ancestors(of: own).contains(place)
            }
        }
        return below.isEmpty ? nil : Revocation.Statement(places: below)
    }

    /// Whether the certificate still counts if its issuer's key was withdrawn: only one that stands
    /// in a record which does, whatever somebody wrote over it later.
    package func isRecorded(_ certificate: NodeCertificate) throws -> Bool {
        let known = try trust.recorded ?? recordedCertificates()
        trust.recorded = known
        return known.contains(Base32.encode(certificate.bytes))
    }

    /// What the folded events of all records of certificates wrote there.
    private func recordedCertificates() throws -> Set<String> {
        guard let table = try madeTable(SystemRegister.certificate) else { return [] }
        let numbers = try Int64.fetchAll(
            db.cachedStatement(sql: "SELECT id FROM \"\(table.name)\"")
        )
        let cell = Cell.field(SystemRegister.certificateField)
        var found: Set<String> = []
        for number in numbers {
            let record = LocalNumber(rawValue: number)
            for event in try events(record: record) where try !isAside(event) {
                for write in try readContent(event).writes where write.cell == cell {
                    if case .text(let text)? = write.sibling.value { found.insert(text) }
                }
            }
        }
        return found
    }
}

extension Revocation {
    /// The same with what more records say; of each stream the higher sequence counts.
    fileprivate func adding(_ said: [NodeKey: Statement]) -> Revocation {
        var sum = self
        for (author, statement) in said {
            sum.statements[author, default: Statement(places: statement.places)].limits
                .merge(statement.limits, uniquingKeysWith: max)
        }
        return sum
    }

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
    init?(of value: FieldValue?) {
        guard case .text(let text)? = value, let bytes = Base32.decode(text) else { return nil }
        self.init(bytes: bytes)
    }
}
