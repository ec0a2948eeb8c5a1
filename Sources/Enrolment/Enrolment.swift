package import Ambient
internal import Causality
package import Credentials
internal import Records
package import Store

/// Makes nodes and places known: the root, its places, invitations, certificates.
package struct Enrolment: Sendable {
    /// How long a joining code may be used, in seconds: a week, time enough for a stick by post.
    package static let invitationSeconds: Int64 = 7 * 24 * 3_600

    let store: Store
    let secrets: NodeSecrets
    let clock: WallClock
    let random: RandomSource

    /// Works on a node's store with the node's own keys.
    package init(store: Store, secrets: NodeSecrets, clock: WallClock, random: RandomSource) {
        self.store = store
        self.secrets = secrets
        self.clock = clock
        self.random = random
    }

    var node: NodeKey { secrets.signing.nodeKey }

    /// Today by UTC+08:00, whatever the machine says.
    var today: CivilDate {
        CivilDateTime(secondsSince1970: clock.now.secondsSince1970)?.date ?? .earliest
    }

    /// Makes the first node of a tree: its place, and its own certificate, signed by itself.
    ///
    /// The code has 2, 4, 6, 9 or 12 digits; `from` is `YYYY-MM-DD`, the day from which the place
    /// exists. Throws `badCode`, `badDate`, `badName`, or `alreadyInitialised`.
    package func foundRoot(code: String, name: String, from: String) throws {
        let place = try NewPlace(code: code, name: name, parent: nil, from: from)
        let root = RecordID.rootPlace(of: node)
        try store.write { session in
            try session.found(
                rootKey: node,
                place: root,
                incarnation: random.word() >> 1
            )
            let certificate = certificate(for: node, secrets.agreement.agreementKey.bytes, root)
            try session.note(certificate)
            try append(place, record: root, to: session)
            try append(certificate, issuedAt: root, to: session)
        }
    }

    /// Throws `badCode`, `badDate` or `badName` for what `foundRoot` would not take.
    package static func check(code: String, name: String, from: String) throws {
        _ = try NewPlace(code: code, name: name, parent: nil, from: from)
    }

    /// Gives out a one-time joining code for a place at or below this node's.
    ///
    /// At the root a place that nobody knows is made; its parent is this node's place or the one
    /// with the code `parent`. Returns the code's text and when it expires, seconds since 1970.
    package func invite(
        code: String,
        name: String?,
        parent: String?
    ) throws -> (code: String, expiresAt: Int64) {
        guard let region = RegionCode(text: code) else { throw EnrolmentError.badCode(code) }
        if let name, PlaceName(typed: name) == nil { throw EnrolmentError.badName }
        let joining = try store.read { session in
            JoiningCode(random: random, root: try session.rootKey())
        }
        let expiresAt = clock.now.secondsSince1970 + Enrolment.invitationSeconds
        try store.write { session in
            let place = try invitedPlace(region, name: name, parent: parent, session)
            try session.keep(
                OpenInvitation(
                    id: joining.invitationID,
                    secret: joining.secret,
                    place: place,
                    expiresAt: expiresAt
                )
            )
            try appendInvitation(joining.invitationID, place, expiresAt, to: session)
        }
        return (joining.text, expiresAt)
    }

    private func invitedPlace(
        _ code: RegionCode,
        name: String?,
        parent: String?,
        _ session: StoreSession
    ) throws -> RecordID {
        let own = try session.ownPlace()
        // The root's place, not its node: a standby at the same place does the same work.
        let isRoot = try own == RecordID.rootPlace(of: session.rootKey())
        if let known = try session.place(code: code.text, on: today) {
            if isRoot, known.id != own, known.parent == nil {
                let above = try parent.map { try placeID($0, session) } ?? own
                try check(code, below: above, session)
                try put(known.id, below: above, in: session)
            }
            guard try session.isOwnOrBelow(known.id) else {
                throw EnrolmentError.notBelow(code.text)
            }
            return known.id
        }
        guard isRoot else { throw EnrolmentError.unknownPlace(code.text) }
        guard let name else { throw EnrolmentError.nameMissing(code.text) }
        let above = try parent.map { try placeID($0, session) } ?? own
        try check(code, below: above, session)
        let place = try NewPlace(code: code.text, name: name, parent: above, from: "2000-01-01")
        return try append(place, record: nil, to: session)
    }

    /// Throws `wrongLevel` unless a code is of a lower level than the place above it.
    private func check(
        _ code: RegionCode,
        below parent: RecordID,
        _ session: StoreSession
    ) throws {
        guard let above = try session.place(parent), code.level <= above.level else { return }
        throw EnrolmentError.wrongLevel(code: code.text, level: code.level, parent: above.level)
    }

    private func placeID(_ code: String, _ session: StoreSession) throws -> RecordID {
        guard let region = RegionCode(text: code) else { throw EnrolmentError.badCode(code) }
        guard let place = try session.place(code: region.text, on: today) else {
            throw EnrolmentError.unknownPlace(region.text)
        }
        return place.id
    }

    func certificate(
        for node: NodeKey,
        _ agreement: [UInt8],
        _ place: RecordID
    ) -> NodeCertificate {
        let issuer = secrets.signing.nodeKey
        let time = clock.now.secondsSince1970
        let statement = NodeCertificate.statement(
            node: node,
            agreement: agreement,
            place: place,
            issuer: issuer,
            issuedAt: time
        )
        return NodeCertificate(
            node: node,
            agreement: agreement,
            place: place,
            issuer: issuer,
            issuedAt: time,
            signature: secrets.signing.sign(statement)
        )
    }
}
