import ArgumentParser
import Simulation

/// Runs simulated worlds and prints what struck each: `swift run -c release simulate --seeds 40`.
@main
struct Simulate: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "Runs worlds of nodes from seeds, with faults, and checks what they promise."
    )

    @Option(help: "How many seeds to run.")
    var seeds: UInt64 = 40

    @Option(help: "The first of them.")
    var from: UInt64 = 1

    @Option(help: "One seed alone.")
    var seed: UInt64?

    @Option(help: "Plant a defect, and see it found.")
    var defect: PlantedDefect?

    @Flag(help: "Print only the worlds in which something was found, and the sum.")
    var quiet = false

    func run() throws {
        var sum = Sum()
        let range = seed.map { $0...$0 } ?? from...(from + max(1, seeds) - 1)
        for seed in range {
            let report = try Simulation.run(seed: seed, defect: defect)
            if !quiet || !report.isClean { print(report.line) }
            for finding in report.findings { print("  found: \(finding)") }
            sum.add(report)
        }
        print(sum.text)
        for command in sum.replayCommands { print("replay: \(command)") }
        if let poverty = sum.poverty { print(poverty) }
        if !sum.replayCommands.isEmpty || sum.poverty != nil { throw ExitCode.failure }
    }
}

/// What many worlds were like.
private struct Sum {
    private var deliveryCounts: [Int] = []
    private var kindCounts: [Int] = []
    private var eventCount = 0
    private var fired: [Fault: Int] = [:]
    private(set) var replayCommands: [String] = []

    mutating func add(_ report: SimulationReport) {
        deliveryCounts.append(report.deliveryCount)
        kindCounts.append(report.fired.count)
        eventCount += report.eventCount
        fired.merge(report.fired, uniquingKeysWith: +)
        if !report.isClean { replayCommands.append(report.replayCommand) }
    }

    var text: String {
        let faults = fired.sorted { $0.key < $1.key }.map { "\($0.key.rawValue) \($0.value)" }
        return """
            \(deliveryCounts.count) seeds, \(replayCommands.count) with findings; \
            \(eventCount) events; median of deliveries \(median(deliveryCounts)), \
            of kinds of faults \(median(kindCounts)); \
            \(faults.joined(separator: ", "))
            """
    }

    /// What the worlds had too little of to prove anything; nil where that is not so, and for a few
    /// worlds.
    var poverty: String? {
        guard deliveryCounts.count >= 100 else { return nil }
        let isPoor = median(deliveryCounts) < 200 || median(kindCounts) < 5
        return isPoor
            ? "too little happened: the medians are to be 200 deliveries, 5 kinds of faults" : nil
    }

    private func median(_ counts: [Int]) -> Int { counts.sorted()[counts.count / 2] }
}

extension PlantedDefect: ExpressibleByArgument {}
