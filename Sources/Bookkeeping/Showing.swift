package import Causality
internal import Merge
internal import Records
internal import Store

extension Bookkeeping {
    /// One record with its history.
    ///
    /// Throws `unknownRecord`.
    package func show(_ register: String, _ id: RecordID) throws -> RecordView {
        try store.read { session in
            let desk = try Desk(session)
            let definition = try desk.definition(register)
            let record = try desk.held(id, of: definition)
            return RecordView(
                row: try desk.row(record, definition),
                definition: definition,
                audience: record.audience,
                version: record.state.version,
                offers: try desk.offers(record, definition),
                history: try desk.history(of: id, definition),
                conflicts: try desk.conflicts(of: record, definition),
                attachments: try desk.attachments(of: record)
            )
        }
    }
}

extension Desk {
    /// What happened to a record, causes before effects; events kept aside among them.
    func history(
        of record: RecordID,
        _ definition: RegisterDefinition
    ) throws -> [HistoryEntry] {
        let events = CausalOrder.sorted(try session.history(of: record))
        let clocks = try session.clockContradictions(of: record)
        return try events.map { event in
            let seen = events.filter { CausalOrder.saw(event, $0) }
            let later = events.count { CausalOrder.saw($0, event) }
            return try entry(
                event,
                definition,
                seen: seen.map(\.dot),
                hasUnseen: seen.count + later + 1 < events.count,
                clock: clocks[event.dot]
            )
        }
    }

    private func entry(
        _ event: Event,
        _ definition: RegisterDefinition,
        seen: [Dot],
        hasUnseen: Bool,
        clock: ClockContradiction?
    ) throws -> HistoryEntry {
        let place = try place(ofAuthor: event.dot)
        let content = try? EventContent(event)
        return HistoryEntry(
            dot: event.dot,
            type: event.type,
            actor: event.actor,
            actorName: try staffName(event.actor),
            placeCode: try place.flatMap { try code(of: $0) },
            placeName: try place.flatMap { try caption(of: $0).name },
            node: try session.author(of: event.dot)?.node,
            deviceTime: event.deviceTime,
            entry: event.entry,
            reason: content?.payload.reason,
            transition: content?.payload.transition,
            seen: seen,
            hasUnseen: hasUnseen,
            wrote: try content.map { try writes(of: $0, definition) } ?? [],
            asideReason: try session.asideReason(event.dot),
            clock: clock
        )
    }

    /// What an event wrote, as people see it.
    func writes(
        of content: EventContent,
        _ definition: RegisterDefinition
    ) throws -> [HistoryEntry.Write] {
        try content.writes.filter { !$0.isSalt }.sorted { $0.cell < $1.cell }
            .map { try write($0, definition) }
    }

    private func write(
        _ write: EventContent.Write,
        _ definition: RegisterDefinition
    ) throws -> HistoryEntry.Write {
        let described = definition.cell(write.cell)
        let value: ShownValue =
            write.sibling.isErased ? .erased : try shown(write.sibling.value)
        var target: RecordID?
        if case .reference(let id)? = write.sibling.value { target = id }
        let field = ShownField(
            id: described.id,
            label: described.label,
            type: described.type,
            isPersonal: write.isPersonal,
            target: target,
            targetName: try target.flatMap { try caption(of: $0).name },
            value: value,
            choiceLabels: described.choiceLabels
        )
        return HistoryEntry.Write(cell: write.cell, label: described.label, field: field)
    }

    private func staffName(_ actor: String) throws -> String? {
        guard !actor.isEmpty, case .one(let id) = try find(actor, in: "staff") else { return nil }
        return try caption(of: id).name
    }
}

extension RegisterDefinition {
    /// How a cell is named: its field's id and label, of a list with the column's, its type and
    /// the words of its choices.
    func cell(
        _ cell: Cell
    ) -> (id: String, label: String, type: FieldType, choiceLabels: [String: String]) {
        switch cell {
        case .field(let id):
            let field = field(id)
            return (id, label(of: id), field?.type ?? .choice, field?.choiceLabels ?? [:])
        case .item(AttachmentForm.list, _, let item):
            let words = AttachmentForm.Item(rawValue: item)?.label ?? item
            let type: FieldType = item == AttachmentForm.Item.size.rawValue ? .integer : .text
            return ("attachments.\(item)", "附件·\(words)", type, [:])
        case .item(let list, _, ListRow.removedItem):
            return ("\(list).\(ListRow.removedItem)", "\(label(of: list))·删除", .boolean, [:])
        case .item(let list, _, let item):
            let column = field(list)?.item(item)
            return (
                "\(list).\(item)", "\(label(of: list))·\(column?.label ?? item)",
                column?.type ?? .text, column?.choiceLabels ?? [:]
            )
        }
    }
}

extension EventContent.Write {
    /// Whether it is the salt of an attachment, which says nothing to anybody.
    fileprivate var isSalt: Bool {
        if case .item(AttachmentForm.list, _, let item) = cell {
            return item == AttachmentForm.Item.salt.rawValue
        }
        return false
    }
}

extension AttachmentForm.Item {
    fileprivate var label: String {
        switch self {
        case .address: "校验地址"
        case .size: "字节数"
        case .media: "类型"
        case .salt: "盐"
        case .name: "文件名"
        case .title: "标题"
        }
    }
}
