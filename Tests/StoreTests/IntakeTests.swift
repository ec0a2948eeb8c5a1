import Causality
import Records
import Store
import SyncWire
import Testing

@Suite("How much one node below may bring")
struct IntakeTests {
    @Test("an author beyond a day's events is put off, and others are taken")
    func eventsOfADay() throws {
        let root = try TestNode.root(seed: 1)
        let villages = try [2, 3].map { seed in
            try TestNode.child(
                seed: seed,
                of: root,
                root: root,
                code: "33011000100\(seed)"
            )
        }
        let limit = IntakeLimit(eventsPerDayMax: 4, incarnationsPerMonthMax: 9)
        for number in 0..<3 { _ = try villages[0].complaint(about: "第\(number)件") }
        let first = try villages[0].segments(for: .rootPlace(of: root.key))
        #expect(try root.store.write { try $0.merge(first, limit: limit) }.newEventCount == 3)
        for number in 3..<6 { _ = try villages[0].complaint(about: "第\(number)件") }
        _ = try villages[1].complaint(about: "别的村的")
        let all = try villages.flatMap { try $0.segments(for: .rootPlace(of: root.key)) }
        let outcome = try root.store.write { try $0.merge(all, limit: limit) }
        #expect(outcome.newEventCount == 1)
        #expect(outcome.refusals.map(\.reason) == [.limit])
        #expect(outcome.refusals.first?.sequence == 4)
        #expect(RefusalReason.limit.isTemporary && !RefusalReason.limit.isForgery)
        // What was held before counts for nothing, and what comes from above has no limit.
        #expect(try root.store.write { try $0.merge(first, limit: limit) }.refusals.isEmpty)
        #expect(try root.store.write { try $0.merge(all) }.newEventCount == 3)
    }

    @Test("an author beyond a month's incarnations is put off, and comes in the next month")
    func incarnationsOfAMonth() throws {
        let root = try TestNode.root(seed: 1)
        let village = try TestNode.child(seed: 2, of: root, root: root, code: "330110001001")
        let limit = IntakeLimit(eventsPerDayMax: 100, incarnationsPerMonthMax: 2)
        for number in 0..<3 {
            try village.store.write { try $0.renewIncarnation() }
            _ = try village.complaint(about: "第\(number)件")
        }
        let segments = try village.segments(for: .rootPlace(of: root.key))
        #expect(segments.count == 3)
        let outcome = try root.store.write { try $0.merge(segments, limit: limit) }
        #expect(outcome.newEventCount == 2)
        #expect(outcome.refusals.map(\.reason) == [.limit])
        let again = try root.store.write { try $0.merge(segments, limit: limit) }
        #expect(again.newEventCount == 0 && again.refusals.map(\.reason) == [.limit])
        root.clock.advance(days: 31)
        let later = try root.store.write { try $0.merge(segments, limit: limit) }
        #expect(later.newEventCount == 1 && later.refusals.isEmpty)
    }

    @Test("the limits are those of the specification")
    func standard() {
        #expect(IntakeLimit.standard.eventsPerDayMax == 50_000)
        #expect(IntakeLimit.standard.incarnationsPerMonthMax == 40)
    }
}
