internal import Causality
internal import Merge
internal import Records

/// Which events are written again, and what their dots and records become.
///
/// A record whose first event moves gets a new id, since the old one is now the other history's:
/// two citizens' records must never become one. Contexts, rows and references follow.
struct Reissue {
    /// An event, and where it is written again.
    struct Item {
        let event: Event
        let dot: Dot
        let description: StreamDescription
    }

    /// The events in the order in which they are written.
    private(set) var items: [Item] = []
    /// The records that get a new id.
    private(set) var records: [RecordID: RecordID] = [:]
    /// From where on each stream's own events are taken out.
    private var cuts: [StreamID: UInt64] = [:]
    /// For each old stream the old sequences and the new dots, rising.
    private var moves: [StreamID: [(old: UInt64, new: Dot)]] = [:]
    private var counts: [StreamID: UInt64] = [:]

    /// Notes that a stream ends before a sequence now.
    mutating func cut(_ stream: StreamID, before sequence: UInt64) { cuts[stream] = sequence }

    /// Adds an event behind those that are there; `sequence` is the last one held of the new
    /// stream.
    mutating func add(
        _ event: Event,
        to description: StreamDescription,
        behind sequence: UInt64,
        key: [String]
    ) {
        let stream = description.streamID
        counts[stream, default: 0] += 1
        let dot = Dot(stream: stream, sequence: sequence + (counts[stream] ?? 1))
        items.append(Item(event: event, dot: dot, description: description))
        moves[event.dot.stream, default: []].append((event.dot.sequence, dot))
        guard event.type == .create else { return }
        if event.record == .dot(event.dot) {
            records[event.record] = .dot(dot)
        } else if !key.isEmpty, let content = try? EventContent(event) {
            let old = key.map { field in
                content.writes.first { $0.cell == .field(field) }?.sibling.value
            }
            let new = old.map { $0.map(value) }
            guard old != new else { return }
            records[event.record] = .keyed(
                register: event.register,
                audience: description.audience,
                key: new
            )
        }
    }

    /// The event as it is written again.
    func event(_ item: Item) -> Event {
        let old = item.event
        let (open, personal) = payloads(of: old, at: item.dot)
        return Event(
            dot: item.dot,
            record: record(old.record),
            register: old.register,
            definition: old.definition,
            type: old.type,
            context: context(of: old, at: item.dot),
            actor: old.actor,
            deviceTime: old.deviceTime,
            entry: old.entry,
            open: open,
            personal: personal
        )
    }

    private func record(_ id: RecordID) -> RecordID { records[id] ?? id }

    private func value(_ value: FieldValue) -> FieldValue {
        guard case .reference(let id) = value else { return value }
        return .reference(record(id))
    }

    // MARK: - Contexts

    private func context(of event: Event, at dot: Dot) -> EventContext {
        if event.context == .own, records[event.record] != nil, isCut(event.dot) { return .own }
        var vector = VersionVector()
        for entry in event.context.vector(of: event.dot).entries {
            let end = (cuts[entry.stream] ?? .max) - 1
            vector.advance(entry.stream, to: min(entry.sequence, end))
            if let last = lastMove(in: entry.stream, notAfter: entry.sequence) {
                vector.advance(last.new.stream, to: min(last.new.sequence, dot.sequence - 1))
            }
        }
        return vector.isExactly(dot.stream, dot.sequence - 1) ? .own : .seen(vector)
    }

    private func lastMove(
        in stream: StreamID,
        notAfter sequence: UInt64
    ) -> (old: UInt64, new: Dot)? {
        guard let moves = moves[stream] else { return nil }
        var low = 0
        var high = moves.count
        while low < high {
            let middle = (low + high) / 2
            if moves[middle].old <= sequence { low = middle + 1 } else { high = middle }
        }
        return low > 0 ? moves[low - 1] : nil
    }

    private func isCut(_ dot: Dot) -> Bool { cuts[dot.stream].map { dot.sequence >= $0 } ?? false }

    // MARK: - Payloads

    /// What cannot be read is written again as it is: it was not folded and will not be.
    private func payloads(of event: Event, at dot: Dot) -> ([UInt8], PersonalPayload?) {
        guard var payload = try? PayloadCodec.decode(event.open, author: event.dot) else {
            return (event.open, event.personal)
        }
        payload = EventPayload(
            writes: payload.writes.map(write),
            personalCells: payload.personalCells.map(cell),
            transition: payload.transition,
            reason: payload.reason
        )
        let open = PayloadCodec.encode(payload, author: dot)
        guard case .held(let salt, let bytes)? = event.personal,
            let writes = try? PayloadCodec.decodePersonal(bytes, author: event.dot)
        else { return (open, event.personal) }
        let personal = PayloadCodec.encodePersonal(writes.map(write), author: dot)
        return (open, .held(salt: salt, bytes: personal))
    }

    private func write(_ write: CellWrite) -> CellWrite {
        CellWrite(cell(write.cell), write.value.map(value))
    }

    private func cell(_ cell: Cell) -> Cell {
        guard case .item(let list, let row, let item) = cell, isCut(row.dot),
            let move = lastMove(in: row.dot.stream, notAfter: row.dot.sequence)
        else { return cell }
        return .item(list: list, row: RowID(dot: move.new, index: row.index), item: item)
    }

    // MARK: - References elsewhere

    /// Whether an event writes a reference to a record that gets a new id.
    func refers(_ event: Event) -> Bool {
        guard let content = try? EventContent(event) else { return false }
        return content.writes.contains { $0.sibling.value.map { value($0) != $0 } ?? false }
    }

    /// The cells of a record whose one value refers to a record that has a new id, with what is to
    /// stand there.
    func changes(of state: RecordState) -> (open: [CellWrite], personal: [CellWrite]) {
        var open: [CellWrite] = []
        var personal: [CellWrite] = []
        for entry in state.cells.entries where entry.state.siblings.count == 1 {
            guard let sibling = entry.state.siblings.first, let old = sibling.value,
                value(old) != old
            else { continue }
            let write = CellWrite(entry.cell, value(old))
            if sibling.payloadHash == nil { open.append(write) } else { personal.append(write) }
        }
        return (open, personal)
    }
}
