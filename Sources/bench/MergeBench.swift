import ArgumentParser
import Causality
import Records
import Store

/// Merging at a parent (verified, durable, projected) against the same rows and indexes inserted
/// through GRDB with prepared statements, both with `synchronous = FULL`, in one run.
struct MergeBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "merge",
        abstract: "Merging at the county against the same rows inserted through GRDB."
    )

    @Option var events = 100_000
    @Option var villages = 20
    @Option var rounds = 3
    @Flag(help: "One event a record, not eight.") var single = false

    func run() async throws {
        for round in 1...rounds {
            let figures = try MergeFigures.measure(
                events: events,
                villages: villages,
                isSingle: single
            )
            print("round \(round): \(figures.text)")
        }
    }
}

/// What one merge took.
struct MergeFigures {
    let eventCount: Int
    let batchCount: Int
    let merging: Stopwatch
    let floor: Stopwatch
    /// What the store's file grew by.
    let byteCount: Int

    var eventsPerSecond: Double { Double(eventCount) / merging.wallSeconds }
    /// Rows inserted in the same time by nothing but GRDB would be 1; by the CPU.
    var ratio: Double { floor.cpuSeconds / merging.cpuSeconds }
    var cpuSecondsPer100k: Double { merging.cpuSeconds * 100_000 / Double(eventCount) }
    var bytesPerEvent: Int { byteCount / eventCount }

    var text: String {
        """
        merged \(eventCount) events in \(batchCount) batches; \(Int(eventsPerSecond)) events/s, \
        \(merging.text); insert floor \(floor.text); ratio wall \
        \(number(floor.wallSeconds / merging.wallSeconds, 2)), CPU \(number(ratio, 2)); \
        disk \(bytesPerEvent) B an event
        """
    }

    static func measure(events: Int, villages: Int, isSingle: Bool) throws -> MergeFigures {
        let folder = try BenchFolder()
        let county = folder.path + "/county"
        let world = try BenchWorld(villageCount: villages, countyFolder: county)
        for (number, village) in world.villages.enumerated() {
            var maker = CaseMaker(village, seed: UInt64(number))
            let count = events / villages
            if isSingle {
                try maker.appendOpenings(count)
            } else {
                try maker.appendCases(count / CaseMaker.eventsPerCase)
            }
        }
        let batches = try world.villages.flatMap { try sent(by: $0, to: world.county) }
        let file = BenchNode.storePath(county)
        let before = try StoreFile.byteCount(file)
        var merged = 0
        let merging = try Stopwatch.measure {
            for batch in batches {
                let outcome = try world.county.store.write { try $0.merge(batch) }
                precondition(outcome.refusals.isEmpty, "\(outcome.refusals)")
                merged += outcome.newEventCount
            }
        }
        return MergeFigures(
            eventCount: merged,
            batchCount: batches.count,
            merging: merging,
            floor: try InsertFloor.measure(
                copying: file,
                to: folder.path + "/floor.sqlite",
                transactions: batches.count
            ),
            byteCount: try StoreFile.byteCount(file) - before
        )
    }

    /// What a village sends, in batches as large as messages are.
    private static func sent(
        by village: BenchNode,
        to county: BenchNode
    ) throws -> [[StreamSegment]] {
        let root = RecordID.rootPlace(of: county.key)
        var batches: [[StreamSegment]] = []
        while true {
            let (segments, isComplete) = try village.store.write { session in
                let link = try session.link(node: county.key, incarnation: 1)
                let next = try session.outgoing(.agreed, of: link, place: root, byteBudget: 300_000)
                try session.set(.agreed, of: link, to: try session.ends(of: next.segments))
                return next
            }
            if !segments.isEmpty { batches.append(segments) }
            if isComplete { return batches }
        }
    }
}

extension StoreSession {
    /// Where segments of held streams end.
    fileprivate func ends(of segments: [StreamSegment]) throws -> [StreamPosition] {
        try segments.map { segment in
            let last = segment.events.last?.dot.sequence ?? 0
            guard let hash = try hash(of: segment.stream, at: last) else {
                preconditionFailure("a segment that is not held")
            }
            return StreamPosition(stream: segment.stream, sequence: last, hash: hash)
        }
    }
}
