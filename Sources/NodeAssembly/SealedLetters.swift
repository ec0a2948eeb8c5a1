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
    /// The record that carries it.
    package let id: RecordID
    /// The place where it was written, by its present name.
    package let from: String
    /// The place whose nodes can read it, by its present name.
    package let to: String
    /// When it was written, by the device's clock, in seconds since 1970.
    package let writtenAt: Int64
    /// The register that it is meant for; nil where this node cannot open it.
    package let register: String?
    /// The fields as they were typed; empty where this node cannot open it.
    package let fields: [RecordValidation.Given]
}

extension Node {
    /// Checks a record and seals it to the nodes of a place instead of writing it; returns the
    /// record that carries it.
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
        let letter = JSONWriter.canonical(["register": .text(register), "fields": .object(values)])
        return try store.write { session in
            let place = try bundlePlace(code, session)
            let receivers = Node.receivers(try session.nodes(at: place.id))
            guard !receivers.isEmpty else { throw BundleExportError.nobodyThere }
            let sealed = LetterText.seal(letter, from: store.node, to: receivers)
            guard sealed.utf8.count <= FieldValueCodec.textByteCountMax else {
                throw SealedLetterError.tooLong
            }
            let writes = [
                CellWrite(.field("sealed"), .text(sealed)),
                CellWrite(.field("to"), .reference(place.id)),
            ]
            return try session.append(
                Draft(
                    register: SystemRegister.sealedLetter,
                    audience: Audience(.at, try session.ownPlace()),
                    record: nil,
                    type: .create,
                    actor: actor.id,
                    entry: .live
                ) { _ in (EventPayload(writes: writes), []) }
            ).record
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
            try session.records(of: SystemRegister.sealedLetter).compactMap { record in
                guard let origin = record.state.origin,
                    case .reference(let to)? = record.state["to"]?.value,
                    case .text(let sealed)? = record.state["sealed"]?.value
                else { return nil }
                let author = try session.author(of: origin.dot)?.node
                let opened = author.flatMap {
                    LetterText.open(sealed, from: $0, by: store.node, with: secrets.agreement)
                }
                return SealedLetter(
                    id: record.id,
                    from: try name(of: record.audience.place, session),
                    to: try name(of: to, session),
                    writtenAt: origin.deviceTime,
                    register: opened?.register,
                    fields: opened?.fields ?? []
                )
            }
        }
        .sorted { $0.writtenAt < $1.writtenAt }
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
    /// This node holds no letter of that id that it can open.
    case notOpened(String)

    /// What happened and what to do.
    package var sentence: String {
        switch self {
        case .faults(let sentences): sentences.joined(separator: "\n")
        case .tooLong: "内容太长，密件装不下，请缩短，或分成几件写。"
        case .notOpened(let id): "没有编号是“\(id)”、本机打得开的密件，请用 letters list 核对。"
        }
    }
}
