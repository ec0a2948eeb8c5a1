package import Causality
internal import GRDB
internal import Merge
package import Records

/// The registers that the store itself reads: names and fields fixed by their shipped definitions.
package enum SystemRegister {
    /// Places.
    package static let region = "region"
    /// Certificates of nodes.
    package static let certificate = "node-certificate"
    /// The field of a certificate record that holds its bytes in base 32.
    package static let certificateField = "certificate"
    /// Withdrawals of nodes' keys.
    package static let revocation = "node-revocation"
    /// Versions of definitions that the root's place wrote.
    package static let definition = "definition-version"
    /// Nodes' words that they erased a record's personal data.
    package static let erasureReceipt = "erasure-receipt"
    /// What only the nodes of one place above can read.
    package static let sealedLetter = "sealed-letter"
    /// The field of a letter that refers to the place that reads it.
    package static let letterReaderField = "to"
    /// The field of a letter that carries its sealed text.
    package static let letterTextField = "text"
    /// What was made of letters at the place that reads them.
    package static let letterRecord = "letter-record"
    /// The field of a region that refers to the place above it.
    package static let parentField = "parent"
    /// The field of a region that says its level.
    package static let levelField = "level"
    /// The field of a region that refers to the place that it was merged into.
    package static let successorField = "successor"
}

/// What a transaction has worked out about authority.
struct TrustCache {
    var places: [NodeKey: Set<RecordID>] = [:]
    var ancestors: [RecordID: Set<RecordID>] = [:]
    /// Places that are above a place or what it was merged into, or once were.
    var reach: [RecordID: Set<RecordID>] = [:]
    /// Those of them whose nodes hold what is at a place, or once did.
    var holders: [RecordID: Set<RecordID>] = [:]
    /// Closures over the tree as it is now.
    var present: [PresentKey: Set<RecordID>] = [:]
    /// Nil until somebody asks.
    var revocations: [NodeKey: Revocation]?
    /// The certificates that stand in records, as text; nil until somebody asks.
    var recorded: Set<String>?
}

extension StoreSession {
    /// The places that a node serves, by certificates whose chain ends at the root; empty if the
    /// node is unknown here.
    package func places(of node: NodeKey) throws -> Set<RecordID> {
        if let known = trust.places[node] { return known }
        // What is withdrawn rests on places, too, and begins anew what is remembered of them.
        _ = try revocations()
        if let known = trust.places[node] { return known }
        return try workOutPlaces(of: node)
    }

    /// Each certificate is looked at once for each place of its issuer: whoever is admitted may
    /// send as many chains, crossing as they like, as a message holds.
    private func workOutPlaces(of node: NodeKey) throws -> Set<RecordID> {
        let root = try rootKey()
        var found: [NodeKey: Set<RecordID>] = [:]
        var issued: [NodeKey: [NodeCertificate]] = [:]
        var open = [node]
        while let next = open.popLast() {
            guard found[next] == nil else { continue }
            if let known = trust.places[next] {
                found[next] = known
                continue
            }
            found[next] = next == root ? [.rootPlace(of: root)] : []
            for certificate in try certificates(of: next) {
                issued[certificate.issuer, default: []].append(certificate)
                open.append(certificate.issuer)
            }
        }
        var grown = found.filter { !$0.value.isEmpty }.map(\.key)
        while let issuer = grown.popLast() {
            for certificate in issued[issuer] ?? [] {
                guard found[certificate.node]?.contains(certificate.place) == false,
                    try counts(certificate, issuerAt: found[issuer] ?? [])
                else { continue }
                found[certificate.node]?.insert(certificate.place)
                grown.append(certificate.node)
            }
        }
        trust.places.merge(found) { _, new in new }
        return found[node] ?? []
    }

