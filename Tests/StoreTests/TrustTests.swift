import Causality
import Records
import Store
import Testing

@Suite("Who is known")
struct TrustTests {
    @Test("a certificate counts only if its chain ends at the root and each issuer stands above")
    func chains() throws {
        let root = try TestNode.root(seed: 1)
        let town = try TestNode.child(seed: 2, of: root, root: root, code: "330110001000")
        let village = try TestNode.child(seed: 3, of: town, root: root, code: "330110001001")
        let other = try TestNode.child(seed: 4, of: root, root: root, code: "330110002000")
        let places = try [town, village, other].map { node in
            try node.store.read { try $0.ownPlace() }
        }
        let stranger = try TestNode(seed: 9, file: nil)
        func served(by node: TestNode) throws -> Set<RecordID> {
            try root.store.read { try $0.places(of: node.key) }
        }
        #expect(try served(by: village) == [places[1]])
        // By a node of a place beside it, by one below it, by itself, by nobody known.
        let issued = [
            other.certificate(for: stranger, at: places[1]),
            village.certificate(for: stranger, at: places[0]),
            stranger.certificate(for: stranger, at: places[1]),
            try TestNode(seed: 8, file: nil).certificate(for: stranger, at: places[2]),
        ]
        for certificate in issued {
            #expect(try root.store.write { try $0.note(certificate) })
            #expect(try served(by: stranger) == [])
        }
        try root.store.write {
            _ = try $0.note(town.certificate(for: stranger, at: places[1]))
        }
        #expect(try served(by: stranger) == [places[1]])
    }

    @Test("a chain ends at the root's word for itself, whoever else certifies it")
    func certifiedRoot() throws {
        for seed in 2...9 as ClosedRange<UInt64> {
            let root = try TestNode.root(seed: 1)
            let place = RecordID.rootPlace(of: root.key)
            let standby = try TestNode(seed: seed, file: nil)
            let certificates = [
                root.certificate(for: standby, at: place),
                standby.certificate(for: root, at: place),
            ]
            try root.store.write { session in
                for certificate in certificates { _ = try session.note(certificate) }
            }
            for (node, count) in [(root, 1), (standby, 2)] {
                let chain = try root.store.read { try $0.certificateChain(of: node.key) }
                #expect(chain.count == count && chain.first?.node == node.key)
                #expect(chain.last?.node == root.key && chain.last?.issuer == root.key)
            }
        }
    }
}
