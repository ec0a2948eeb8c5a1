import Catalogue
import Causality
import Credentials
import Documents
import Exchange
import Hashing
import Records
import Store
import SyncEngine
import SyncWire
import Testing

/// Sections 3.1, 6.1 and 7: whose events are taken where, which of them are folded, wait or are set
/// aside, and the state digest that comes of it.
///
/// What the vectors expect was computed by another implementation, from the specification alone:
/// nothing here writes them anew.
@Suite struct AcceptanceTests {
    private static let file = VectorFile(name: "acceptance.json")

    @Test("events are folded, wait or are set aside as stated: acceptance.json")
    func areJudgedAsStated() throws {
        let vectors = try Self.file.read().filter { $0.kind == "fold" }
        #expect(vectors.count >= 100)
        for vector in vectors {
            let result = try Self.folding(vector)
            #expect(VectorFile.line(result) == VectorFile.line(vector.expect), "\(vector)")
        }
    }

    @Test("events are taken where they are held, and from who may write: acceptance.json")
    func areTakenAsStated() throws {
        let vectors = try Self.file.read().filter { $0.kind == "holding" }
        #expect(vectors.count >= 15)
        for vector in vectors {
            let result = try Self.holding(vector)
            #expect(VectorFile.line(result) == VectorFile.line(vector.expect), "\(vector)")
        }
    }

    /// What becomes of events that the root's node takes, and the digest of their place.
    private static func folding(_ vector: Vector) throws -> DocumentValue {
        guard let place = RecordID(text: vector.text("place")),
            let (store, outcome) = try taken(vector), outcome.refusals.isEmpty
        else { return .null }
        let counts = try store.read { try $0.counts() }
        let folded = counts.events - Int64(counts.waiting) - Int64(counts.quarantined)
        let state = try store.read { try $0.counts(at: place).state }
        return [
            "folded": .text(String(folded)), "waiting": .text(String(counts.waiting)),
            "aside": .text(String(counts.quarantined)), "digest": Hex.text(state.digest.bytes),
        ]
    }

    /// What a node takes of a message, and what it refuses.
    private static func holding(_ vector: Vector) throws -> DocumentValue {
        guard let (store, outcome) = try taken(vector) else { return .null }
        let counts = try store.read { try $0.counts() }
        let refusals = outcome.refusals.map { refusal -> DocumentValue in
            [
                "stream": Hex.text(refusal.stream.bytes),
                "sequence": .text(String(refusal.sequence)),
                "reason": .text(String(refusal.reason.rawValue)),
            ]
        }
        return [
            "new": .text(String(outcome.newEventCount)), "refusals": .list(refusals),
            "waiting": .text(String(counts.waiting)),
            "aside": .text(String(counts.quarantined)),
        ]
    }

    /// The receiver's store after the vector's segments came, and what it said of them.
    private static func taken(_ vector: Vector) throws -> (Store, ApplyOutcome)? {
        guard let root = NodeKey(bytes: vector.bytes("root")),
            let sender = NodeKey(bytes: vector.bytes("sender")),
            let place = RecordID(text: vector.text("place"))
        else { return nil }
        let top = RecordID.rootPlace(of: root)
        let stated = vector.value["chain"]?.listValue ?? []
        let chain = stated.compactMap { RecordID(text: $0.textValue ?? "") }
        let store = try store(
            of: NodeKey(bytes: vector.bytes("node")) ?? root,
            definitions(of: vector)
        )
        try store.write { session in
            try session.found(rootKey: root, place: chain.first ?? top, incarnation: 1)
            if stated.isEmpty { try session.noteParent(top, of: place) }
            for (below, above) in zip(chain, chain.dropFirst()) {
                try session.noteParent(above, of: below)
            }
            for bytes in vector.value["certificates"]?.listValue ?? [] {
                var reader = ByteReader(Hex.bytes(bytes.textValue ?? ""))
                try session.note(NodeCertificate(reading: &reader))
            }
        }
        let end = LinkEnd(
            link: try store.write { try $0.link(node: sender, incarnation: 1) },
            places: [place],
            isChild: false
        )
        if vector.value["before"] != nil { _ = try commit(vector, "before", sender, store, end) }
        return (store, try commit(vector, "segments", sender, store, end))
    }

    private static func commit(
        _ vector: Vector,
        _ key: String,
        _ sender: NodeKey,
        _ store: Store,
        _ end: LinkEnd
    ) throws -> ApplyOutcome {
        let lanes = Vector(vector.value[key] ?? .null)
        let frame = MessageFrame.encode(
            .request,
            body: lanes.bytes("body"),
            raw: lanes.bytes("raw")
        )
        let commit = LinkCommit(
            changes: [],
            segments: try Request(frame, sender: sender).cargo.segments,
            taken: .ignored
        )
        return try store.write { try $0.commit(commit, of: end).outcome }
    }

    private static func definitions(of vector: Vector) throws -> [RegisterDefinition] {
        try (vector.value["definitions"]?.listValue ?? []).map { text in
            try DefinitionReader.read(json: Array((text.textValue ?? "").utf8))
        }
    }

    private static func store(
        of node: NodeKey,
        _ definitions: [RegisterDefinition]
    ) throws -> Store {
        try Store.inMemory(
            identity: NodeIdentity(
                node: node,
                sign: { _ in [UInt8](repeating: 0, count: 64) },
                random: { [UInt8](repeating: 1, count: $0) },
                now: { 0 }
            ),
            shelf: DefinitionShelf(current: try ShippedCatalogue.registers() + definitions),
            isValid: { SignatureCheck.isValid(signature: $0, of: $1, by: $2) }
        )
    }
}
