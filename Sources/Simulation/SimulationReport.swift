/// What became of one world.
package struct SimulationReport: Sendable {
    /// The seed that everything followed from.
    package let seed: UInt64
    /// The faults that the seed chose.
    package let chosen: Set<Fault>
    /// How often each fault struck.
    package internal(set) var fired: [Fault: Int] = [:]
    /// Things that happened, over both phases.
    package internal(set) var stepCount = 0
    /// The step at which the faults ended.
    package internal(set) var healedAtStep = 0
    /// Nodes of the world.
    package internal(set) var nodeCount = 0
    /// Events that were written.
    package internal(set) var eventCount = 0
    /// Exchanges that came to an end, good or bad.
    package internal(set) var exchangeCount = 0
    /// Requests that were answered.
    package internal(set) var roundCount = 0
    /// Messages that reached a running node.
    package internal(set) var deliveryCount = 0
    /// Bytes of all messages, before sealing.
    package internal(set) var byteCount = 0
    /// Events that a store which ran twice wrote again.
    package internal(set) var writtenAgainCount = 0
    /// Records on which people had to decide, as the root saw it in the end.
    package internal(set) var conflictCount = 0
    /// Most exchanges that one child took to come to rest once the faults had ended.
    package internal(set) var healingExchangeCount = 0
    /// What the checkers found; empty if the world kept its promises.
    package internal(set) var findings: [String] = []
    /// A number that depends on all that happened: equal for equal runs of one seed.
    package private(set) var fingerprint: UInt64 = 0xCBF2_9CE4_8422_2325

    init(seed: UInt64, chosen: Set<Fault>) {
        self.seed = seed
        self.chosen = chosen
    }

    /// Whether no checker found anything.
    package var isClean: Bool { findings.isEmpty }

    /// The command that runs this world again.
    package var replayCommand: String { "swift run simulate --seed \(seed)" }

    /// One line for people: what happened, which faults struck how often.
    package var line: String {
        let faults = fired.sorted { $0.key < $1.key }.map { "\($0.key.rawValue) \($0.value)" }
        let struck = faults.isEmpty ? "no faults" : faults.joined(separator: ", ")
        return """
            seed \(seed): \(nodeCount) nodes, \(eventCount) events, \(exchangeCount) exchanges, \
            \(roundCount) rounds, \(deliveryCount) deliveries, \(byteCount) bytes, \
            \(conflictCount) conflicts, \(writtenAgainCount) written again, \
            at rest after \(healingExchangeCount) exchanges; \(struck); \
            fingerprint \(String(fingerprint, radix: 16))
            """
    }

    /// Mixes one step into the fingerprint (FNV-1a over words).
    mutating func trace(_ mark: UInt64, at time: Int64) {
        for word in [mark, UInt64(bitPattern: time)] {
            fingerprint = (fingerprint ^ word) &* 0x0000_0100_0000_01B3
            fingerprint ^= fingerprint >> 29
        }
    }
}

/// Runs worlds.
package enum Simulation {
    /// Runs the world of a seed through both phases.
    ///
    /// A thrown error is a finding like any other.
    package static func run(seed: UInt64, defect: PlantedDefect? = nil) throws -> SimulationReport {
        var world = try World(seed: seed, defect: defect)
        do {
            try world.run()
        } catch {
            world.find("an error was thrown: \(error)")
            world.finishReport()
        }
        return world.report
    }
}
