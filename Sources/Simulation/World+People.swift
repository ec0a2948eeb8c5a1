internal import Ambient
internal import Causality
internal import Hashing
internal import Merge
internal import Records
internal import Store

/// What people write: new records, changes of their own, changes of what others see too.
extension World {
    /// One write, and what its author had been shown.
    struct Writing {
        let record: RecordID?
        let register: String
        let audience: Audience
        let type: EventType
        var open: [CellWrite] = []
        /// The streams that a withdrawal counts, as rows of its event.
        var rows: [(name: String, last: UInt64)] = []
        /// Whose key it withdraws, and what of that node's streams still counts.
        var withdrawn: (author: Int, limits: HeldStreams)?
        var personal: [CellWrite] = []
        /// The context that the form carries; nil for a change made from the present state.
        var version: VersionVector?
        var shown: Set<Dot> = []
    }

    /// A person at a node does one thing; while the node is down, nothing.
    mutating func personActs(at index: Int) throws {
        guard !isHealing else { return }
        plan(.person(node: index), within: 60_000...1_200_000)
        if nodes[index].memory != nil {
            if let form = nodes[index].memory?.form {
                nodes[index].memory?.form = nil
                try save(form, at: index)
            } else if Int.random(in: 0..<1_000, using: &random) < plan.sharedEditChance {
                try editShared(at: index)
            } else if plan.strikes(.erasure, using: &random) {
                try erase(at: index)
            } else {
                try create(at: index)
            }
            mayCrash(index)
        }
    }

    private mutating func nextText() -> String {
        textCount += 1
        return "事由\(textCount)"
    }

    private mutating func create(at index: Int) throws {
        let writes = [
            CellWrite(.field("about"), .text(nextText()))
        ]
        let writing = Writing(
            record: nil,
            register: WorldRegisters.complaint,
            audience: Audience(.at, nodes[index].place),
            type: .create,
            open: writes,
            personal: [CellWrite(.field("complainant"), .text("张\(textCount)"))]
        )
        try write(writing, at: index)
    }

    /// Opens a form on a record that others may edit at the same time, or changes it at once.
    private mutating func editShared(at index: Int) throws {
        guard let (record, stored) = try somebodysRecord(at: index) else {
            return try create(at: index)
        }
        let form = OpenForm(
            record: record,
            version: stored.state.version,
            shown: Set(ledger.events(of: record, in: view(of: index)))
        )
        if Bool.random(using: &random) {
            nodes[index].memory?.form = form
        } else {
            try save(form, at: index)
        }
    }

    /// One of the records made last that the node has.
    private mutating func somebodysRecord(
        at index: Int
    ) throws -> (id: RecordID, stored: StoredRecord)? {
        let view = view(of: index)
        let candidates = ledger.records.suffix(6).filter { record in
            guard let first = ledger.events(of: record, in: view).first else { return false }
            return ledger.entry(first)?.register == WorldRegisters.complaint
        }
        guard let record = candidates.randomElement(using: &random),
            let stored = try nodes[index].store.read({ try $0.record(ledger.trueRecord(record)) })
        else { return nil }
        return (record, stored)
    }

    /// Takes the personal data of a record away, everywhere and for ever.
    private mutating func erase(at index: Int) throws {
        guard let (record, stored) = try somebodysRecord(at: index),
            try !nodes[index].store.read({ try $0.isErased(ledger.trueRecord(record)) })
        else { return }
        let written = try write(
            Writing(
                record: record,
                register: stored.register,
                audience: stored.audience,
                type: .erase,
                shown: Set(ledger.events(of: record, in: view(of: index)))
            ),
            at: index
        )
        if written != nil { fire(.erasure) }
    }

    private mutating func save(_ form: OpenForm, at index: Int) throws {
        let store = nodes[index].store
        let shown = ledger.trueRecord(form.record)
        guard let stored = try store.read({ try $0.record(shown) }) else {
            let held = ledger.events(of: form.record, in: view(of: index))
            // With its first event, the key of whose author was withdrawn, the whole record goes.
            if case .dot(let first) = form.record, !held.contains(first) { return }
            guard !held.isEmpty else { return }
            return find("a record that was shown is gone: \(form.record.text)", at: index)
        }
        let isDecision = !stored.state.conflicts.isEmpty
        let open = CellWrite(.field("about"), .text(nextText()))
        let isErased = try store.read { try $0.isErased(shown) }
        let isPersonal = !isErased && Bool.random(using: &random)
        let hasNote = !nodes[index].isOlder && Bool.random(using: &random)
        let note = hasNote ? [CellWrite(.field("note"), .text(nextText()))] : []
        let name = CellWrite(.field("complainant"), .text("李\(textCount)"))
        let version = claimedVersion(form)
        let others = Set(ledger.dots[form.record] ?? []).subtracting(form.shown)
        if !others.isEmpty { fire(.concurrentEdit) }
        try write(
            Writing(
                record: form.record,
                register: stored.register,
                audience: stored.audience,
                type: isDecision ? .decide : .change,
                open: [open] + note,
                personal: isPersonal ? [name] : [],
                version: version,
                shown: form.shown
            ),
            at: index
        )
    }

