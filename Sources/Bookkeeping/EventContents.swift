internal import Causality
internal import Merge
internal import Records

/// What an event will write, before its dot is known.
struct EventContents: Sendable {
    var plain: [CellWrite] = []
    var personal: [CellWrite] = []
    var lists: [(list: FieldDefinition, edits: [ListEdit])] = []
    var transition: TransitionName?
    var reason: String?

    /// What a revision and the values computed from it write.
    init(_ revision: Revision, _ computed: [ComputedOutcome.Write]) {
        var values = revision.values
        for write in computed { values[write.field] = .some(write.value) }
        for (id, value) in values.sorted(by: { $0.key < $1.key }) {
            let isPersonal = revision.definition.field(id)?.isPersonal ?? false
            add(CellWrite(.field(id), value), isPersonal: isPersonal)
        }
        if let state = revision.state {
            plain.append(CellWrite(.field(RegisterDefinition.stateField), .text(state)))
        }
        for (id, edits) in revision.edits.sorted(by: { $0.key < $1.key }) {
            if let list = revision.definition.field(id) { lists.append((list, edits)) }
        }
    }

    /// Whether nothing is written.
    var isEmpty: Bool { plain.isEmpty && personal.isEmpty && lists.isEmpty }

    /// The ids of the fields that are written.
    var fields: Set<String> {
        Set((plain + personal).map(\.cell.field)).union(lists.map(\.list.id))
    }

    /// The personal texts that it writes, in fields and in rows, but for choices: one of a few
    /// words tells nobody's name.
    func personalTexts(_ definition: RegisterDefinition) -> [String] {
        // Where the rows are named does not matter here.
        let probe = StreamID(bytes: Array(repeating: 0, count: 16)).map {
            payloads(at: Dot(stream: $0, sequence: 1)).personal
        }
        return (probe ?? []).compactMap { write in
            guard case .text(let text)? = write.value,
                definition.cell(write.cell).type != .choice
            else { return nil }
            return text
        }
    }

    /// Throws `invalid` if it is more than one event takes.
    func checkCount() throws(BookkeepingError) {
        var count = plain.count + personal.count
        for (_, edits) in lists {
            for edit in edits {
                switch edit {
                case .add(let columns): count += columns.count
                case .change(_, let columns): count += columns.count
                case .remove: count += 1
                }
            }
        }
        guard count > PayloadCodec.cellCountMax else { return }
        let message = "一次填写的内容太多（\(count) 项，最多 \(PayloadCodec.cellCountMax) 项），请分几次录入。"
        throw .invalid([
            EntryFault(field: lists.first?.list.id ?? "", reason: "too_long", message: message)
        ])
    }

    /// The payloads of the event at a dot, which names the rows that it adds.
    func payloads(at dot: Dot) -> (payload: EventPayload, personal: [CellWrite]) {
        var full = self
        for (list, edits) in lists { full.add(edits, list, at: dot) }
        let payload = EventPayload(writes: full.plain, transition: transition, reason: reason)
        return (payload, full.personal)
    }

    private mutating func add(_ write: CellWrite, isPersonal: Bool) {
        if isPersonal { personal.append(write) } else { plain.append(write) }
    }

    private mutating func add(_ edits: [ListEdit], _ list: FieldDefinition, at dot: Dot) {
        var added: UInt32 = 0
        for edit in edits {
            switch edit {
            case .add(let columns):
                let row = RowID(dot: dot, index: added)
                added += 1
                add(columns.mapValues { .some($0) }, row, list)
            case .change(let row, let columns): add(columns, row, list)
            case .remove(let row):
                let cell = Cell.item(list: list.id, row: row, item: ListRow.removedItem)
                plain.append(CellWrite(cell, .boolean(true)))
            }
        }
    }

    private mutating func add(
        _ columns: [String: FieldValue?],
        _ row: RowID,
        _ list: FieldDefinition
    ) {
        for (id, value) in columns.sorted(by: { $0.key < $1.key }) {
            let cell = Cell.item(list: list.id, row: row, item: id)
            let isPersonal = list.isPersonal || (list.item(id)?.isPersonal ?? false)
            add(CellWrite(cell, value), isPersonal: isPersonal)
        }
    }
}
