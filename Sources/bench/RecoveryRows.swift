import Store
import Causality
import SyncClient

/// A new PC at an old village: what its year costs on the way back.
enum RecoveryRows {
    private static let eventCount = 3_300
    private static let bitsPerSecond = 23_000.0
    private static let roundTripSeconds = 1.0
    private static let byteCountMax = 1_000_000
    private static let minutesMax = 6.0

    @Sendable static func measure(_ setting: SyncSetting) async throws -> [TableRow] {
        let folder = setting.folder.path + "/recovery"
        let world = try BenchWorld(villageCount: 1, countyFolder: folder)
        let village = world.villages[0]
        var maker = CaseMaker(village, seed: 5)
        try maker.appendCases(eventCount / CaseMaker.eventsPerCase + 1)
        let place = try village.place
        let fresh = try world.replacement(of: village, seed: 77)
        let parent = try ParentProcess(folder, state: setting.folder)
        defer { parent.stop() }
        for node in [village, fresh] { try node.dial(world.county, at: parent.address) }
        _ = try await village.client(setting.folder).sync()
        let report = try await fresh.client(setting.folder).sync()
        let states = try [village, fresh].map { node in
            try node.store.read { try $0.counts(at: place).state }
        }
        guard states[0] == states[1], report.upToDate else {
            throw BenchFault.unequal("the recovered village, \(report)")
        }
        let bytes = report.bytesSent + report.bytesReceived
        let seconds =
            Double(bytes) * 8 / bitsPerSecond + Double(report.roundTrips) * roundTripSeconds
        return [
            TableRow(
                "village recovers a year, \(report.received) events",
                "\(number(Double(bytes) / 1_000)) kB, \(report.roundTrips) round trips",
                goal: "≤ 1 MB",
                peer: Peers.year,
                isMet: bytes <= byteCountMax
            ),
            TableRow(
                "the same at 23 kbit/s and 1 s a round trip (computed)",
                "\(number(seconds / 60, 1)) min",
                goal: "≤ 6 min",
                isMet: seconds / 60 <= minutesMax
            ),
        ]
    }
}
