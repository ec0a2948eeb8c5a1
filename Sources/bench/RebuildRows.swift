import Causality
import Records
import Store
import SyncClient
import SyncEngine

/// A county that lost its events and gets them again from its children.
enum RebuildRows {
    private static let secondsMax = 60.0

    @Sendable static func measure(_ setting: SyncSetting) async throws -> [TableRow] {
        let county = try await setting.largeCounty()
        let named = "\(county.namedStreamCount) of \(county.children.count) streams named"
        return [
            TableRow(
                "county rebuilt from its children, \(county.eventCount) events",
                "\(number(county.wallSeconds)) s, \(number(county.cpuSeconds)) s CPU",
                goal: "≤ 60 s",
                peer: Peers.rebuild,
                isMet: county.wallSeconds <= secondsMax
            ),
            TableRow(
                "the same: what was lost",
                "\(county.lostCount) events; \(named) as sent again",
                goal: "lost = named",
                isMet: county.lostCount == 0 && county.namedStreamCount == county.children.count
            ),
        ]
    }
}

/// A county in a file and its children, all with the same events.
struct LargeCounty: Sendable {
    let folder: String
    let world: BenchWorld
    var children: [BenchNode] { world.villages }
    private(set) var eventCount = 0
    private(set) var wallSeconds = 0.0
    /// Of the county's process.
    private(set) var cpuSeconds = 0.0
    private(set) var peakMegabytes = 0.0
    /// Events that children hold and the county does not at the end.
    private(set) var lostCount = 0
    /// Streams of which a child was told that its parent had lost them.
    private(set) var namedStreamCount = 0

    private static let childCount = 20
    private static let atOnce = 4

    /// Fills a county that was restored from its backup of the first day: the children believe that
    /// it holds everything, and send all of it again.
    static func rebuilt(events: Int, in folder: BenchFolder) async throws -> LargeCounty {
        let path = folder.path + "/large"
        let world = try BenchWorld(villageCount: childCount, countyFolder: path)
        for (number, child) in world.villages.enumerated() {
            progress("  preparing child \(number + 1) of \(childCount)")
            var maker = CaseMaker(child, seed: UInt64(number))
            try maker.appendCases(events / childCount / CaseMaker.eventsPerCase)
            try believeAcknowledged(child, world.county)
        }
        var county = LargeCounty(folder: path, world: world)
        progress("  rebuilding the county")
        try await county.fill(folder)
        return county
    }

    private init(folder: String, world: BenchWorld) {
        (self.folder, self.world) = (folder, world)
    }

    private static func believeAcknowledged(_ child: BenchNode, _ county: BenchNode) throws {
        try child.store.write { session in
            let link = try session.link(node: county.key, incarnation: 0)
            let held = try session.heldStreams().map(\.position)
            try session.set(.agreed, of: link, to: held)
        }
    }

    private mutating func fill(_ folder: BenchFolder) async throws {
        let parent = try ParentProcess(self.folder, state: folder)
        defer { parent.stop() }
        for child in children { try child.dial(world.county, at: parent.address) }
        let clock = ContinuousClock()
        let start = clock.now
        let before = try parent.cpuSeconds()
        var named: Set<StreamID> = []
        try await withThrowingTaskGroup(of: [SyncNotice].self) { group in
            for (number, child) in children.enumerated() {
                if number >= LargeCounty.atOnce, let notices = try await group.next() {
                    named.formUnion(LargeCounty.streams(of: notices))
                }
                group.addTask { try await child.client(folder).sync().notices }
            }
            for try await notices in group { named.formUnion(LargeCounty.streams(of: notices)) }
        }
        wallSeconds = start.duration(to: clock.now).seconds
        cpuSeconds = try parent.cpuSeconds() - before
        peakMegabytes = try parent.peakMegabytes()
        namedStreamCount = named.count
        try compare()
    }

    private static func streams(of notices: [SyncNotice]) -> [StreamID] {
        notices.compactMap { notice in
            if case .restoredParent(let stream) = notice { stream } else { nil }
        }
    }

    private mutating func compare() throws {
        for child in children {
            let place = try child.place
            let mine = try child.store.read { try $0.counts(at: place) }
            let above = try world.county.store.read { try $0.counts(at: place) }
            eventCount += Int(mine.events)
            lostCount += Int(mine.events - above.events)
            guard mine.state == above.state else { throw BenchFault.unequal("county and child") }
        }
    }
}
