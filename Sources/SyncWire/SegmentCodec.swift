internal import Causality
internal import Records

/// The segments of one message.
enum SegmentCodec {
    static func write(
        _ segments: [WireSegment],
        messageTime: Int64,
        tables: inout TableWriter,
        to lanes: inout LaneWriter
    ) {
        var events = EventWriter(messageTime: messageTime)
        lanes.count(segments.count)
        for segment in segments {
            lanes.count(tables.index(of: segment.stream))
            lanes.body.varint(segment.firstSequence)
            lanes.count(segment.events.count)
            writeHeads(of: segment, to: &lanes)
            for event in segment.events {
                events.write(event, tables: &tables, to: &lanes)
            }
        }
    }

    /// The last head is at the last event, so only the distances of those before it are written.
    private static func writeHeads(of segment: WireSegment, to lanes: inout LaneWriter) {
        lanes.count(segment.heads.count - 1)
        var position = segment.firstSequence - 1
        for head in segment.heads.dropLast() {
            lanes.body.varint(head.sequence - position)
            position = head.sequence
        }
        for head in segment.heads {
            precondition(head.signature.count == 64, "a signature of \(head.signature.count)")
            lanes.raw.raw(head.signature)
        }
    }

    static func read(
        messageTime: Int64,
        tables: TableReader,
        from lanes: inout LaneReader
    ) throws(WireError) -> [WireSegment] {
        let count = try lanes.count(max: MessageLimits.segmentCountMax, "segments")
        var events = EventReader(messageTime: messageTime)
        var budget = SegmentReadBudget()
        var segments: [WireSegment] = []
        segments.reserveCapacity(count)
        for _ in 0..<count {
            let entry = try tables.entry(from: &lanes)
            let first = try lanes.sequence()
            let eventCount = try budget.takeEvents(from: &lanes)
            guard Dot.sequenceMax - first >= UInt64(eventCount) - 1 else {
                throw lanes.malformed("sequence")
            }
            let headCount = try budget.takeHeads(from: &lanes)
            let heads = try readHeads(
                count: headCount,
                sequences: first...(first + UInt64(eventCount) - 1),
                from: &lanes
            )
            var list: [Event] = []
            list.reserveCapacity(min(eventCount, 256))
            for index in 0..<eventCount {
                let dot = Dot(stream: entry.stream, sequence: first + UInt64(index))
                list.append(try events.read(at: dot, tables: tables, from: &lanes))
            }
            segments.append(
                WireSegment(name: entry.name, stream: entry.stream, events: list, heads: heads)
            )
        }
        return segments
    }

    private static func readHeads(
        count: Int,
        sequences: ClosedRange<UInt64>,
        from lanes: inout LaneReader
    ) throws(WireError) -> [SignedHead] {
        var places: [UInt64] = []
        var position = sequences.lowerBound - 1
        for _ in 1..<count {
            let distance = try lanes.sequence()
            guard distance < sequences.upperBound - position else { throw lanes.malformed("head") }
            position += distance
            places.append(position)
        }
        places.append(sequences.upperBound)
        var heads: [SignedHead] = []
        for place in places {
            heads.append(SignedHead(sequence: place, signature: try lanes.rawBytes(64)))
        }
        return heads
    }
}

/// What a message's segments may still cost its receiver.
private struct SegmentReadBudget {
    private var eventCount = MessageLimits.eventCountMax
    private var headCount = MessageLimits.headCountMax

    /// The number of events of the next segment, at least one.
    mutating func takeEvents(from lanes: inout LaneReader) throws(WireError) -> Int {
        let count = try lanes.count(max: eventCount, "events")
        guard count > 0 else { throw lanes.malformed("events") }
        eventCount -= count
        return count
    }

    /// The number of heads of the next segment: the one at its end and those before it.
    mutating func takeHeads(from lanes: inout LaneReader) throws(WireError) -> Int {
        guard headCount > 0 else { throw lanes.malformed("heads") }
        let count = try lanes.count(max: headCount - 1, "heads") + 1
        headCount -= count
        return count
    }
}
