import Simulation
import Testing

/// A checker that never found anything proves nothing: each planted bug must be found.
@Suite("Planted defects")
struct PlantedDefectTests {
    @Test("a planted defect is caught within forty seeds", arguments: PlantedDefect.allCases)
    func isCaught(defect: PlantedDefect) throws {
        let caught = try PlantedDefectTests.firstCatch(of: defect)
        #expect(caught != nil, "\(defect.rawValue) was not caught by any of the seeds 1 to 40")
    }

    @Test(
        "the seeds that catch the defects fastest catch them again, and are clean without",
        arguments: [
            (PlantedDefect.acknowledgesEarly, UInt64(0), "believes the other end to hold"),
            (.skipsSegment, 0, "believes the other end to hold"),
            (.claimsUnseen, 0, "was overwritten unseen"),
        ]
    )
    func keptSeeds(defect: PlantedDefect, seed: UInt64, sentence: String) throws {
        let report = try Simulation.run(seed: seed, defect: defect)
        #expect(report.findings.contains { $0.contains(sentence) }, "seed \(seed): \(report.line)")
        #expect(try Simulation.run(seed: seed).isClean)
    }

    private static func firstCatch(of defect: PlantedDefect) throws -> UInt64? {
        for seed in UInt64(1)...40 {
            if !(try Simulation.run(seed: seed, defect: defect).isClean) { return seed }
        }
        return nil
    }
}
