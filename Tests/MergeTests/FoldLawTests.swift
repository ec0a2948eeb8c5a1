import Ambient
import Causality
import Hashing
import Merge
import Records
import Testing

@Suite("The fold is a function of the set of events")
struct FoldLawTests {
    @Test("any order, any repetition, gives the same state", arguments: 0..<60 as Range<UInt64>)
    func orderNeverMatters(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let events = EventMaker.history(using: &generator, count: 24)
        let straight = try folded(events)
        for _ in 0..<6 {
            let shuffled = (events + events.prefix(7)).shuffled(using: &generator)
            #expect(try folded(shuffled) == straight, "seed \(seed)")
        }
    }

    @Test(
        "joining the states of two parts gives the state of the whole",
        arguments: 0..<40 as Range<UInt64>
    )
    func joinIsUnion(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let events = EventMaker.history(using: &generator, count: 20)
        let left = events.filter { _ in Bool.random(using: &generator) }
        let right = events.filter { event in
            !left.contains(event) || Bool.random(using: &generator)
        }
        var joined = try folded(left)
        joined.join(try folded(right))
        var reversed = try folded(right)
        reversed.join(try folded(left))
        let whole = try folded(events)
        #expect(joined == whole, "seed \(seed)")
        #expect(reversed == whole, "seed \(seed)")
        var twice = joined
        twice.join(joined)
        #expect(twice == joined)
    }

    @Test(
        "the digest kept up event by event is the digest of the whole",
        arguments: 0..<30 as Range<UInt64>
    )
    func incrementalDigest(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let events = EventMaker.history(using: &generator, count: 24)
        var sum = DigestSum()
        var state = RecordState()
        for part in stride(from: 0, to: events.count, by: 5) {
            var fold = RecordFold(
                record: EventMaker.record,
                audience: EventMaker.audience,
                state: state
            )
            for event in events[part..<min(part + 5, events.count)] {
                fold.fold(event, try EventContent(event))
            }
            sum.remove(fold.digestChange.removed)
            sum.add(fold.digestChange.added)
            state = fold.state
        }
        let whole = RecordFold.digest(
            of: try folded(events),
            record: EventMaker.record,
            audience: EventMaker.audience
        )
        #expect(sum == whole, "seed \(seed)")
    }

    @Test("nothing is overwritten that its author had not seen", arguments: 0..<40 as Range<UInt64>)
    func unseenWritesStand(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let events = EventMaker.history(using: &generator, count: 20)
        let state = try folded(events)
        for event in events {
            let isSeen = events.contains {
                $0.dot != event.dot && $0.context.vector(of: $0.dot).contains(event.dot)
            }
            guard !isSeen else { continue }
            for write in try EventContent(event).writes {
                let stands = state[write.cell]?.siblings.contains { $0.dot == event.dot }
                #expect(stands == true, "seed \(seed), \(event.dot)")
            }
        }
    }

    private func folded(_ events: [Event]) throws -> RecordState {
        var state = RecordState()
        for event in events { state.fold(event, try EventContent(event)) }
        return state
    }
}

@Suite("Siblings")
struct SiblingTests {
    @Test("two forms of one version save one field: both stand until a decision names them")
    func sameField() throws {
        let first = EventMaker.event(stream: 0, sequence: 1, context: .own, ["a": "1"])
        let left = EventMaker.event(
            stream: 0,
            sequence: 2,
            context: .seen(EventMaker.vector([1])),
            ["a": "2"]
        )
        let right = EventMaker.event(
            stream: 0,
            sequence: 3,
            context: .seen(EventMaker.vector([1])),
            ["a": "3"]
        )
        var state = RecordState()
        for event in [right, first, left] { state.fold(event, try EventContent(event)) }
        #expect(state["a"]?.siblings.map(\.value) == [.text("2"), .text("3")])
        #expect(state.conflicts == [.field("a")])
        #expect(state["a"]?.value == nil)
        let decision = EventMaker.event(
            stream: 1,
            sequence: 1,
            context: .seen(EventMaker.vector([3])),
            ["a": "3"],
            type: .decide
        )
        state.fold(decision, try EventContent(decision))
        #expect(state["a"]?.value == .text("3"))
        #expect(state.conflicts.isEmpty)
    }

    @Test("two forms save different fields: both values stand without a conflict")
    func differentFields() throws {
        let first = EventMaker.event(stream: 0, sequence: 1, context: .own, ["a": "1", "b": "1"])
        let left = EventMaker.event(
            stream: 0,
            sequence: 2,
            context: .seen(EventMaker.vector([1])),
            ["a": "2"]
        )
        let right = EventMaker.event(
            stream: 0,
            sequence: 3,
            context: .seen(EventMaker.vector([1])),
            ["b": "3"]
        )
        var state = RecordState()
        for event in [left, right, first] { state.fold(event, try EventContent(event)) }
        #expect(state["a"]?.value == .text("2"))
        #expect(state["b"]?.value == .text("3"))
        #expect(state.conflicts.isEmpty)
    }

    @Test("a row removed by one and changed by another unseen stays and is disputed")
    func disputedRow() throws {
        let maker = Dot(stream: EventMaker.streams[0], sequence: 1)
        let row = RowID(dot: maker, index: 0)
        let cell = Cell.item(list: "list", row: row, item: "name")
        let removal = Cell.item(list: "list", row: row, item: ListRow.removedItem)
        let made = EventMaker.event(at: maker, context: .own, [CellWrite(cell, .text("x"))])
        let changed = EventMaker.event(
            at: Dot(stream: EventMaker.streams[1], sequence: 1),
            context: .seen(EventMaker.vector([1])),
            [CellWrite(cell, .text("y"))]
        )
        let removed = EventMaker.event(
            at: Dot(stream: EventMaker.streams[2], sequence: 1),
            context: .seen(EventMaker.vector([1])),
            [CellWrite(removal, .boolean(true))]
        )
        var state = RecordState()
        for event in [made, removed] { state.fold(event, try EventContent(event)) }
        #expect(state.rows.isEmpty)
        state.fold(changed, try EventContent(changed))
        #expect(state.rows.map(\.isDisputed) == [true])
        #expect(state.conflicts == [removal])
    }
}
