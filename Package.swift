// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

/// A target of the house: sources in `Sources/<name>`, imports only what is listed.
func floor(
    _ name: String,
    _ dependencies: [Target.Dependency] = [],
    exclude: [String] = [],
    resources: [Resource] = []
) -> Target {
    .target(
        name: name,
        dependencies: dependencies,
        exclude: exclude,
        resources: resources,
        swiftSettings: strict
    )
}

func tests(
    _ name: String,
    _ dependencies: [Target.Dependency],
    exclude: [String] = []
) -> Target {
    .testTarget(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: strict)
}

let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let cryptoExtras: Target.Dependency = .product(name: "CryptoExtras", package: "swift-crypto")
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")
let bigInt: Target.Dependency = .product(name: "BigInt", package: "BigInt")
let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")
let hummingbirdTesting: Target.Dependency = .product(
    name: "HummingbirdTesting",
    package: "hummingbird"
)
let nioCore: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let lifecycle: Target.Dependency = .product(
    name: "ServiceLifecycle",
    package: "swift-service-lifecycle"
)
let unixSignals: Target.Dependency = .product(
    name: "UnixSignals",
    package: "swift-service-lifecycle"
)
let argumentParser: Target.Dependency = .product(
    name: "ArgumentParser",
    package: "swift-argument-parser"
)

