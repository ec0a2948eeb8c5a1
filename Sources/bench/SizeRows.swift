import SyncClient
import Records

/// Bytes inside TCP, both ways, with seals and HTTP headers, of exchanges with something new.
enum SizeRows {
    private static let furtherCount = 100

    @Sendable static func measure(_ setting: SyncSetting) async throws -> [TableRow] {
        let folder = setting.folder.path + "/size"
        let world = try BenchWorld(villageCount: 1, countyFolder: folder)
        let village = world.villages[0]
        var maker = CaseMaker(village, seed: 7)
        try maker.appendCases(3)
        let parent = try ParentProcess(folder, state: setting.folder)
        defer { parent.stop() }
        try village.dial(world.county, at: parent.address)
        let client = village.client(setting.folder)
        func cost(_ count: Int) async throws -> Int {
            let report = try await client.sync()
            guard report.sent == count, report.roundTrips == 1 else {
                throw BenchFault.unequal("\(count) events sent as \(report.sent)")
            }
            let bytes = report.bytesSent + report.bytesReceived
            _ = try await client.sync()
            return bytes
        }
        for _ in 0..<3 { _ = try await client.sync() }
        let record = try maker.appendRecord()
        let single = try await cost(1)
        try maker.appendCases(1)
        try maker.appendOpenings(2)
        let ten = try await cost(10)
        try maker.appendSteps(furtherCount, of: record)
        let plain = try await cost(furtherCount)
        try maker.appendOpenings(furtherCount)
        let personal = try await cost(furtherCount)
        func each(_ bytes: Int) -> Double {
            Double(bytes - single) / Double(furtherCount - 1)
        }
        return [
            row("one new event, four personal fields", Double(single), 900, Peers.singleEvent),
            row("ten new events", Double(ten), 1_600, Peers.tenEvents),
            row("each further in a batch, no personal fields", each(plain), 80, Peers.further),
            row("each further in a batch, personal fields", each(personal), 100, Peers.further),
        ]
    }

    private static func row(_ measure: String, _ value: Double, _ max: Int, _ peer: String)
        -> TableRow
    {
        TableRow(
            measure,
            "\(number(value)) B",
            goal: "≤ \(max) B",
            peer: peer,
            isMet: value <= Double(max)
        )
    }
}
