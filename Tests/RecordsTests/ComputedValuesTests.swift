import Causality
import Records
import Testing

/// A record under computation, told by what matters to the case at hand.
struct ComputedCase {
    var after: [String: FieldValue] = [:]
    var before: [String: FieldValue] = [:]
    var changed: Set<String>?
    var isNew = true
    var referenced: [String: FieldValue] = [:]
    var holdsReferenced = true
    var exceptions = ["2024-01-01": false, "2024-05-01": false]
    var now = "2024-03-05T09:30:00+08:00"
    var entry = EntryKind.live
    var stops: [Suspension] = []
    var history: [ClockStops.Entry] = []

    func outcome(_ definition: RegisterDefinition) throws -> ComputedOutcome {
        var days: [CivilDate: Bool] = [:]
        for (text, works) in exceptions { days[try #require(CivilDate(text: text))] = works }
        let (target, isHeld) = (referenced, holdsReferenced)
        let (after, before, stops) = (after, before, stops)
        let context = ComputedContext(
            after: { after[$0] },
            before: { before[$0] },
            changed: changed ?? Set(after.keys),
            isNew: isNew,
            referenced: { isHeld ? .held(target[$1]) : .notHeld },
            calendar: WorkingCalendar(exceptions: days),
            deviceTime: try #require(CivilDateTime(text: now)),
            entry: entry,
            suspensions: { _ in stops },
            history: history,
            nextNumber: { "新\($0)" }
        )
        return ComputedValues.evaluate(definition, context)
    }

    /// The value written for a field; nil where none is written, `.some(nil)` where it is cleared.
    func written(_ field: String, _ definition: RegisterDefinition) throws -> FieldValue?? {
        try outcome(definition).writes.first { $0.field == field }.map(\.value)
    }
}

@Suite("computed values")
struct ComputedValuesTests {
    private let definition: RegisterDefinition

    init() throws {
        definition = try DefinitionReader.read(yaml: ComputedValuesTests.yaml)
    }

    private static let yaml = """
        id: computed
        title: 计算
        kind: workflow
        levels: [county]
        audience: {kind: at, place: author}
        settings: {replyDays: 4}
        fields:
          - {id: villager, label: 村民, type: personName, personal: true}
          - {id: phone, label: 电话, type: phone, personal: true}
          - {id: at, label: 受理时间, type: dateTime}
          - {id: done, label: 办结时间, type: dateTime}
          - {id: kind, label: 种类, type: choice, choices: [即办件, 承诺件]}
          - {id: matter, label: 事项, type: reference, references: matter}
          - {id: result, label: 结果, type: text}
          - id: stops
            label: 暂停
            type: list
            items: [{id: from, label: 起, type: date}, {id: to, label: 止, type: date}]
          - id: number
            label: 编号
            type: text
            rule: {firstOf: [{condition: {given: at}, rule: {number: D}}]}
          - id: days
            label: 时限
            type: integer
            rule: {copied: {reference: matter, field: promisedDays, at: at}}
          - id: reply
            label: 答复期限
            type: date
            rule: {workingDaysAfter: {from: at, days: {setting: replyDays, default: 9}}}
          - id: promised
            label: 承诺日期
            type: date
            rule:
              workingDaysAfter:
                from: at
                days: {reference: matter, field: promisedDays}
                suspensions: clockStops
          - id: due
            label: 应办结
            type: date
            rule:
              firstOf:
                - {condition: {is: {kind: 即办件}}, rule: {sameDay: at}}
                - rule:
                    workingDaysAfter:
                      from: at
                      days: {field: days}
                      suspensions: {list: stops}
          - {id: late, label: 超期, type: integer,
             rule: {daysOver: {due: due, finished: done}}}
          - {id: early, label: 提前, type: integer,
             rule: {daysEarly: {due: due, finished: done}}}
          - {id: rounds, label: 往返, type: integer, rule: {timesEntered: 待补}}
          - {id: shown, label: 公示, type: text,
             rule: {masked: [villager, matter.name, result]}}
          - {id: backDated, label: 补录, type: boolean, rule: {backDated: at}}
        states: [受理, 待补, 办结]
        initial: 受理
        final: [办结]
        transitions:
          - name: 补件
            from: [受理]
            to: 待补
            role: clerk
            deadline: {stopsClock: true}
          - {name: 补齐, from: [待补], to: 受理, role: clerk}
          - {name: 办结, from: [受理], to: 办结, role: clerk}
        """

    private let received: [String: FieldValue] = [
        "at": .text("2024-03-05T09:30:00+08:00"), "matter": .text("m1"), "kind": .text("承诺件"),
    ]

    private func date(_ text: String) throws -> CivilDate { try #require(CivilDate(text: text)) }

    @Test("a new record gets its number, copies, dates and marks")
    func newRecord() throws {
        var record = ComputedCase(after: received)
        record.after["villager"] = .text("张三丰")
        record.after["result"] = .text("电话13812345678已办")
        record.referenced = ["promisedDays": .integer(3), "name": .text("社保卡")]
        let outcome = try record.outcome(definition)
        let writes = outcome.writes.map { "\($0.field)=\(describe($0.value))" }
        #expect(
            writes == [
                "number=新D", "days=3", "reply=2024-03-11", "promised=2024-03-08", "due=2024-03-08",
                "rounds=0", "shown=张*，社保卡，电话138****5678已办", "backDated=false",
            ]
        )
        #expect(outcome.warnings.isEmpty)
    }

    private func describe(_ value: FieldValue?) -> String {
        switch value {
        case .text(let text)?: text
        case .integer(let number)?: String(number)
        case .boolean(let flag)?: String(flag)
        case .reference(let record)?: record.text
        case nil: "nil"
        }
    }

    @Test("without a calendar for the year the dates stay empty, with a warning each")
    func unknownYear() throws {
        var record = ComputedCase(after: received)
        record.referenced = ["promisedDays": .integer(3)]
        record.exceptions = ["2023-01-01": false]
        let outcome = try record.outcome(definition)
        #expect(!outcome.writes.contains { ["reply", "promised", "due"].contains($0.field) })
        #expect(outcome.warnings.count == 3)
        #expect(outcome.warnings.allSatisfy { $0.contains("2024 年") })
    }

    @Test("a matter that is not here yet, or promises nonsense, leaves the dates empty")
    func missingMatter() throws {
        var record = ComputedCase(after: received)
        record.holdsReferenced = false
        let outcome = try record.outcome(definition)
        #expect(outcome.warnings.contains { $0.contains("“事项”的记录还没有同步到本机") })
        #expect(try record.written("promised", definition) == nil)
        record.holdsReferenced = true
        record.referenced = ["promisedDays": .integer(-3)]
        #expect(try record.outcome(definition).warnings.contains { $0.contains("-3 天") })
        record.referenced = [:]
        #expect(try record.outcome(definition).warnings.isEmpty)
    }

    @Test("a 即办件 is due on its own day, and days over and early are counted from it")
    func sameDay() throws {
        var record = ComputedCase(after: received)
        record.after["kind"] = .text("即办件")
        record.after["done"] = .text("2024-03-07T16:00:00+08:00")
        #expect(try record.written("due", definition) == .text("2024-03-05"))
        #expect(try record.written("late", definition) == .integer(2))
        #expect(try record.written("early", definition) == .integer(0))
        record.after["kind"] = .text("承诺件")
        record.referenced = ["promisedDays": .integer(5)]
        #expect(try record.written("late", definition) == .integer(0))
        #expect(try record.written("early", definition) == .integer(3))
    }

    @Test("a promise once given does not move with the matter, but with the receipt")
    func freezesPromises() throws {
        var record = ComputedCase(after: received, before: received, isNew: false)
        record.before["days"] = .integer(3)
        record.before["due"] = .text("2024-03-08")
        record.before["number"] = .text("旧号")
        record.referenced = ["promisedDays": .integer(9)]
        record.changed = ["result"]
        #expect(try record.outcome(definition).writes.map(\.field) == [])
        record.changed = ["at"]
        record.after["at"] = .text("2024-03-06T09:30:00+08:00")
        #expect(try record.written("days", definition) == .integer(9))
        #expect(try record.written("due", definition) == .text("2024-03-19"))
        #expect(try record.written("number", definition) == nil, "a number stays")
    }

    @Test("a list of suspensions moves the due date, time in a stopping state the promised one")
    func suspensions() throws {
        var record = ComputedCase(after: received, before: received, isNew: false)
        record.before["days"] = .integer(3)
        record.before["state"] = .text("受理")
        record.changed = ["stops"]
        record.stops = [Suspension(from: try date("2024-03-06"), through: try date("2024-03-07"))]
        #expect(try record.written("due", definition) == .text("2024-03-12"))
        record = ComputedCase(after: received, before: received, isNew: false)
        record.before["state"] = .text("待补")
        record.before["promised"] = .text("2024-03-08")
        record.after["state"] = .text("受理")
        record.changed = ["state"]
        record.referenced = ["promisedDays": .integer(3)]
        record.history = [
            .init(state: "受理", date: try date("2024-03-05")),
            .init(state: "待补", date: try date("2024-03-06")),
            .init(state: "受理", date: try date("2024-03-07")),
        ]
        #expect(try record.written("promised", definition) == .text("2024-03-12"))
        #expect(try record.written("rounds", definition) == .integer(1))
        // Leaving a state in which the clock runs moves nothing.
        record.before["state"] = .text("受理")
        #expect(try record.written("promised", definition) == nil)
    }

    @Test(
        "a record is back-dated if typed in afterwards, never because it was offline",
        arguments: [
            (EntryKind.live, "2024-03-05", false), (.live, "2024-03-04", true),
            (.live, "2024-03-06", false), (.offline, "2024-03-01", false),
            (.backfill, "2024-03-05", true),
        ]
    )
    func backDates(entry: EntryKind, day: String, expected: Bool) throws {
        var record = ComputedCase(after: ["at": .text("\(day)T12:00:00+08:00")])
        record.entry = entry
        #expect(try record.written("backDated", definition) == .boolean(expected))
    }

    @Test("a correction to an earlier day is back-dating, one to a later day is not")
    func correctsDays() throws {
        var record = ComputedCase(after: received, before: received, isNew: false)
        record.before["backDated"] = .boolean(false)
        record.changed = ["at"]
        record.now = "2024-03-20T09:30:00+08:00"
        record.after["at"] = .text("2024-03-06T09:30:00+08:00")
        #expect(try record.written("backDated", definition) == nil)
        record.after["at"] = .text("2024-03-04T09:30:00+08:00")
        #expect(try record.written("backDated", definition) == .boolean(true))
        // A question asked days ago and accepted today was not typed in afterwards.
        record.before = ["result": .text("问")]
        record.after["at"] = .text("2024-03-20T08:30:00+08:00")
        #expect(try record.written("backDated", definition) == .boolean(false))
    }

    @Test("an input that is cleared clears what was computed from it")
    func clears() throws {
        var record = ComputedCase(after: [:], before: received, isNew: false)
        record.before["reply"] = .text("2024-03-11")
        record.before["number"] = .text("旧号")
        record.before["shown"] = .text("张*")
        record.changed = ["at", "villager"]
        #expect(try record.written("reply", definition) == .some(nil))
        #expect(try record.written("shown", definition) == .some(nil))
        #expect(try record.written("number", definition) == nil, "printed numbers stay")
    }

    @Test("a computed value that a person gave does not count")
    func ignoresGiven() throws {
        var record = ComputedCase(after: received)
        record.after["days"] = .integer(99)
        record.referenced = ["promisedDays": .integer(3)]
        #expect(try record.written("due", definition) == .text("2024-03-08"))
    }
}
