import Causality
import Hashing
import Records
import SyncWire

/// What a message may hold at most (SPEC 9); raw values are the reader's words for it.
enum MessageLimit: String, CaseIterable, Sendable {
    case streams, kinds, actors, segments, heads, events, context
    case positions, refusals, certificates, extensions
    case oneRegister = "register"
    case oneActor = "actor"
    case openPayload = "open payload"
    case personalPayload = "personal payload"
    case oneExtension = "extension"

    /// The number of the specification, written here again so that no slip of the program passes.
    var number: Int {
        switch self {
        case .streams: 16_384
        case .kinds, .actors, .events, .positions: 4_096
        case .segments, .refusals: 512
        case .heads, .context: 1_024
        case .certificates, .oneRegister: 64
        case .oneActor: 128
        case .extensions: 16
        case .openPayload: 57_344
        case .personalPayload, .oneExtension: 16_384
        }
    }
}

/// Requests that really hold so much of something, written by the program's own writer, which asks
/// for no limit.
struct LimitMessage {
    let sender = RandomMessage(seed: 1).sender
    private let description = VillageSample(seed: 1).description

    /// A request with a count, or a length in bytes, of one thing.
    func bytes(_ limit: MessageLimit, _ count: Int) -> [UInt8] {
        switch limit {
        case .streams: streams(count)
        case .kinds: bytes(events: (1...count).map { event($0, kind: $0) })
        case .actors: bytes(events: (1...count).map { event($0, actor: "w\($0)") })
        case .segments: bytes(segments: (1...count).map { segment([event($0)]) })
        case .heads: bytes(segments: [segment((1...count).map { event($0) }, headCount: count)])
        case .events: bytes(events: (1...count).map { event($0) })
        case .context: bytes(events: [event(1, context: context(count))])
        case .oneRegister:
            bytes(events: [event(1, register: String(repeating: "r", count: count))])
        case .oneActor: bytes(events: [event(1, actor: String(repeating: "a", count: count))])
        case .openPayload: bytes(events: [event(1, open: count)])
        case .personalPayload: bytes(events: [event(1, personal: count)])
        default: bytes(cargo(limit, count))
        }
    }

    private func cargo(_ limit: MessageLimit, _ count: Int) -> Cargo {
        var cargo = Cargo()
        switch limit {
        case .positions: cargo.frontier = FrontierPart(positions: positions(count))
        case .refusals:
            cargo.refusals = (1...count).map { number in
                let sequence = UInt64(number)
                return SegmentRefusal(stream: stream(1), sequence: sequence, reason: .gap)
            }
        case .certificates:
            var random = RandomMessage(seed: 3)
            for _ in 0..<count { cargo.certificates.append(random.certificate()) }
        case .extensions:
            cargo.extensions = (1...count).map { number in
                MessageExtension(tag: UInt64(number) * 2, bytes: [1])
            }
        default:
            let bytes = [UInt8](repeating: 1, count: count)
            cargo.extensions = [MessageExtension(tag: 2, bytes: bytes)]
        }
        return cargo
    }

    /// Own streams cost no byte that cannot be compressed: so many named ones fit no message.
    private func streams(_ count: Int) -> [UInt8] {
        var body = ByteWriter()
        body.raw([0, 0, 2])
        body.varint(UInt64(count))
        for number in 1...count {
            body.raw([2, Audience.Kind.at.rawValue])
            body.record(.dot(Dot(stream: description.streamID, sequence: UInt64(number))))
        }
        body.raw([0, 0, 0])
        let raw = [UInt8](repeating: 0, count: 16)
        return MessageFrame.encode(.request, body: body.bytes, raw: raw)
    }

    func bytes(_ cargo: Cargo) -> [UInt8] {
        Request(incarnation: 1, time: 0, nonce: 0, agreed: nil, cargo: cargo)
            .encoded(sender: sender)
    }

    func bytes(segments: [WireSegment]) -> [UInt8] { bytes(Cargo(segments: segments)) }

    func bytes(events: [Event]) -> [UInt8] { bytes(segments: [segment(events)]) }

    /// A run of one stream with signed heads at its last events.
    func segment(_ events: [Event], headCount: Int = 1) -> WireSegment {
        let signature = [UInt8](repeating: 7, count: 64)
        let heads = events.suffix(headCount).map { event in
            SignedHead(sequence: event.dot.sequence, signature: signature)
        }
        return WireSegment(
            StreamSegment(description: description, events: events, heads: heads)
        )
    }

    /// An event with payloads of so many bytes, which nobody reads here.
    func event(
        _ sequence: Int,
        kind: Int = 0,
        register: String = "r",
        actor: String = "",
        context: EventContext = .own,
        open: Int = 0,
        personal: Int? = nil
    ) -> Event {
        let dot = Dot(stream: description.streamID, sequence: UInt64(sequence))
        let salt = [UInt8](repeating: 1, count: 16)
        return Event(
            dot: dot,
            record: .dot(dot),
            register: register,
            definition: SHA256Hasher.hash([UInt8(kind >> 8), UInt8(kind & 255)]),
            type: .create,
            context: context,
            actor: actor,
            deviceTime: 0,
            entry: .live,
            open: [UInt8](repeating: 0, count: open),
            personal: personal.map { count in
                PersonalPayload.held(salt: salt, bytes: [UInt8](repeating: 2, count: count))
            }
        )
    }

    /// A context of so many streams.
    func context(_ count: Int) -> EventContext {
        var vector = VersionVector()
        for number in 1...count { vector.advance(stream(number), to: 1) }
        return .seen(vector)
    }

    /// Positions of so many streams; 48 bytes of each cannot be compressed.
    func positions(_ count: Int) -> [StreamPosition] {
        (1...count).map { number in
            let hash = SHA256Hasher.hash([UInt8(number >> 8), UInt8(number & 255)])
            return StreamPosition(stream: stream(number), sequence: 1, hash: hash)
        }
    }

    private func stream(_ number: Int) -> StreamID {
        StreamDescription(
            node: sender,
            incarnation: UInt64(number),
            audience: description.audience
        ).streamID
    }
}
