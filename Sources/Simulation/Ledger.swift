internal import Causality
internal import Hashing
internal import Records

/// What was truly written in a world and what each writer had truly been shown: the model that the
/// stores are held against.
///
/// It knows nothing of contexts, folds or wire forms.
struct Ledger {
    struct Entry {
        let record: RecordID
        let register: String
        let values: [Cell: FieldValue?]
        /// The events of the record that the person had been shown.
        let shown: Set<Dot>
    }

    struct Log {
        let description: StreamDescription
        let author: Int
        var hashes: [Digest256] = []
        var entries: [Entry] = []
        /// Whether its end may be lost with the store that it was written to.
        var mayBeLost = false
    }

    private(set) var logs: [StreamID: Log] = [:]
    /// The events of each record, in the order of writing.
    private(set) var dots: [RecordID: [Dot]] = [:]
    /// All records, in the order of their making.
    private(set) var records: [RecordID] = []
    private(set) var eventCount = 0

    /// Takes down an event that its author has committed.
    mutating func note(
        _ event: Event,
        hash: Digest256,
        author: Int,
        stream description: StreamDescription,
        values: [Cell: FieldValue?],
        shown: Set<Dot>
    ) {
        let dot = event.dot
        var log = logs[dot.stream] ?? Log(description: description, author: author)
        precondition(log.entries.count + 1 == Int(dot.sequence), "the author's own stream is dense")
        log.hashes.append(hash)
        log.entries.append(
            Entry(record: event.record, register: event.register, values: values, shown: shown)
        )
        logs[dot.stream] = log
        if dots[event.record] == nil { records.append(event.record) }
        dots[event.record, default: []].append(dot)
        eventCount += 1
    }

    /// Notes that a node's store was set back: what it wrote and nobody else holds is gone.
    mutating func noteRestore(of author: Int) {
        for (stream, log) in logs where log.author == author { logs[stream]?.mayBeLost = true }
    }

    /// The sequence that the next event of a stream has.
    func nextSequence(of stream: StreamID) -> UInt64 {
        UInt64(logs[stream]?.entries.count ?? 0) + 1
    }

    /// What was written at a place of a stream.
    func entry(_ dot: Dot) -> Entry? {
        guard let log = logs[dot.stream], dot.sequence <= log.entries.count else { return nil }
        return log.entries[Int(dot.sequence) - 1]
    }

    /// The events of a record among those that a node holds.
    func events(of record: RecordID, in held: HeldStreams) -> [Dot] {
        (dots[record] ?? []).filter { $0.sequence <= held[$0.stream] ?? 0 }
    }

    /// What must stand in a record's cells at a node that holds these streams: every write that no
    /// other held write's author had been shown.
    func standing(of record: RecordID, in held: HeldStreams) -> [Cell: [Dot]] {
        var writers: [Cell: [Dot]] = [:]
        for dot in events(of: record, in: held) {
            for cell in (entry(dot)?.values ?? [:]).keys { writers[cell, default: []].append(dot) }
        }
        return writers.mapValues { dots in
            dots.filter { dot in
                !dots.contains { $0 != dot && entry($0)?.shown.contains(dot) == true }
            }.sorted()
        }
    }
}

/// The last sequence held of each stream.
typealias HeldStreams = [StreamID: UInt64]
