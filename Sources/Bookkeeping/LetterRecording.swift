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

extension Desk {
    /// The letters that a record was made of, as far as they are held.
    func letters(recordedAs record: RecordID) throws -> [StoredRecord] {
        var found: [StoredRecord] = []
        try session.forEachRecord(
            of: SystemRegister.letterRecord,
            where: [(field: "record", value: .text(record.text))]
        ) { note in
            if case .text(let text)? = note.state["letter"]?.value,
                let id = RecordID(text: text), let letter = try held(id)
            {
                found.append(letter)
            }
            return true
        }
        return found
    }

    /// Throws `letterOfOthers` unless a letter was written here or is for here.
    func checkLetterIsOurs(_ letter: StoredRecord) throws {
        let reader = letter.state[SystemRegister.letterReaderField]?.value
        guard letter.audience.place == ownPlace || reader == .reference(ownPlace) else {
            throw BookkeepingError.letterOfOthers
        }
    }

    fileprivate func record(of letter: RecordID) throws -> RecordID? {
        guard case .text(let text)? = try held(noteID(of: letter))?.state["record"]?.value else {
            return nil
        }
        return RecordID(text: text)
    }

    /// Throws `heldBelow` where places below hold the record too: the transaction then leaves
    /// nothing of it.
    fileprivate func checkStays(_ id: RecordID, _ register: String) throws {
        guard let audience = try held(id)?.audience, audience.place == ownPlace,
            audience.kind != .under
        else { throw BookkeepingError.heldBelow(try definition(register).title) }
    }

    fileprivate func note(
        _ record: RecordID,
        as letter: RecordID,
        _ actor: ActingPerson
    ) throws {
        _ = try append(
            Draft(
                register: SystemRegister.letterRecord,
                audience: Audience(.only, ownPlace),
                record: noteID(of: letter),
                type: .create,
                actor: actor.id,
                entry: .live
            ) { _ in
                let writes = [
                    CellWrite(.field("letter"), .text(letter.text)),
                    CellWrite(.field("record"), .text(record.text)),
                ]
                return (EventPayload(writes: writes), [])
            }
        )
    }

    private func noteID(of letter: RecordID) -> RecordID {
        .keyed(
            register: SystemRegister.letterRecord,
            audience: Audience(.only, ownPlace),
            key: [.text(letter.text)]
        )
    }
}
