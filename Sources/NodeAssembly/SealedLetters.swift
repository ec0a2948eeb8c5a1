package import Bookkeeping
package import Causality
internal import Credentials
internal import Documents
internal import Enrolment
internal import Exchange
internal import Merge
package import Records
internal import Store

extension Node {
    /// Checks a record and seals it to the nodes of a place above instead of writing it; returns
    /// the record that carries it, and what to look at again.
    ///
    /// Who wrote it does not stand in the event: the places between read that. Throws what
    /// `Bookkeeping.checkLetter` throws, `SealedLetterError`, `EnrolmentError` for an unknown
    /// place, or `BundleExportError` where the place has no node or is of another branch.
    package func seal(
        _ register: String,
        _ fields: [RecordValidation.Given],
        for code: String,
        actor: ActingPerson
    ) throws -> (id: RecordID, warnings: [String]) {
        let (letter, warnings) = try checked(register, fields, actor)
        let id = try store.write { session in
            try session.append(draft(letter, for: code, session)).record
        }
        return (id, warnings)
    }

    /// Whether a record could be sealed so, and what to look at again: throws what `seal` throws,
    /// and writes nothing.
    package func checkSealing(
        _ register: String,
        _ fields: [RecordValidation.Given],
        for code: String,
        actor: ActingPerson
    ) throws -> [String] {
        let (letter, warnings) = try checked(register, fields, actor)
        try store.read { session in _ = try draft(letter, for: code, session) }
        return warnings
    }

    /// A letter's bytes, and what to look at again.
    private func checked(
        _ register: String,
        _ fields: [RecordValidation.Given],
        _ actor: ActingPerson
    ) throws -> (letter: [UInt8], warnings: [String]) {
        let books = Bookkeeping(store: store)
        let (given, warnings) = try books.checkLetter(register, fields, actor: actor)
        var values = DocumentObject()
        for field in given { values[field.field] = .text(field.text) }
        let letter = JSONWriter.canonical(["register": .text(register), "fields": .object(values)])
        return (letter, warnings)
    }

    /// What one event's personal payload has room for, beside the cell's own bytes.
    private static let letterByteCountMax = PayloadCodec.personalByteCountMax - 64

    private func draft(
        _ letter: [UInt8],
        for code: String,
        _ session: StoreSession
    ) throws -> Draft {
        let place: Place
        do {
            place = try bundlePlace(code, session)
        } catch BundleExportError.otherBranch {
            throw SealedLetterError.notAbove
        }
        let own = try session.ownPlace()
        // One that stands above but gets nothing from here could never read it.
        guard try place.id != own && session.isHolder(place.id, of: Audience(.at, own)) else {
            throw SealedLetterError.notAbove
        }
        let receivers = Node.receivers(try Node.computers(at: place.id, session))
        guard !receivers.isEmpty else { throw BundleExportError.nobodyThere }
        let key = BundleSeal.drawKey(random: random)
        let text = LetterText.seal(letter, key: key, from: store.node, to: receivers)
        guard text.utf8.count <= Node.letterByteCountMax else { throw SealedLetterError.tooLong }
        return Draft(
            register: SystemRegister.sealedLetter,
            audience: Audience(.at, own),
            record: nil,
            type: .create,
            actor: "",
            entry: .live
        ) { _ in
            let to = CellWrite(.field(SystemRegister.letterReaderField), .reference(place.id))
            return (EventPayload(writes: [to]), [CellWrite(.field("text"), .text(text))])
        }
    }

    /// All letters that this node holds, opened where they were sealed to it, the oldest first.
    package func sealedLetters() throws -> [SealedLetter] {
        try store.read { session in
            let confirmed = try session.bulletinPositions()
            return try session.records(of: SystemRegister.sealedLetter).compactMap {
                try letter(in: $0, confirmed, session)
            }
        }
        .sorted { $0.writtenAt < $1.writtenAt }
    }

    /// One letter that this node holds; nil if it holds none of that id.
    package func sealedLetter(_ id: RecordID) throws -> SealedLetter? {
        try store.read { session in
            guard let record = try session.record(id),
                record.register == SystemRegister.sealedLetter
            else { return nil }
            return try letter(in: record, session.bulletinPositions(), session)
        }
    }

    private func letter(
        in record: StoredRecord,
        _ confirmed: VersionVector,
        _ session: StoreSession
    ) throws -> SealedLetter? {
        guard let origin = record.state.origin,
            case .reference(let to)? = record.state[SystemRegister.letterReaderField]?.value
        else { return nil }
        let from = record.audience.place
        return SealedLetter(
            id: record.id,
            from: try name(of: from, session),
            author: try session.author(of: origin.dot)?.node,
            computerCount: try session.nodes(at: from).count + (from == session.ownPlace() ? 1 : 0),
            to: try name(of: to, session),
            isToHere: try to == session.ownPlace(),
            isConfirmed: confirmed.contains(origin.dot),
            writtenAt: origin.deviceTime,
            contents: try contents(of: record, writtenAt: origin.dot, session),
            record: try Bookkeeping.record(of: record.id, session)
        )
    }

    private func contents(
        of record: StoredRecord,
        writtenAt dot: Dot,
        _ session: StoreSession
    ) throws -> SealedLetter.Contents {
        if try session.isErased(record.id) { return .erased }
        if try session.isStripped(dot) { return .stripped }
        guard case .text(let text)? = record.state["text"]?.value,
            let author = try session.author(of: dot)?.node,
            let opened = LetterText.open(
                text,
                from: author,
                by: store.node,
                with: secrets.agreement
            )
        else { return .closed }
        return .open(register: opened.register, fields: opened.fields)
    }

    private func name(of place: RecordID, _ session: StoreSession) throws -> String {
        guard case .text(let name)? = try session.record(place)?.state["name"]?.value else {
            return "地名未到"
        }
        return name
    }
}
