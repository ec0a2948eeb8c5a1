internal import Causality
internal import Merge
internal import Records
internal import Store

/// Which records were made of which letters, at the place that reads them.
extension Desk {
    /// Why a letter is erased, as the places between read it: the true reason may say what the
    /// letter said.
    static let reasonForLetters = "按规定删除"

    /// The letters to this place that a record was made of, as far as they are held.
    func letters(recordedAs record: RecordID) throws -> [StoredRecord] {
        try noted(where: "record", is: record).compactMap { note in
            try note.reference("letter").flatMap(held)
        }.filter(isRead)
    }

    /// The registers that may be written as letters.
    func letterRegisters() throws -> [RegisterDefinition] {
        session.definitions.filter { !$0.letterFields.isEmpty }
    }

    /// Whether a letter is for this place.
    func isRead(_ letter: StoredRecord) -> Bool {
        letter.reference(SystemRegister.letterReaderField) == ownPlace
    }

    /// Throws `letterOfOthers` unless a letter was written by this computer or is for here.
    func checkLetterIsOurs(_ letter: StoredRecord) throws {
        let author = try letter.state.origin.flatMap { try session.author(of: $0.dot)?.node }
        guard author == session.ownNode || isRead(letter) else {
            throw BookkeepingError.letterOfOthers
        }
    }

    /// Letters that are not erased though a record that was made of them is.
    func lettersLeft() throws -> [StoredRecord] {
        var found: [RecordID: StoredRecord] = [:]
        for note in try session.records(of: SystemRegister.letterRecord) {
            guard let record = note.reference("record"), try session.isErased(record),
                let letter = try note.reference("letter").flatMap(held), isRead(letter),
                try !session.isErased(letter.id)
            else { continue }
            found[letter.id] = letter
        }
        return found.values.sorted { $0.id.text < $1.id.text }
    }

    /// Of several records that were made of a letter, on two computers at once, the first by name.
    func record(of letter: RecordID) throws -> RecordID? {
        try noted(where: "letter", is: letter).compactMap { $0.reference("record") }
            .min()
    }

    private func noted(where field: String, is id: RecordID) throws -> [StoredRecord] {
        try session.records(
            of: SystemRegister.letterRecord,
            where: [(field: field, value: .reference(id))]
        )
    }

    /// Throws `heldBelow` where places below hold the record too: the transaction then leaves
    /// nothing of it.
    func checkStays(_ id: RecordID, _ register: String) throws {
        guard let audience = try held(id)?.audience, audience.place == ownPlace,
            audience.kind != .under
        else { throw BookkeepingError.heldBelow(try definition(register).title) }
    }

    func note(
        _ record: RecordID,
        as letter: RecordID,
        _ actor: ActingPerson
    ) throws {
        let audience = Audience(.only, ownPlace)
        let id = RecordID.keyed(
            register: SystemRegister.letterRecord,
            audience: audience,
            key: [.reference(letter), .reference(record)]
        )
        guard try held(id) == nil else { return }
        _ = try append(
            Draft(
                register: SystemRegister.letterRecord,
                audience: audience,
                record: id,
                type: .create,
                actor: actor.id,
                entry: .live
            ) { _ in
                let writes = [
                    CellWrite(.field("letter"), .reference(letter)),
                    CellWrite(.field("record"), .reference(record)),
                ]
                return (EventPayload(writes: writes), [])
            }
        )
    }
}

extension StoredRecord {
    fileprivate func reference(_ field: String) -> RecordID? {
        guard case .reference(let id)? = state[field]?.value else { return nil }
        return id
    }
}
