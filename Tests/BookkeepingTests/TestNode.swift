import Ambient
import Bookkeeping
import Catalogue
import Causality
import Credentials
import Foundation
import Records
import Store
import Synchronization

/// A device's clock that a test sets.
final class TestClock: Sendable {
    private let seconds: Mutex<Int64>

    init(_ text: String) {
        seconds = Mutex(CivilDateTime(text: text)?.secondsSince1970 ?? 0)
    }

    var now: Int64 { seconds.withLock { $0 } }

    func set(_ text: String) {
        seconds.withLock { $0 = CivilDateTime(text: text)?.secondsSince1970 ?? 0 }
    }
}

/// A node with real keys and the shipped definitions, its store in memory or in a real file.
struct TestNode {
    let secrets: NodeSecrets
    let store: Store
    let clock: TestClock

    /// Read once: every test has nodes, and reading a hundred definitions takes a second.
    private static let definitions = Result { try ShippedCatalogue.registers() }

    var key: NodeKey { secrets.signing.nodeKey }
    var books: Bookkeeping { Bookkeeping(store: store) }

    init(seed: UInt64, file: String? = nil) throws {
        secrets = NodeSecrets(random: RandomSource.seeded(seed))
        let clock = TestClock("2024-03-20 10:00")
        self.clock = clock
        store = try TestNode.open(secrets, clock, file: file, seed: seed)
    }

    private init(secrets: NodeSecrets, store: Store, clock: TestClock) {
        self.secrets = secrets
        self.store = store
        self.clock = clock
    }

    /// The same node as an older program opens it, which does not know a register.
    func reopened(file: String, without register: String) throws -> TestNode {
        let store = try TestNode.open(secrets, clock, file: file, seed: 99, without: register)
        return TestNode(secrets: secrets, store: store, clock: clock)
    }

    static func open(
        _ secrets: NodeSecrets,
        _ clock: TestClock,
        file: String?,
        seed: UInt64,
        without register: String? = nil
    ) throws -> Store {
        let random = RandomSource.seeded(seed &+ 1_000)
        let identity = NodeIdentity(
            node: secrets.signing.nodeKey,
            sign: { secrets.signing.sign($0) },
            random: { random.bytes($0) },
            now: { clock.now }
        )
        let shelf = DefinitionShelf(
            current: try definitions.get().filter { $0.id != register }
        )
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

    /// Hands everything that the other node may hold over to it, and waits for nothing.
    func send(to other: TestNode) throws {
        let place = try other.store.read { try $0.ownPlace() }
        let segments = try store.write { session in
            let link = try session.link(node: key, incarnation: 0)
            let budget = 1 << 24
            return try session.outgoing(.agreed, of: link, place: place, byteBudget: budget)
                .segments
        }
        _ = try other.store.write { try $0.merge(segments) }
    }
}

/// A county with a township and two villages, units, staff, a matter and a calendar.
struct TestCounty {
    let county: TestNode
    let township: TestNode
    let villages: [TestNode]

    var village: TestNode { villages[0] }

    static let countyCode = "330110000000"
    static let townshipCode = "330110001000"
    static let villageCodes = ["330110001001", "330110001002"]

    init(seed: UInt64 = 1, file: String? = nil) throws {
        let root = try TestNode(seed: seed, file: file)
        county = root
        let rootPlace = RecordID.rootPlace(of: root.key)
        try root.store.write { session in
            try session.found(rootKey: root.key, place: rootPlace, incarnation: seed)
            try session.note(root.certificate(for: root, at: rootPlace))
            try session.append(TestCounty.rootRegion(rootPlace))
        }
        township = try TestCounty.child(
            seed: seed + 10,
            code: TestCounty.townshipCode,
            of: [root],
            parentCode: TestCounty.countyCode
        )
        let town = township
        villages = try TestCounty.villageCodes.enumerated().map { index, code in
            try TestCounty.child(
                seed: seed + 20 + UInt64(index),
                code: code,
                of: [root, town],
                parentCode: TestCounty.townshipCode
            )
        }
        try fillDirectory()
        for node in [township] + villages { try root.send(to: node) }
    }

    /// A node below the last of `above`, which begin with the root, certified by it.
    private static func child(
        seed: UInt64,
        code: String,
        of above: [TestNode],
        parentCode: String
    ) throws -> TestNode {
        let node = try TestNode(seed: seed)
        let root = above[0]
        let issuer = above[above.count - 1]
        let place = try root.books.record(
            "region",
            [
                .init("code", code), .init("name", "地方\(code.suffix(6))"),
                .init("parent", parentCode), .init("from", "2000-01-01"),
            ]
        ).id
        let certificate = issuer.certificate(for: node, at: place)
        let known = try issuer.store.read { try $0.allCertificates() }
        let places = try above.map { try $0.store.read { try $0.ownPlace() } }
        for holder in above + [node] {
            try holder.store.write { session in
                if !(try session.isFounded()) {
                    try session.found(rootKey: root.key, place: place, incarnation: seed)
                }
                for (lower, upper) in zip(places.dropFirst() + [place], places) {
                    try session.noteParent(upper, of: lower)
                }
                for each in known + [certificate] { try session.note(each) }
            }
        }
        return node
    }

    private static func rootRegion(_ place: RecordID) -> Draft {
        Draft(
            register: SystemRegister.region,
            audience: Audience(.under, place),
            record: place,
            type: .create,
            actor: "",
            entry: .live
        ) { _ in
            let writes = [
                CellWrite(.field("code"), .text(countyCode)),
                CellWrite(.field("name"), .text("余杭")),
                CellWrite(.field("level"), .text("county")),
                CellWrite(.field("from"), .text("2000-01-01")),
            ]
            return (EventPayload(writes: writes), [])
        }
    }

    private func fillDirectory() throws {
        let books = county.books
        for (id, code) in [("W1", TestCounty.countyCode), ("T1", TestCounty.townshipCode)] {
            try books.record(
                "unit",
                [
                    .init("id", id), .init("name", "窗口\(id)"), .init("kind", "single"),
                    .init("region", code),
                ]
            )
        }
        try books.record(
            "matter",
            [
                .init("id", "M1"), .init("name", "建房审批"), .init("kind", "承诺件"),
                .init("promisedDays", "5"), .init("legalDays", "20"),
            ]
        )
        for (date, isWorked) in [
            ("2024-01-01", false), ("2024-04-04", false), ("2024-04-07", true),
        ] {
            try books.record(
                "calendar",
                [.init("date", date), .init("working", isWorked ? "是" : "否")]
            )
        }
    }
}

/// What a test gives: fields by name, in any order.
func fields(_ pairs: KeyValuePairs<String, String>) -> [RecordValidation.Given] {
    pairs.map { RecordValidation.Given($0.key, $0.value) }
}

/// A case of a village, accepted, with all that it needs.
func villageCase(_ more: KeyValuePairs<String, String> = [:]) -> [RecordValidation.Given] {
    fields([
        "villager": "张三丰", "phone": "13812345678", "village": TestCounty.villageCodes[0],
        "matter": "M1", "acceptedAt": "2024-03-20 09:30",
    ]) + fields(more)
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
