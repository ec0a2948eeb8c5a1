internal import Causality
internal import Merge
internal import Records
internal import Store

/// Chooses who will hold a new record, by its definition's rule.
///
/// What decides must be held here: a record cannot be moved to another audience later.
struct AudienceChoice {
    let desk: Desk
    let definition: RegisterDefinition
    /// The new record's values, with held references as record ids.
    let value: (String) throws -> FieldValue?
    /// Where the record was or is made.
    let authorPlace: RecordID

    /// The audience of a record that begins in a state.
    func audience(firstState: String?) throws -> Audience {
        if let passOn = definition.passOn, try value(passOn.reference) != nil {
            try checkPassedOn(passOn)
            return try audience(passOn.audience)
        }
        if let draft = definition.draft, !draft.isOptional, let firstState,
            draft.states.contains(firstState)
        {
            return try audience(draft.audience)
        }
        return try audience(definition.audience)
    }

    /// The audience of the register's own record, whatever its state.
    func finalAudience() throws -> Audience { try audience(definition.audience) }

    private func audience(_ rule: AudienceRule) throws -> Audience {
        let place = try place(rule)
        switch rule.kind {
        case .at: return Audience(.at, place)
        case .under: return Audience(.under, place)
        case .only: return Audience(.only, place)
        case .authorOrSubject:
            return desk.ownPlace == desk.rootPlace
                ? Audience(.under, desk.rootPlace) : Audience(.at, place)
        }
    }

    private func place(_ rule: AudienceRule) throws -> RecordID {
        switch rule.place {
        case .author: authorPlace
        case .county: desk.rootPlace
        case .village, .case, .subject: try place(rule.lookedAt, of: rule)
        }
    }

    /// The place at the first path that is given.
    private func place(_ paths: [ValuePath], of rule: AudienceRule) throws -> RecordID {
        for path in paths {
            if path.start == "authorPlace" { return authorPlace }
            guard let value = try value(path.start) else { continue }
            guard case .reference(let id) = value else { throw unheld(path.start, value) }
            if rule.place == .case {
                guard let record = try desk.held(id) else { throw unheld(path.start, value) }
                return record.audience.place
            }
            if id == desk.ownPlace { return id }
            guard let record = try desk.held(id) else { throw unheld(path.start, value) }
            let field = path.reference == nil ? nil : path.field
            if let place = try place(of: record, at: field, path.start) { return place }
        }
        throw missing(paths)
    }

    /// The place that a record is, or that its field names; nil if that is empty.
    private func place(
        of record: StoredRecord,
        at field: String?,
        _ start: String
    ) throws -> RecordID? {
        if field == nil, record.register == SystemRegister.region { return record.id }
        if field == "audiencePlace" { return record.audience.place }
        let target = field ?? SystemRegister.region
        let definition = try desk.session.definition(record.register)
        let value = try desk.resolved(record.state[target]?.value, definition.field(target))
        guard let value else { return nil }
        guard case .reference(let place) = value,
            try place == desk.ownPlace || desk.held(place)?.register == SystemRegister.region
        else { throw unheld(start, value) }
        return place
    }

    private func checkPassedOn(_ rule: PassOnRule) throws {
        let given = try rule.without.filter { try value($0) != nil }
        guard !given.isEmpty else { return }
        throw BookkeepingError.invalid(
            given.map {
                EntryFault(
                    field: $0,
                    reason: "not_passed_on",
                    message: "转交的记录不能带“\(definition.label(of: $0))”，请删去后再登记。"
                )
            }
        )
    }

    private func unheld(_ field: String, _ value: FieldValue) -> BookkeepingError {
        let text =
            switch value {
            case .text(let text): text
            case .reference(let id): id.text
            case .integer, .boolean: ""
            }
        let label = definition.label(of: field)
        return .invalid([
            EntryFault(
                field: field,
                reason: "unheld_reference",
                message: "“\(label)”所指的“\(text)”本机没有，不能确定记录归哪里管；请核对，或等同步后再登记。"
            )
        ])
    }

    private func missing(_ paths: [ValuePath]) -> BookkeepingError {
        let field = paths.first?.start ?? ""
        let label = definition.label(of: field)
        return .invalid([
            EntryFault(
                field: field,
                reason: "required",
                message: "缺少“\(label)”，或其中没有写明所在地方，不能确定记录归哪里管，请补上。"
            )
        ])
    }
}
