/// Merging at the county, and what the county keeps on disk of it.
enum MergeRows {
    private static let eventCount = 100_000
    private static let villageCount = 20

    @Sendable static func measure(_ setting: SyncSetting) async throws -> [TableRow] {
        let eight = try best(isSingle: false)
        let single = try best(isSingle: true)
        return [
            TableRow(
                "merge at the county: events a second",
                number(eight.eventsPerSecond),
                goal: "≥ 40000",
                peer: Peers.mergeRate,
                isMet: eight.eventsPerSecond >= 40_000
            ),
            TableRow(
                "merge at the county: CPU for 100,000 events",
                "\(number(eight.cpuSecondsPer100k, 2)) s",
                goal: "≤ 2 s",
                peer: Peers.mergeCPU,
                isMet: eight.cpuSecondsPer100k <= 2
            ),
            TableRow(
                "merge against its rows inserted through GRDB",
                "\(number(eight.ratio, 2)) of the speed (CPU)",
                goal: "≥ 0.4",
                isMet: eight.ratio >= 0.4
            ),
            disk("8 events a record", eight, max: 400),
            disk("1 event a record", single, max: 900),
        ]
    }

    /// The best of three: what other programs of the machine do is no figure of ours.
    private static func best(isSingle: Bool) throws -> MergeFigures {
        let all = try (0..<3).map { _ in
            try MergeFigures.measure(
                events: eventCount,
                villages: villageCount,
                isSingle: isSingle
            )
        }
        let sorted = all.sorted { $0.merging.wallSeconds < $1.merging.wallSeconds }
        return sorted[0]
    }

    private static func disk(_ measure: String, _ figures: MergeFigures, max: Int) -> TableRow {
        TableRow(
            "disk at the county, \(measure)",
            "\(figures.bytesPerEvent) B an event",
            goal: "≤ \(max) B",
            peer: Peers.disk,
            isMet: figures.bytesPerEvent <= max
        )
    }
}
