internal import Causality
internal import Records
internal import Store

/// The fields of a new place's `region` record.
struct NewPlace {
    let code: RegionCode
    let name: String
    let parent: RecordID?
    let from: CivilDate
}

extension NewPlace {
    /// Reads what was typed; throws `badCode`, `badDate` or `badName`.
    init(code: String, name: String, parent: RecordID?, from: String) throws(EnrolmentError) {
        guard let region = RegionCode(text: code) else { throw .badCode(code) }
        guard let day = CivilDate(text: from) else { throw .badDate(from) }
        guard let name = PlaceName(typed: name) else { throw .badName }
        self.init(code: region, name: name.text, parent: parent, from: day)
    }
}

extension Enrolment {
    /// Writes a place's first version under the root; returns the place's id.
    @discardableResult
    func append(
        _ place: NewPlace,
        record: RecordID?,
        to session: StoreSession
    ) throws -> RecordID {
        let writes = [
            CellWrite(.field("code"), .text(place.code.text)),
            CellWrite(.field("name"), .text(place.name)),
            CellWrite(.field("level"), .text(place.code.level.rawValue)),
            CellWrite(.field("from"), .text(place.from.text)),
        ]
        let parent = place.parent.map { [CellWrite(.field("parent"), .reference($0))] } ?? []
        return try appendFirst(
            SystemRegister.region,
            audience: Audience(.under, .rootPlace(of: try session.rootKey())),
            record: record,
            writes + parent,
            to: session
        )
    }

    /// Gives a place that was entered without one its parent.
    func put(_ place: RecordID, below parent: RecordID, in session: StoreSession) throws {
        let writes = [CellWrite(.field("parent"), .reference(parent))]
        try session.append(
            Draft(
                register: SystemRegister.region,
                audience: Audience(.under, .rootPlace(of: try session.rootKey())),
                record: place,
                type: .change,
                actor: "",
                entry: .live
            ) { _ in (EventPayload(writes: writes), []) }
        )
    }

    /// Publishes a certificate: the root's under itself, so that every node knows it; a township's
    /// at the place that it is for.
    func append(
        _ certificate: NodeCertificate,
        issuedAt place: RecordID,
        to session: StoreSession
    ) throws {
        let root = RecordID.rootPlace(of: try session.rootKey())
        let audience =
            place == root ? Audience(.under, root) : Audience(.at, certificate.place)
        let node = Base32.encode(certificate.node.bytes)
        let issued = CivilDateTime(secondsSince1970: certificate.issuedAt)?.text ?? ""
        let writes = [
            CellWrite(.field("node"), .text(node)),
            CellWrite(.field("agreement"), .text(Base32.encode(certificate.agreement))),
            CellWrite(.field("place"), .reference(certificate.place)),
            CellWrite(.field("issuer"), .text(Base32.encode(certificate.issuer.bytes))),
            CellWrite(.field("issuedAt"), .text(issued)),
            CellWrite(
                .field(SystemRegister.certificateField),
                .text(Base32.encode(certificate.bytes))
            ),
        ]
        try appendFirst(
            SystemRegister.certificate,
            audience: audience,
            record: .keyed(
                register: SystemRegister.certificate,
                audience: audience,
                key: [.text(node)]
            ),
            writes,
            to: session
        )
    }

    func appendInvitation(
        _ id: [UInt8],
        _ place: RecordID,
        _ expiresAt: Int64,
        to session: StoreSession
    ) throws {
        let audience = Audience(.at, place)
        let name = FieldValue.text(Base32.encode(id))
        let expires = CivilDateTime(secondsSince1970: expiresAt)?.text ?? ""
        try appendFirst(
            "invitation",
            audience: audience,
            record: .keyed(register: "invitation", audience: audience, key: [name]),
            [
                CellWrite(.field("place"), .reference(place)),
                CellWrite(.field("expiresAt"), .text(expires)),
                CellWrite(.field("invitationID"), name),
            ],
            to: session
        )
    }

    @discardableResult
    private func appendFirst(
        _ register: String,
        audience: Audience,
        record: RecordID?,
        _ writes: [CellWrite],
        to session: StoreSession
    ) throws -> RecordID {
        let event = try session.append(
            Draft(
                register: register,
                audience: audience,
                record: record,
                type: .create,
                actor: "",
                entry: .live
            ) { _ in (EventPayload(writes: writes), []) }
        )
        return event.record
    }
}