    /// Whether a certificate stands by the places that its issuer serves.
    private func counts(
        _ certificate: NodeCertificate,
        issuerAt places: Set<RecordID>
    ) throws -> Bool {
        let above = try ancestors(of: certificate.place).union([certificate.place])
        let issuing = places.intersection(above)
        guard !issuing.isEmpty else { return false }
        let withdrawn = try revocation(of: certificate.issuer)?.places ?? []
        return try !issuing.isSubset(of: withdrawn) || isRecorded(certificate)
    }

    /// The certificates held for a node, each with a good signature of its issuer.
    package func certificates(of node: NodeKey) throws -> [NodeCertificate] {
        let statement = try db.cachedStatement(
            sql: "SELECT bytes FROM certificate WHERE node = ? ORDER BY place, issuer"
        )
        return try Data.fetchAll(statement, arguments: [node.data]).map { data in
            var reader = ByteReader([UInt8](data))
            return try NodeCertificate(reading: &reader)
        }
    }

    /// All certificates held, by node.
    package func allCertificates() throws -> [NodeCertificate] {
        let rows = try Data.fetchAll(
            db.cachedStatement(sql: "SELECT bytes FROM certificate ORDER BY node, place, issuer")
        )
        return try rows.map { data in
            var reader = ByteReader([UInt8](data))
            return try NodeCertificate(reading: &reader)
        }
    }

    /// The places above a place by any version of any `region` record that is held: what once was
    /// above keeps its authority, so that the order of arrival decides nothing.
    package func ancestors(of place: RecordID) throws -> Set<RecordID> {
        if let known = trust.ancestors[place] { return known }
        var found: Set<RecordID> = []
        var open = [place]
        while let next = open.popLast() {
            for id in try everParents(of: next) where id != place && found.insert(id).inserted {
                open.append(id)
            }
        }
        trust.ancestors[place] = found
        return found
    }

    /// Whether the nodes of a place hold the records of an audience, or once did: what comes for
    /// them is taken.
    ///
    /// Who gets them now, `isHolder` tells.
    package func holds(_ audience: Audience, place: RecordID) throws -> Bool {
        if audience.place == place { return true }
        switch audience.kind {
        case .at: return try everHolders(of: audience.place).contains(place)
        case .under: return try ancestors(of: place).contains(audience.place)
        case .only: return try isHolder(place, of: audience)
        }
    }

    /// Whether a node of a place may write for an audience (design section 3), or once might.
    package func mayWrite(_ audience: Audience, from place: RecordID) throws -> Bool {
        if audience.place == place { return true }
        return try audience.kind == .at && reach(of: audience.place).contains(place)
    }

    /// The places that hold what is at a place by any version of any `region` record that is held,
    /// as far as the counties that they are below now.
    private func everHolders(of place: RecordID) throws -> Set<RecordID> {
        if let known = trust.holders[place] { return known }
        var found: Set<RecordID> = []
        var open = [place]
        while let next = open.popLast() {
            let above = try isCeiling(next) ? [] : everParents(of: next)
            let beyond = try above.union(everSuccessors(of: next))
            for id in beyond where id != place && found.insert(id).inserted { open.append(id) }
        }
        trust.holders[place] = found
        return found
    }

    /// The places right above a place by any version of its `region` record that is held.
    func everParents(of place: RecordID) throws -> Set<RecordID> {
        guard let number = try knownNumber(of: place) else { return [] }
        let statement = try db.cachedStatement(sql: "SELECT parent FROM parentage WHERE place = ?")
        let parents = try Int64.fetchAll(statement, arguments: [number.rawValue])
        return Set(try parents.map { try recordID(LocalNumber(rawValue: $0)) })
    }

    /// The places that may write what is at a place by any version of any `region` record that is
    /// held: those above it, what it was merged into, and those above that.
    func reach(of place: RecordID) throws -> Set<RecordID> {
        if let known = trust.reach[place] { return known }
        var found: Set<RecordID> = []
        var open = [place]
        while let next = open.popLast() {
            let beyond = try ancestors(of: next).union(everSuccessors(of: next))
            for id in beyond where id != place && found.insert(id).inserted { open.append(id) }
        }
        trust.reach[place] = found
        return found
    }

