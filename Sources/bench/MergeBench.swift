import ArgumentParser
import Causality
import Foundation
import Records
import Store

/// Merging at a parent (verified, durable, projected) against the same rows and indexes inserted
/// through GRDB with prepared statements, both with `synchronous = FULL`, in one run.
struct MergeBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "merge")

    @Option var events = 100_000
    @Option var villages = 20
    @Option var rounds = 3

    func run() async throws {
        let cases = events / CaseMaker.eventsPerCase / villages
        print("events \(cases * CaseMaker.eventsPerCase * villages), villages \(villages)")
        for round in 1...rounds {
            let folder = NSTemporaryDirectory() + "liandong-bench-\(UUID().uuidString)"
            try FileManager.default.createDirectory(
                atPath: folder,
                withIntermediateDirectories: true
            )
            defer { try? FileManager.default.removeItem(atPath: folder) }
            try measure(round, folder: folder, cases: cases)
        }
    }

    private func measure(_ round: Int, folder: String, cases: Int) throws {
        let file = folder + "/county.sqlite"
        let world = try BenchWorld(villageCount: villages, countyFile: file)
        for (number, village) in world.villages.enumerated() {
            try CaseMaker.append(cases, to: village, seed: UInt64(number))
        }
        let batches = try world.villages.flatMap { try Self.batches(of: $0, world.county) }
        let before = try FileSize.read(folder)
        var merged = 0
        let merging = try Stopwatch.measure {
            for batch in batches {
                let outcome = try world.county.store.write { try $0.merge(batch) }
                precondition(outcome.refusals.isEmpty, "\(outcome.refusals)")
                merged += outcome.newEventCount
            }
        }
        let bytes = try FileSize.read(folder) - before
        let floor = try InsertFloor.measure(
            copying: file,
            to: folder + "/floor.sqlite",
            transactions: batches.count
        )
        let rate = Double(merged) / merging.wallSeconds
        let floorRate = Double(merged) / floor.wallSeconds
        print(
            """
            round \(round): merged \(merged) events in \(batches.count) batches; \
            merge \(Int(rate)) events/s, \(merging.text); \
            insert floor \(Int(floorRate)) events/s, \(floor.text); \
            ratio wall \(ratio(rate, floorRate)), \
            CPU \(ratio(floor.cpuSeconds, merging.cpuSeconds)); disk \(bytes / merged) B an event
            """
        )
    }

    private func ratio(_ left: Double, _ right: Double) -> String {
        String(format: "%.2f", left / right)
    }

    /// What a village sends, in batches as large as messages are.
    private static func batches(
        of village: BenchNode,
        _ county: BenchNode
    ) throws -> [[StreamSegment]] {
        let root = RecordID.rootPlace(of: county.key)
        var batches: [[StreamSegment]] = []
        while true {
            let (segments, isComplete) = try village.store.write { session in
                let link = try session.link(node: county.key, incarnation: 1)
                let next = try session.outgoing(.agreed, of: link, place: root, byteBudget: 300_000)
                let positions = try next.segments.map { segment in
                    let last = segment.events.last?.dot.sequence ?? 0
                    guard let hash = try session.hash(of: segment.stream, at: last) else {
                        preconditionFailure("a segment that is not held")
                    }
                    return StreamPosition(stream: segment.stream, sequence: last, hash: hash)
                }
                try session.set(.agreed, of: link, to: positions)
                return next
            }
            if !segments.isEmpty { batches.append(segments) }
            if isComplete { return batches }
        }
    }
}

/// Wall and processor time of one piece of work.
struct Stopwatch {
    let wallSeconds: Double
    let cpuSeconds: Double

    var text: String { String(format: "wall %.2f s, CPU %.2f s", wallSeconds, cpuSeconds) }

    static func measure(_ work: () throws -> Void) rethrows -> Stopwatch {
        let clock = ContinuousClock()
        let cpu = processorSeconds()
        let start = clock.now
        try work()
        let wall = start.duration(to: clock.now)
        let seconds = Double(wall.components.seconds) + Double(wall.components.attoseconds) / 1e18
        return Stopwatch(wallSeconds: seconds, cpuSeconds: processorSeconds() - cpu)
    }

    private static func processorSeconds() -> Double {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        func seconds(_ time: timeval) -> Double {
            Double(time.tv_sec) + Double(time.tv_usec) / 1e6
        }
        return seconds(usage.ru_utime) + seconds(usage.ru_stime)
    }
}

/// How many bytes a folder's files hold.
enum FileSize {
    static func read(_ folder: String) throws -> Int {
        try FileManager.default.contentsOfDirectory(atPath: folder).reduce(0) { sum, name in
            let attributes = try FileManager.default.attributesOfItem(atPath: folder + "/" + name)
            return sum + (attributes[.size] as? Int ?? 0)
        }
    }
}
