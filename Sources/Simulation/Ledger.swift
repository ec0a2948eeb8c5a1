internal import Causality
internal import Hashing
internal import Records

/// What was truly written in a world and what each writer had truly been shown: the model that the
/// stores are held against.
///
/// It knows nothing of contexts, folds or wire forms.
struct Ledger {
    struct Entry {
        var record: RecordID
        let register: String
        var values: [Cell: FieldValue?]
        /// Those of the cells whose values are personal.
        let personal: Set<Cell>
        /// Whether only the newer program understands the event.
        let isNewer: Bool
        /// Whether the event erases the record's personal data.
        let isErasure: Bool
        /// The events of the record that the person had been shown.
        var shown: Set<Dot>
    }

    struct Log {
        let description: StreamDescription
        let author: Int
        /// How many events stand before the first: those of the stream that a copied store parted
        /// from.
        var base: UInt64 = 0
        var hashes: [Digest256] = []
        var entries: [Entry] = []
        /// Whether its end may be lost with the store that it was written to.
        var mayBeLost = false

        /// The last sequence.
        var length: UInt64 { base + UInt64(entries.count) }

        /// The hash at a sequence; nil before the first event and behind the last.
        func hash(at sequence: UInt64) -> Digest256? {
            sequence > base && sequence <= length ? hashes[Int(sequence - base) - 1] : nil
        }
    }

    var logs: [StreamID: Log] = [:]
    /// The events of each record, in the order of writing.
    var dots: [RecordID: [Dot]] = [:]
    /// All records, in the order of their making.
    var records: [RecordID] = []
    private(set) var eventCount = 0
    /// Whether personal payloads were taken out on the way.
    var losesPayloads = false
    /// The store that runs twice, if one does.
    var copying: Copying?
    /// The withdrawal of a key, if there was one.
    private(set) var withdrawal: Withdrawal?

    /// A node whose key was withdrawn, and what still counts of what it wrote.
    struct Withdrawal {
        let author: Int
        /// The events that withdrew it, one for each audience that must hear of it.
        var dots: [Dot]
        /// The last sequence of each of its streams that counts.
        let limits: HeldStreams
    }

    /// Takes down an event that its author has committed, under the dot that it has here.
    mutating func note(
        _ dot: Dot,
        hash: Digest256,
        author: Int,
        stream description: StreamDescription,
        entry: Entry
    ) {
        var log = logs[dot.stream] ?? Log(description: description, author: author)
        if log.entries.isEmpty { log.base = dot.sequence - 1 }
        precondition(log.length + 1 == dot.sequence, "the author's own stream is dense")
        log.hashes.append(hash)
        log.entries.append(entry)
        logs[dot.stream] = log
        if dots[entry.record] == nil { records.append(entry.record) }
        dots[entry.record, default: []].append(dot)
        eventCount += 1
    }

    /// Notes an event by which a node's key was withdrawn; all of them have the same limits.
    mutating func noteWithdrawal(of author: Int, by dot: Dot, limits: HeldStreams) {
        let others = withdrawal?.dots ?? []
        withdrawal = Withdrawal(author: author, dots: others + [dot], limits: limits)
    }

    /// Notes that a node's store was set back: what it wrote and nobody else holds is gone.
    mutating func noteRestore(of author: Int) {
        for (stream, log) in logs where log.author == author { logs[stream]?.mayBeLost = true }
    }

    /// The sequence that the next event of a stream has.
    func nextSequence(of stream: StreamID) -> UInt64 {
        (logs[stream]?.length ?? copying?.ends[stream] ?? 0) + 1
    }

    /// What was written at a place of a stream.
    func entry(_ dot: Dot) -> Entry? {
        guard let log = logs[dot.stream], log.hash(at: dot.sequence) != nil else { return nil }
        return log.entries[Int(dot.sequence - log.base) - 1]
    }

    /// The events of a record among those that a node holds, understands and takes as valid.
    func events(of record: RecordID, in view: HeldView) -> [Dot] {
        (dots[record] ?? []).filter { dot in
            dot.sequence <= view.streams[dot.stream] ?? 0
                && (view.knowsNewer || entry(dot)?.isNewer == false) && counts(dot, in: view)
        }
    }

    /// Whether a node that holds these streams takes an event as valid: its author's key is not
    /// withdrawn, or was so later.
    private func counts(_ dot: Dot, in view: HeldView) -> Bool {
        guard let withdrawal,
            withdrawal.dots.contains(where: { $0.sequence <= view.streams[$0.stream] ?? 0 })
        else { return true }
        return counts(dot)
    }

    /// Whether an event is within the limits of its author's withdrawal, if there was one.
    func counts(_ dot: Dot) -> Bool {
        guard let withdrawal, logs[dot.stream]?.author == withdrawal.author else { return true }
        return dot.sequence <= withdrawal.limits[dot.stream] ?? 0
    }

    /// Whether an erasure of the record is among what a node holds and takes as valid.
    func isErased(_ record: RecordID, in view: HeldView) -> Bool {
        events(of: record, in: view).contains { entry($0)?.isErasure == true }
    }

    /// Whether anybody ever erased the record's personal data.
    func wasErased(_ record: RecordID) -> Bool {
        (dots[record] ?? []).contains { entry($0)?.isErasure == true }
    }

    /// What must stand in a record's cells at a node that holds these streams: every write that no
    /// other held write's author had been shown.
    func standing(of record: RecordID, in view: HeldView) -> [Cell: [Dot]] {
        var writers: [Cell: [Dot]] = [:]
        for dot in events(of: record, in: view) {
            for cell in (entry(dot)?.values ?? [:]).keys { writers[cell, default: []].append(dot) }
        }
        return writers.mapValues { dots in
            dots.filter { dot in
                !dots.contains { $0 != dot && entry($0)?.shown.contains(dot) == true }
            }.sorted()
        }
    }
}

/// What a node makes of what it holds.
struct HeldView {
    let streams: HeldStreams
    /// Whether its program is the newer one.
    let knowsNewer: Bool
}

/// The last sequence held of each stream.
typealias HeldStreams = [StreamID: UInt64]
