package import Causality
internal import Merge
package import Records
package import Store

/// What a letter was made into at the place that reads it.
package enum RecordedLetter: Sendable {
    /// A new record.
    case made(Recorded)
    /// The record that was made of it before.
    case before(RecordID)
}

extension Bookkeeping {
    /// Checks what is to be sealed as a letter: what its register's definition offers in one, and
    /// what recording it asks for; returns it with the fields by their ids, and what to look at
    /// again.
    ///
    /// Nothing is written. Throws `noLetters`, `invalid` with all faults, `wrongLevel` or
    /// `notPermitted`.
    package func checkLetter(
        _ register: String,
        _ fields: [RecordValidation.Given],
        actor: ActingPerson
    ) throws -> (fields: [RecordValidation.Given], warnings: [String]) {
        try store.read { session in
            let desk = try Desk(session)
            let definition = try desk.writableDefinition(register, actor)
            guard !definition.letterFields.isEmpty else {
                throw BookkeepingError.noLetters(definition.title)
            }
            try Permission.check(actor, .record(definition))
            let named = fields.map { given in
                RecordValidation.Given(
                    definition.fieldID(named: given.field) ?? given.field,
                    given.text
                )
            }
            let given = try desk.check(named, for: .record, in: definition)
            let others = named.filter { field in
                definition.field(field.field) != nil || field.field == "state"
            }.filter { !definition.letterFields.contains($0.field) }
            let faults =
                given.faults
                + others.map { field in
                    let label = definition.label(of: field.field)
                    let message = "“\(label)”由收密件的地方填，请去掉再封。"
                    return EntryFault(field: field.field, reason: "not_in_letter", message: message)
                }
            guard faults.isEmpty else { throw BookkeepingError.invalid(faults) }
            return (named, given.warnings)
        }
    }

    /// Throws `notPermitted` unless the person handles what a letter is about.
    package func checkReading(_ register: String, actor: ActingPerson) throws {
        try store.read { session in
            try Permission.check(actor, .readLetter(try Desk(session).definition(register)))
        }
    }

    /// Makes a record of a sealed letter, and keeps that it was made of it: a letter becomes one
    /// record, and is erased with it.
    ///
    /// Throws what `record` throws, and `heldBelow` where a place below would hold the record: what
    /// was sealed past the places between is not to come down to them. Nothing is left of it then.
    package func record(
        letter: RecordID,
        _ register: String,
        _ fields: [RecordValidation.Given],
        actor: ActingPerson = .nodeOperator
    ) throws -> RecordedLetter {
        try store.write { session in
            let desk = try Desk(session)
            try Permission.check(actor, .readLetter(try desk.definition(register)))
            if let known = try desk.record(of: letter) { return .before(known) }
            let recorded = try desk.record(register, fields, entry: .live, actor: actor)
            try desk.checkStays(recorded.id, register)
            try desk.note(recorded.id, as: letter, actor)
            return .made(recorded)
        }
    }

    /// How many letters to this place are neither recorded nor erased.
    package func unrecordedLetterCount() throws -> Int {
        try store.read { session in
            let desk = try Desk(session)
            let letters = try session.records(
                of: SystemRegister.sealedLetter,
                where: [(field: SystemRegister.letterReaderField, value: .reference(desk.ownPlace))]
            )
            return try letters.count { letter in
                try !session.isErased(letter.id) && desk.record(of: letter.id) == nil
            }
        }
    }

    /// The record that was made here of a letter, nil if none was.
    package static func record(of letter: RecordID, _ session: StoreSession) throws -> RecordID? {
        try Desk(session).record(of: letter)
    }
}

extension Bookkeeping {
    /// Keeps that a record here was made of a letter by hand, so that they are erased together.
    ///
    /// Throws `unknownRecord` or `letterOfOthers`.
    package func note(
        _ record: RecordID,
        madeOf letter: RecordID,
        actor: ActingPerson = .nodeOperator
    ) throws {
        try store.write { session in
            let desk = try Desk(session)
            guard let made = try desk.held(record) else {
                throw StoreError.unknownRecord(record.text)
            }
            let definition = try desk.definition(made.register)
            try Permission.check(actor, .record(definition))
            let letters = try desk.definition(SystemRegister.sealedLetter)
            guard desk.isRead(try desk.held(letter, of: letters)) else {
                throw BookkeepingError.letterOfOthers
            }
            try desk.note(record, as: letter, actor)
        }
    }

    /// Erases the letters to this place whose records were erased, wherever that was done.
    ///
    /// Returns how many. Durable on return; the file still has the bytes until `Store.scrub`. What
    /// this node may not erase any more, it leaves to the others of its place.
    package func eraseLettersOfErasedRecords() throws -> Int {
        guard try store.read({ try Desk($0).lettersLeft() }).isEmpty == false else { return 0 }
        return try store.write { session in
            let desk = try Desk(session)
            let letters = try desk.lettersLeft()
            return try letters.count { letter in
                do {
                    try desk.erase(letter, reason: Desk.reasonForLetters, actor: .node)
                    return true
                } catch StoreError.noAuthority, StoreError.revoked, Unacceptable.wrongLetter {
                    return false
                }
            }
        }
    }
}
