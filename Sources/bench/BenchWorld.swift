import Ambient
import Catalogue
import Causality
import Credentials
import Records
import Store

/// A county and its villages with real keys, their cases made from a seed.
struct BenchWorld {
    let county: BenchNode
    let villages: [BenchNode]

    /// A county whose store is a file, and villages whose stores are in memory.
    init(villageCount: Int, countyFile: String) throws {
        county = try BenchNode(seed: 1, file: countyFile)
        let root = RecordID.rootPlace(of: county.key)
        let countyKey = county.key
        try county.store.write { session in
            try session.found(rootKey: countyKey, place: root, incarnation: 1)
        }
        var made: [BenchNode] = []
        for number in 0..<villageCount {
            let village = try BenchNode(seed: UInt64(number + 2), file: nil)
            let place = try county.addPlace(number, root: root)
            let certificate = county.certificate(for: village, at: place)
            for node in [county, village] {
                try node.store.write { session in
                    if !(try session.isFounded()) {
                        try session.found(
                            rootKey: countyKey,
                            place: place,
                            incarnation: UInt64(number + 2)
                        )
                    }
                    try session.noteParent(root, of: place)
                    try session.note(certificate)
                }
            }
            made.append(village)
        }
        villages = made
    }
}

/// One node of the measurement.
struct BenchNode {
    let secrets: NodeSecrets
    let store: Store

    var key: NodeKey { secrets.signing.nodeKey }

    init(seed: UInt64, file: String?) throws {
        let secrets = NodeSecrets(random: .seeded(seed))
        let random = RandomSource.seeded(seed &+ 100_000)
        let identity = NodeIdentity(
            node: secrets.signing.nodeKey,
            sign: { secrets.signing.sign($0) },
            random: { random.bytes($0) },
            now: { 1_760_000_000 }
        )
        let shelf = DefinitionShelf(current: try ShippedCatalogue.registers())
        let check: SignatureVerifier = { SignatureCheck.isValid(signature: $0, of: $1, by: $2) }
        self.secrets = secrets
        if let file {
            store = try Store.open(
                path: file,
                identity: identity,
                shelf: shelf,
                positions: nil,
                isValid: check
            )
        } else {
            store = try Store.inMemory(identity: identity, shelf: shelf, isValid: check)
        }
    }

    func addPlace(_ number: Int, root: RecordID) throws -> RecordID {
        try store.write { session in
            try session.append(
                Draft(
                    register: SystemRegister.region,
                    audience: Audience(.under, root),
                    record: nil,
                    type: .create,
                    actor: "",
                    entry: .live
                ) { _ in
                    let code = String(330_110_001_000 + number)
                    let writes = [
                        CellWrite(.field("code"), .text(code)),
                        CellWrite(.field("name"), .text("第\(number)村")),
                        CellWrite(.field("level"), .text("village")),
                        CellWrite(.field("from"), .text("2000-01-01")),
                        CellWrite(.field("parent"), .reference(root)),
                    ]
                    return (EventPayload(writes: writes), [])
                }
            ).record
        }
    }

    func certificate(for node: BenchNode, at place: RecordID) -> NodeCertificate {
        let agreement = node.secrets.agreement.agreementKey.bytes
        let statement = NodeCertificate.statement(
            node: node.key,
            agreement: agreement,
            place: place,
            issuer: key,
            issuedAt: 0
        )
        return NodeCertificate(
            node: node.key,
            agreement: agreement,
            place: place,
            issuer: key,
            issuedAt: 0,
            signature: secrets.signing.sign(statement)
        )
    }
}
