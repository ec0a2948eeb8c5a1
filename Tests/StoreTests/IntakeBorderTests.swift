import Causality
import Records
import Store
import SyncWire
import Testing

/// The limits of SPEC 9.23 and 9.24 from both sides.
@Suite("How much one node below may bring, to the last one")
struct IntakeBorderTests {
    private let limit = IntakeLimit(eventsPerDayMax: 4, incarnationsPerMonthMax: 2)
    private let root: TestNode
    private let village: TestNode

    init() throws {
        root = try TestNode.root(seed: 1)
        village = try TestNode.child(seed: 2, of: root, root: root, code: "330110001001")
    }

    /// Writes so many complaints and hands over all that the village has.
    private func bring(_ count: Int) throws -> (taken: Int, refusals: [SegmentRefusal]) {
        for number in 0..<count { _ = try village.complaint(about: "第\(number)件") }
        return try hand()
    }

    private func hand() throws -> (taken: Int, refusals: [SegmentRefusal]) {
        let segments = try village.segments(for: .rootPlace(of: root.key))
        let outcome = try root.store.write { try $0.merge(segments, limit: limit) }
        return (outcome.newEventCount, outcome.refusals)
    }

    @Test("the fourth event of a day is taken, the fifth on the next day", arguments: [0, 3])
    func events(first: Int) throws {
        #expect(try bring(first).taken == first)
        let last = try bring(4 - first)
        #expect(last.taken == 4 - first && last.refusals.isEmpty)
        let more = try bring(1)
        #expect(more.taken == 0 && more.refusals.map(\.reason) == [.limit])
        #expect(more.refusals.map(\.sequence) == [5])
        #expect(try hand().taken == 0, "asking again changes nothing")
        root.clock.advance(days: 1)
        let later = try hand()
        #expect(later.taken == 1 && later.refusals.isEmpty)
        // What was held before does not count for the new day.
        #expect(try bring(3).taken == 3)
        #expect(try bring(1).refusals.map(\.reason) == [.limit])
    }

    @Test("five events at once are put off as one, and nothing of them is held")
    func atOnce() throws {
        let outcome = try bring(5)
        #expect(outcome.taken == 0 && outcome.refusals.map(\.reason) == [.limit])
        #expect(outcome.refusals.map(\.sequence) == [1])
    }

    @Test("the second incarnation of a month is met, the third in the next month")
    func incarnations() throws {
        #expect(try bring(1).taken == 1)
        for (taken, isPutOff) in [(1, false), (0, true)] {
            try village.store.write { try $0.renewIncarnation() }
            let outcome = try bring(1)
            #expect(outcome.taken == taken && outcome.refusals.isEmpty == !isPutOff)
        }
        root.clock.advance(days: 31)
        #expect(try hand().taken == 1)
    }
}
