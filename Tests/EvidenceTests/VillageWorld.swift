import Causality
import Records
import Store

/// The county of a test tree and the certified node of one of its villages.
struct VillageWorld {
    let county: TestNode
    let village: TestNode

    init(_ tree: TestTree, place: RecordID? = nil, number: UInt8 = 9) throws {
        let place = place ?? tree.hekou
        county = tree.county
        village = try TestNode(number, place: place, root: county.key, clock: tree.clock)
        let certificate = NodeCertificate(
            node: village.key,
            agreement: [UInt8](repeating: number, count: 32),
            place: place,
            issuer: county.key,
            issuedAt: tree.clock.now,
            signature: [UInt8](repeating: 1, count: 64)
        )
        let above = county.place
        for node in [county, village] { _ = try node.store.write { try $0.note(certificate) } }
        // What joining tells a new node before the first places arrive.
        try village.store.write { try $0.noteParent(above, of: place) }
        try county.send(to: village)
    }
}
