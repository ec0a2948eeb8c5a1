internal import Causality
internal import GRDB
internal import Merge
internal import Records

/// Compares what is known of nodes and places with the records that it was concluded from.
extension StoreSession {
    /// Every certificate is signed and whole, every one that a record gives is here; every place
    /// has the parents that its records ever named, and no others but those of the chain that came
    /// with joining; and every stream's author may write it.
    func verifyTrust(into faults: inout [StoreFault]) throws {
        try verifyCertificates(into: &faults)
        guard faults.isEmpty else { return }
        let wanted = try recordedTrust()
        let held = Set(try allCertificates().map(CertificateName.init))
        if !wanted.certificates.isSubset(of: held) {
            faults.append(StoreFault("有节点证书缺失，请运行 rebuild。"))
        }
        let parents = try parentageRows().map(\.pair)
        if !wanted.parents.isSubset(of: parents.compactMap(\.self)) {
            faults.append(StoreFault("有地方的上级关系缺失，请运行 rebuild。"))
        }
        let reasons = try wanted.parents.union(chainedParents())
        if !parents.allSatisfy({ $0.map(reasons.contains) ?? false }) {
            faults.append(StoreFault("有地方的上级关系没有依据，请运行 rebuild。"))
        }
        guard faults.isEmpty, try isFounded() else { return }
        try verifyAuthors(into: &faults)
    }

    /// Every certificate is whole and signed.
    func verifyCertificates(into faults: inout [StoreFault]) throws {
        for row in try Row.fetchAll(db.cachedStatement(sql: "SELECT * FROM certificate"))
        where try certificate(row) == nil {
            faults.append(StoreFault("有一份节点证书已损坏，请运行 rebuild。"))
        }
    }

    private func verifyAuthors(into faults: inout [StoreFault]) throws {
        guard try places(of: identity.node).contains(try ownPlace()) else {
            faults.append(StoreFault("本节点的证书链不完整，请向上级要加入码重新加入。"))
            return
        }
        for held in try heldStreams() where try !isAuthorised(held.description) {
            faults.append(
                StoreFault(
                    stream: Base32.encode(held.position.stream.bytes),
                    sequence: 0,
                    sentence: "流的作者没有有效的证书。"
                )
            )
        }
    }

    func isAuthorised(_ description: StreamDescription) throws -> Bool {
        try places(of: description.node).contains { place in
            try mayWrite(description.audience, from: place)
        }
    }

    /// A stored certificate, nil if its columns, bytes and signature do not fit one another.
    private func certificate(_ row: Row) throws -> NodeCertificate? {
        try readable {
            var reader = ByteReader([UInt8](row["bytes"] as Data))
            let certificate = try NodeCertificate(reading: &reader)
            guard reader.remaining == 0, row["node"] == certificate.node.data,
                row["issuer"] == certificate.issuer.data,
                row["agreement"] == Data(certificate.agreement),
                try row["place"] == knownNumber(of: certificate.place)?.rawValue,
                isValid(certificate.signature, certificate.statement, certificate.issuer)
            else { return nil }
            return certificate
        }
    }

    /// What the folded events of places and certificates say.
    private func recordedTrust() throws -> RecordedTrust {
        let aside = try asideNumbers()
        var trust = RecordedTrust()
        for register in [SystemRegister.region, SystemRegister.certificate]
        where shelf.current(register) != nil {
            guard let table = try madeTable(register)?.name else { continue }
            for id in try Int64.fetchAll(db.cachedStatement(sql: "SELECT id FROM \"\(table)\"")) {
                let events = try events(record: LocalNumber(rawValue: id)).filter { event in
                    try knownNumber(of: .dot(event.dot)).map { !aside.contains($0.rawValue) }
                        ?? false
                }
                for event in events { trust.add(try said(by: event)) }
            }
        }
        return trust
    }

    private func said(by event: Event) throws -> RecordedTrust {
        let content = try EventContent(event)
        let signed = certificates(in: content, of: event).filter {
            isValid($0.signature, $0.statement, $0.issuer)
        }
        return RecordedTrust(
            certificates: Set(signed.map(CertificateName.init)),
            parents: Set(parents(of: event, content).map { Parentage(event.record, $0) })
        )
    }

    /// The rows of `parentage` with what they say; a number that names nothing says nothing.
    private func parentageRows() throws -> [(row: Row, pair: Parentage?)] {
        try Row.fetchAll(db.cachedStatement(sql: "SELECT place, parent FROM parentage")).map {
            row in
            let pair = try readable {
                Parentage(
                    try recordID(LocalNumber(rawValue: row["place"])),
                    try recordID(LocalNumber(rawValue: row["parent"]))
                )
            }
            return (row, pair)
        }
    }

    /// What the chains of certificates say of places: it came with joining, before any record.
    private func chainedParents() throws -> Set<Parentage> {
        let certificates = try allCertificates()
        let issuers = Dictionary(grouping: certificates, by: \.node)
        return Set(
            certificates.flatMap { certificate in
                (issuers[certificate.issuer] ?? []).map { Parentage(certificate.place, $0.place) }
            }
        )
    }

    // MARK: - Mending

    /// Removes certificates that are damaged, so that a rebuild puts the right ones there.
    func removeDamagedCertificates() throws {
        for row in try Row.fetchAll(db.cachedStatement(sql: "SELECT * FROM certificate"))
        where try certificate(row) == nil {
            try db.cachedStatement(
                sql: "DELETE FROM certificate WHERE node = ? AND place = ? AND issuer = ?"
            ).execute(arguments: [row["node"], row["place"], row["issuer"]]
            )
        }
        forgetTrust()
    }

    /// Removes the certificates that records give: a rebuild puts back those whose records are
    /// there.
    func removeRecordedCertificates() throws {
        for name in try recordedTrust().certificates {
            try db.cachedStatement(
                sql: "DELETE FROM certificate WHERE node = ? AND place = ? AND issuer = ?"
            ).execute(arguments: [
                name.node.data, try number(of: name.place).rawValue, name.issuer.data,
            ]
            )
        }
        forgetTrust()
    }

    /// Removes what is said of places without a reason: authority must not rest on it.
    func removeUnfoundedParents() throws {
        let reasons = try recordedTrust().parents.union(chainedParents())
        for (row, pair) in try parentageRows() where !(pair.map(reasons.contains) ?? false) {
            try db.cachedStatement(sql: "DELETE FROM parentage WHERE place = ? AND parent = ?")
                .execute(arguments: [row["place"], row["parent"]]
                )
            try noteTreeChange()
            // Once more: the count of all that is known fell by one.
            try noteTreeChange()
        }
        forgetTrust()
    }
}

/// What records say of nodes and places.
private struct RecordedTrust {
    var certificates: Set<CertificateName> = []
    var parents: Set<Parentage> = []

    mutating func add(_ other: RecordedTrust) {
        certificates.formUnion(other.certificates)
        parents.formUnion(other.parents)
    }
}

/// That one place is or once was below another.
private struct Parentage: Hashable {
    let place: RecordID
    let parent: RecordID

    init(_ place: RecordID, _ parent: RecordID) {
        self.place = place
        self.parent = parent
    }
}

/// What a certificate is kept by.
private struct CertificateName: Hashable {
    let node: NodeKey
    let place: RecordID
    let issuer: NodeKey

    init(_ certificate: NodeCertificate) {
        (node, place, issuer) = (certificate.node, certificate.place, certificate.issuer)
    }
}
