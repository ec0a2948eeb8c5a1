import Causality
import Records
import Testing

@Suite("conditions")
struct ConditionTests {
    private let agreed = ValuePath("agreed")
    private let start = ValuePath("start")
    private let end = ValuePath("end")

    private func facts(
        _ values: [String: FieldValue],
        period: String? = "2024-03"
    ) -> Condition.Facts {
        Condition.Facts(
            value: { values[$0.text] },
            period: period.flatMap { Period(text: $0) },
            register: { $0 == .text("here") ? "unit" : nil },
            passed: { $0 == "撤回" }
        )
    }

    @Test("given and empty are opposites")
    func given() {
        let filled = facts(["agreed": .boolean(false)])
        #expect(Condition.given(agreed).holds(filled))
        #expect(!Condition.empty(agreed).holds(filled))
        #expect(Condition.empty(agreed).holds(facts([:])))
    }

    @Test("an empty field is none of the values, and is not any of them")
    func comparisons() {
        let values: [FieldValue] = [.text("甲"), .text("乙")]
        let condition = Condition.isOneOf(ValuePath("kind"), values)
        let opposite = Condition.isNot(ValuePath("kind"), values)
        #expect(condition.holds(facts(["kind": .text("乙")])))
        #expect(!condition.holds(facts(["kind": .text("丙")])))
        #expect(!condition.holds(facts([:])))
        #expect(!opposite.holds(facts(["kind": .text("甲")])))
        #expect(opposite.holds(facts(["kind": .text("丙")])))
        #expect(opposite.holds(facts([:])))
    }

    @Test("a day lies in the period of UTC+08:00, both ends included")
    func periods() {
        let condition = Condition.inPeriod(start)
        #expect(condition.holds(facts(["start": .text("2024-03-01T00:00:00+08:00")])))
        #expect(condition.holds(facts(["start": .text("2024-03-31")])))
        #expect(!condition.holds(facts(["start": .text("2024-04-01")])))
        #expect(!condition.holds(facts([:])))
        #expect(!condition.holds(facts(["start": .text("2024-03-05")], period: nil)))
    }

    @Test("days are compared as days, and an empty one compares with nothing")
    func order() {
        let notAfter = Condition.notAfter(.field(start), .field(end))
        let after = Condition.after(.field(start), .field(end))
        let same = facts(["start": .text("2024-03-05T23:00:00+08:00"), "end": .text("2024-03-05")])
        #expect(notAfter.holds(same) && !after.holds(same))
        let later = facts(["start": .text("2024-03-06"), "end": .text("2024-03-05")])
        #expect(!notAfter.holds(later) && after.holds(later))
        let open = facts(["end": .text("2024-03-05")])
        #expect(!notAfter.holds(open) && !after.holds(open))
        #expect(Condition.notAfter(.field(end), .periodEnd).holds(open))
        #expect(Condition.after(.periodEnd, .field(end)).holds(open))
        #expect(
            !Condition.notAfter(.field(end), .periodEnd).holds(facts(["end": .text("2024-04-01")]))
        )
    }

    @Test("a number is at least another, and nothing else is")
    func numbers() {
        let condition = Condition.atLeast(ValuePath("late"), 3)
        #expect(condition.holds(facts(["late": .integer(3)])))
        #expect(!condition.holds(facts(["late": .integer(2)])))
        #expect(!condition.holds(facts(["late": .text("9")])))
        #expect(!Condition.atLeast(ValuePath("late"), -5).holds(facts([:])))
        #expect(condition.fields == ["late"])
    }

    @Test("a second more than the minutes allowed is too long")
    func minutes() {
        let condition = Condition.longer(from: start, to: end, minutes: 30)
        func facts(_ moment: String) -> Condition.Facts {
            self.facts(["start": .text("2024-03-08T09:00:00+08:00"), "end": .text(moment)])
        }
        #expect(!condition.holds(facts("2024-03-08T09:30:00+08:00")))
        #expect(condition.holds(facts("2024-03-08T09:30:01+08:00")))
        #expect(!condition.holds(facts("2024-03-08T08:00:00+08:00")))
        #expect(!condition.holds(facts("2024-03-09")), "a day is no moment")
        #expect(condition.fields == ["start", "end"])
    }

    @Test("so many days after a day")
    func laterDays() {
        let late = Condition.after(.field(end), .later(start, days: 7))
        let from: [String: FieldValue] = ["start": .text("2024-02-27")]
        #expect(!late.holds(facts(from.merging(["end": .text("2024-03-05")]) { $1 })))
        #expect(late.holds(facts(from.merging(["end": .text("2024-03-06")]) { $1 })))
        #expect(!late.holds(facts(from)))
        #expect(late.fields == ["start", "end"])
    }

    @Test("references are followed only to records that are held")
    func references() {
        let reference = ValuePath("unit")
        let held = facts(["unit": .text("here")])
        let missing = facts(["unit": .text("there")])
        #expect(Condition.held(reference).holds(held))
        #expect(!Condition.held(reference).holds(missing))
        #expect(!Condition.held(reference).holds(facts([:])))
        #expect(Condition.refersTo(reference, register: "unit").holds(held))
        #expect(!Condition.refersTo(reference, register: "staff").holds(held))
        #expect(!Condition.refersTo(reference, register: "unit").holds(missing))
    }

    @Test("conditions are combined, and know which fields they look at")
    func combines() {
        let condition = Condition.all([
            .any([.given(agreed), .passed(transition: "撤回")]),
            .not(.after(.field(ValuePath(reference: "case", field: "end")), .periodEnd)),
        ])
        #expect(condition.holds(facts([:])))
        #expect(!condition.holds(facts(["case.end": .text("2024-04-01")])))
        #expect(condition.fields == ["agreed", "case", "state"])
        #expect(Condition.all([]).holds(facts([:])))
        #expect(!Condition.any([]).holds(facts([:])))
    }

    @Test("facts of the record alone know nothing of other records")
    func plainFacts() {
        let facts = Condition.Facts(fields: { _ in .text("甲") })
        #expect(Condition.given(agreed).holds(facts))
        #expect(!Condition.given(ValuePath(reference: "case", field: "end")).holds(facts))
        #expect(!Condition.held(agreed).holds(facts))
    }
}
