internal import Causality
internal import Hashing
internal import Records

/// What an event is of: register, definition and type go together and repeat.
struct EventKindKey: Hashable {
    let register: String
    let definition: Digest256
    let type: EventType
}

/// Collects the streams, kinds and actors that a message names, so that each is written once.
struct TableWriter {
    private let sender: MessageSender
    private var streams: [SegmentStream] = []
    private var streamIndices: [StreamID: Int] = [:]
    private var kinds: [EventKindKey] = []
    private var kindIndices: [EventKindKey: Int] = [:]
    private var actors: [String] = []
    /// By bytes: texts that only look alike (one character composed, the other not) are two actors.
    private var actorIndices: [[UInt8]: Int] = [:]

    /// Starts with the segments' own streams, because only they may need a description.
    init(sender: MessageSender, segments: [WireSegment]) {
        self.sender = sender
        for segment in segments where streamIndices[segment.stream] == nil {
            streamIndices[segment.stream] = streams.count
            streams.append(segment.name)
        }
    }

    mutating func index(of stream: StreamID) -> Int {
        if let index = streamIndices[stream] { return index }
        streamIndices[stream] = streams.count
        streams.append(.named(stream))
        return streams.count - 1
    }

    mutating func index(of kind: EventKindKey) -> Int {
        if let index = kindIndices[kind] { return index }
        kindIndices[kind] = kinds.count
        kinds.append(kind)
        return kinds.count - 1
    }

    mutating func index(ofActor actor: String) -> Int {
        let bytes = Array(actor.utf8)
        if let index = actorIndices[bytes] { return index }
        actorIndices[bytes] = actors.count
        actors.append(actor)
        return actors.count - 1
    }

    func write(to lanes: inout LaneWriter) {
        lanes.count(streams.count)
        for name in streams { write(name, to: &lanes) }
        lanes.count(kinds.count)
        for kind in kinds {
            lanes.body.text(kind.register)
            lanes.raw.digest(kind.definition)
            lanes.body.byte(kind.type.rawValue)
        }
        lanes.count(actors.count)
        for actor in actors { lanes.body.text(actor) }
    }

    private func write(_ name: SegmentStream, to lanes: inout LaneWriter) {
        switch name {
        case .named(let stream):
            lanes.body.byte(0)
            lanes.raw.stream(stream)
        case .described(let description):
            let isOwn =
                description.node == sender.node && description.incarnation == sender.incarnation
            lanes.body.byte(isOwn ? 2 : 1)
            if !isOwn {
                lanes.raw.raw(description.node.bytes)
                lanes.word(description.incarnation)
            }
            lanes.body.byte(description.audience.kind.rawValue)
            // Among the texts, not the random bytes: places share the stream of their names.
            lanes.body.record(description.audience.place)
        }
    }
}

/// The tables of a message that was received.
struct TableReader {
    private(set) var streams: [(name: SegmentStream, stream: StreamID)] = []
    private var kinds: [EventKindKey] = []
    private var actors: [String] = []

    init(sender: MessageSender, from lanes: inout LaneReader) throws(WireError) {
        try readStreams(sender: sender, from: &lanes)
        let kindCount = try lanes.count(max: MessageLimits.kindCountMax, "kinds")
        for _ in 0..<kindCount {
            let register = try lanes.name(max: MessageLimits.registerByteCountMax, "register")
            let definition = try lanes.digest()
            let type = EventType(rawValue: try lanes.byte())
            kinds.append(EventKindKey(register: register, definition: definition, type: type))
        }
        let actorCount = try lanes.count(max: MessageLimits.actorCountMax, "actors")
        for _ in 0..<actorCount {
            actors.append(try lanes.text(max: MessageLimits.actorByteCountMax, "actor"))
        }
    }

    private mutating func readStreams(
        sender: MessageSender,
        from lanes: inout LaneReader
    ) throws(WireError) {
        let count = try lanes.count(max: MessageLimits.streamCountMax, "streams")
        var known: Set<StreamID> = []
        for _ in 0..<count {
            let name = try TableReader.name(sender: sender, from: &lanes)
            let stream = name.stream
            guard known.insert(stream).inserted else { throw lanes.malformed("stream twice") }
            streams.append((name, stream))
        }
    }

    private static func name(
        sender: MessageSender,
        from lanes: inout LaneReader
    ) throws(WireError) -> SegmentStream {
        let form = try lanes.byte()
        if form == 0 { return .named(try lanes.stream()) }
        guard form <= 2 else { throw lanes.malformed("stream") }
        let node = form == 2 ? sender.node : try lanes.nodeKey()
        let incarnation = form == 2 ? sender.incarnation : try lanes.word()
        guard form == 2 || node != sender.node || incarnation != sender.incarnation else {
            throw lanes.malformed("stream")
        }
        guard let kind = Audience.Kind(rawValue: try lanes.byte()) else {
            throw lanes.malformed("audience")
        }
        let audience = Audience(kind, try lanes.record())
        return .described(
            StreamDescription(node: node, incarnation: incarnation, audience: audience)
        )
    }

    func stream(from lanes: inout LaneReader) throws(WireError) -> StreamID {
        try entry(from: &lanes).stream
    }

    func entry(
        from lanes: inout LaneReader
    ) throws(WireError) -> (name: SegmentStream, stream: StreamID) {
        let index = try lanes.count(max: MessageLimits.streamCountMax, "stream")
        guard index < streams.count else { throw lanes.malformed("stream") }
        return streams[index]
    }

    func kind(from lanes: inout LaneReader) throws(WireError) -> EventKindKey {
        let index = try lanes.count(max: MessageLimits.kindCountMax, "kind")
        guard index < kinds.count else { throw lanes.malformed("kind") }
        return kinds[index]
    }

    func actor(from lanes: inout LaneReader) throws(WireError) -> String {
        let index = try lanes.count(max: MessageLimits.actorCountMax, "actor")
        guard index < actors.count else { throw lanes.malformed("actor") }
        return actors[index]
    }
}
