import ArgumentParser
import Causality
import Credentials
import Exchange
import Glibc
import Store
import SyncEngine
import SyncWire

/// A county's year in virtual time, with the production engine, stores and seals: villages dial
/// their townships each week, townships the county; nothing but the network is left out.
struct CountyYear: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "county-year",
        abstract: "Runs a county's year: a million events, 320 nodes, all digests equal at the end."
    )

    @Option var townships = 20
    @Option var villages = 299
    @Option(help: "Events of the year, made by the villages.") var events = 1_000_000
    @Option var weeks = 52

    func run() async throws {
        let clock = ContinuousClock()
        let start = clock.now
        let cpu = Stopwatch.processorSeconds()
        progress("making \(1 + townships + villages) nodes")
        var year = try YearWorld(townships: townships, villages: villages)
        let casesEach = (events + villages * 8 - 1) / (villages * CaseMaker.eventsPerCase)
        for week in 0..<weeks {
            let share = casesEach * (week + 1) / weeks - casesEach * week / weeks
            try await year.work(week: week, casesEach: share)
            if week % 4 == 3 {
                let seconds = start.duration(to: clock.now).seconds
                progress("week \(week + 1): \(year.tally.eventCount) events, \(number(seconds)) s")
            }
        }
        try await year.settle()
        let compared = try year.compareDigests()
        let peak = try OwnProgram.peakMegabytes(getpid())
        print(
            """
            county year: \(number(start.duration(to: clock.now).seconds)) s wall, \
            \(number(Stopwatch.processorSeconds() - cpu)) s CPU; \(year.nodeCount) nodes, \
            \(year.tally.eventCount) events made, \(year.tally.exchangeCount) exchanges, \
            \(year.tally.roundTripCount) round trips, \(year.tally.byteCount / 1_000_000) MB sent; \
            county holds \(try year.countyEventCount()) events; \
            \(compared) digests compared, all equal; peak \(number(peak)) MB
            """
        )
    }
}

/// The nodes of a year, and who dials whom.
struct YearWorld {
    /// What was done.
    struct Tally: Sendable {
        var eventCount = 0
        var exchangeCount = 0
        var roundTripCount = 0
        var byteCount = 0

        mutating func add(_ other: Tally) {
            eventCount += other.eventCount
            exchangeCount += other.exchangeCount
            roundTripCount += other.roundTripCount
            byteCount += other.byteCount
        }
    }

    /// A township and the villages that dial it; what one thread works at.
    struct Township: Sendable {
        let node: BenchNode
        var villages: [Village] = []
    }

    /// A village, its agent, and how many weeks it lets pass between two calls.
    struct Village: Sendable {
        let node: BenchNode
        var maker: CaseMaker
        let weeksBetween: Int
    }

    private static let weekSeconds: Int64 = 604_800
    /// One village in so many has no line for weeks.
    private static let lateEvery = 30
    private static let lateWeeks = 9

    private(set) var tally = Tally()
    private var world: BenchWorld
    private var townships: [Township] = []

    var nodeCount: Int { 1 + townships.reduce(0) { $0 + 1 + $1.villages.count } }

    init(townships townshipCount: Int, villages villageCount: Int) throws {
        world = try BenchWorld(countyFolder: nil)
        for _ in 0..<townshipCount {
            townships.append(Township(node: try world.join(below: [], level: "township")))
        }
        for number in 0..<villageCount {
            let index = number % townshipCount
            let township = townships[index].node
            let node = try world.join(below: [township], level: "village")
            let isLate = number % YearWorld.lateEvery == 7
            townships[index].villages.append(
                Village(
                    node: node,
                    maker: CaseMaker(node, seed: UInt64(number)),
                    weeksBetween: isLate ? YearWorld.lateWeeks : 1
                )
            )
        }
    }

    /// One week: everybody works, those with a line dial, then the townships dial the county.
    mutating func work(week: Int, casesEach: Int) async throws {
        let now = BenchNode.beginning + Int64(week) * YearWorld.weekSeconds
        try await eachTownship { township in
            var tally = Tally()
            township.node.clock.set(now + YearWorld.weekSeconds - 3_600)
            for index in township.villages.indices {
                township.villages[index].node.clock.set(now)
                try township.villages[index].maker.appendCases(casesEach)
                tally.eventCount += casesEach * CaseMaker.eventsPerCase
                let village = township.villages[index]
                guard (week + index) % village.weeksBetween == 0 else { continue }
                tally.add(try YearWorld.exchange(village.node, with: township.node))
            }
            return tally
        }
        try dialCounty(at: now + YearWorld.weekSeconds)
    }

