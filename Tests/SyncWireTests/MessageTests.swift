import Causality
import Compression
import Hashing
import Records
import SyncWire
import Testing

@Suite struct MessageTests {
    @Test("every message is read back as it was written", arguments: UInt64(1)...60)
    func roundTrip(seed: UInt64) throws {
        var random = RandomMessage(seed: seed)
        let request = random.request()
        #expect(
            try Request(request.encoded(sender: random.sender), sender: random.sender) == request
        )
        let answer = random.answer()
        #expect(try Answer(answer.encoded(sender: random.sender), sender: random.sender) == answer)
        let joinRequest = random.joinRequest()
        #expect(try JoinRequest(joinRequest.encoded) == joinRequest)
        let joinAnswer = random.joinAnswer()
        #expect(try JoinAnswer(joinAnswer.encoded) == joinAnswer)
    }

    @Test("a message cut off anywhere is refused", arguments: [UInt64(3), 4, 5])
    func cut(seed: UInt64) {
        var random = RandomMessage(seed: seed)
        let sender = random.sender
        let bytes = random.request().encoded(sender: sender)
        for count in 0..<bytes.count {
            #expect(throws: WireError.self) {
                _ = try Request(Array(bytes.prefix(count)), sender: sender)
            }
        }
        #expect(throws: WireError.self) { _ = try Request(bytes + [0], sender: sender) }
    }

    @Test("any bytes in the lanes are read or refused, never a crash", arguments: UInt64(1)...40)
    func damaged(seed: UInt64) throws {
        var random = RandomMessage(seed: seed)
        let sender = random.sender
        let bytes = random.request().encoded(sender: sender)
        let lanes = try MessageFrame.lanes(of: .request, bytes)
        for _ in 0..<200 {
            var body = lanes.body
            var raw = Array(lanes.raw)
            for _ in 0..<random.number(1...3) {
                if random.number(0...3) > 0 {
                    body[random.number(0...(body.count - 1))] = UInt8(random.number(0...255))
                } else {
                    raw[random.number(0...(raw.count - 1))] = UInt8(random.number(0...255))
                }
            }
            let changed = MessageFrame.encode(.request, body: body, raw: raw)
            // What is accepted has one spelling: written again it is the same message.
            guard let read = try? Request(changed, sender: sender) else { continue }
            let again = try MessageFrame.lanes(of: .request, read.encoded(sender: sender))
            let third = try Request(
                MessageFrame.encode(.request, body: again.body, raw: Array(again.raw)),
                sender: sender
            )
            #expect(third == read)
        }
    }

    @Test("a message of another version or kind is named as such before it is unpacked")
    func versionAndKind() {
        var random = RandomMessage(seed: 8)
        let sender = random.sender
        var bytes = random.request().encoded(sender: sender)
        #expect(throws: WireError.unexpectedKind(found: 1)) {
            _ = try Answer(bytes, sender: sender)
        }
        bytes[0] = 9
        #expect(throws: WireError.unsupportedVersion(found: 9, supported: 1...1)) {
            _ = try Request(bytes, sender: sender)
        }
    }

    @Test("a message over 256 KiB and a body over 4 MiB are refused without being unpacked")
    func tooLarge() {
        let sender = RandomMessage(seed: 1).sender
        let long = [UInt8](repeating: 1, count: MessageLimits.byteCountMax + 1)
        let limit = MessageLimits.byteCountMax
        #expect(
            throws: WireError.messageTooLarge(byteCount: long.count, byteCountMax: limit)
        ) { _ = try Request(long, sender: sender) }
        let bomb = MessageFrame.encode(
            .request,
            body: [UInt8](repeating: 0, count: MessageLimits.bodyByteCountMax + 1),
            raw: []
        )
        #expect(bomb.count < 2_000)
        let bodyLimit = MessageLimits.bodyByteCountMax
        #expect(
            throws: WireError.compression(.outputTooLarge(byteCountMax: bodyLimit))
        ) { _ = try Request(bomb, sender: sender) }
    }

    @Test("an unknown extension is passed over if its tag is even, else the message is refused")
    func extensions() throws {
        var random = RandomMessage(seed: 2)
        var request = random.request()
        request.cargo.extensions = [MessageExtension(tag: 4, bytes: [1])]
        let even = request.encoded(sender: random.sender)
        #expect(try Request(even, sender: random.sender) == request)
        request.cargo.extensions = [MessageExtension(tag: 5, bytes: [1])]
        let odd = request.encoded(sender: random.sender)
        #expect(throws: WireError.unknownExtension(tag: 5)) {
            _ = try Request(odd, sender: random.sender)
        }
    }

    @Test("the dictionary of version 1 never changes")
    func dictionary() {
        #expect((4_096...8_192).contains(WireDictionary.bytes.count))
        #expect(
            SHA256Hasher.hash(WireDictionary.bytes).hexadecimal
                == "6e26f3effdaf11f0a4d14959a9ee18f2bf85673e5011c813add8fd185d798ead"
        )
    }

    @Test("a long frontier is cut into parts that together cover every stream once")
    func frontierParts() {
        let positions = (0..<10).map { index in
            StreamPosition(
                stream: StreamDescription(
                    node: RandomMessage(seed: 1).sender,
                    incarnation: index,
                    audience: Audience(.only, .rootPlace(of: RandomMessage(seed: 1).sender))
                ).streamID,
                sequence: index + 1,
                hash: .zero
            )
        }
        var after: StreamID?
        var seen: [StreamPosition] = []
        for _ in 0..<4 {
            let part = FrontierPart.first(of: positions, after: after, countMax: 3)
            seen += part.positions
            after = part.range.through
        }
        #expect(after == nil)
        #expect(seen == positions.sorted { $0.stream < $1.stream })
    }

    @Test("every error says in Chinese what happened and what to do")
    func sentences() {
        let errors: [WireError] = [
            .unsupportedVersion(found: 2, supported: 1...1), .unexpectedKind(found: 9),
            .messageTooLarge(byteCount: 5, byteCountMax: 4), .compression(.memoryShort),
            .frame(.truncated(offset: 0)), .body(.trailing(offset: 1)),
            .raw(.truncated(offset: 2)), .unknownExtension(tag: 1),
        ]
        for error in errors { #expect(error.sentence.hasSuffix("。")) }
    }
}
