internal import Ambient
internal import Causality
internal import Exchange
internal import Hashing
internal import Records
internal import Store
internal import SyncEngine
internal import SyncWire

/// One node: what a crash leaves (its store) and what it takes (its memory).
struct SimulatedNode {
    let name: String
    let key: NodeKey
    /// The node that it dials, nil at the root.
    var parent: Int?
    let clock: VirtualClock
    let random: RandomSource
    /// Another one after it was set back.
    var store: Store
    /// The store as it once was, if it may be set back to that.
    var olderStore: Store?
    /// Whether its program is the older one, which does not understand all.
    var isOlder: Bool
    /// Whether its disk is full.
    var isDiskFull = false
    /// Whether its key was withdrawn.
    var isRevoked = false
    /// Set when the node joins.
    var place: RecordID
    /// Nil while the node is down.
    var memory: NodeMemory? = NodeMemory()
    /// Counts the crashes, so that nothing planned in one life happens in the next.
    var life = 0
    var retry = RetrySchedule(period: SimulatedNode.dialSeconds)

    /// How often a node dials its parent.
    static let dialSeconds = 160.0

    init(
        name: String,
        seed: UInt64,
        parent: Int?,
        time: VirtualTime,
        isOlder: Bool,
        defect: PlantedDefect?
    ) throws {
        let source = RandomSource.seeded(seed)
        let clock = VirtualClock(time)
        let key = SimulatedNode.key(from: source)
        let identity = NodeIdentity(
            node: key,
            sign: { SimulatedNode.signature(of: $0, by: key) },
            random: { source.bytes($0) },
            now: { clock.seconds }
        )
        self.name = name
        self.key = key
        self.parent = parent
        self.clock = clock
        random = source
        self.isOlder = isOlder
        place = .rootPlace(of: key)
        store = try Store.inMemory(
            identity: identity,
            shelf: isOlder ? WorldRegisters.older() : WorldRegisters.newer(),
            defect: SimulatedNode.defect(of: defect)
        ) { signature, bytes, key in
            signature == SimulatedNode.signature(of: bytes, by: key)
        }
    }

    /// A node that runs a copy of another one's store.
    init(copying other: SimulatedNode, as name: String) throws {
        (self.name, key, parent, clock) = (name, other.key, other.parent, other.clock)
        (random, isOlder, place) = (other.random, other.isOlder, other.place)
        store = try other.store.copiedInMemory()
    }

    private static func defect(of planted: PlantedDefect?) -> StoreDefect? {
        switch planted {
        case .takesErasedAgain: .keepsErased
        case .foldsByArrival: .foldsByArrival
        default: nil
        }
    }

    private static func key(from source: RandomSource) -> NodeKey {
        guard let key = NodeKey(bytes: source.bytes(32)) else {
            preconditionFailure("a node key has 32 bytes")
        }
        return key
    }

    /// Stands for Ed25519, which would take most of a world's time: as long, and different for each
    /// key and statement.
    ///
    /// Forgery is the business of other tests.
    static func signature(of statement: [UInt8], by key: NodeKey) -> [UInt8] {
        let digest = SHA256Hasher.hash(key.bytes + statement).bytes
        return digest + digest
    }
}

/// What a node has in memory only.
struct NodeMemory {
    /// The exchange with the parent that is under way.
    var dialling: Dialling?
    /// The requests that are being answered, by the child's number.
    var serving: [Int: Serving] = [:]
    /// The form that a person has open.
    var form: OpenForm?
    /// Commits that a defective glue reported before making them.
    var unflushed: [(LinkCommit, LinkEnd)] = []
}

/// A child's exchange under way.
struct Dialling {
    let glue: LinkGlue
    var exchange: ChildExchange
    var action: ChildAction
    /// Whether the request has been sent and nothing came back yet.
    var isWaiting = false
    var isWorn = false
    /// Counts the requests, so that a timeout ends only its own.
    var requestCount = 0
}

/// A parent's round under way.
struct Serving {
    let glue: LinkGlue
    var exchange: ParentExchange
    var action: ParentAction
    var isWorn = false
}

/// A record as a person has it on the screen.
struct OpenForm {
    let record: RecordID
    /// The context that the form carries.
    let version: VersionVector
    /// The events that the person was truly shown.
    let shown: Set<Dot>
}
