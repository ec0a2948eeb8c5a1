import Ambient
import Causality
import Hashing
import Merge
import Records
import Testing

@Suite("Open and personal cells")
struct PersonalCellTests {
    private let dot = Dot(stream: EventMaker.streams[0], sequence: 1)

    @Test("a cell written in the open and as a personal value is refused, wherever it stands")
    func cellTwice() throws {
        for personal in [["a"], ["c"], ["e"], ["b", "c"], ["c", "d"]] {
            let event = event(open: ["a", "c", "e"], personal: personal)
            #expect(throws: EventContentError.cellTwice) { try EventContent(event) }
        }
    }

    @Test("open cells between personal ones are no contradiction, and only those have an own hash")
    func cellsApart() throws {
        let content = try EventContent(event(open: ["b", "d"], personal: ["a", "c", "e"]))
        #expect(content.writes.filter(\.isPersonal).map(\.cell.field) == ["a", "c", "e"])
        for write in content.writes {
            let hash = write.sibling.hash(in: write.cell)
            let isOpen = FieldValueCodec.hash(write.sibling.value) == hash
            #expect(isOpen == !write.isPersonal)
            #expect((write.sibling.payloadHash == nil) == isOpen)
        }
    }

    @Test("cells come in order whatever the order of writing, and none twice")
    func cellsInOrder() throws {
        var generator = SeededGenerator(seed: 5)
        var state = RecordState()
        for sequence in 1...40 as ClosedRange<UInt64> {
            let field = "f\(Int.random(in: 0..<20, using: &generator))"
            let event = EventMaker.event(
                stream: 0,
                sequence: sequence,
                context: .own,
                [field: "\(sequence)"]
            )
            state.fold(event, try EventContent(event))
            #expect(state[field]?.value == .text("\(sequence)"))
        }
        let cells = state.cells.entries.map(\.cell)
        #expect(cells == Set(cells).sorted())
        var copy = CellTable()
        for entry in state.cells.entries {
            let isTaken = copy.append(entry.cell, entry.state)
            let isTakenAgain = copy.append(entry.cell, entry.state)
            #expect(isTaken && !isTakenAgain)
        }
        #expect(copy == state.cells)
    }

    private func event(open: [String], personal: [String]) -> Event {
        var payload = EventPayload(writes: open.map { CellWrite(.field($0), .text($0)) })
        payload.personalCells = personal.map(Cell.field)
        let hidden = personal.map { CellWrite(.field($0), .text($0)) }
        return EventMaker.opening(at: dot, payload, personal: hidden)
    }
}
