import Ambient
import Causality
import Records
import SyncEngine
import SyncWire
import Testing

/// Random worlds: writes, losses, repetitions and restores in any order, then quiet.
@Suite struct RandomExchangeTests {
    @Test(
        "whatever is lost, repeated or restored, both sides end equal",
        arguments: UInt64(1)...300
    )
    func converges(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var link = ExchangeTests.link()
        link.budget = Int.random(in: 40...2_000, using: &random)
        var childCopy = link.child
        var parentCopy = link.parent
        for _ in 0..<Int.random(in: 5...40, using: &random) {
            switch Int.random(in: 0...11, using: &random) {
            case 0...2: link.child.write(ExchangeTests.village, count: 2, text: "c")
            case 3: link.child.write(ExchangeTests.county, text: "c")
            case 4...5: link.parent.write(ExchangeTests.county, count: 3, text: "p")
            case 6: childCopy = link.child
            case 7: parentCopy = link.parent
            case 8 where seed.isMultiple(of: 2):
                // A restore takes a new incarnation by itself only where it is noticed at once.
                let isNoticed = Bool.random(using: &random)
                let next = link.child.incarnation + 1_000
                link.child = childCopy
                if isNoticed { link.child.incarnation = next }
            case 9 where seed.isMultiple(of: 3):
                link.parent = parentCopy
                link.parent.incarnation &+= 1_000
            default:
                let source = RandomSource.seeded(random.next())
                let seeds = (0..<4).map { _ in
                    ModelLink.Fault.allCases.randomElement(using: &random) ?? .none
                }
                _ = try link.sync(random: source) { $0 < 4 ? seeds[$0] : .none }
            }
        }
        for round in 0..<6 { _ = try link.sync(random: .seeded(seed &+ UInt64(round) &+ 999)) }
        let last = try link.sync(random: .seeded(seed &+ 5_000))
        #expect(link.isConverged, "replay: seed \(seed)")
        #expect(last.roundCount == 1 && last.isUpToDate, "replay: seed \(seed): \(last)")
    }
}
