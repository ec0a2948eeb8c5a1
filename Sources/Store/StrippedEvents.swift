package import Causality
internal import GRDB
internal import Merge
internal import Records

/// Personal payloads that were taken out on the way.
///
/// The chain of hashes covers a personal payload's salted digest alone, so that an erasure breaks
/// nothing (SPEC 4.3). Whoever passes an event on could therefore pass the digest in the place of
/// the payload, without an erasure that anybody wrote. It cannot be undone from here, but is
/// counted, and mended as soon as the payload comes by another way: a stick, another parent.
extension StoreSession {
    /// Whether an event's personal payload is missing here though its record was not erased.
    package func isStripped(_ dot: Dot) throws -> Bool {
        guard let number = try knownNumber(of: .dot(dot)), let event = try event(at: number),
            case .erased? = event.personal
        else { return false }
        return try !isErased(event.record)
    }

    /// Takes the payloads of events that are held without them; returns how many.
    ///
    /// The caller has checked that the events are those that are held: their hashes cover the
    /// payloads' digests. What was erased is refused for ever.
    func restorePersonal(_ events: some Sequence<Event>) throws -> Int {
        var records: Set<RecordPlace> = []
        var streams: Set<Int64> = []
        var count = 0
        for event in events {
            guard case .held? = event.personal, let personal = event.personal,
                try isStripped(event.dot), let number = try knownNumber(of: .dot(event.dot))
            else { continue }
            // What this transaction did so far is written down: the rows are changed in place.
            try flushFolds()
            try signHeads()
            try flushStreams()
            try db.cachedStatement(sql: "UPDATE event SET personal = ? WHERE id = ?").execute(
                arguments: [personalData(personal), number.rawValue]
            )
            records.insert(RecordPlace(event.record, event.register))
            streams.insert(number.stream)
            count += 1
        }
        for stream in streams.sorted() { try recountBytes(stream: stream) }
        // What was judged without its payload may break its definition with it.
        for record in records.sorted() {
            let number = try number(of: record.id)
            let register = try register(of: number) ?? record.register
            try judgeAnew(record.id, register: register)
        }
        return count
    }
}