    /// The last days: everybody dials until nobody has anything for anybody.
    mutating func settle() async throws {
        for _ in 0..<2 {
            try dialCounty(at: world.county.clock.now)
            try await eachTownship { township in
                var tally = Tally()
                for village in township.villages {
                    tally.add(try YearWorld.exchange(village.node, with: township.node))
                }
                return tally
            }
            try dialCounty(at: world.county.clock.now)
        }
    }

    private mutating func dialCounty(at now: Int64) throws {
        world.county.clock.set(now)
        for township in townships {
            tally.add(try YearWorld.exchange(township.node, with: world.county))
        }
    }

    /// Works at two townships at a time.
    private mutating func eachTownship(
        _ work: @escaping @Sendable (inout Township) throws -> Tally
    ) async throws {
        let present = townships
        let done = try await withThrowingTaskGroup(of: (Int, Township, Tally).self) { group in
            var done: [(Int, Township, Tally)] = []
            for (index, township) in present.enumerated() {
                if index >= 2, let next = try await group.next() { done.append(next) }
                group.addTask {
                    var township = township
                    let tally = try work(&township)
                    return (index, township, tally)
                }
            }
            for try await next in group { done.append(next) }
            return done
        }
        for (index, township, part) in done {
            townships[index] = township
            tally.add(part)
        }
    }

    /// One exchange, sealed both ways, without a network between.
    private static func exchange(_ child: BenchNode, with parent: BenchNode) throws -> Tally {
        var tally = Tally(exchangeCount: 1)
        let places = try parent.store.read { try $0.places(of: child.key) }
        var round = try ChildRound(
            store: child.store,
            parent: parent.key,
            clock: child.clock.wall,
            random: child.random
        )
        var step = try round.start()
        while case .send(_, let encoded) = step {
            let line = SealedLine(child: child, parent: parent)
            let request = try line.up(encoded)
            let result = try ParentRound(store: parent.store, clock: parent.clock.wall)
                .answer(
                    try Request(request.message, sender: child.key),
                    from: child.key,
                    places: places
                )
            let answer = try line.down(result.encoded)
            tally.roundTripCount += 1
            tally.byteCount += request.byteCount + answer.byteCount
            step = try round.resume(.answered(try Answer(answer.message, sender: parent.key)))
        }
        guard case .finish(let summary) = step, summary.fault == nil, summary.isUpToDate else {
            throw BenchFault.unequal("an exchange that did not settle")
        }
        return tally
    }

    func countyEventCount() throws -> Int64 {
        try world.county.store.read { try $0.counts().events }
    }

    /// Compares each place's digest at every node that holds it; gives how many were compared.
    func compareDigests() throws -> Int {
        var compared = 0
        for township in townships {
            let place = try township.node.place
            try compare(place, [township.node, world.county], &compared)
            for village in township.villages {
                let holders = [village.node, township.node, world.county]
                try compare(try village.node.place, holders, &compared)
            }
        }
        return compared
    }

    private func compare(
        _ place: RecordID,
        _ holders: [BenchNode],
        _ compared: inout Int
    ) throws {
        let counts = try holders.map { node in try node.store.read { try $0.counts(at: place) } }
        for above in counts.dropFirst() {
            guard above.state == counts[0].state, above.events == counts[0].events else {
                throw BenchFault.unequal("\(above.events) and \(counts[0].events) events")
            }
            compared += 1
        }
    }
}

/// What a line does to bytes: they are sealed here and opened there.
private struct SealedLine {
    let child: BenchNode
    let parent: BenchNode

    func up(_ message: [UInt8]) throws -> (message: [UInt8], byteCount: Int) {
        let sealed = MessageSeal.sealRequest(
            message,
            child: child.key,
            parent: parent.key,
            to: parent.secrets.agreement.agreementKey,
            from: child.secrets.agreement
        )
        let opened = try MessageSeal.openRequest(
            sealed,
            child: child.key,
            parent: parent.key,
            by: parent.secrets.agreement,
            from: [child.secrets.agreement.agreementKey]
        )
        return (opened.message, sealed.count)
    }

    func down(_ message: [UInt8]) throws -> (message: [UInt8], byteCount: Int) {
        let sealed = MessageSeal.sealAnswer(
            message,
            child: child.key,
            parent: parent.key,
            to: child.secrets.agreement.agreementKey,
            from: parent.secrets.agreement
        )
        let opened = try MessageSeal.openAnswer(
            sealed,
            child: child.key,
            parent: parent.key,
            by: child.secrets.agreement,
            from: parent.secrets.agreement.agreementKey
        )
        return (opened, sealed.count)
    }
}