let package = Package(
    name: "liandong",
    products: [
        .executable(name: "liandong", targets: ["liandong"]),
        .executable(name: "bench", targets: ["bench"]),
        .executable(name: "simulate", targets: ["simulate"]),
    ],
    dependencies: [
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1"),
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
        .package(url: "https://github.com/attaswift/BigInt", exact: "6.0.1"),
        .package(
            url: "https://github.com/swift-server/swift-service-lifecycle",
            exact: "2.13.0"
        ),
    ],
    targets: [
        // Floor 1: what stands alone.
        .systemLibrary(
            name: "CLibcurl",
            pkgConfig: "libcurl",
            providers: [.apt(["libcurl4-openssl-dev"])]
        ),
        .systemLibrary(
            name: "CLibzstd",
            pkgConfig: "libzstd",
            providers: [.apt(["libzstd-dev"])]
        ),
        .systemLibrary(
            name: "CLibxlsxwriter",
            pkgConfig: "xlsxwriter",
            providers: [.apt(["libxlsxwriter-dev"])]
        ),
        floor("Causality"),
        floor("Ambient"),
        floor("Hashing", [crypto]),
        floor("Compression", ["CLibzstd"]),
        floor("ExactNumbers", [bigInt]),
        floor("Documents", [yams]),
        // Floor 2: records and their definitions.
        floor("Records", ["Causality", "Hashing", "Documents"]),
        floor(
            "Catalogue",
            ["Records", "Documents"],
            resources: [.copy("registers"), .copy("schemes")]
        ),
        // Floor 3: the three engines' pure parts.
        floor("Merge", ["Causality", "Hashing", "Records"]),
        floor("Assessment", ["ExactNumbers", "Documents"], exclude: ["SCHEMES.md"]),
        floor("SyncWire", ["Causality", "Hashing", "Records", "Compression"]),
        // Floor 4: the exchange as a state machine.
        floor("SyncEngine", ["Ambient", "Causality", "Hashing", "Records", "SyncWire"]),
        // Floor 5: disk, network, keys.
        floor(
            "Store",
            [
                "Causality", "Compression", "Hashing", "Records", "Merge", "SyncWire",
                "SyncEngine", grdb,
            ]
        ),
        floor("CurlTransport", ["CLibcurl"]),
        floor("Spreadsheets", ["CLibxlsxwriter"]),
        floor(
            "Credentials",
            ["Ambient", "Causality", "Hashing", "Records", crypto, cryptoExtras]
        ),
        // Floor 6: nodes made known, and the engine joined with the store.
        floor("Enrolment", ["Ambient", "Causality", "Credentials", "Records", "Store"]),
        floor(
            "Exchange",
            [
                "Ambient", "Causality", "Credentials", "Hashing", "Records", "Store", "SyncEngine",
                "SyncWire",
            ]
        ),
        // Floor 7: what people and offices do, and the two ends of a line.
        floor(
            "Bookkeeping",
            ["Causality", "Documents", "Hashing", "Merge", "Records", "Store", "Catalogue"]
        ),
        floor(
            "Defining",
            [
                "Assessment", "Catalogue", "Causality", "Documents", "Hashing", "Merge", "Records",
                "Store",
            ]
        ),
        floor(
            "EvidenceGathering",
            [
                "Assessment", "Catalogue", "Causality", "Compression", "Documents", "Enrolment",
                "ExactNumbers", "Hashing", "Merge", "Records", "Spreadsheets", "Store",
            ]
        ),
        floor(
            "SyncClient",
            [
                "Ambient", "Causality", "Credentials", "CurlTransport", "Enrolment", "Exchange",
                "Hashing", "Records", "Store", "SyncEngine", "SyncWire", lifecycle, logging,
            ]
        ),
        floor(
            "PeerAPI",
            [
                "Ambient", "Causality", "Credentials", "Enrolment", "Exchange", "Hashing",
                "Records",
                "Store", "SyncEngine", "SyncWire", hummingbird, nioCore, logging,
            ]
        ),
        // Floor 8: pages for people.
        floor(
            "WebPages",
            [
                "Ambient", "Assessment", "Bookkeeping", "Causality", "Credentials", "Documents",
                "Enrolment", "EvidenceGathering", "Hashing", "Merge", "Records", "Store",
                hummingbird, nioCore, logging,
            ]
        ),
        // Beside the pages: a seeded world that runs the production engine, merge and store.
        floor(
            "Simulation",
            [
                "Ambient", "Catalogue", "Causality", "Exchange", "Hashing", "Merge", "Records",
                "Store",
                "SyncEngine", "SyncWire",
            ]
        ),
        // Floor 9: the composition root.
        floor(
            "NodeAssembly",
            [
                "Ambient", "Assessment", "Bookkeeping", "Catalogue", "Causality", "Compression",
                "Credentials", "CurlTransport", "Defining", "Documents", "Enrolment",
                "EvidenceGathering", "Exchange", "Hashing", "Merge", "PeerAPI", "Records", "Store",
                "SyncClient", "SyncEngine", "SyncWire",
                "WebPages",
                hummingbird, lifecycle, logging, nioCore, unixSignals,
            ]
        ),
        // Floor 10: programs.
        .executableTarget(
            name: "liandong",
            dependencies: [
                "Ambient", "Assessment", "Bookkeeping", "Catalogue", "Causality", "Credentials",
                "Defining", "Documents", "Enrolment", "EvidenceGathering", "Exchange", "Hashing",
                "Merge", "NodeAssembly", "Records", "Spreadsheets", "Store", "SyncClient",
                "SyncEngine",
                "WebPages",
                argumentParser, logging,
            ],
            swiftSettings: strict
        ),
        .executableTarget(
            name: "simulate",
            dependencies: ["Simulation", argumentParser],
            swiftSettings: strict
        ),
        .executableTarget(
            name: "bench",
            dependencies: [
                "Ambient", "Assessment", "Bookkeeping", "Catalogue", "Causality", "Credentials",
                "CurlTransport", "Documents", "EvidenceGathering", "Exchange", "NodeAssembly",
                "Records", "Store", "SyncClient", "SyncEngine", "SyncWire",
                argumentParser, grdb, logging,
            ],
            swiftSettings: strict
        ),
        // Tests, a target each.
        tests("AmbientTests", ["Ambient"]),
        tests("AssessmentTests", ["Assessment", "Documents", "ExactNumbers"], exclude: ["cases"]),
        tests(
            "BookkeepingTests",
            [
                "Ambient", "Bookkeeping", "Catalogue", "Causality", "Credentials", "Documents",
                "Enrolment", "Hashing", "Records", "Store",
            ]
        ),
        tests(
            "CatalogueTests",
            [
                "Catalogue", "Documents", "Records",
            ],
            exclude: ["registers-contract.json"]
        ),
        tests("CausalityTests", ["Causality"]),
        tests("CompressionTests", ["Compression"]),
        tests(
            "ConformanceTests",
            [
                "Ambient", "Catalogue", "Causality", "Compression", "Credentials", "Documents",
                "Exchange", "Hashing", "Merge", "NodeAssembly", "Records", "Store", "SyncEngine",
                "SyncWire",
            ]
        ),
        tests("CredentialsTests", ["Ambient", "Causality", "Credentials"]),
        tests("CurlTransportTests", ["CurlTransport"]),
        tests(
            "DefiningTests",
            [
                "Ambient", "Assessment", "Catalogue", "Causality", "Credentials", "Defining",
                "Merge", "Records", "Store",
            ]
        ),
        tests("DocumentsTests", ["Documents"]),
        tests(
            "EvidenceTests",
            [
                "Ambient", "Assessment", "Bookkeeping", "Catalogue", "Causality", "Documents",
                "EvidenceGathering", "ExactNumbers", "Merge", "Records", "Spreadsheets", "Store",
            ]
        ),
        tests("ExactNumbersTests", ["ExactNumbers"]),
        tests("HashingTests", ["Hashing"]),
        tests("MergeTests", ["Ambient", "Causality", "Hashing", "Merge", "Records"]),
        tests(
            "PeerAPITests",
            [
                "Ambient", "Catalogue", "Causality", "Credentials", "CurlTransport", "Enrolment",
                "Exchange", "Hashing", "Merge", "PeerAPI", "Records", "Store", "SyncClient",
                "SyncEngine", "SyncWire", hummingbird, logging, lifecycle,
            ]
        ),
        tests("RecordsTests", ["Causality", "Documents", "Hashing", "Records"]),
        tests("SimulationTests", ["Simulation"]),
        tests("SpreadsheetsTests", ["Spreadsheets"]),
        tests(
            "StoreTests",
            [
                "Ambient", "Catalogue", "Causality", "Credentials", "Hashing", "Merge",
                "Records", "Store", "SyncWire", grdb,
            ]
        ),
        tests(
            "SyncEngineTests",
            [
                "Ambient", "Causality", "Hashing", "Records", "SyncEngine", "SyncWire",
            ]
        ),
        tests(
            "SyncWireTests",
            [
                "Ambient", "Causality", "Compression", "Hashing", "Records", "SyncWire",
            ]
        ),
        tests(
            "SystemTests",
            [
                "Ambient", "Causality", "Credentials", "Exchange", "Hashing", "Records",
                "SyncWire", grdb,
            ]
        ),
        tests("TidyTests", []),
        tests(
            "WebPagesTests",
            [
                "Ambient", "Bookkeeping", "Catalogue", "Causality", "Credentials", "Enrolment",
                "Records", "Store", "WebPages", hummingbird, logging, nioCore,
            ]
        ),
    ],
    swiftLanguageModes: [.v6]
)

// `deploy/fuzz` alone builds this one: libFuzzer wants all modules built for it.
if Context.environment["LIANDONG_FUZZ"] != nil {
    package.targets.append(
        .executableTarget(
            name: "fuzz",
            dependencies: [
                "Assessment", "Bookkeeping", "Catalogue", "Causality", "Exchange", "Records",
                "Store", "SyncWire",
            ],
            path: "Tests/Fuzz",
            exclude: ["Corpus"],
            swiftSettings: strict,
            linkerSettings: [.unsafeFlags(["-sanitize=fuzzer,address", "-use-ld=lld"])]
        )
    )
}
