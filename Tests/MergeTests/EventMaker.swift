import Ambient
import Causality
import Hashing
import Records

/// Makes events of one record by hand and by seed.
enum EventMaker {
    static let streams: [StreamID] = (0..<4).compactMap { number in
        StreamID(bytes: [UInt8](repeating: UInt8(number + 1), count: StreamID.byteCount))
    }
    static let record = RecordID.dot(Dot(stream: streams[0], sequence: 1))
    static let audience = Audience(.at, .derived(streams[3]))

    static func vector(_ sequences: [UInt64]) -> VersionVector {
        VersionVector(zip(streams, sequences).map { ($0, $1) })
    }

    static func event(
        stream: Int,
        sequence: UInt64,
        context: EventContext,
        _ values: [String: String],
        type: EventType = .change
    ) -> Event {
        event(
            at: Dot(stream: streams[stream], sequence: sequence),
            context: context,
            values.map { CellWrite(.field($0.key), .text($0.value)) },
            type: type
        )
    }

    static func event(
        at dot: Dot,
        context: EventContext,
        _ writes: [CellWrite],
        type: EventType = .change
    ) -> Event {
        Event(
            dot: dot,
            record: record,
            register: "village-agency",
            definition: .zero,
            type: type,
            context: context,
            actor: "",
            deviceTime: 0,
            entry: .live,
            open: PayloadCodec.encode(EventPayload(writes: writes), author: dot),
            personal: nil
        )
    }

    /// The first event of a record, with open and personal writes as they are given.
    static func opening(
        at dot: Dot,
        _ payload: EventPayload,
        personal: [CellWrite]
    ) -> Event {
        let salt = [UInt8](repeating: 7, count: PersonalPayload.saltByteCount)
        let bytes = PayloadCodec.encodePersonal(personal, author: dot)
        return Event(
            dot: dot,
            record: .dot(dot),
            register: "village-agency",
            definition: .zero,
            type: .create,
            context: .own,
            actor: "",
            deviceTime: 0,
            entry: .live,
            open: PayloadCodec.encode(payload, author: dot),
            personal: personal.isEmpty ? nil : .held(salt: salt, bytes: bytes)
        )
    }

    /// A history of several authors who sometimes see each other's work and sometimes do not.
    static func history(using generator: inout SeededGenerator, count: Int) -> [Event] {
        var last = [UInt64](repeating: 0, count: 3)
        var views = [VersionVector](repeating: VersionVector(), count: 3)
        var events: [Event] = []
        for index in 0..<count {
            let author = Int.random(in: 0..<3, using: &generator)
            if Int.random(in: 0..<3, using: &generator) == 0 {
                views[author].join(views[Int.random(in: 0..<3, using: &generator)])
            }
            last[author] += 1
            let dot = Dot(stream: streams[author], sequence: last[author])
            let isOwn = Int.random(in: 0..<4, using: &generator) == 0
            let fields = ["a", "b", "c"].filter { _ in Bool.random(using: &generator) }
            events.append(
                event(
                    at: dot,
                    context: isOwn ? .own : .seen(views[author]),
                    (fields + ["d"]).map { CellWrite(.field($0), .text("\(index)")) },
                    type: index == 0 ? .create : .change
                )
            )
            views[author].advance(dot.stream, to: dot.sequence)
        }
        return events
    }
}
