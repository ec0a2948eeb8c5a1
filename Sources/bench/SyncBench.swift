import ArgumentParser

/// What synchronising costs, in one table: each row a figure, its goal and the best peer's.
struct SyncBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sync",
        abstract: "Measures exchanges, merging, disk and poor links, and prints one table.",
        discussion: "Rows: \(group.map(\.name).joined(separator: ", ")). CPU seconds are firm."
    )

    @Option(help: "Only these rows, by name, separated by commas.")
    var only: String?

    @Option(help: "Events that the large county holds.")
    var events = 1_000_000

    /// A name on the command line and what it measures.
    struct Group: Sendable {
        let name: String
        let measure: @Sendable (SyncSetting) async throws -> [TableRow]
    }

    static let group = [
        Group(name: "quiet", measure: QuietRows.measure),
        Group(name: "size", measure: SizeRows.measure),
        Group(name: "merge", measure: MergeRows.measure),
        Group(name: "append", measure: AppendRows.measure),
        Group(name: "recovery", measure: RecoveryRows.measure),
        Group(name: "rebuild", measure: RebuildRows.measure),
        Group(name: "herd", measure: HerdRows.measure),
        Group(name: "link", measure: PoorLinkRows.measure),
        Group(name: "cut", measure: CutRows.measure),
    ]

    func run() async throws {
        let names = only.map { $0.split(separator: ",").map(String.init) }
        for name in names ?? [] where !SyncBench.group.contains(where: { $0.name == name }) {
            throw ValidationError("no row is called \(name)")
        }
        let setting = try SyncSetting(events: events)
        var rows: [TableRow] = []
        for group in SyncBench.group where names?.contains(group.name) ?? true {
            progress("measuring \(group.name)")
            rows += try await group.measure(setting)
        }
        print(TableRow.table(rows))
    }
}

/// What the rows of one run share.
actor SyncSetting {
    nonisolated let folder: BenchFolder
    nonisolated let events: Int
    private var large: LargeCounty?

    init(events: Int) throws {
        folder = try BenchFolder()
        self.events = events
    }

    /// The large county, filled once.
    func largeCounty() async throws -> LargeCounty {
        if let large { return large }
        let made = try await LargeCounty.rebuilt(events: events, in: folder)
        large = made
        return made
    }
}
