package import Bookkeeping
package import Causality
internal import Credentials
internal import Documents
internal import Enrolment
internal import Exchange
internal import Merge
package import Records
internal import Store

/// A record that only the nodes of one place can read, whoever passes it on: a village's complaint
/// about its own township.
package struct SealedLetter: Sendable {
    /// What this node can do with a letter.
    package enum Contents: Sendable {
        /// It is for others, or older than this node.
        case closed
        /// What was sealed: the register that it is meant for, and the fields as they were typed.
        case open(register: String, fields: [RecordValidation.Given])
        /// Its text was erased, here and wherever it was held.
        case erased
    }

    /// The record that carries it.
    package let id: RecordID
    /// The place where it was written, by its present name.
    package let from: String
    /// The place whose nodes can read it, by its present name.
    package let to: String
    /// Whether that is this node's place.
    package let isToHere: Bool
    /// When it was written, by the device's clock, in seconds since 1970.
    package let writtenAt: Int64
    /// What it says, if this node can open it.
    package let contents: Contents
    /// The record that was made of it here; nil if none was.
    package let record: RecordID?
}

extension Node {
    /// Checks a record and seals it to the nodes of a place above instead of writing it; returns
    /// the record that carries it.
    ///
    /// Throws what recording it throws, `SealedLetterError`, `EnrolmentError` for an unknown
    /// place, or `BundleExportError` where the place has no node or is of another branch.
    package func seal(
        _ register: String,
        _ fields: [RecordValidation.Given],
        for code: String,
        actor: ActingPerson
    ) throws -> RecordID {
        var values = DocumentObject()
        for field in fields { values[field.field] = .text(field.text) }
        try checkSealed(register, values, actor)
        let letter = JSONWriter.canonical(["register": .text(register), "fields": .object(values)])
        return try store.write { session in
            let place = try bundlePlace(code, session)
            guard try session.presentAncestors(of: session.ownPlace()).contains(place.id) else {
                throw SealedLetterError.notAbove
            }
            let receivers = Node.receivers(try session.nodes(at: place.id))
            guard !receivers.isEmpty else { throw BundleExportError.nobodyThere }
            let text = LetterText.seal(
                letter,
                key: BundleSeal.drawKey(random: random),
                from: store.node,
                to: receivers
            )
            guard text.utf8.count <= Node.letterByteCountMax else {
                throw SealedLetterError.tooLong
            }
            return try session.append(Node.draft(text, to: place.id, session, actor)).record
        }
    }

    /// Throws `SealedLetterError` where the record could not be made of the fields.
    private func checkSealed(
        _ register: String,
        _ values: DocumentObject,
        _ actor: ActingPerson
    ) throws {
        let report = try Bookkeeping(store: store).importRows(
            register,
            JSONWriter.canonical(.object(values)),
            format: .jsonl,
            entry: .live,
            dryRun: true,
            actor: actor
        )
        guard report.errors.isEmpty else {
            throw SealedLetterError.faults(report.errors.map { Node.sentence(of: $0.fault) })
        }
    }

    /// What one event's personal payload has room for, beside the cell's own bytes.
    private static let letterByteCountMax = PayloadCodec.personalByteCountMax - 64

    private static func draft(
        _ text: String,
        to place: RecordID,
        _ session: StoreSession,
        _ actor: ActingPerson
    ) throws -> Draft {
        Draft(
            register: SystemRegister.sealedLetter,
            audience: Audience(.at, try session.ownPlace()),
            record: nil,
            type: .create,
            actor: actor.id,
            entry: .live
        ) { _ in
            let to = CellWrite(.field(SystemRegister.letterReaderField), .reference(place))
            return (EventPayload(writes: [to]), [CellWrite(.field("text"), .text(text))])
        }
    }

    /// What is wrong with a letter's field: who would keep such a record is no office to go to.
    private static func sentence(of fault: EntryFault) -> String {
        guard fault.reason == "no_authority" else { return fault.message }
        return "这样填，登记以后归别处管，没有封；请去掉指向别处的栏目（例如“原投诉”）再封，或打县里的电话。"
    }

    /// All letters that this node holds, opened where they were sealed to it, the oldest first.
    package func sealedLetters() throws -> [SealedLetter] {
        try store.read { session in
            try session.records(of: SystemRegister.sealedLetter).compactMap {
                try letter(in: $0, session)
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
            return try letter(in: record, session)
        }
    }

    private func letter(in record: StoredRecord, _ session: StoreSession) throws -> SealedLetter? {
        guard let origin = record.state.origin,
            case .reference(let to)? = record.state[SystemRegister.letterReaderField]?.value
        else { return nil }
        return SealedLetter(
            id: record.id,
            from: try name(of: record.audience.place, session),
            to: try name(of: to, session),
            isToHere: try to == session.ownPlace(),
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

/// Why a record is not sealed.
package enum SealedLetterError: Error, Equatable, Sendable {
    /// What is wrong with its fields, in sentences.
    case faults([String])
    /// Sealed to every node of the place it is more than one record takes.
    case tooLong
    /// The place that should read it is not above this one.
    case notAbove
    /// This node holds no letter of that id that it can open.
    case notOpened(String)
    /// The letter's text was erased.
    case erased

    /// What happened and what to do.
    package var sentence: String {
        switch self {
        case .faults(let sentences): sentences.joined(separator: "\n")
        case .tooLong: "内容太长，密件装不下（大约三千字），请缩短，或分成几件写。"
        case .notAbove: "密件只能写给上级，请写上级的区划代码。"
        case .notOpened(let id): "没有编号是“\(id)”、本机打得开的密件，请用 letters list 核对。"
        case .erased: "这件密件已按规定删除，内容不能恢复。"
        }
    }
}
