import Ambient
import Causality
import Hashing
import Records
import SyncWire

/// Messages with everything that a message may hold, drawn from a seed.
struct RandomMessage {
    private var generator: SeededGenerator
    let sender: NodeKey
    let incarnation: UInt64
    private var streams: [StreamDescription] = []

    init(seed: UInt64) {
        generator = SeededGenerator(seed: seed)
        sender = VillageSample.key(&generator)
        incarnation = generator.next()
        let place = RecordID.rootPlace(of: sender)
        for kind in Audience.Kind.allCases {
            streams.append(
                StreamDescription(
                    node: sender,
                    incarnation: incarnation,
                    audience: Audience(kind, place)
                )
            )
            streams.append(
                StreamDescription(
                    node: VillageSample.key(&generator),
                    incarnation: generator.next(),
                    audience: Audience(kind, .dot(Dot(stream: streams[0].streamID, sequence: 9)))
                )
            )
        }
    }

    mutating func number(_ range: ClosedRange<Int>) -> Int {
        Int.random(in: range, using: &generator)
    }

    mutating func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
    }

    private mutating func digest() -> Digest256 { SHA256Hasher.hash(bytes(8)) }

    private mutating func stream() -> StreamID {
        streams[number(0...(streams.count - 1))].streamID
    }

    private mutating func context() -> EventContext {
        guard number(0...2) == 0 else { return .own }
        var vector = VersionVector()
        for _ in 0..<number(0...4) {
            vector.advance(stream(), to: UInt64(number(1...5_000)))
        }
        return .seen(vector)
    }

    private mutating func record(_ dot: Dot) -> RecordID {
        switch number(0...3) {
        case 0: .dot(dot)
        case 1: .dot(Dot(stream: stream(), sequence: UInt64(number(1...3))))
        case 2: .derived(stream())
        default: .rootPlace(of: sender)
        }
    }

    private mutating func personal() -> PersonalPayload? {
        switch number(0...2) {
        case 0: nil
        case 1: .held(salt: bytes(16), bytes: bytes(number(0...40)))
        default: .erased(hash: digest())
        }
    }

    private mutating func event(_ dot: Dot) -> Event {
        Event(
            dot: dot,
            record: record(dot),
            register: ["region", "village-agency", "~"][number(0...2)],
            definition: SHA256Hasher.hash([UInt8(number(0...2))]),
            type: EventType(rawValue: UInt8(number(1...250))),
            context: context(),
            actor: ["", "d0317", "王"][number(0...2)],
            deviceTime: [Int64.min, Int64.max, 0, Int64(number(0...2_000_000_000))][number(0...3)],
            entry: EntryKind.allCases[number(0...2)],
            open: bytes(number(0...60)),
            personal: personal()
        )
    }

    mutating func segment(_ description: StreamDescription) -> StreamSegment {
        let first = number(0...1) == 0 ? 1 : number(2...1_000_000)
        let count = number(1...6)
        let stream = description.streamID
        let events = (0..<count).map { event(Dot(stream: stream, sequence: UInt64(first + $0))) }
        var heads: [SignedHead] = []
        for index in 0..<count where index == count - 1 || number(0...2) == 0 {
            heads.append(SignedHead(sequence: UInt64(first + index), signature: bytes(64)))
        }
        return StreamSegment(description: description, events: events, heads: heads)
    }

    mutating func frontier() -> FrontierPart {
        let names = Set((0..<number(0...4)).map { _ in stream() })
        return FrontierPart(
            positions: names.sorted().map {
                StreamPosition(stream: $0, sequence: UInt64(number(1...9)), hash: digest())
            }
        )
    }

    mutating func certificate() -> NodeCertificate {
        NodeCertificate(
            node: VillageSample.key(&generator),
            agreement: bytes(32),
            place: record(Dot(stream: stream(), sequence: 5)),
            issuer: sender,
            issuedAt: Int64(number(0...2_000_000_000)),
            signature: bytes(64)
        )
    }

    mutating func cargo() -> Cargo {
        var cargo = Cargo(more: number(0...1) == 1)
        for description in streams where number(0...1) == 0 {
            cargo.segments.append(WireSegment(segment(description)))
        }
        if number(0...1) == 0 { cargo.frontier = frontier() }
        for _ in 0..<max(0, number(-3...3)) {
            let reason = RefusalReason(rawValue: UInt8(number(0...255)))
            cargo.refusals.append(
                SegmentRefusal(stream: stream(), sequence: UInt64(number(1...99)), reason: reason)
            )
        }
        for _ in 0..<max(0, number(-3...3)) { cargo.certificates.append(certificate()) }
        for tag in 1..<max(1, number(-3...4)) {
            cargo.extensions.append(
                MessageExtension(tag: UInt64(tag * 2), bytes: bytes(number(0...9)))
            )
        }
        return cargo
    }

    mutating func request() -> Request {
        Request(
            incarnation: incarnation,
            time: Int64(number(0...2_000_000_000)),
            nonce: generator.next(),
            agreed: number(0...3) == 0 ? nil : digest(),
            cargo: cargo()
        )
    }

    mutating func answer() -> Answer {
        let sequences = (0..<number(0...4)).map { _ in UInt64(number(0...1_000)) }
        return Answer(
            incarnation: incarnation,
            time: -Int64(number(0...2_000_000_000)),
            nonce: generator.next(),
            offered: digest(),
            acknowledgement: number(0...1) == 0 ? .whole : .upTo(sequences),
            cargo: cargo()
        )
    }

    mutating func joinRequest() -> JoinRequest {
        JoinRequest(
            node: sender,
            agreement: bytes(32),
            incarnation: incarnation,
            time: 7,
            nonce: generator.next(),
            proof: bytes(64)
        )
    }

    mutating func joinAnswer() -> JoinAnswer {
        let own = certificate()
        return JoinAnswer(
            incarnation: incarnation,
            time: 7,
            nonce: generator.next(),
            certificate: own,
            chain: [certificate(), certificate()],
            regionCode: "140722103205",
            regionName: "上庄村"
        )
    }
}