    /// The places that any held event merged a place into.
    private func everSuccessors(of place: RecordID) throws -> Set<RecordID> {
        guard let number = try knownNumber(of: place) else { return [] }
        let events = try events(record: number).filter {
            $0.register == SystemRegister.region && $0.type.isKnown
        }
        var found: Set<RecordID> = []
        for event in events where try !isAside(event) {
            for write in try EventContent(event).writes {
                guard write.cell == .field(SystemRegister.successorField),
                    case .reference(let successor)? = write.sibling.value, successor != place
                else { continue }
                found.insert(successor)
            }
        }
        return found
    }

    /// Takes down what an event that was folded says about places and certificates.
    func noteTrust(of event: Event, _ content: EventContent) throws {
        for parent in parents(of: event, content) { try noteParent(parent, of: event.record) }
        let certificates = certificates(in: content, of: event)
        for certificate in certificates { try note(certificate) }
        // One that was held already may count only now that its record is folded.
        if !certificates.isEmpty { forgetTrust() }
        try notePresentTree(of: event, content)
        try noteRevocation(in: content, of: event)
    }

    /// The places that an event puts its place below; none unless it is about a place.
    func parents(of event: Event, _ content: EventContent) -> [RecordID] {
        guard event.register == SystemRegister.region else { return [] }
        return content.writes.compactMap { write in
            guard write.cell == .field(SystemRegister.parentField),
                case .reference(let parent)? = write.sibling.value, parent != event.record
            else { return nil }
            return parent
        }
    }

    /// The certificates that an event carries, whatever their signatures are worth.
    func certificates(in content: EventContent, of event: Event) -> [NodeCertificate] {
        guard event.register == SystemRegister.certificate else { return [] }
        return content.writes.compactMap { write in
            guard write.cell == .field(SystemRegister.certificateField),
                case .text(let text)? = write.sibling.value, let bytes = Base32.decode(text)
            else { return nil }
            var reader = ByteReader(bytes)
            let certificate = try? NodeCertificate(reading: &reader)
            return reader.remaining == 0 ? certificate : nil
        }
    }

    /// Takes down that one place is or once was below another: from a `region` record, or from the
    /// chain of certificates that came with joining.
    package func noteParent(_ parent: RecordID, of place: RecordID) throws {
        guard parent != place else { return }
        let statement = try db.cachedStatement(
            sql: "INSERT OR IGNORE INTO parentage(place, parent) VALUES (?, ?)"
        )
        try statement.execute(arguments: [
            try number(of: place).rawValue, try number(of: parent).rawValue,
        ])
        if db.changesCount > 0 { forgetAuthority() }
    }

    /// Keeps a certificate if its issuer's signature is good; whether the issuer could give it is
    /// asked when it is used.
    ///
    /// Returns whether it was kept.
    @discardableResult
    package func note(_ certificate: NodeCertificate) throws -> Bool {
        guard isValid(certificate.signature, certificate.statement, certificate.issuer) else {
            return false
        }
        let statement = try db.cachedStatement(
            sql: """
                INSERT OR IGNORE INTO certificate(node, place, issuer, agreement, bytes)
                VALUES (?, ?, ?, ?, ?)
                """
        )
        try statement.execute(arguments: [
            certificate.node.data, try number(of: certificate.place).rawValue,
            certificate.issuer.data, Data(certificate.agreement), Data(certificate.bytes),
        ])
        if db.changesCount > 0 { forgetAuthority() }
        return true
    }

    /// The same where a certificate or what is above a place has changed: withdrawals rest upon it.
    func forgetAuthority() {
        forgetTrust()
        changesAuthority = true
    }

    /// Forgets what was worked out about authority: what it rests upon has changed.
    func forgetTrust() {
        trust = TrustCache()
        changesTrust = true
    }
}
