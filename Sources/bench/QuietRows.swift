import Store
import SyncClient

/// An exchange with nothing new, at counties of different sizes.
enum QuietRows {
    private static let syncCount = 200
    private static let byteCountMax = 600
    /// Two figures of so short a time are the same within this.
    private static let sameWithin = 1.35

    struct Figures {
        let byteCount: Int
        let roundTrips: Int
        let cpuMilliseconds: Double
    }

    @Sendable static func measure(_ setting: SyncSetting) async throws -> [TableRow] {
        let few = try await small("few", villages: 10, streams: 1, eventsEach: 100, setting)
        // A parent takes forty new incarnations of a node in a month (9.24).
        let many = try await small("many", villages: 50, streams: 20, eventsEach: 1, setting)
        let county = try await setting.largeCounty()
        let large = try await quiet(county.folder, county.children[0], county.world, setting)
        let bytes = max(few.byteCount, many.byteCount, large.byteCount)
        let trips = max(few.roundTrips, many.roundTrips, large.roundTrips)
        return [
            TableRow(
                "no change",
                "\(trips) round trip, \(bytes) B",
                goal: "1, ≤ 600 B",
                peer: Peers.quietBytes,
                isMet: trips == 1 && bytes <= byteCountMax
            ),
            comparison("server CPU, 1,000 or \(setting.events) events stored", few, large),
            comparison("server CPU, 10 or 1,000 streams", few, many),
        ]
    }

    private static func comparison(_ measure: String, _ left: Figures, _ right: Figures) -> TableRow
    {
        let (one, other) = (left.cpuMilliseconds, right.cpuMilliseconds)
        return TableRow(
            "no change: " + measure,
            "\(number(one, 2)) ms, \(number(other, 2)) ms",
            goal: "the same",
            isMet: other <= one * sameWithin
        )
    }

    /// A county with some villages; each has so many streams, of earlier incarnations but one.
    private static func small(
        _ name: String,
        villages: Int,
        streams: Int,
        eventsEach: Int,
        _ setting: SyncSetting
    ) async throws -> Figures {
        let folder = setting.folder.path + "/quiet-" + name
        let world = try BenchWorld(villageCount: villages, countyFolder: folder)
        for (number, village) in world.villages.enumerated() {
            var maker = CaseMaker(village, seed: UInt64(number))
            for stream in 0..<streams {
                if stream > 0 { try village.store.write { try $0.renewIncarnation() } }
                try maker.appendOpenings(eventsEach)
            }
        }
        let parent = try ParentProcess(folder, state: setting.folder)
        defer { parent.stop() }
        for village in world.villages {
            try village.dial(world.county, at: parent.address)
            _ = try await village.client(setting.folder).sync()
        }
        parent.stop()
        return try await quiet(folder, world.villages[0], world, setting)
    }

    private static func quiet(
        _ folder: String,
        _ child: BenchNode,
        _ world: BenchWorld,
        _ setting: SyncSetting
    ) async throws -> Figures {
        let parent = try ParentProcess(folder, state: setting.folder)
        defer { parent.stop() }
        try child.dial(world.county, at: parent.address)
        let client = child.client(setting.folder)
        for _ in 0..<5 { _ = try await client.sync() }
        let before = try parent.cpuSeconds()
        var last = SyncReport()
        for _ in 0..<syncCount { last = try await client.sync() }
        let spent = try parent.cpuSeconds() - before
        return Figures(
            byteCount: last.bytesSent + last.bytesReceived,
            roundTrips: last.roundTrips,
            cpuMilliseconds: spent * 1_000 / Double(syncCount)
        )
    }
}
