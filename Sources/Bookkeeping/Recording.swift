internal import Causality
internal import Merge
package import Records
internal import Store

extension Bookkeeping {
    /// Makes a new record.
    ///
    /// Fields are named by id or label, values are texts as typed. Throws `invalid` with all
    /// faults, `alreadyRecorded` where the key exists, `wrongLevel`, `notPermitted`, or
    /// `StoreError.noAuthority` where the record would belong to a place that this node does not
    /// write for.
    @discardableResult
    package func record(
        _ register: String,
        _ fields: [RecordValidation.Given],
        entry: EntryKind = .live,
        actor: ActingPerson = .nodeOperator
    ) throws -> Recorded {
        try store.write { try Desk($0).record(register, fields, entry: entry, actor: actor) }
    }
}

extension Desk {
    /// Checks what was typed and makes a new record of it.
    func record(
        _ register: String,
        _ fields: [RecordValidation.Given],
        entry: EntryKind,
        actor: ActingPerson
    ) throws -> Recorded {
        let definition = try writableDefinition(register, actor)
        try Permission.check(actor, .record(definition))
        let given = try check(fields, for: .record, in: definition)
        return try create(given, definition, entry: entry, actor: actor)
    }

    /// Appends the first event of a new record.
    func create(
        _ given: GivenFields,
        _ definition: RegisterDefinition,
        entry: EntryKind,
        actor: ActingPerson
    ) throws -> Recorded {
        guard given.faults.isEmpty else { throw BookkeepingError.invalid(given.faults) }
        var revision = Revision(new: definition)
        revision.values = given.values.filter { $0.value != nil }
        revision.edits = given.edits
        revision.state = given.checked.state
        try checkStart(revision, actor)
        let choice = audienceChoice(revision)
        return try append(
            new: revision,
            audience: try choice.audience(firstState: revision.state),
            given,
            entry: entry,
            actor: actor,
            reason: nil
        )
    }

    /// Chooses the audience of a record with these values, made at this place unless another is
    /// named.
    func audienceChoice(_ revision: Revision, madeAt place: RecordID? = nil) -> AudienceChoice {
        AudienceChoice(
            desk: self,
            definition: revision.definition,
            value: { try self.resolved(revision.after($0), revision.definition.field($0)) },
            authorPlace: place ?? ownPlace
        )
    }

    /// Appends the first event of a record whose audience is known.
    func append(
        new revision: Revision,
        audience: Audience,
        _ given: GivenFields,
        entry: EntryKind,
        actor: ActingPerson,
        reason: String?
    ) throws -> Recorded {
        let definition = revision.definition
        let id = try keyedID(revision, audience)
        if let id, try held(id) != nil {
            throw BookkeepingError.alreadyRecorded(
                register: definition.title,
                key: try keyText(revision),
                id: id.text
            )
        }
        try checkLevel(revision)
        try checkCode(revision, of: nil)
        let computed = try computed(revision, record: nil, entry: entry)
        var contents = EventContents(revision, computed.writes)
        contents.reason = reason
        let blotted = blotReason(of: &contents, RecordState(), definition)
        try contents.checkCount()
        let event = try append(
            Draft(
                register: definition.id,
                audience: audience,
                record: id,
                type: .create,
                actor: actor.id,
                entry: entry,
                content: { [contents] in contents.payloads(at: $0) }
            )
        )
        func value(_ field: String) -> FieldValue? {
            if let write = computed.writes.first(where: { $0.field == field }) {
                return write.value
            }
            return revision.after(field)
        }
        noteNew(event.record, definition, value)
        var number: String?
        if case .text(let text)? = computed.writes.first(where: { $0.field == "number" })?.value {
            number = text
        }
        return Recorded(
            id: event.record,
            number: number,
            state: revision.state,
            warnings: given.warnings + computed.warnings + blotted + (try deviceWarnings()),
            notes: given.notes
        )
    }

    /// The id that the key gives the record, nil where the register has no key.
    func keyedID(_ revision: Revision, _ audience: Audience) throws -> RecordID? {
        let definition = revision.definition
        guard !definition.key.isEmpty else { return nil }
        var key: [FieldValue?] = []
        for id in definition.key {
            let field = definition.field(id)
            let value = try resolved(revision.after(id), field)
            if field?.type == .reference, case .text(let text)? = value {
                let message =
                    "“\(definition.label(of: id))”所指的“\(text)”本机没有，它是这条记录的标识，请核对，或等同步后再登记。"
                throw BookkeepingError.invalid([
                    EntryFault(field: id, reason: "unheld_reference", message: message)
                ])
            }
            key.append(value)
        }
        return .keyed(register: definition.id, audience: audience, key: key)
    }

    private func keyText(_ revision: Revision) throws -> String {
        try revision.definition.key.map { id in
            switch revision.after(id) {
            case .text(let text)?: text
            case .integer(let number)?: String(number)
            case .boolean(let flag)?: flag ? "是" : "否"
            case .reference(let record)?: try caption(of: record).text
            case nil: ""
            }
        }.joined(separator: "/")
    }

    /// Two places of one code at one time would be mistaken for each other by everyone who types
    /// it.
    func checkCode(_ revision: Revision, of record: RecordID?) throws {
        guard revision.definition.id == SystemRegister.region, revision.after("to") == nil,
            case .text(let code)? = revision.after("code"),
            case .one(let id) = try find(code, in: SystemRegister.region),
            id != record, let other = try held(id), other.state["to"]?.value == nil
        else { return }
        let name = try caption(of: id).name ?? code
        throw BookkeepingError.invalid([
            EntryFault(
                field: "code",
                reason: "duplicate_code",
                message: "代码 \(code) 现在是“\(name)”的，请核对；如果它已经撤并，请先给它填上“至”。"
            )
        ])
    }
}
