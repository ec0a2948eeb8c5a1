import Store
import Causality
import Credentials
import CurlTransport
import Exchange
import Foundation
import SyncClient

/// All villages of a county dial in the same moment.
enum HerdRows {
    private static let villageCount = 300
    private static let eventsEach = 100

    @Sendable static func measure(_ setting: SyncSetting) async throws -> [TableRow] {
        let folder = setting.folder.path + "/herd"
        progress("  preparing \(villageCount) villages")
        let world = try BenchWorld(villageCount: villageCount, countyFolder: folder)
        // The served county writes a bulletin by the real clock: villages whose clocks were slow
        // would name it in each event.
        let now = Int64(Date().timeIntervalSince1970)
        for node in world.villages + [world.county] { node.clock.set(now) }
        let first = try ParentProcess(folder, state: setting.folder)
        for village in world.villages {
            try village.dial(world.county, at: first.address)
            let client = village.client(setting.folder)
            for _ in 0..<2 { _ = try await client.sync() }
        }
        first.stop()
        var calls: [HerdCall] = []
        for (number, village) in world.villages.enumerated() {
            var maker = CaseMaker(village, seed: UInt64(number))
            try maker.appendCases(12)
            try maker.appendOpenings(eventsEach - 12 * CaseMaker.eventsPerCase)
            calls.append(try HerdCall(village, world.county))
        }
        let parent = try ParentProcess(folder, state: setting.folder)
        defer { parent.stop() }
        let before = try parent.cpuSeconds()
        let slowest = try await rush(calls, to: parent.address)
        let spent = try parent.cpuSeconds() - before
        let peak = try parent.peakMegabytes()
        try compare(world)
        let name = "\(villageCount) connections of \(eventsEach) events at once: "
        return [
            TableRow(
                name + "server CPU",
                "\(number(spent, 2)) s",
                goal: "≤ 1 s",
                peer: Peers.herdCPU,
                isMet: spent <= 1
            ),
            TableRow(
                name + "slowest answer",
                "\(number(slowest, 2)) s",
                goal: "≤ 1.5 s",
                peer: Peers.herdSlowest,
                isMet: slowest <= 1.5
            ),
            TableRow(
                name + "peak memory",
                "\(number(peak)) MB",
                goal: "≤ 150 MB",
                peer: Peers.herdPeak,
                isMet: peak <= 150
            ),
        ]
    }

    /// Sends all requests at once, each over a connection of its own; gives the slowest's seconds.
    private static func rush(_ calls: [HerdCall], to address: String) async throws -> Double {
        let clock = ContinuousClock()
        let start = clock.now
        return try await withThrowingTaskGroup(of: Double.self) { group in
            for call in calls {
                group.addTask {
                    try await call.send(to: address)
                    return start.duration(to: clock.now).seconds
                }
            }
            return try await group.reduce(0, max)
        }
    }

    private static func compare(_ world: BenchWorld) throws {
        for village in world.villages {
            let place = try village.place
            let mine = try village.store.read { try $0.counts(at: place).state }
            let above = try world.county.store.read { try $0.counts(at: place).state }
            guard mine == above else { throw BenchFault.unequal("county and village") }
        }
    }
}

/// A request that is sealed beforehand, so that the load program costs as little as it can.
struct HerdCall: Sendable {
    private let transport = CurlTransport()
    private let sealed: [UInt8]

    init(_ village: BenchNode, _ county: BenchNode) throws {
        var round = try ChildRound(
            store: village.store,
            parent: county.key,
            clock: village.clock.wall,
            random: village.random
        )
        guard case .send(_, let encoded) = try round.start() else {
            throw BenchFault.unequal("a village with nothing to send")
        }
        sealed = MessageSeal.sealRequest(
            encoded,
            child: village.key,
            parent: county.key,
            to: county.secrets.agreement.agreementKey,
            from: village.secrets.agreement
        )
    }

    func send(to address: String) async throws {
        var exchange = HTTPExchange(.post, url: address + "/v1/exchange", body: sealed)
        exchange.connectMillisecondsMax = 60_000
        let answer = try await transport.send(exchange)
        guard answer.status == 200 else { throw BenchFault.unequal("status \(answer.status)") }
    }
}
