import Ambient
import Causality
import Hashing
import Merge
import Records
import Testing

/// What an author folds of its own event is what every other node reads out of the bytes.
@Suite("Content of an event that was just made")
struct MadeContentTests {
    private static let long = String(repeating: "长", count: FieldValueCodec.textByteCountMax / 3)

    private static let values: [FieldValue?] = [
        nil, .text(""), .text("王国兰"), .text("e\u{301}"), .text("a\0b"), .text(long),
        .text(long + "!"), .integer(.min), .integer(7), .boolean(true), .boolean(false),
        .reference(.dot(Dot(stream: EventMaker.streams[1], sequence: 3))),
        .reference(.derived(EventMaker.streams[2])),
    ]

    private static let names = [
        "a", "b", "acceptedAt", "", "a b", "名", String(repeating: "n", count: 65),
    ]

    @Test("is that of its bytes, or refused as they are", arguments: 0..<400 as Range<UInt64>)
    func sameAsRead(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var payload = EventPayload(writes: writes(using: &generator))
        let personal = writes(using: &generator).sorted { $0.cell < $1.cell }
        payload.personalCells = personal.map(\.cell)
        if Int.random(in: 0..<6, using: &generator) == 0 { payload.reason = "理由" }
        if Int.random(in: 0..<9, using: &generator) == 0 { payload.writes.reverse() }
        let dot = Dot(stream: EventMaker.streams[0], sequence: 9)
        let event = EventMaker.opening(at: dot, payload, personal: personal)
        let read = Result { try EventContent(event) }
        let made = Result { try EventContent(of: event, madeOf: payload, personal) }
        switch (read, made) {
        case (.success(let read), .success(let made)): #expect(made == read)
        case (.failure(let read), .failure(let made)): #expect("\(made)" == "\(read)")
        default: Issue.record("\(payload) \(personal)")
        }
    }

    @Test("is told without reading them where there are only fields and plain values")
    func plain() throws {
        let writes = [CellWrite(.field("a"), .text("甲")), CellWrite(.field("b"), nil)]
        let personal = [CellWrite(.field("name"), .text("王国兰"))]
        var payload = EventPayload(writes: writes, personalCells: personal.map(\.cell))
        #expect(PayloadCodec.isPlainlyReadable(payload, personal))
        payload.writes.append(writes[0])
        #expect(!PayloadCodec.isPlainlyReadable(payload, personal))
    }

    private func writes(using generator: inout SeededGenerator) -> [CellWrite] {
        // Mostly good ones, or nearly every payload would be refused for something.
        let isGood = Int.random(in: 0..<3, using: &generator) > 0
        let names = isGood ? ["c", "d", "e", "f"] : MadeContentTests.names
        let values =
            isGood ? MadeContentTests.values.filter { isPlain($0) } : MadeContentTests.values
        return (0..<Int.random(in: 0...3, using: &generator)).map { number in
            let name = names.randomElement(using: &generator) ?? "a"
            let value = values.randomElement(using: &generator) ?? nil
            let row = RowID(dot: Dot(stream: EventMaker.streams[0], sequence: 9), index: 0)
            return number == 2 && !isGood
                ? CellWrite(.item(list: name, row: row, item: "x"), value)
                : CellWrite(.field(name), value)
        }
    }

    private func isPlain(_ value: FieldValue?) -> Bool {
        guard case .text(let text)? = value else { return true }
        return text.utf8.count < 100 && !text.utf8.contains(0)
    }
}
