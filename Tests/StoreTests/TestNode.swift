import Ambient
import Catalogue
import Causality
import Credentials
import Foundation
import Records
import Store
import Synchronization

/// A clock that stands until a test moves it.
final class TestClock: Sendable {
    private let seconds = Mutex<Int64>(1_774_000_000)

    var now: Int64 { seconds.withLock { $0 } }

    func advance(days: Int64) { seconds.withLock { $0 += days * 86_400 } }
}

/// A node with real keys and the shipped definitions, its store in memory or in a real file.
struct TestNode {
    let secrets: NodeSecrets
    let store: Store
    let file: String?
    let clock = TestClock()

    var key: NodeKey { secrets.signing.nodeKey }

    /// A root: its place, its region record, its own certificate.
    static func root(seed: UInt64, file: String? = nil) throws -> TestNode {
        let node = try TestNode(seed: seed, file: file)
        let place = RecordID.rootPlace(of: node.key)
        try node.store.write { session in
            try session.found(rootKey: node.key, place: place, incarnation: seed)
            try session.note(node.certificate(for: node, at: place))
            try session.append(region(place, parent: nil, root: place, code: "330110000000"))
        }
        return node
    }

    /// A node of a new place below another node's, certified by it; `all` are told of the place.
    static func child(
        seed: UInt64,
        of parent: TestNode,
        root: TestNode,
        code: String,
        file: String? = nil
    ) throws -> TestNode {
        let node = try TestNode(seed: seed, file: file)
        let rootPlace = RecordID.rootPlace(of: root.key)
        let parentPlace = try parent.store.read { try $0.ownPlace() }
        let place = try root.store.write { session in
            try session.append(
                region(nil, parent: parentPlace, root: rootPlace, code: code)
            ).record
        }
        let certificate = parent.certificate(for: node, at: place)
        let known = try parent.store.read { try $0.allCertificates() }
        for holder in [node, parent, root] {
            try holder.store.write { session in
                if !(try session.isFounded()) {
                    try session.found(rootKey: root.key, place: place, incarnation: seed)
                }
                try session.noteParent(parentPlace, of: place)
                if parentPlace != rootPlace {
                    try session.noteParent(rootPlace, of: parentPlace)
                }
                for certificate in known + [certificate] { try session.note(certificate) }
            }
        }
        return node
    }

    init(seed: UInt64, file: String?) throws {
        let random = RandomSource.seeded(seed)
        let secrets = NodeSecrets(random: random)
        self.secrets = secrets
        self.file = file
        store = try TestNode.open(secrets, file: file, seed: seed, clock)
    }

    /// A node of these keys over a file that is there.
    init(_ secrets: NodeSecrets, file: String, seed: UInt64) throws {
        self.secrets = secrets
        self.file = file
        store = try TestNode.open(secrets, file: file, seed: seed, clock)
    }

    static func open(
        _ secrets: NodeSecrets,
        file: String?,
        seed: UInt64,
        _ clock: TestClock = TestClock()
    ) throws -> Store {
        let random = RandomSource.seeded(seed &+ 1_000)
        let identity = NodeIdentity(
            node: secrets.signing.nodeKey,
            sign: { secrets.signing.sign($0) },
            random: { random.bytes($0) },
            now: { clock.now }
        )
        let shelf = DefinitionShelf(current: try ShippedCatalogue.registers())
        let check: SignatureVerifier = { SignatureCheck.isValid(signature: $0, of: $1, by: $2) }
        guard let file else {
            return try Store.inMemory(identity: identity, shelf: shelf, isValid: check)
        }
        return try Store.open(
            path: file,
            identity: identity,
            shelf: shelf,
            positions: nil,
            isValid: check
        )
    }

    /// The same node with its store opened by another program.
    init(_ node: TestNode, store: Store) {
        (secrets, file, self.store) = (node.secrets, node.file, store)
    }

    func certificate(for node: TestNode, at place: RecordID) -> NodeCertificate {
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

    static func region(
        _ id: RecordID?,
        parent: RecordID?,
        root: RecordID,
        code: String
    ) -> Draft {
        Draft(
            register: SystemRegister.region,
            audience: Audience(.under, root),
            record: id,
            type: .create,
            actor: "",
            entry: .live
        ) { _ in
            let writes = [
                CellWrite(.field("code"), .text(code)),
                CellWrite(.field("name"), .text("某地")),
                CellWrite(.field("level"), .text(id == nil ? "village" : "county")),
                CellWrite(.field("from"), .text("2000-01-01")),
            ]
            let above = parent.map { [CellWrite(.field("parent"), .reference($0))] } ?? []
            return (EventPayload(writes: writes + above), [])
        }
    }

    /// A complaint at the node's own place, with a personal name.
    func complaint(about text: String) throws -> RecordID {
        let name = [CellWrite(.field("complainant"), .text("张三"))]
        return try store.write { session in
            try session.complaint(about: text, personal: name).record
        }
    }

    func change(_ record: RecordID, about text: String, shown: VersionVector? = nil) throws {
        try store.write { session in
            let known = try session.record(record)
            try session.append(
                Draft(
                    register: "complaint",
                    audience: known?.audience ?? Audience(.at, try session.ownPlace()),
                    record: record,
                    type: .change,
                    context: shown,
                    actor: "李",
                    entry: .live
                ) { _ in
                    (EventPayload(writes: [CellWrite(.field("about"), .text(text))]), [])
                }
            )
        }
    }

    /// Attaches a photo of so many bytes to a complaint.
    @discardableResult
    func attach(_ byteCount: Int, to record: RecordID) throws -> Dot {
        try store.write { session in
            let known = try session.record(record)
            return try session.attach(
                AttachmentDraft(
                    register: "complaint",
                    audience: known?.audience ?? Audience(.at, try session.ownPlace()),
                    record: record,
                    content: [0xFF, 0xD8, 0xFF] + Array(repeating: 7, count: byteCount - 3),
                    media: .jpeg,
                    name: "照片.jpg",
                    title: nil,
                    actor: "王"
                )
            ).dot
        }
    }

    /// Everything that another node's place may hold and this one has, in segments.
    func segments(for place: RecordID, budget: Int = 1 << 20) throws -> [StreamSegment] {
        try store.write { session in
            let link = try session.link(node: key, incarnation: 0)
            return try session.outgoing(.agreed, of: link, place: place, byteBudget: budget)
                .segments
        }
    }
}

/// A folder for one test, removed with it.
final class TestFolder {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "liandong-test-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}

extension StoreSession {
    /// Appends a complaint at the own place, with further fields.
    func complaint(
        about text: String,
        _ more: [CellWrite] = [],
        personal: [CellWrite] = [],
        actor: String = "王"
    ) throws -> Event {
        try append(
            Draft(
                register: "complaint",
                audience: Audience(.at, try ownPlace()),
                record: nil,
                type: .create,
                actor: actor,
                entry: .live
            ) { _ in
                let open = [
                    CellWrite(.field("about"), .text(text)),
                    CellWrite(.field("window"), .text("发改")),
                    CellWrite(.field("received"), .text("2026-10-08")),
                    CellWrite(.field("state"), .text("登记")),
                ]
                return (EventPayload(writes: open + more), personal)
            }
        )
    }
}
