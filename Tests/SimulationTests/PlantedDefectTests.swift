import Simulation
import Testing

/// A checker that never found anything proves nothing: each planted bug must be found.
@Suite("Planted defects")
struct PlantedDefectTests {
    @Test(
        "a planted defect is caught, by the seed that caught it before or by another of the forty",
        arguments: [
            (PlantedDefect.acknowledgesEarly, seed: UInt64(1), "believes the other end to hold"),
            (.skipsSegment, seed: 1, "believes the other end to hold"),
            (.claimsUnseen, seed: 3, "was overwritten unseen"),
            (.claimsEverything, seed: 3, "was overwritten unseen"),
            (.reusesSequence, seed: 10, "was given twice"),
            (.settlesByArrival, seed: 3, "was overwritten unseen"),
            (.trustsAnyone, seed: 1, "which nobody wrote"),
            (.takesErasedAgain, seed: 29, "is here again"),
            (.foldsByArrival, seed: 1, "的数据表与事件不符"),
            (.shortensSticks, seed: 9, "lacks a personal payload"),
        ]
    )
    func isCaught(defect: PlantedDefect, seed: UInt64, sentence: String) throws {
        var caught: UInt64?
        for seed in [seed] + Array(1...40) where caught == nil {
            let report = try Simulation.run(seed: seed, defect: defect)
            if report.findings.contains(where: { $0.contains(sentence) }) { caught = seed }
        }
        let found = try #require(caught, "none of the seeds 1 to 40 caught \(defect.rawValue)")
        let clean = try Simulation.run(seed: found)
        #expect(clean.isClean, "seed \(found) finds something without \(defect.rawValue) too")
    }
}
