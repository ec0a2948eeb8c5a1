import Causality
import Compression
import Records
import SyncWire
import Testing

/// The limits of SPEC 9.1 to 9.11 from both sides.
@Suite struct LimitBorderTests {
    private let messages = LimitMessage()

    private func fault(_ bytes: [UInt8]) -> WireError? {
        do {
            _ = try Request(bytes, sender: messages.sender)
            return nil
        } catch {
            return error
        }
    }

    @Test("as much as a limit is read, and one more is refused", arguments: MessageLimit.allCases)
    func border(limit: MessageLimit) {
        #expect(fault(messages.bytes(limit, limit.number)) == nil)
        let what = limit.rawValue
        let more = fault(messages.bytes(limit, limit.number + 1))
        guard case .body(.tooLarge(_, what)) = more else {
            Issue.record("one too many of \(what) was read, or refused for something else")
            return
        }
    }

    @Test("a message of 262,144 bytes is read, and one of a byte more is not")
    func message() throws {
        // What is drawn does not compress: a byte more of it is a byte more of the message.
        var random = RandomMessage(seed: 5)
        let drawn = random.bytes(4 * 16_384)
        let positions = messages.positions(4_096)
        func bytes(_ count: Int) -> [UInt8] {
            var cargo = Cargo()
            cargo.frontier = FrontierPart(positions: positions)
            for index in 0..<4 {
                let first = index * 16_384
                let end = index < 3 ? first + 16_384 : min(first + count, drawn.count)
                let part = Array(drawn[first..<end])
                cargo.extensions.append(MessageExtension(tag: UInt64(index) * 2 + 2, bytes: part))
            }
            return messages.bytes(cargo)
        }
        for target in [262_144, 262_145] {
            var count = 8_192
            var message = bytes(count)
            for _ in 0..<8 where message.count != target {
                count += target - message.count
                message = bytes(count)
            }
            try #require(message.count == target)
            let isRead = target == 262_144
            let wanted = WireError.messageTooLarge(byteCount: target, byteCountMax: 262_144)
            #expect(fault(message) == (isRead ? nil : wanted))
        }
    }

    @Test("a body of 4,194,304 bytes is unpacked, and one of a byte more is not")
    func body() throws {
        func bytes(_ last: Int) -> [UInt8] {
            var events = (1...73).map { messages.event($0, open: 57_344) }
            events.append(messages.event(74, open: last))
            return messages.bytes(events: events)
        }
        let count = try MessageFrame.lanes(of: .request, bytes(1_000)).body.count
        let last = 1_000 + 4_194_304 - count
        // The length itself is written in two bytes, as that of 1,000 was.
        try #require((128..<16_384).contains(last))
        #expect(fault(bytes(last)) == nil)
        let wanted = CompressionError.outputTooLarge(byteCountMax: 4_194_304)
        #expect(fault(bytes(last + 1)) == .compression(wanted))
    }

    @Test("events and heads are counted over all segments, entries over all contexts")
    func together() {
        let first = (1...2_048).map { messages.event($0) }
        let second = (2_049...4_096).map { messages.event($0) }
        let third = messages.event(4_097)
        #expect(fault(segments([first, second])) == nil)
        #expect(fault(segments([first, second, [third]])) != nil)
        #expect(fault(segments([first, second + [third]])) != nil)

        let signed = messages.segment((1...1_023).map { messages.event($0) }, headCount: 1_023)
        let ends = [1_024, 1_025].map { messages.segment([messages.event($0)]) }
        #expect(fault(messages.bytes(segments: [signed, ends[0]])) == nil)
        #expect(fault(messages.bytes(segments: [signed] + ends)) != nil)

        let (wide, narrow) = (messages.context(1_024), messages.context(1))
        let contexts = (1...128).map { messages.event($0, context: wide) }
        #expect(fault(messages.bytes(events: contexts)) == nil)
        let more = messages.event(129, context: narrow)
        #expect(fault(messages.bytes(events: contexts + [more])) != nil)
    }

    private func segments(_ runs: [[Event]]) -> [UInt8] {
        messages.bytes(segments: runs.map { messages.segment($0) })
    }
}
