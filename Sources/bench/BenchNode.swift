import Ambient
import Catalogue
import Causality
import Credentials
import CurlTransport
import Foundation
import NodeAssembly
import Records
import Store
import SyncClient

/// One node of the measurement, with real keys.
struct BenchNode: Sendable {
    let secrets: NodeSecrets
    let store: Store
    let clock: BenchClock
    let random: RandomSource

    /// 2026-01-05, a Monday.
    static let beginning: Int64 = 1_767_571_200

    /// Read once: a county has hundreds of nodes.
    private static let definitions = Result { try ShippedCatalogue.registers() }

    var key: NodeKey { secrets.signing.nodeKey }

    /// A node whose store is in memory, or in a node's data folder, which is made.
    init(seed: UInt64, folder: String?) throws {
        let secrets = NodeSecrets(random: .seeded(seed))
        let random = RandomSource.seeded(seed &+ 100_000)
        let clock = BenchClock(secondsSince1970: BenchNode.beginning)
        let identity = NodeIdentity(
            node: secrets.signing.nodeKey,
            sign: { secrets.signing.sign($0) },
            random: { random.bytes($0) },
            now: { clock.now }
        )
        let shelf = DefinitionShelf(current: try BenchNode.definitions.get())
        let check: SignatureVerifier = { SignatureCheck.isValid(signature: $0, of: $1, by: $2) }
        (self.secrets, self.clock, self.random) = (secrets, clock, random)
        guard let folder else {
            store = try Store.inMemory(identity: identity, shelf: shelf, isValid: check)
            return
        }
        try FileManager.default.createDirectory(
            atPath: folder,
            withIntermediateDirectories: true
        )
        let keys = NodeFolder(path: folder).keyFile
        if !keys.exists { try keys.create(secrets) }
        store = try Store.open(
            path: BenchNode.storePath(folder),
            identity: identity,
            shelf: shelf,
            positions: nil,
            isValid: check
        )
    }

    static func storePath(_ folder: String) -> String { folder + "/liandong.sqlite" }

    var place: RecordID {
        get throws { try store.read { try $0.ownPlace() } }
    }

    /// The node's way to its parent, over a connection of its own.
    func client(_ folder: BenchFolder) -> SyncClient {
        SyncClient(
            store: store,
            secrets: secrets,
            transport: CurlTransport(),
            clock: clock.wall,
            random: random,
            lockPath: folder.path + "/lock-\(Base32.encode(key.bytes).prefix(16))"
        )
    }

    /// Tells the store which node is dialled, and where.
    func dial(_ parent: BenchNode, at url: String) throws {
        try store.write { session in
            try session.setMeta(.parentKey, Base32.encode(parent.key.bytes))
            try session.setMeta(.parentURL, url)
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

/// A folder for one measurement, removed with it.
final class BenchFolder: Sendable {
    let path: String
    private let isKept: Bool

    /// A folder of its own, or one that stays.
    init(keeping kept: String? = nil) throws {
        path = kept ?? NSTemporaryDirectory() + "liandong-bench-\(UUID().uuidString)"
        isKept = kept != nil
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        if !isKept { try? FileManager.default.removeItem(atPath: path) }
    }
}