    /// The context that goes into the event; with two of the defects another than the form's.
    private func claimedVersion(_ form: OpenForm) -> VersionVector? {
        switch defect {
        case .claimsUnseen: return nil
        case .claimsEverything:
            return VersionVector(ledger.logs.map { ($0.key, $0.value.length) })
        default: return form.version
        }
    }

    /// A defective node decides what only people may: the last value stands.
    mutating func settleByArrival(at index: Int) throws {
        for stored in try nodes[index].store.read({ try $0.conflictedRecords() }) {
            guard let last = stored.state["about"]?.siblings.last,
                stored.state["about"]?.isConflict == true
            else { continue }
            try write(
                Writing(
                    record: stored.id,
                    register: stored.register,
                    audience: stored.audience,
                    type: .decide,
                    open: [CellWrite(.field("about"), last.value)],
                    version: stored.state.version
                ),
                at: index
            )
        }
    }

    /// Writes through the store and, once that is durable, into the ledger.
    ///
    /// Returns the record; nil if the store refused, because the place gave the record away, the
    /// node's key was withdrawn, or there is an erasure.
    @discardableResult
    mutating func write(_ writing: Writing, at index: Int) throws -> RecordID? {
        do {
            return try append(writing, at: index)
        } catch StoreError.noAuthority, StoreError.revoked, StoreError.erased {
            return nil
        }
    }

    private mutating func append(_ writing: Writing, at index: Int) throws -> RecordID {
        let reason = writing.type == .erase ? "应本人要求" : nil
        let personal = writing.personal
        let draft = Draft(
            register: writing.register,
            audience: writing.audience,
            record: writing.record.map(ledger.trueRecord),
            type: writing.type,
            context: writing.version,
            actor: nodes[index].name,
            entry: .live
        ) { dot in
            (
                EventPayload(writes: writing.open + writing.rowWrites(at: dot), reason: reason),
                personal
            )
        }
        let (event, hash, author) = try nodes[index].store.write { session in
            let event = try session.append(draft)
            return (
                event, try session.hash(of: event.dot.stream, at: event.dot.sequence),
                try session.author(of: event.dot)
            )
        }
        guard let hash, let author else {
            find("an event that was just written is not there", at: index)
            return event.record
        }
        let dot = ledger.dot(event.dot, writtenBy: index, author)
        guard dot.sequence == ledger.nextSequence(of: dot.stream) else {
            find("sequence \(dot.sequence) of one stream was given twice", at: index)
            return event.record
        }
        let record =
            writing.record ?? (event.record == .dot(event.dot) ? .dot(dot) : event.record)
        let rows = writing.rowWrites(at: event.dot)
        let values = (writing.open + rows + personal).map { ($0.cell, $0.value) }
        ledger.note(
            dot,
            hash: hash,
            author: index,
            stream: author,
            entry: Ledger.Entry(
                record: record,
                register: event.register,
                values: Dictionary(values, uniquingKeysWith: { $1 }),
                personal: Set(personal.map(\.cell)),
                isNewer: !nodes[index].isOlder && event.register == WorldRegisters.complaint,
                isErasure: event.type == .erase,
                shown: writing.shown
            )
        )
        if let (author, limits) = writing.withdrawn {
            ledger.noteWithdrawal(of: author, by: dot, limits: limits)
        }
        try checkHeld(index)
        return record
    }
}

extension World.Writing {
    /// The rows of a withdrawal, named by the event that adds them.
    func rowWrites(at dot: Dot) -> [CellWrite] {
        rows.enumerated().flatMap { index, row in
            let id = RowID(dot: dot, index: UInt32(index))
            return [
                CellWrite(.item(list: "streams", row: id, item: "stream"), .text(row.name)),
                CellWrite(
                    .item(list: "streams", row: id, item: "sequence"),
                    .integer(Int64(row.last))
                ),
            ]
        }
    }
}
