internal import Causality
internal import Merge
internal import Records
internal import Store

/// The events of a record, causes before effects; what nobody saw of the other stands by device
/// time.
enum CausalOrder {
    static func sorted(_ events: [Event]) -> [Event] {
        var waiting = events.sorted {
            ($0.deviceTime, $0.dot) < ($1.deviceTime, $1.dot)
        }
        var result: [Event] = []
        result.reserveCapacity(waiting.count)
        while !waiting.isEmpty {
            let index = waiting.firstIndex { event in
                !waiting.contains { $0.dot != event.dot && isCause($0, of: event) }
            }
            result.append(waiting.remove(at: index ?? 0))
        }
        return result
    }

    /// Whether one event was seen by the other, or stands before it in its stream.
    private static func isCause(_ cause: Event, of event: Event) -> Bool {
        saw(event, cause)
            || (cause.dot.stream == event.dot.stream && cause.dot.sequence < event.dot.sequence)
    }

    /// Whether the person behind one event had been shown the other.
    static func saw(_ event: Event, _ other: Event) -> Bool {
        other.dot != event.dot && event.context.vector(of: event.dot).contains(other.dot)
    }
}

extension Desk {
    /// The events of a record that were folded, causes before effects, with what they write.
    func foldedHistory(of record: RecordID) throws -> [(event: Event, content: EventContent)] {
        let events = try session.history(of: record).filter {
            try session.asideReason($0.dot) == nil
        }
        return try CausalOrder.sorted(events).map { ($0, try EventContent($0)) }
    }

    /// A record's state as it was in an earlier version; throws `badShownVersion` if the version
    /// names what is not here.
    func state(of record: StoredRecord, at version: VersionVector) throws -> RecordState {
        if version == record.state.version { return record.state }
        guard record.state.version.dominates(version), !version.isEmpty else {
            throw BookkeepingError.badShownVersion
        }
        var state = RecordState()
        for (event, content) in try foldedHistory(of: record.id) where version.contains(event.dot) {
            state.fold(event, content)
        }
        return state
    }
}
