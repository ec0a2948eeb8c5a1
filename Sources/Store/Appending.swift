package import Causality
internal import Hashing
package import Merge
package import Records
internal import GRDB
internal import SyncWire

/// A change that this node is about to make.
package struct Draft: Sendable {
    /// The register's id; the event goes by the definition in force.
    package var register: String
    /// Who holds the record.
    package var audience: Audience
    /// The record, nil for a new one that takes its event's dot as its id.
    package var record: RecordID?
    /// What kind of change.
    package var type: EventType
    /// What the person had been shown; nil when the change was made from the present state inside
    /// this transaction.
    package var context: VersionVector?
    /// Staff id or account, empty for the node itself.
    package var actor: String
    /// How it is entered.
    package var entry: EntryKind
    /// The open payload and the personal writes, given the event's dot: rows that the event adds
    /// are named by it.
    package var content: @Sendable (Dot) -> (payload: EventPayload, personal: [CellWrite])

    /// Makes a draft.
    package init(
        register: String,
        audience: Audience,
        record: RecordID?,
        type: EventType,
        context: VersionVector? = nil,
        actor: String,
        entry: EntryKind,
        content: @escaping @Sendable (Dot) -> (payload: EventPayload, personal: [CellWrite])
    ) {
        self.register = register
        self.audience = audience
        self.record = record
        self.type = type
        self.context = context
        self.actor = actor
        self.entry = entry
        self.content = content
    }
}

extension StoreSession {
    /// Appends one change to this node's stream of the audience, folds it and returns the event.
    ///
    /// Durable when the transaction is. Throws `noAuthority` if the node's place may not write for
    /// the audience, `revoked`, `erased`, `unknownRegister`, or an `Unacceptable` fault if the
    /// draft breaks its definition: nothing that others would quarantine is ever written.
    @discardableResult
    package func append(_ draft: Draft) throws -> Event {
        guard let definition = shelf.current(draft.register) else {
            throw StoreError.unknownRegister(draft.register)
        }
        let isLetter = draft.register == SystemRegister.sealedLetter
        // A letter is erased where it is read, wherever its village belongs by now; and who held
        // what was erased says so.
        let isLasting =
            isLetter && draft.type == .erase || draft.register == SystemRegister.erasureReceipt
        let mayWrite =
            try isLasting
            ? mayWrite(draft.audience, from: ownPlace())
            : mayWriteNow(draft.audience, from: ownPlace())
        guard mayWrite else {
            throw StoreError.noAuthority(try placeName(draft.audience.place))
        }
        let number = try ownStream(draft.audience)
        let row = try stream(number)
        if let description = row.description, try limit(of: row.name, description) != nil {
            throw StoreError.revoked
        }
        let dot = Dot(stream: row.name, sequence: row.sequence + 1)
        let (event, content) = try event(draft, definition, at: dot)
        if case .held? = event.personal, try isErased(event.record) { throw StoreError.erased }
        if draft.record != nil, try isForestalled(event, content) {
            try stepAside()
            return try append(draft)
        }
        try EventAcceptance.check(content, of: draft.type, definition)
        guard let audience = row.audience else { throw StoreError.damaged("流 \(number)") }
        if isLetter, try letterStanding(event, content) != .proven {
            throw Unacceptable.wrongLetter
        }
        try checkSize(event)
        try insert(event, stream: number, hash: event.hash(previous: row.hash))
        try noteOwnHead(number)
        try fold(event, content, audience: audience, isUnheard: draft.record == nil)
        _ = try commit()
        // A long import would hold every record that it made to its end.
        if folds.count >= StoreSession.openFoldCountMax { try flushFolds() }
        return event
    }

    /// So many records at most are held open while this node appends.
    private static let openFoldCountMax = 1_024

    /// The number of this node's stream of an audience.
    private func ownStream(_ audience: Audience) throws -> Int64 {
        let description = StreamDescription(
            node: identity.node,
            incarnation: try incarnation(),
            audience: audience
        )
        if let own = streams.own, own.description == description { return own.number }
        let number = try streamNumber(description.streamID, description)
        streams.own = (description, number)
        return number
    }

    /// What people call a place: its name where its record is here, else nil.
    private func placeName(_ place: RecordID) throws -> String? {
        guard case .text(let name)? = try record(place)?.state["name"]?.value else { return nil }
        return name
    }

    private func event(
        _ draft: Draft,
        _ definition: RegisterDefinition,
        at dot: Dot
    ) throws -> (Event, EventContent) {
        let content = draft.content(dot)
        let personal = content.personal.sorted { $0.cell < $1.cell }
        let record = draft.record ?? .dot(dot)
        var payload = content.payload
        payload.personalCells = personal.map(\.cell)
        let bytes = PayloadCodec.encodePersonal(personal, author: dot)
        let event = Event(
            dot: dot,
            record: record,
            register: draft.register,
            definition: definition.version,
            type: draft.type,
            context: try context(draft, record: record, at: dot),
            actor: draft.actor,
            deviceTime: identity.now(),
            entry: draft.entry,
            open: PayloadCodec.encode(payload, author: dot),
            personal: personal.isEmpty ? nil : .held(salt: identity.salt(), bytes: bytes)
        )
        return (event, try EventContent(of: event, madeOf: payload, personal))
    }

    /// The shortest context that says what was shown: `own` when it is exactly the events of this
    /// record that the stream has.
    private func context(_ draft: Draft, record: RecordID, at dot: Dot) throws -> EventContext {
        // Nobody can have written to a record that its own event only now names.
        let isNew = draft.record == nil
        let known = isNew ? nil : try state(of: record, register: draft.register)?.version
        let current = known ?? VersionVector()
        var shown = draft.context ?? current
        if let witness = try clockWitness(for: draft.audience) {
            shown.advance(witness.stream, to: witness.sequence)
            return .seen(shown)
        }
        let isOwn = current.entries.allSatisfy { $0.stream == dot.stream } && shown == current
        return isOwn ? .own : .seen(shown)
    }

    /// Nobody takes an event that is over a limit (SPEC 9), and all that follows would wait for it.
    private func checkSize(_ event: Event) throws {
        guard event.actor.utf8.count <= MessageLimits.actorByteCountMax else {
            throw StoreError.tooLarge("办理人的编号过长，最多 128 个字母或 42 个汉字，请用工号")
        }
        if case .seen(let vector) = event.context,
            vector.entries.count > EventContextCodec.entryCountMax
        {
            throw StoreError.tooLarge("写过这条记录的电脑太多，不能再改，请另行登记一条，写明原来的编号")
        }
        guard event.open.count <= PayloadCodec.openByteCountMax else {
            throw StoreError.tooLarge("内容过长，一次登记最多 56 KB，请分次登记")
        }
        if case .held(_, let bytes)? = event.personal,
            bytes.count > PayloadCodec.personalByteCountMax
        {
            throw StoreError.tooLarge("个人信息过长，一次登记最多 16 KB")
        }
    }

    /// A record's state as this transaction sees it, nil if there is none.
    package func state(of record: RecordID, register: String) throws -> RecordState? {
        guard let number = try knownNumber(of: record) else { return nil }
        if let open = folds[number] { return open.fold.state }
        return try storedState(number, register: register)?.state
    }
}
