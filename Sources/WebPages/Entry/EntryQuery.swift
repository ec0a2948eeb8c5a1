internal import Bookkeeping
internal import Causality
internal import Credentials
internal import Enrolment
internal import Records
internal import Store

extension PagesNode {
    /// The registers in which the person may begin a record here.
    func recordableRegisters(for visitor: Visitor) async throws -> [RegisterDefinition] {
        try await withBooks { books in
            let level = try books.store.read { try $0.servedPlace()?.level }
            return try books.shownDefinitions(at: level).filter {
                Permission.records(visitor.role, $0, at: level)
            }
        }
    }

    /// An empty form with what is known filled in, or the form that was sent.
    func entryModel(
        _ register: String,
        _ purpose: EntryPurpose,
        sent: SentForm?,
        for visitor: Visitor
    ) async throws -> EntryModel {
        let now = now
        let drafts = drafts
        let box = letters
        let freshMark = SessionToken(random: random).text
        return try await withBooks { books in
            let definition = try books.definition(register)
            let place = try books.store.read { try $0.servedPlace() }
            guard Permission.records(visitor.role, definition, at: place?.level) else {
                throw PageError.notAllowed("登记“\(definition.title)”")
            }
            if purpose.isLetter, definition.letterFields.isEmpty { throw PageError.unknownPage }
            let plan =
                purpose.isLetter ? IntakePlan(letterIn: definition) : IntakePlan(definition)
            let choices = try ReferenceChoices(for: [definition], in: books)
            var form: EntryForm
            if let sent {
                form = EntryForm(definition, asking: plan.fields, sent: sent)
            } else {
                form = EntryForm(definition, asking: plan.fields)
                form.prefill(plan, at: place, now: now) { field in
                    visitor.account.staff
                        ?? drafts.pick(of: visitor.account.name, in: register, field)
                }
                form.dropUnknownStaff(choices)
            }
            form.addSpareRows()
            return EntryModel(
                definition: definition,
                purpose: purpose,
                plan: plan,
                choices: choices,
                form: form,
                mark: sent?[PostForm.markField] ?? freshMark,
                entry: sent?[PostForm.entryField].flatMap(EntryKind.init(formName:)) ?? .live,
                sealedTo: try purpose == .record ? box.name(for: definition) : nil
            )
        }
    }

    /// Saves what the check page showed; a second press of the button gives the same record.
    ///
    /// Throws `SavedEntries.Changed` where the form comes again with other contents.
    func save(_ model: EntryModel, by visitor: Visitor) async throws -> RecordID {
        let saved = savedEntries
        let box = letters
        return try await withBooks { books in
            let register = model.definition.id
            let given = model.form.given(isNew: true)
            let mark = visitor.token.text + model.mark
            var contents = Hasher()
            contents.combine(given)
            contents.combine(model.entry)
            return try saved.once(mark, contents: contents.finalize()) {
                guard !model.purpose.isLetter else {
                    return try box.seal(register, given, visitor.person)
                }
                return try books.record(
                    register,
                    given,
                    entry: model.entry,
                    actor: visitor.person
                ).id
            }
        }
    }
}

extension EntryForm {
    /// What the node knows already: the village, the hour of taking in, the person.
    fileprivate mutating func prefill(
        _ plan: IntakePlan,
        at place: Place?,
        now: Int64,
        staff: (_ field: String) -> String?
    ) {
        let starts = Set(
            definition.workflow?.alsoInitial.flatMap { $0.condition?.fields ?? [] } ?? []
        )
        for field in fields {
            switch field.type {
            case .dateTime where starts.contains(field.id):
                values[field.id] = CivilDateTime(secondsSince1970: now - now % 60)?.text
            case .date where field.isRequired:
                values[field.id] = CivilDateTime(secondsSince1970: now)?.date.text
            case .reference where field.references == ["region"]:
                if field.isRequired, place?.level == .village { values[field.id] = place?.code }
            case .reference where field.references == ["staff"] && plan.needed.contains(field.id):
                values[field.id] = staff(field.id)
            default: break
            }
        }
    }

    /// Takes out who is not among those to pick from.
    fileprivate mutating func dropUnknownStaff(_ choices: ReferenceChoices) {
        for field in fields where field.references == ["staff"] {
            let isKnown = choices.choices(for: field)?.contains { $0.text == values[field.id] }
            if !(isKnown ?? false) { values[field.id] = nil }
        }
    }
}
