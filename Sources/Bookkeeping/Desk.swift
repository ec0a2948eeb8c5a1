internal import Causality
internal import Merge
internal import Records
internal import Store

/// One call's desk: a session of the store, and what was looked up in it.
///
/// Not kept beyond the session.
final class Desk {
    let session: StoreSession
    /// The device's clock.
    let now: CivilDateTime
    /// The place that the node serves.
    let ownPlace: RecordID
    /// The county's, or whatever the root of the tree is.
    let rootPlace: RecordID

    var found: [NameKey: Found] = [:]
    var captions: [RecordID: Caption] = [:]
    var nodePlaces: [NodeKey: RecordID?] = [:]
    var heldCalendar: WorkingCalendar?
    var heldClock: ClockState?
    private var entryChecks: [RegisterDefinition: EntryCheck] = [:]
    /// By their letters.
    var knownSeries: [String: KnownSeries] = [:]
    var namingFields: [RegisterDefinition: [FieldDefinition]] = [:]
    /// Records that many rows of a file refer to: a matter, a window.
    private var heldRecords: [RecordID: StoredRecord] = [:]
    private static let heldRecordCountMax = 1_000

    init(_ session: StoreSession) throws {
        self.session = session
        ownPlace = try session.ownPlace()
        rootPlace = .rootPlace(of: try session.rootKey())
        guard let now = CivilDateTime(secondsSince1970: session.deviceTime) else {
            throw StoreError.damaged("系统时钟 \(session.deviceTime)")
        }
        self.now = now
    }

    /// A register that people keep records in.
    func definition(_ register: String) throws -> RegisterDefinition {
        let definition = try session.definition(register)
        guard definition.kind != .report || !definition.fields.isEmpty else {
            throw BookkeepingError.noRecords(definition.title)
        }
        return definition
    }

    /// A register that this person may write, by the definition's levels.
    func writableDefinition(
        _ register: String,
        _ actor: ActingPerson
    ) throws -> RegisterDefinition {
        let definition = try definition(register)
        guard !definition.isSystem || actor.isNode else {
            throw BookkeepingError.systemRegister(definition.title)
        }
        guard actor.roles != nil, let level = try caption(of: ownPlace).level,
            !definition.levels.contains(level)
        else { return definition }
        throw BookkeepingError.wrongLevel(register: definition.title, levels: definition.levels)
    }

    /// What judges texts for a register by this device's clock, made once a call.
    func entryCheck(_ definition: RegisterDefinition) -> EntryCheck {
        if let known = entryChecks[definition] { return known }
        let check = EntryCheck(definition, now: now)
        entryChecks[definition] = check
        return check
    }

    /// A record that this node holds with its first event, nil if there is none.
    func held(_ id: RecordID) throws -> StoredRecord? {
        if let known = heldRecords[id] { return known }
        guard let record = try session.record(id), record.state.origin != nil else { return nil }
        if heldRecords.count >= Desk.heldRecordCountMax { heldRecords = [:] }
        heldRecords[id] = record
        return record
    }

    /// Appends a change and forgets what it makes stale.
    func append(_ draft: Draft) throws -> Event {
        let event = try session.append(draft)
        heldRecords[event.record] = nil
        captions[event.record] = nil
        if event.record == ownPlace { knownSeries = [:] }
        if draft.register == "calendar" { heldCalendar = nil }
        return event
    }

    /// A record of a register; throws `unknownRecord`.
    func held(_ id: RecordID, of definition: RegisterDefinition) throws -> StoredRecord {
        guard let record = try held(id), record.register == definition.id else {
            throw BookkeepingError.unknownRecord(register: definition.title, text: id.text)
        }
        return record
    }

    /// The place of the node that wrote an event; nil while its certificate is not here.
    func place(ofAuthor dot: Dot) throws -> RecordID? {
        guard let node = try session.author(of: dot)?.node else { return nil }
        return try place(of: node)
    }

    /// The place that a node serves; of several the one that comes first.
    func place(of node: NodeKey) throws -> RecordID? {
        if let known = nodePlaces[node] { return known }
        let place =
            node == session.ownNode ? ownPlace : try session.places(of: node).sorted().first
        nodePlaces[node] = .some(place)
        return place
    }

    /// The working days as held.
    func calendar() throws -> WorkingCalendar {
        if let heldCalendar { return heldCalendar }
        var exceptions: [CivilDate: Bool] = [:]
        if session.definitions.contains(where: { $0.id == "calendar" }) {
            try session.forEachRecord(of: "calendar") { record in
                if let date = CivilDate(of: record.state["date"]?.value),
                    case .boolean(let isWorked)? = record.state["working"]?.value
                {
                    exceptions[date] = isWorked
                }
                return true
            }
        }
        let calendar = WorkingCalendar(exceptions: exceptions)
        heldCalendar = calendar
        return calendar
    }
}

extension RecordState {
    /// What stands alone in a field; of a list the count of its rows, nil for none.
    func value(_ field: String, in definition: RegisterDefinition) -> FieldValue? {
        guard definition.field(field)?.type == .list else { return self[field]?.value }
        let count = rows(of: field).count
        return count > 0 ? .integer(Int64(count)) : nil
    }
}
