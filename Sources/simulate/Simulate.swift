import ArgumentParser
import Simulation

/// Runs simulated worlds and prints what struck each: `swift run simulate --seeds 40`.
@main
struct Simulate: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "Runs worlds of nodes from seeds, with faults, and checks what they promise."
    )

    @Option(help: "How many seeds to run, from 1 on.")
    var seeds: UInt64 = 40

    @Option(help: "One seed alone.")
    var seed: UInt64?

    @Option(help: "Plant a defect, and see it found.")
    var defect: PlantedDefect?

    func run() throws {
        var failed: [SimulationReport] = []
        var fired: [Fault: Int] = [:]
        let range = seed.map { $0...$0 } ?? 1...max(1, seeds)
        for seed in range {
            let report = try Simulation.run(seed: seed, defect: defect)
            print(report.line)
            for finding in report.findings { print("  found: \(finding)") }
            if !report.isClean { failed.append(report) }
            fired.merge(report.fired, uniquingKeysWith: +)
        }
        let faults = fired.sorted { $0.key < $1.key }.map { "\($0.key.rawValue) \($0.value)" }
        print(
            "\(range.count) seeds, \(failed.count) with findings; \(faults.joined(separator: ", "))"
        )
        for report in failed { print("replay: \(report.replayCommand)") }
        if !failed.isEmpty { throw ExitCode.failure }
    }
}

extension PlantedDefect: ExpressibleByArgument {}
