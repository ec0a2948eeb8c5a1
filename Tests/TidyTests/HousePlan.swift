/// One target of the house and what it may import.
struct Room: Sendable {
    /// The target's name.
    let name: String
    /// The project's targets that it may import; all of them lie on lower floors.
    let project: Set<String>
    /// Modules of other packages, and on the pure floors of the system, that it may import.
    let outside: Set<String>

    init(_ name: String, _ project: [String] = [], outside: [String] = []) {
        self.name = name
        self.project = Set(project)
        self.outside = Set(outside)
    }
}

/// The plan of the house: every target, its floor and its neighbours.
///
/// A change here is a change of the architecture: it needs a reason in its commit.
enum HousePlan {
    /// The targets of each floor from the ground up; the system libraries lie beneath floor 1.
    static let floors: [[String]] = [
        ["CLibcurl", "CLibzstd", "CLibxlsxwriter"],
        ["Causality", "Ambient", "Hashing", "Compression", "ExactNumbers", "Documents"],
        ["Records"],
        ["Merge", "Assessment", "SyncWire", "Catalogue"],
        ["SyncEngine"],
        ["Store", "CurlTransport", "Credentials", "Spreadsheets"],
        ["Enrolment", "Exchange"],
        ["Bookkeeping", "Defining", "EvidenceGathering", "SyncClient", "PeerAPI"],
        ["WebPages", "Simulation"],
        ["NodeAssembly"],
        ["liandong", "simulate", "bench"],
    ]

    /// The highest floor whose code is pure: no I/O, no clock, no `async`.
    static let pureFloorMax = 4

    /// Modules of the platform that code above the pure floors may use as it likes.
    static let platform: Set<String> = [
        "Foundation", "FoundationEssentials", "Glibc", "Synchronization", "Dispatch",
        // Where the compiler finds the C library's `timespec` once something else loaded Dispatch.
        "CDispatch",
    ]

    /// Modules that only some targets may import; every other target is refused by name.
    static let soleImporters: [String: Set<String>] = [
        // bench measures Store against plain GRDB in the same run; the system tests write into the
        // file of a node as somebody would who means to deceive.
        "GRDB": ["Store", "bench", "System"],
        "CLibcurl": ["CurlTransport"],
        "CLibzstd": ["Compression"],
        "CLibxlsxwriter": ["Spreadsheets"],
        "Crypto": ["Hashing", "Credentials"],
        "CryptoExtras": ["Hashing", "Credentials"],
        "Yams": ["Documents"],
        "BigInt": ["ExactNumbers"],
        "Hummingbird": ["PeerAPI", "WebPages", "NodeAssembly"],
        "ArgumentParser": ["liandong", "simulate", "bench"],
    ]

    /// What moves records has no business with scores.
    private static let assessing: Set<String> = ["Assessment", "ExactNumbers"]
    private static let web = [
        "Hummingbird", "HummingbirdCore", "HTTPTypes", "NIOCore", "Logging",
    ]

    /// Every room, from the ground up.
    static let rooms: [Room] = [
        Room("CLibcurl"), Room("CLibzstd"), Room("CLibxlsxwriter"), Room("Causality"),
        // A generator shared by threads stands behind a mutex; nothing else of the system.
        Room("Ambient", outside: ["Synchronization"]),
        Room("Hashing", outside: ["Crypto", "CryptoExtras"]),
        Room("Compression", ["CLibzstd"]),
        Room("ExactNumbers", outside: ["BigInt"]),
        Room("Documents", outside: ["Yams"]),
        Room("Records", ["Causality", "Hashing", "Documents"]),
        // It reads the definitions shipped as its own resources; that is all its I/O.
        Room(
            "Catalogue",
            ["Documents", "Records"],
            outside: ["Dispatch", "Foundation", "Synchronization"]
        ),
        Room("Merge", ["Records", "Causality", "Hashing"]),
        Room("Assessment", ["ExactNumbers", "Documents", "Records"]),
        Room("SyncWire", ["Records", "Causality", "Hashing", "Compression"]),
        Room(
            "SyncEngine",
            ["SyncWire", "Merge", "Records", "Causality", "Hashing", "Ambient"]
        ),
        Room("Store", below(5, without: ["Assessment"]), outside: ["GRDB"]),
        Room("CurlTransport", ["CLibcurl"], outside: ["Logging"]),
        Room("Spreadsheets", ["CLibxlsxwriter"]),
        Room(
            "Credentials",
            ["Ambient", "Causality", "Hashing", "Records"],
            outside: ["Crypto", "CryptoExtras"]
        ),
        Room("Enrolment", below(6, without: assessing.union(["SyncEngine", "CurlTransport"]))),
        Room("Exchange", below(6, without: assessing.union(["CurlTransport"]))),
        Room("Bookkeeping", below(7, without: ["SyncEngine", "SyncWire", "CurlTransport"])),
        Room("Defining", below(7, without: ["SyncEngine", "SyncWire", "CurlTransport"])),
        Room("EvidenceGathering", below(7, without: ["SyncEngine", "SyncWire", "CurlTransport"])),
        Room("SyncClient", below(7, without: assessing), outside: ["ServiceLifecycle", "Logging"]),
        Room("PeerAPI", below(7, without: assessing.union(["CurlTransport"])), outside: web),
        Room(
            "WebPages",
            below(8, without: ["SyncEngine", "SyncWire", "CurlTransport", "PeerAPI"]),
            outside: web
        ),
        Room("Simulation", below(8)),
        Room("NodeAssembly", below(9), outside: web + ["ServiceLifecycle", "UnixSignals"]),
        Room("liandong", below(10), outside: ["ArgumentParser", "Logging"]),
        Room("simulate", below(10), outside: ["ArgumentParser"]),
        Room("bench", below(10), outside: ["ArgumentParser", "GRDB", "Logging"]),
    ]

    /// The room of a target, nil for a target that is not in the plan.
    static func room(_ name: String) -> Room? { rooms.first { $0.name == name } }

    /// The floor of a target, nil for a target that is not in the plan.
    static func floor(of name: String) -> Int? { floors.firstIndex { $0.contains(name) } }

    /// Whether the target's code must be pure.
    static func isPure(_ name: String) -> Bool {
        floor(of: name).map { $0 <= pureFloorMax } ?? false
    }

    /// The targets of all floors below one; the system libraries only through their sole importers.
    private static func below(_ floor: Int, without: Set<String> = []) -> [String] {
        floors[1..<floor].joined().filter { !without.contains($0) }
    }
}
