internal import Causality
internal import Records

/// How an event's first byte is put together (SPEC 8.6).
private enum EventFlags {
    static let recordMask: UInt8 = 0b0000_0011
    static let seenContext: UInt8 = 0b0000_0100
    static let personalShift: UInt8 = 3
    static let entryShift: UInt8 = 5
    static let reserved: UInt8 = 0b1000_0000

    static let recordOwn: UInt8 = 0
    static let recordDot: UInt8 = 1
    static let recordDerived: UInt8 = 2
    static let recordSame: UInt8 = 3
}

/// Writes the events of one message; each is short because of what stands before it.
struct EventWriter {
    private var previousTime: Int64
    private var previousRecord: RecordID?

    /// Starts at the message's own time.
    init(messageTime: Int64) { previousTime = messageTime }

    mutating func write(_ event: Event, tables: inout TableWriter, to lanes: inout LaneWriter) {
        let form = recordForm(of: event)
        lanes.body.byte(flags(of: event, recordForm: form))
        let kind = EventKindKey(
            register: event.register,
            definition: event.definition,
            type: event.type
        )
        lanes.count(tables.index(of: kind))
        lanes.count(tables.index(ofActor: event.actor))
        lanes.body.signed(event.deviceTime &- previousTime)
        write(record: event, form: form, tables: &tables, to: &lanes)
        if case .seen(let vector) = event.context {
            lanes.count(vector.entries.count)
            for entry in vector.entries {
                lanes.count(tables.index(of: entry.stream))
                lanes.body.varint(entry.sequence)
            }
        }
        lanes.body.counted(event.open)
        write(event.personal, to: &lanes)
        previousTime = event.deviceTime
        previousRecord = event.record
    }

    private func recordForm(of event: Event) -> UInt8 {
        if event.record == .dot(event.dot) { return EventFlags.recordOwn }
        if event.record == previousRecord { return EventFlags.recordSame }
        guard case .dot = event.record else { return EventFlags.recordDerived }
        return EventFlags.recordDot
    }

    private func flags(of event: Event, recordForm: UInt8) -> UInt8 {
        var flags = recordForm | event.entry.rawValue << EventFlags.entryShift
        if case .seen = event.context { flags |= EventFlags.seenContext }
        switch event.personal {
        case nil: break
        case .held?: flags |= 1 << EventFlags.personalShift
        case .erased?: flags |= 2 << EventFlags.personalShift
        }
        return flags
    }

    private func write(
        record event: Event,
        form: UInt8,
        tables: inout TableWriter,
        to lanes: inout LaneWriter
    ) {
        switch event.record {
        case .dot(let dot) where form == EventFlags.recordDot:
            lanes.count(tables.index(of: dot.stream))
            lanes.body.varint(dot.sequence)
        case .derived(let name) where form == EventFlags.recordDerived: lanes.raw.stream(name)
        case .dot, .derived: break
        }
    }

    private func write(_ personal: PersonalPayload?, to lanes: inout LaneWriter) {
        switch personal {
        case nil: break
        case .held(let salt, let bytes)?:
            precondition(salt.count == PersonalPayload.saltByteCount, "a salt of \(salt.count)")
            lanes.raw.raw(salt)
            lanes.body.counted(bytes)
        case .erased(let hash)?: lanes.raw.digest(hash)
        }
    }
}

/// Reads the events of one message, refusing every other spelling of one.
struct EventReader {
    private var previousTime: Int64
    private var previousRecord: RecordID?
    private var contextEntryCount = 0

    /// Starts at the message's own time.
    init(messageTime: Int64) { previousTime = messageTime }

    mutating func read(
        at dot: Dot,
        tables: TableReader,
        from lanes: inout LaneReader
    ) throws(WireError) -> Event {
        let flags = try lanes.byte()
        let entryBits = flags >> EventFlags.entryShift & 3
        guard flags & EventFlags.reserved == 0, let entry = EntryKind(rawValue: entryBits) else {
            throw lanes.malformed("event flags")
        }
        let kind = try tables.kind(from: &lanes)
        let actor = try tables.actor(from: &lanes)
        let time = previousTime &+ (try lanes.signed())
        let form = flags & EventFlags.recordMask
        let record = try self.record(form: form, at: dot, tables: tables, from: &lanes)
        let isSeen = flags & EventFlags.seenContext != 0
        let context = isSeen ? try seenContext(tables: tables, from: &lanes) : EventContext.own
        let open = try lanes.counted(max: PayloadCodec.openByteCountMax, "open payload")
        let personalForm = flags >> EventFlags.personalShift & 3
        let personal = try EventReader.personal(form: personalForm, from: &lanes)
        previousTime = time
        previousRecord = record
        return Event(
            dot: dot,
            record: record,
            register: kind.register,
            definition: kind.definition,
            type: kind.type,
            context: context,
            actor: actor,
            deviceTime: time,
            entry: entry,
            open: open,
            personal: personal
        )
    }

    private func record(
        form: UInt8,
        at dot: Dot,
        tables: TableReader,
        from lanes: inout LaneReader
    ) throws(WireError) -> RecordID {
        switch form {
        case EventFlags.recordOwn: return .dot(dot)
        case EventFlags.recordSame:
            guard let previousRecord, previousRecord != .dot(dot) else { break }
            return previousRecord
        case EventFlags.recordDerived:
            let record = RecordID.derived(try lanes.stream())
            if record != previousRecord { return record }
        default:
            let stream = try tables.stream(from: &lanes)
            let record = RecordID.dot(Dot(stream: stream, sequence: try lanes.sequence()))
            if record != previousRecord, record != .dot(dot) { return record }
        }
        throw lanes.malformed("record")
    }

    private mutating func seenContext(
        tables: TableReader,
        from lanes: inout LaneReader
    ) throws(WireError) -> EventContext {
        let count = try lanes.count(max: EventContextCodec.entryCountMax, "context")
        contextEntryCount += count
        guard contextEntryCount <= MessageLimits.contextEntryCountMax else {
            throw lanes.malformed("contexts")
        }
        var vector = VersionVector()
        for _ in 0..<count {
            let stream = try tables.stream(from: &lanes)
            // Rising order is the one spelling, and makes each entry an append.
            if let last = vector.entries.last, stream <= last.stream {
                throw lanes.malformed("context order")
            }
            vector.advance(stream, to: try lanes.sequence())
        }
        return .seen(vector)
    }

    private static func personal(
        form: UInt8,
        from lanes: inout LaneReader
    ) throws(WireError) -> PersonalPayload? {
        switch form {
        case 0: return nil
        case 1:
            let salt = try lanes.rawBytes(PersonalPayload.saltByteCount)
            let bytes = try lanes.counted(
                max: PayloadCodec.personalByteCountMax,
                "personal payload"
            )
            return .held(salt: salt, bytes: bytes)
        case 2: return .erased(hash: try lanes.digest())
        default: throw lanes.malformed("personal payload")
        }
    }
}
