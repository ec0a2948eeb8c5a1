import Ambient
import Catalogue
import Causality
import Credentials
import CurlTransport
import Enrolment
import Foundation
import Hummingbird
import Logging
import Merge
import PeerAPI
import Records
import ServiceLifecycle
import Store
import SyncClient
import Testing

/// A node with real keys and a store in memory, that serves and dials over real sockets.
struct PeerTestNode: Sendable {
    let secrets: NodeSecrets
    let store: Store
    let random: RandomSource
    private let lock: LockFile
    var lockPath: String { lock.path }
    static let clock = WallClock.standing(at: Instant(secondsSince1970: 1_793_500_000))

    init(seed: UInt64) throws {
        let random = RandomSource.seeded(seed)
        let secrets = NodeSecrets(random: random)
        self.random = random
        self.secrets = secrets
        lock = LockFile()
        store = try Store.inMemory(
            identity: Self.identity(secrets, random),
            shelf: DefinitionShelf(current: try ShippedCatalogue.registers()),
            isValid: { SignatureCheck.isValid(signature: $0, of: $1, by: $2) }
        )
    }

    /// A node whose store is a file.
    init(_ secrets: NodeSecrets, seed: UInt64, file: String) throws {
        let random = RandomSource.seeded(seed)
        self.random = random
        self.secrets = secrets
        lock = LockFile()
        store = try Store.open(
            path: file,
            identity: Self.identity(secrets, random),
            shelf: DefinitionShelf(current: try ShippedCatalogue.registers()),
            positions: nil,
            isValid: { SignatureCheck.isValid(signature: $0, of: $1, by: $2) }
        )
    }

    /// The same node with another state of its store.
    init(_ other: PeerTestNode, store: Store) {
        (secrets, random, lock) = (other.secrets, other.random, other.lock)
        self.store = store
    }

    private static func identity(_ secrets: NodeSecrets, _ random: RandomSource) -> NodeIdentity {
        NodeIdentity(
            node: secrets.signing.nodeKey,
            sign: { secrets.signing.sign($0) },
            random: { random.bytes($0) },
            now: { PeerTestNode.clock.now.secondsSince1970 }
        )
    }

    static func root(seed: UInt64) throws -> PeerTestNode {
        let node = try PeerTestNode(seed: seed)
        try node.enrolment.foundRoot(code: "330110", name: "某县", from: "2000-01-01")
        return node
    }

    var enrolment: Enrolment {
        Enrolment(store: store, secrets: secrets, clock: Self.clock, random: random)
    }

    var client: SyncClient {
        SyncClient(
            store: store,
            secrets: secrets,
            transport: CurlTransport(),
            clock: Self.clock,
            random: random,
            lockPath: lockPath
        )
    }

    func invite(_ code: String, name: String? = nil, parent: String? = nil) throws -> JoiningCode {
        try JoiningCode(text: try enrolment.invite(code: code, name: name, parent: parent).code)
    }

    /// Serves for as long as the body runs, at a port that the system picks.
    func serving<Value: Sendable>(
        _ body: @escaping @Sendable (_ url: String) async throws -> Value
    ) async throws -> Value {
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let (ports, continuation) = AsyncStream.makeStream(of: Int.self)
        let application = PeerServer.application(
            routes: PeerRoutes(
                node: PeerNode(store: store, secrets: secrets, clock: Self.clock, random: random)
            ),
            host: "127.0.0.1",
            port: 0,
            logger: logger
        ) { continuation.yield($0) }
        return try await withThrowingTaskGroup(of: Value?.self) { group in
            group.addTask {
                try await application.run()
                return nil
            }
            var iterator = ports.makeAsyncIterator()
            let port = await iterator.next() ?? 0
            let value = try await body("http://127.0.0.1:\(port)")
            group.cancelAll()
            return value
        }
    }

    /// Writes complaints in one transaction, at the node's own place if no other is named.
    func complain(_ texts: [String], at place: RecordID? = nil) throws {
        try store.write { session in
            for text in texts {
                try session.append(
                    Draft(
                        register: "complaint",
                        audience: Audience(.at, try place ?? session.ownPlace()),
                        record: nil,
                        type: .create,
                        actor: "w03",
                        entry: .live
                    ) { _ in
                        let open = [
                            CellWrite(.field("about"), .text(text)),
                            CellWrite(.field("received"), .text("2026-10-08")),
                            CellWrite(.field("state"), .text("登记")),
                        ]
                        let personal = [CellWrite(.field("complainant"), .text("张三"))]
                        return (EventPayload(writes: open), personal)
                    }
                )
            }
        }
    }

    /// Digest and counts of the audience of a place and those below it.
    func counts(_ place: RecordID) throws -> StoreCounts {
        try store.read { try $0.counts(at: place) }
    }

    var place: RecordID {
        get throws { try store.read { try $0.ownPlace() } }
    }
}

extension PeerTestNode {
    /// The place of a name that the root gave.
    func place(named name: String) throws -> RecordID {
        try store.read { session in
            try #require(
                session.records(of: SystemRegister.region).first { record in
                    record.state["name"]?.value == .text(name)
                }
            ).id
        }
    }

    /// Lets a field of a place name another one: the one above it, or what it was merged into.
    func point(_ place: RecordID, _ field: String, at other: RecordID) throws {
        let root = RecordID.rootPlace(of: secrets.signing.nodeKey)
        _ = try store.write { session in
            try session.append(
                Draft(
                    register: SystemRegister.region,
                    audience: Audience(.under, root),
                    record: place,
                    type: .change,
                    actor: "",
                    entry: .live
                ) { _ in
                    (EventPayload(writes: [CellWrite(.field(field), .reference(other))]), [])
                }
            )
        }
    }
}

/// The file by which one exchange at a time is held, removed with its node.
private final class LockFile: Sendable {
    let path = NSTemporaryDirectory() + "liandong-lock-\(UUID().uuidString)"

    deinit { try? FileManager.default.removeItem(atPath: path) }
}
