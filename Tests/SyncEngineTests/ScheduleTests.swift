import Ambient
import SyncEngine
import SyncWire
import Testing

@Suite struct ScheduleTests {
    @Test("after failures the wait doubles up to an hour, with jitter of a fifth either way")
    func backOff() {
        var schedule = RetrySchedule(period: 86_400)
        let random = RandomSource.seeded(1)
        var expected = RetrySchedule.firstWait
        for _ in 0..<20 {
            let wait = schedule.wait(afterSuccess: false, random: random)
            #expect((expected * 0.8...expected * 1.2).contains(wait))
            expected = min(expected * 2, RetrySchedule.longestWait)
        }
        let regular = schedule.wait(afterSuccess: true, random: random)
        #expect((86_400 * 0.8...86_400 * 1.2).contains(regular))
    }

    @Test("a short period is never lengthened by failures")
    func shortPeriod() {
        var schedule = RetrySchedule(period: 2)
        let random = RandomSource.seeded(2)
        for _ in 0..<5 { #expect(schedule.wait(afterSuccess: false, random: random) <= 2.4) }
    }

    @Test("300 nodes whose line comes back at once do not call in the same second")
    func jitter() {
        let waits = (0..<300).map { seed in
            var schedule = RetrySchedule(period: 3_600)
            return Int(schedule.wait(afterSuccess: false, random: .seeded(UInt64(seed))))
        }
        #expect(Set(waits).count >= 10)
    }

    @Test("a message above the target makes the next one smaller, one below it changes nothing")
    func budget() {
        var budget = MessageBudget()
        budget.note(messageByteCount: 30_000)
        #expect(budget.eventByteCountMax == MessageLimits.eventByteCountMax)
        budget.note(messageByteCount: 131_072)
        #expect(budget.eventByteCountMax == MessageLimits.eventByteCountMax / 2)
        for _ in 0..<10 { budget.note(messageByteCount: 250_000) }
        #expect(budget.eventByteCountMax == MessageBudget.eventByteCountMin)
    }
}
