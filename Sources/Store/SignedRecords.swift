package import Causality
internal import GRDB
internal import Merge
package import Records

/// A record as its events say it, whatever the tables show.
package struct SignedRecord: Sendable {
    /// The record, folded anew.
    package let record: StoredRecord
    /// The events that it was folded from, by stream and sequence.
    package let events: [Event]
    /// Whether the tables show the same.
    package let isShownSo: Bool
}

/// Reading past the tables: they are made from events, and events are what is signed.
extension StoreSession {
    /// A record folded anew from the events that are held; nil if none of them made it.
    ///
    /// What is kept aside is left out; an event that cannot be read makes no record. Says nothing
    /// of signatures: ask `verify(upTo:whole:)`.
    package func signedRecord(_ id: RecordID) throws -> SignedRecord? {
        try readable { try folded(id) }
    }

    private func folded(_ id: RecordID) throws -> SignedRecord? {
        guard let number = try knownNumber(of: id) else { return nil }
        var state = RecordState()
        var folded: [Event] = []
        for event in try events(record: number) where try asideReason(event.dot) == nil {
            state.fold(event, try EventContent(event))
            folded.append(event)
        }
        guard let register = folded.first?.register, let origin = state.origin,
            let audience = try author(of: origin.dot)?.audience
        else { return nil }
        return SignedRecord(
            record: StoredRecord(
                id: id,
                register: register,
                audience: audience,
                state: state
            ),
            events: folded,
            isShownSo: try isShown(state, number, register: register, audience)
        )
    }

    /// Whether any event of a record is held.
    package func holdsEvents(of record: RecordID) throws -> Bool {
        guard let number = try knownNumber(of: record) else { return false }
        let statement = try db.cachedStatement(
            sql: "SELECT EXISTS(SELECT 1 FROM event WHERE record = ?)"
        )
        return try Bool.fetchOne(statement, arguments: [number.rawValue]) ?? false
    }

    private func isShown(
        _ state: RecordState,
        _ number: LocalNumber,
        register: String,
        _ audience: Audience
    ) throws -> Bool {
        let isSame = try readable { () -> Bool? in
            guard let table = try madeTable(register) else { return nil }
            let statement = try db.cachedStatement(
                sql: "SELECT * FROM \"\(table.name)\" WHERE id = ?"
            )
            guard let row = try Row.fetchOne(statement, arguments: [number.rawValue]) else {
                return nil
            }
            return try self.state(row, table) == state && table.columnsAgree(row, state, self)
                && self.audience(row["audience"]).audience == audience
        }
        return isSame ?? false
    }

    /// Recomputes the chains of some streams and checks their signatures and their authors'
    /// certificates.
    ///
    /// Of the streams of `cut` it looks at what stands up to there and on to the next signature,
    /// of those in `whole` at everything. Returns each stream's first bad place; a stream in
    /// `whole` of which nothing is held is a fault. `progress` gets the events done and the events
    /// in all.
    package func verify(
        upTo cut: VersionVector,
        whole: Set<StreamID>,
        progress: (Int, Int) -> Void = { _, _ in }
    ) throws -> [StoreFault] {
        let streams = whole.union(cut.entries.map(\.stream)).sorted()
        let ends = Dictionary(
            uniqueKeysWithValues: streams.map { ($0, whole.contains($0) ? UInt64.max : cut[$0]) }
        )
        var faults: [StoreFault] = []
        var total = 0
        for stream in streams {
            let held = try readable { try position(of: stream)?.sequence } ?? 0
            total += Int(clamping: min(held, ends[stream] ?? 0))
        }
        var done = 0
        for stream in streams {
            let name = Base32.encode(stream.bytes)
            guard let number = try knownStream(stream), let end = ends[stream] else {
                guard whole.contains(stream) else { continue }
                faults.append(StoreFault(stream: name, sequence: 0, sentence: "没有这条流的事件。"))
                continue
            }
            let (fault, count) = try verifyStream(number, through: end)
            if let fault { faults.append(fault) }
            done += Int(clamping: min(UInt64(count), end))
            progress(min(done, total), total)
        }
        // Whose signature counts is for the certificates to say.
        if faults.isEmpty { try verifyCertificates(into: &faults) }
        guard faults.isEmpty, try isFounded() else { return faults }
        for stream in streams {
            guard let number = try knownStream(stream),
                let description = try self.stream(number).description,
                try !isAuthorised(description)
            else { continue }
            let name = Base32.encode(stream.bytes)
            faults.append(StoreFault(stream: name, sequence: 0, sentence: "流的作者没有有效的证书。"))
        }
        return faults
    }
}
