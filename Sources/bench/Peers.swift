/// The best figures of comparable systems on the same workload and machine, 2026-11-21: 100,000
/// events of 353 bytes from 300 leaves, no signatures and no seals in any of them.
enum Peers {
    static let quietBytes = "650 B, 2 RTT: log in SQLite"
    static let singleEvent = "102 B body: zstd with a dictionary"
    static let tenEvents = "680 B body: zstd with a dictionary"
    static let further = "62 B: log in SQLite"
    static let mergeRate = "63,200/s: SQLite changesets, no fold"
    static let mergeCPU = "2.1 s: SQLite changesets"
    static let disk = "412 B: SQLite changesets"
    static let year = "0.2 MB: log in SQLite, by 62 B an event"
    static let rebuild = "16 s: SQLite changesets, by its rate"
    static let herdCPU = "0.8 s: SQLite changesets"
    static let herdSlowest = "0.7 s: SQLite changesets"
    static let herdPeak = "26 MB: SQLite changesets"
    static let poorLine = "2.0 s, 8.2 kB: log in SQLite"
}
